"""How is what a seller makes put into words, sizes and codes?"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.errors import BadSizes, CodeTaken, WrongIdentifier
from catalog.identifiers import gtin13_error
from catalog.models import Listing, Product, Seller, Variant
from catalog.operations.telling import product_told, variant_told
from catalog.queries.taxonomy import legal_among
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.models import Row
from kit.moves import move_many
from kit.transactions import inside_transaction

R = TypeVar("R", bound=Row)

_REVIEWED = (Listing.Status.APPROVED, Listing.Status.LIVE, Listing.Status.PAUSED, Listing.Status.BLOCKED)


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

    A change of a legal fact sends its reviewed listings back to submitted, off sale.

    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises CodeTaken: if the seller has another product of this code.
    """
    changed = _changed(product, product_told(facts, product))
    legal = legal_among(changed, attributes=product.attributes)
    _save(product, changed)
    _review_again(Listing.objects.filter(variant__product=product), legal, at, by)
    return product


@inside_transaction
def create_variant(*, product: Product, facts: Mapping[str, Any], at: datetime, by: Actor) -> Variant:
    """
    Describe one size of a product: grams, cubic centimetres, millimetres.

    :raises BadSizes: if it would weigh less with its package than without.
    :raises WrongIdentifier: if the GTIN fails its check.
    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises CodeTaken: if the seller has a variant of this SKU.
    """
    _check_variant(facts, gross_g=facts["gross_g"], net_g=facts["net_g"])
    told = variant_told(facts, product)
    variant = Variant(product=product, seller_id=product.seller_id, **told, created_at=at)
    return _inserted(variant, taken=str(facts["sku"]))


@inside_transaction
def change_variant(*, variant: Variant, facts: Mapping[str, Any], at: datetime, by: Actor) -> Variant:
    """
    Change columns of a variant, locked by the caller.

    A change of a physical fact sends its reviewed listings back to submitted, off sale.

    :raises BadSizes: if it would weigh less with its package than without.
    :raises WrongIdentifier: if the GTIN fails its check.
    :raises BadAttributes: if what is told by its category's attributes can't be.
    :raises CodeTaken: if the seller has another variant of this SKU.
    """
    gross_g, net_g = facts.get("gross_g", variant.gross_g), facts.get("net_g", variant.net_g)
    _check_variant(facts, gross_g=gross_g, net_g=net_g)
    changed = _changed(variant, variant_told(facts, variant.product, variant))
    legal = legal_among(changed, attributes=variant.attributes)
    _save(variant, changed)
    _review_again(Listing.objects.filter(variant=variant), legal, at, by)
    return variant


def _check_variant(facts: Mapping[str, Any], *, gross_g: int, net_g: int) -> None:
    if gross_g < net_g:
        raise BadSizes(fields=[FieldProblem("/gross_g", "field.invalid", "must not be less than net_g")])
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
        raise CodeTaken(f"you have another {taken}") from None
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
        raise CodeTaken("you have another one of this code") from None


def _review_again(listings: Any, legal: Collection[str], at: datetime, by: Actor) -> None:
    if not legal:
        return
    by_status: dict[str, list[UUID]] = {status: [] for status in _REVIEWED}
    for listing_id, status in listings.filter(status__in=_REVIEWED).values_list("pk", "status"):
        by_status[status].append(listing_id)
    reason = f"changed: {', '.join(sorted(legal))}"
    for was, ids in by_status.items():
        move_many(
            ids,
            model=Listing,
            was=was,
            to=Listing.Status.SUBMITTED,
            at=at,
            by=by,
            reason=reason,
            submitted_at=at,
        )
