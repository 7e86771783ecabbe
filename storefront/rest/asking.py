"""How does a visitor ask for goods?"""

import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from catalog.standards import normalised
from kit.money import BadMoney, Money
from kit.paging import PageQuery
from kit.rest import In, TextField
from storefront.policy import MARKET_CURRENCY, MARKETS
from storefront.queries.wishes import ORDERINGS, Choice, Range, Wish
from storefront.words.asking import LONGEST_QUERY

MOST_CHOICES = 40
_CODE = r"[a-z0-9][a-z0-9_-]{0,39}"
_NUMBER = r"-?(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
_CHOICE = re.compile(
    rf"(?P<attribute>{_CODE}):(?:(?P<least>{_NUMBER})?\.\.(?P<most>{_NUMBER})?"
    rf"|(?P<code>{_CODE})|(?P<number>{_NUMBER}))",
    re.ASCII,
)
_IS_NUMBER = re.compile(_NUMBER, re.ASCII)


class WindowQuery(PageQuery):
    """Which goods, in which order."""

    market = serializers.ChoiceField(choices=MARKETS, default="CN", help_text="Where they are sold.")
    category = serializers.RegexField(
        rf"^{_CODE}$", required=False, help_text="A category's code; goods of those below it are found too."
    )
    seller = TextField(max_length=16, required=False, help_text="The seller's code.")
    brand = serializers.RegexField(rf"^{_CODE}$", required=False, help_text="The brand's code.")
    product = serializers.UUIDField(required=False, help_text="Only the sizes of one product.")
    origin = serializers.RegexField(
        r"^[A-Z]{2}(,[A-Z]{2}){0,19}$", required=False, help_text="Countries of origin, any of them: KZ,CN"
    )
    standard = TextField(max_length=80, required=False, help_text="Such as GB/T 1355-2021.")
    attributes = TextField(
        max_length=1000,
        required=False,
        help_text="By the codes of listAttributes: grade:premium,grade:first,moisture:..14.5,gluten:30 -"
        " any value of one, all of several. What is no filter, or none of its options, is refused by name.",
    )
    price_min = TextField(max_length=16, required=False, help_text="In the market's currency: 12.30")
    price_max = TextField(max_length=16, required=False, help_text="In the market's currency: 99.00")
    in_stock = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only what is, or isn't, there."
    )
    arrives_by = serializers.DateField(
        required=False, help_text="Only what a train would bring by this day of the market."
    )
    q = TextField(
        max_length=LONGEST_QUERY,
        required=False,
        allow_blank=True,
        help_text="Words in any of the four languages, whichever is read; sizes, standards, SKU, GTIN.",
    )
    exact = serializers.BooleanField(default=False, help_text="Correct no word of `q`.")
    ordering = serializers.ChoiceField(
        choices=("relevance", *ORDERINGS),
        required=False,
        help_text="By relevance with `q`, else the newest first, unless said otherwise. Names are those"
        " of the reader's language: a cursor among them holds for that one.",
    )
    facets = serializers.BooleanField(default=False, help_text="Tell by what could be narrowed further.")
    translations = serializers.ChoiceField(choices=["all"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Prices are amounts of the market's currency; chosen attributes come apart."""
        for name in ("price_min", "price_max"):
            if name in attrs:
                try:
                    attrs[name] = Money.parse(attrs[name], MARKET_CURRENCY[attrs["market"]]).minor
                except BadMoney as error:
                    raise serializers.ValidationError({name: [str(error)]}) from error
                if attrs[name] < 0:
                    raise serializers.ValidationError({name: ["must not be negative"]})
        if "price_min" in attrs and attrs.get("price_max", attrs["price_min"]) < attrs["price_min"]:
            raise serializers.ValidationError({"price_max": ["must not be less than price_min"]})
        attrs["q"] = attrs.get("q", "").strip()
        attrs.setdefault("ordering", "relevance" if attrs["q"] else "newest")
        if attrs["ordering"] == "relevance" and not attrs["q"]:
            raise serializers.ValidationError({"ordering": ["relevance needs q"]})
        if "attributes" in attrs:
            attrs["attributes"] = _choices(attrs["attributes"])
        return attrs


class SuggestionQuery(In):
    """What was typed so far."""

    q = TextField(max_length=LONGEST_QUERY, help_text="The beginning of a query, in any of the languages.")
    market = serializers.ChoiceField(choices=MARKETS, default="CN", help_text="Where they are sold.")


class ProductQuery(In):
    """In which languages."""

    translations = serializers.ChoiceField(choices=["all"], required=False)


def wish_of(given: Mapping[str, Any], *, language: str, sandbox: bool = False) -> Wish:
    """What validated parameters of a `WindowQuery` ask for."""
    facets = {"brand": [given["brand"]]} if "brand" in given else {}
    if "standard" in given:
        facets["standard"] = _ways_to_write(given["standard"])
    if "origin" in given:
        facets["origin"] = given["origin"].split(",")
    return Wish(
        market=given["market"],
        language=language,
        category=given.get("category", ""),
        seller=given.get("seller", ""),
        product_id=given.get("product"),
        facets=facets,
        attributes=given.get("attributes", {}),
        price_min=given.get("price_min"),
        price_max=given.get("price_max"),
        in_stock=given.get("in_stock"),
        arrives_by=given.get("arrives_by"),
        sandbox=sandbox,
    )


def _ways_to_write(standard: str) -> list[str]:
    """As it was given, and as the catalogue writes it; no number of its body's is nobody's standard."""
    with suppress(ValueError):
        return list(dict.fromkeys((standard, normalised(standard))))
    return [standard]


def _choices(text: str) -> dict[str, list[Choice]]:
    chosen: dict[str, list[Choice]] = defaultdict(list)
    parts = text.split(",")
    if len(parts) > MOST_CHOICES:
        raise serializers.ValidationError({"attributes": [f"at most {MOST_CHOICES} choices"]})
    for part in parts:
        match = _CHOICE.fullmatch(part)
        if match is None or part.endswith(":.."):
            raise serializers.ValidationError(
                {"attributes": [f"{part[:60]!r} is neither code:value nor code:least..most"]}
            )
        choice = _choice(match)
        if choice.numbers and choice.numbers.is_contradictory:
            raise serializers.ValidationError({"attributes": [f"{part[:60]!r} ends before it begins"]})
        chosen[match["attribute"]].append(choice)
    return dict(chosen)


def _choice(match: re.Match[str]) -> Choice:
    single = match["code"] or match["number"]
    if single is None:
        return Choice("", Range(_decimal(match["least"]), _decimal(match["most"])))
    number = Decimal(single) if _IS_NUMBER.fullmatch(single) else None
    return Choice(match["code"] or "", None if number is None else Range(number, number))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
