"""What must goods that were handed in for review, or are on sale, go on telling?"""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from catalog.attributes import missing
from catalog.customs import CUSTOMS, codes_missing
from catalog.errors import BadAttributes, ListingIncomplete
from catalog.gate_wording import why_needed
from catalog.models import Category, Listing, Product, TariffCode, Variant
from catalog.queries.taxonomy import Asked, asked_of
from kit.errors import FieldProblem, step

_Status = Listing.Status
# From being handed in until they are retired nobody asks again what a draft must tell.
_OFFERED = (_Status.LIVE, _Status.PAUSED, _Status.WITHHELD, _Status.BLOCKED)
HANDED_IN = (_Status.SUBMITTED, _Status.APPROVED, *_OFFERED)


def are_handed_in(goods: Product | Variant) -> bool:
    """Whether any listing of the goods is judged by staff, or was."""
    of = {"variant": goods} if isinstance(goods, Variant) else {"variant__product": goods}
    return Listing.objects.filter(**of, status__in=HANDED_IN).exists()


def check_kept(goods: Product | Variant, becomes: Mapping[str, Any]) -> None:
    """
    Refuse to take from goods that are handed in what a draft would be refused for lacking.

    `goods` are as they were, `becomes` the columns that change. What they lacked all along,
    because their category has begun to require it, keeps nobody from changing something else.

    :raises ListingIncomplete: naming the English name, the customs code or the required attributes that
        would be gone.
    :raises BadAttributes: if they would tell what their new category doesn't ask for.
    """
    if isinstance(goods, Variant):
        lacking = list(_variant_lacks(goods, becomes))
    else:
        lacking = list(_product_lacks(goods, becomes))
    if lacking:
        raise ListingIncomplete(fields=lacking)


def _product_lacks(product: Product, becomes: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if "names" in becomes and not becomes["names"].get("en"):
        yield FieldProblem("/names/en", "field.required", "needs an English name")
    yield from _codes_lack(product, becomes)
    category_id = becomes.get("category_id", product.category_id)
    is_moved = category_id != product.category_id
    if not is_moved and "attributes" not in becomes:
        return
    asked = asked_of(None if category_id is None else Category.objects.get(pk=category_id))
    told = becomes.get("attributes", product.attributes)
    if is_moved:
        _check_place(told, asked)
        yield from _variants_lack(product, asked)
    yield from _lacks(told, "product", asked, {} if is_moved else product.attributes, is_moved)


def _codes_lack(product: Product, becomes: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if becomes.keys().isdisjoint({*CUSTOMS, "tariff_code_id"}):
        return
    listings = Listing.objects.filter(variant__product=product, status__in=HANDED_IN)
    markets = set(listings.values_list("market", flat=True))
    hoped = copy(product)
    for column in {*CUSTOMS, "tariff_code_id"} & becomes.keys():
        setattr(hoped, column, becomes[column])
    kind = TariffCode.objects.get(pk=hoped.tariff_code_id)
    had_not = codes_missing(markets, product, product.tariff_code)
    for column in codes_missing(markets, hoped, kind):
        if column not in had_not:
            yield FieldProblem(f"/{column}", "field.required", why_needed(column, kind.hs6))


def _variant_lacks(variant: Variant, becomes: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if "attributes" in becomes:
        asked = asked_of(variant.product.category)
        yield from _lacks(becomes["attributes"], "variant", asked, variant.attributes, False)


def _lacks(
    told: Mapping[str, Any], level: str, asked: Asked, had: Mapping[str, Any], is_moved: bool
) -> Iterator[FieldProblem]:
    for code in missing(told, level=level, known=asked.specs, required=asked.required):
        if is_moved or code in had:
            yield FieldProblem(f"/attributes{step(code)}", "field.required", "its category requires it")


def _variants_lack(product: Product, asked: Asked) -> Iterator[FieldProblem]:
    rows = product.variants.filter(listings__status__in=HANDED_IN).order_by("sku").distinct()
    for sku, facts in rows.values_list("sku", "attributes"):
        if codes := list(missing(facts, level="variant", known=asked.specs, required=asked.required)):
            why = f"requires {', '.join(codes)}, which variant {sku} doesn't tell"
            yield FieldProblem("/category", "field.invalid", why)


def _check_place(told: Mapping[str, Any], asked: Asked) -> None:
    """The category holds at once: what waits to be taken off the goods is on them until it is judged."""
    if strange := sorted(code for code in told if code not in asked.attributes):
        reason = f"the goods are sold with {', '.join(strange)}, which this category doesn't ask for"
        raise BadAttributes(reason, fields=[FieldProblem("/category", "field.invalid", reason)])
