"""How is what a seller makes put into words, sizes and codes?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F

from catalog.errors import BadSizes, CodeTaken, WrongIdentifier
from catalog.identifiers import gtin13_error
from catalog.models import Listing, Product, Seller, Variant
from catalog.operations.changing import Apart, Facts, Prospect, in_words, prospect_of, set_apart
from catalog.operations.keeping import are_handed_in, check_kept
from catalog.operations.telling import product_told, variant_told
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.models import Row
from kit.moves import move_many
from kit.transactions import inside_transaction

R = TypeVar("R", bound=Row)
# What says how much room goods take; the volume is blamed first.
_ROOM = ("volume_cm3", "length_mm", "width_mm", "height_mm")
_SIZES = ("net_g", "gross_g", *_ROOM)


@inside_transaction
def create_product(*, seller: Seller, facts: Mapping[str, Any], at: datetime, by: Actor) -> Product:
    """
    Describe a product; `facts` are its columns, foreign keys named with `_id`.

    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises CodeTaken: if the seller has a product of this code.
    """
    told = product_told(facts)
    return _inserted(Product(seller=seller, **told, created_at=at), taken=str(facts["code"]))


@inside_transaction
def change_product(*, product: Product, facts: Mapping[str, Any], at: datetime, by: Actor) -> Product:
    """
    Change columns of a product, locked by the caller.

    While a listing is on sale, legal facts wait in a ListingChange; otherwise they
    send its approved listings back to submitted.

    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises ListingIncomplete: if goods that are handed in would lack what handing them in takes.
    :raises CodeTaken: if the seller has another product of this code.
    """
    prospect = prospect_of(product)
    told = product_told(facts, prospect.hoped, live=product)
    apart = _kept_apart(prospect, told, at, by)
    _save(product, _changed(product, apart.at_once))
    _review_again(Listing.objects.filter(variant__product=product), apart.judged, at, by)
    return product


@inside_transaction
def create_variant(*, product: Product, facts: Mapping[str, Any], at: datetime, by: Actor) -> Variant:
    """
    Describe one size of a product: grams, cubic centimetres, millimetres.

    :raises BadSizes: if it would weigh less with its package than without, or take more room than its sides.
    :raises WrongIdentifier: if the GTIN fails its check.
    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises CodeTaken: if the seller has a variant of this SKU.
    """
    _check_variant(facts, {name: facts[name] for name in _SIZES})
    told = variant_told(facts, product)
    variant = Variant(product=product, seller_id=product.seller_id, **told, created_at=at)
    return _inserted(variant, taken=str(facts["sku"]))


@inside_transaction
def change_variant(*, variant: Variant, facts: Mapping[str, Any], at: datetime, by: Actor) -> Variant:
    """
    Change columns of a variant, locked by the caller.

    While a listing is on sale, physical facts wait in a ListingChange; otherwise they
    send its approved listings back to submitted.

    :raises BadSizes: if it would weigh less with its package than without, or take more room than its sides.
    :raises WrongIdentifier: if the GTIN fails its check.
    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises ListingIncomplete: if goods that are handed in would lack what handing them in takes.
    :raises CodeTaken: if the seller has another variant of this SKU.
    """
    prospect = prospect_of(variant)
    _check_change(prospect.hoped, facts)
    told = variant_told(facts, variant.product, prospect.hoped, live=variant)
    apart = _kept_apart(prospect, told, at, by)
    _save(variant, _changed(variant, apart.at_once))
    _review_again(Listing.objects.filter(variant=variant), apart.judged, at, by)
    return variant


@inside_transaction
def rewrite(*, goods: Product | Variant, columns: Mapping[str, Any]) -> None:
    """
    Write columns that staff have approved of goods that the caller has locked, checked anew.

    :raises BadSizes: if it would weigh less with its package than without, or take more room than its sides.
    :raises WrongIdentifier: if the GTIN or a customs code fails its check.
    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises ListingIncomplete: if goods that are handed in would lack what handing them in takes.
    :raises CodeTaken: if the seller has other goods of this code.
    """
    if isinstance(goods, Variant):
        _check_change(goods, columns)
        told = variant_told(columns, goods.product, goods)
    else:
        told = product_told(columns, goods)
    if are_handed_in(goods):
        check_kept(goods, told)
    _save(goods, _changed(goods, told))


def _kept_apart(prospect: Prospect, told: Mapping[str, Any], at: datetime, by: Actor) -> Apart:
    """What holds at once, if the goods stay fit for sale with it, and with what then waits as well."""
    is_handed_in = are_handed_in(prospect.goods)
    if is_handed_in:
        check_kept(prospect.hoped, told)
    apart = set_apart(prospect=prospect, given=told, at=at, by=by)
    # A category holds at once, beside attributes that wait: those that are sold must go with it too.
    if is_handed_in and "category_id" in apart.at_once:
        check_kept(prospect.goods, apart.at_once)
    return apart


def _check_change(variant: Variant, columns: Mapping[str, Any]) -> None:
    """Judge what is said anew, by the rest as it is."""
    _check_variant(columns, {name: columns.get(name, getattr(variant, name)) for name in _SIZES})


def _check_variant(facts: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
    """`facts` are those that are said, `sizes` all that will hold."""
    if sizes["gross_g"] < sizes["net_g"]:
        raise BadSizes(fields=[FieldProblem("/gross_g", "field.invalid", "must not be less than net_g")])
    box_cm3 = -(-sizes["length_mm"] * sizes["width_mm"] * sizes["height_mm"] // 1000)
    if said := [name for name in _ROOM if name in facts and sizes["volume_cm3"] > box_cm3]:
        why = f"a box of these sides holds {box_cm3} cm³, which is less than the volume"
        raise BadSizes(fields=[FieldProblem(f"/{said[0]}", "field.invalid", why)])
    gtin = facts.get("gtin13")
    if gtin and (error := gtin13_error(gtin)):
        raise WrongIdentifier(error, fields=[FieldProblem("/gtin13", "field.invalid", error)])


def _changed(row: Row, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if getattr(row, name) != value}


def _inserted(row: R, *, taken: str) -> R:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        why = f"you have another {taken}"
        raise CodeTaken(why, fields=[FieldProblem(_code_field(row), "field.taken", why)]) from None
    return row


def _save(row: Row, changed: Mapping[str, Any]) -> None:
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, "version"])
    except IntegrityError:
        why = "you have another one of this code"
        raise CodeTaken(why, fields=[FieldProblem(_code_field(row), "field.taken", why)]) from None


def _code_field(row: Row) -> str:
    return "/sku" if isinstance(row, Variant) else "/code"


def _review_again(listings: Any, judged: Facts, at: datetime, by: Actor) -> None:
    """Staff judge anew what they had approved and nobody could buy yet, or look again at what they judge."""
    if not judged:
        return
    status = Listing.Status
    # Whoever approves says which version they read.
    listings.filter(status__in=(status.SUBMITTED, status.CHANGES_REQUESTED)).update(version=F("version") + 1)
    move_many(
        listings.filter(status=status.APPROVED).values_list("pk", flat=True),
        model=Listing,
        was=status.APPROVED,
        to=status.SUBMITTED,
        at=at,
        by=by,
        reason=in_words(judged),
        submitted_at=at,
    )
