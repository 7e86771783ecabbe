"""Does what is told of goods make sense, and how is it kept?"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from catalog.attributes import check, missing
from catalog.customs import CUSTOMS
from catalog.errors import BadAttributes, BadSizes, CategoryClosed, WrongIdentifier
from catalog.identifiers import country_error
from catalog.models import Category, Product, TariffCode, Unit, Variant
from catalog.policy import LONGEST_STANDARD
from catalog.queries.taxonomy import Asked, asked_of, attributes_known, spec_of
from catalog.standards import normalised
from catalog.unit_prices import G_PER_KG
from kit.errors import FieldProblem, step
from kit.languages import language_of, name_in
from kit.words import say

_CODE = re.compile(r"[a-z0-9-]{1,40}")


def product_told(
    facts: Mapping[str, Any], product: Product | None = None, *, live: Product | None = None
) -> dict[str, Any]:
    """
    The columns of a product in the form in which they are kept; `product` is the row they change.

    `live` is the row as it is sold, if something of `product` waits for staff.

    :raises BadAttributes: naming each typed fact that can't be, by `/attributes/<code>`.
    :raises CategoryClosed: if no goods may be put into its category.
    :raises WrongIdentifier: if its standard, its origin or a customs code can't be.
    """
    told = dict(facts)
    if "origin_country" in told and (error := country_error(told["origin_country"])):
        raise WrongIdentifier(error, fields=[FieldProblem("/origin_country", "field.invalid", error)])
    if told.get("standard"):
        told["standard"] = _standard(told["standard"])
    _check_codes(told, product)
    was = product.category_id if product else None
    category_id = told.get("category_id", was)
    moved = category_id != was
    if moved or "attributes" in told:
        category = None if category_id is None else Category.objects.get(pk=category_id)
        if moved and category is not None and not category.is_open:
            problem = FieldProblem("/category", "field.closed", "takes no goods")
            raise CategoryClosed(f"no goods may be put into {category.code}", fields=[problem])
        asked = asked_of(category)
        kept = _kept(told, product, live)
        given = told.get("attributes", product.attributes if product else {})
        told["attributes"] = _typed(given, "product", asked, kept)
        if moved and product is not None:
            _check_variants(product, asked)
    return told


def variant_told(
    facts: Mapping[str, Any],
    product: Product,
    variant: Variant | None = None,
    *,
    live: Variant | None = None,
) -> dict[str, Any]:
    """
    The columns of a variant in the form in which they are kept; `variant` is the row they change.

    `live` is the row as it is sold, if something of `variant` waits for staff.

    :raises BadAttributes: naming each typed fact that can't be, by `/attributes/<code>`.
    :raises BadSizes: if a content that is a mass isn't the net mass.
    """
    told = dict(facts)
    unit_id = told.get("unit_id", variant.unit_id if variant else None)
    content = told.get("content", variant.content if variant else None)
    if (unit_id is None) != (content is None):
        lacking = "/content" if content is None else "/unit"
        raise BadAttributes(fields=[FieldProblem(lacking, "field.required", "unit and content go together")])
    _check_content(told, variant)
    if "attributes" in told:
        asked = asked_of(product.category)
        told["attributes"] = _typed(told["attributes"], "variant", asked, _kept(told, variant, live))
    return told


def _check_content(told: Mapping[str, Any], variant: Variant | None) -> None:
    """The price of a kilogram goes by the content: it must be that of the grams that are sold."""
    said = [name for name in ("content", "unit_id", "net_g") if name in told]
    unit_id, content, net_g = (
        told.get(name, getattr(variant, name, None)) for name in ("unit_id", "content", "net_g")
    )
    unit = Unit.objects.get(pk=unit_id) if said and unit_id is not None else None
    if unit is None or content is None or net_g is None or unit.dimension != Unit.Dimension.MASS:
        return
    if (grams := content * unit.factor * G_PER_KG) != net_g:
        error = (
            f"content is {grams.normalize():f} g, but net_g is {net_g}: of goods sold by mass they are one"
        )
        raise BadSizes(fields=[FieldProblem(f"/{said[0].removesuffix('_id')}", "field.invalid", error)])


def facts_missing(variant: Variant, asked: Asked) -> list[FieldProblem]:
    """Which facts that are asked a variant or its product doesn't tell, by `/product/attributes/<code>`."""
    rows = {"product": variant.product.attributes, "variant": variant.attributes}
    return [
        FieldProblem(
            f"/{level}/attributes{step(code)}",
            "field.required",
            say(
                "The category of the goods asks for “%(name)s”.",
                name=name_in(asked.attributes[code].names, language_of(get_language() or "en")) or code,
            ),
        )
        for level, facts in rows.items()
        for code in missing(facts, level=level, known=asked.specs, required=asked.required)
    ]


def _kept(
    told: Mapping[str, Any], goods: Product | Variant | None, live: Product | Variant | None
) -> Mapping[str, Any]:
    """What may be said because it is said already: of the row, or of what it is sold as."""
    kept = goods.attributes if goods else {}
    given = told.get("attributes", {})
    sold = live.attributes if live else {}
    return {**kept, **{code: value for code, value in sold.items() if given.get(code) == value}}


def _typed(given: Mapping[str, Any], level: str, asked: Asked, kept: Mapping[str, Any]) -> dict[str, Any]:
    known = asked.specs
    # No code of ours is longer or has other characters: those need no look.
    if strange := [code for code in given if code not in known and _CODE.fullmatch(code)]:
        # Named apart: an attribute of other goods, and one that is nowhere.
        known |= {code: spec_of(row) for code, row in attributes_known(strange).items()}
    checked = check(given, level=level, known=known, asked=asked.attributes, kept=kept)
    if checked.problems:
        raise BadAttributes(checked.problems[0].message, fields=checked.problems)
    return checked.facts


def _check_variants(product: Product, asked: Asked) -> None:
    for sku, facts in product.variants.values_list("sku", "attributes"):
        if strange := sorted(code for code in facts if code not in asked.attributes):
            reason = f"variant {sku} tells {', '.join(strange)}, which this category doesn't ask for"
            raise BadAttributes(reason, fields=[FieldProblem("/category", "field.invalid", reason)])


def _standard(text: str) -> str:
    try:
        kept = normalised(text)
    except ValueError as error:
        raise _bad_standard(str(error)) from None
    if len(kept) > LONGEST_STANDARD:
        raise _bad_standard(f"is longer than {LONGEST_STANDARD} characters, written out")
    return kept


def _bad_standard(reason: str) -> WrongIdentifier:
    return WrongIdentifier(reason, fields=[FieldProblem("/standard", "field.invalid", reason)])


def _check_codes(told: Mapping[str, Any], product: Product | None) -> None:
    """A destination's longer code goes on where the six digits that all share end, to one that we know."""
    if told.keys().isdisjoint({*CUSTOMS, "tariff_code_id"}):
        return
    codes = {name: told.get(name, getattr(product, name, "")) for name in CUSTOMS}
    if not any(codes.values()):
        return
    tariff_id = told.get("tariff_code_id", product.tariff_code_id if product else None)
    tariff = TariffCode.objects.get(pk=tariff_id)
    faults = {
        name: _code_error(tariff, name, code, is_said=not told.keys().isdisjoint({name, "tariff_code_id"}))
        for name, code in codes.items()
        if code
    }
    fields = [FieldProblem(f"/{name}", "field.invalid", why) for name, why in faults.items() if why]
    if fields:
        name = fields[0].pointer[1:]
        raise WrongIdentifier(f"the code of {CUSTOMS[name]} {fields[0].message}", fields=fields)


def _code_error(tariff: TariffCode, name: str, code: str, *, is_said: bool) -> str | None:
    """Duties and quotas are known of the codes that stand in our tables: another would be charged wrongly."""
    if not code.startswith(tariff.hs6):
        return f"must begin with {tariff.hs6}"
    known = getattr(tariff, name)
    if is_said and known and known != code:
        return f"must be {known}, the only one of {tariff.hs6} that is known here"
    return None
