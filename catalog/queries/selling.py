"""Which rows of the catalogue may somebody who sells, or who judges sellers, see?"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from catalog.errors import SellerNotFound
from catalog.models import (
    Listing,
    ListingChange,
    ListingChangeMove,
    ListingMove,
    Lot,
    Product,
    Seller,
    SellerMove,
    StockCount,
    StockLevel,
    StockMove,
    StockTransfer,
    Variant,
)
from catalog.policy import OVERSEERS
from kit.actors import Actor


def own_seller(actor: Actor) -> Seller:
    """
    The seller for whom the actor acts.

    :raises SellerNotFound: if their organisation sells nothing here.
    """
    if actor.kind != "seller" or actor.organisation_id is None:
        raise SellerNotFound
    seller = Seller.objects.filter(organisation_id=actor.organisation_id).first()
    if seller is None:
        raise SellerNotFound
    return seller


def takes_members(organisation_id: UUID) -> bool:
    """Whether an organisation is none of a seller who is suspended, was turned down or has closed."""
    shut = (Seller.Status.SUSPENDED, Seller.Status.REJECTED, Seller.Status.CLOSED)
    return not Seller.objects.filter(organisation_id=organisation_id, status__in=shut).exists()


def sellers_shown_to(actor: Actor) -> QuerySet[Seller]:
    """Sellers whom the actor may know in its world: the verified, their own, all for staff who oversee."""
    rows = _sellers(actor)
    if actor.kind == "staff" and actor.has_role(*OVERSEERS):
        return rows
    return rows.filter(Q(status=Seller.Status.VERIFIED) | _own_firm(actor))


def sellers_of(actor: Actor) -> QuerySet[Seller]:
    """The actor's own seller; all of the live world for staff."""
    rows = _sellers(actor)
    return rows if actor.kind == "staff" else rows.filter(_own_firm(actor))


def products_of(actor: Actor) -> QuerySet[Product]:
    """Products of the actor's seller; of all for staff."""
    rows = Product.objects.filter(_mine(actor, "seller")).select_related(
        "seller", "tariff_code", "category", "brand"
    )
    return rows.prefetch_related(_waiting(variant=None))


def variants_of(actor: Actor) -> QuerySet[Variant]:
    """Variants of the actor's seller; of all for staff."""
    rows = Variant.objects.filter(_mine(actor, "seller")).select_related(
        "seller", "product__category", "unit"
    )
    return rows.prefetch_related(_waiting())


def listings_of(actor: Actor) -> QuerySet[Listing]:
    """Listings of the actor's seller, with why they have their status; of all for staff."""
    rows = Listing.objects.filter(_mine(actor, "variant__seller"))
    rows = rows.annotate(status_reason=_last_reason(ListingMove))
    return rows.select_related("variant__product", "variant__seller").prefetch_related("prices")


def own_listing_ids(*, seller_id: UUID, market: str, among: Collection[UUID]) -> set[UUID]:
    """Those of some listings that are a seller's on a market. One query."""
    rows = Listing.objects.filter(pk__in=among, variant__seller=seller_id, market=market)
    return set(rows.values_list("pk", flat=True))


def changes_of(actor: Actor) -> QuerySet[ListingChange]:
    """Changes of goods on sale that the actor's seller asked for, with their last reason; all for staff."""
    rows = ListingChange.objects.filter(_mine(actor, "product__seller"))
    rows = rows.annotate(status_reason=_last_reason(ListingChangeMove))
    return rows.select_related("product", "variant").prefetch_related("listings")


def lots_of(actor: Actor) -> QuerySet[Lot]:
    """Lots of the actor's seller; of all for staff."""
    rows = Lot.objects.filter(_mine(actor, "variant__seller"))
    return rows.select_related("variant__product")


def levels_of(actor: Actor) -> QuerySet[StockLevel]:
    """Stock levels of the actor's seller; of all for staff."""
    rows = StockLevel.objects.filter(_mine(actor, "lot__variant__seller"))
    return rows.select_related("lot__variant", "warehouse")


def stock_moves_of(actor: Actor) -> QuerySet[StockMove]:
    """Lines of the stock ledger of the actor's seller; of all for staff."""
    rows = StockMove.objects.filter(_mine(actor, "level__lot__variant__seller"))
    return rows.select_related("level__lot__variant", "level__warehouse")


def counts_of(actor: Actor) -> QuerySet[StockCount]:
    """Counts of warehouses by the actor's seller; of all for staff."""
    return StockCount.objects.filter(_mine(actor, "seller")).select_related("warehouse")


def transfers_of(actor: Actor) -> QuerySet[StockTransfer]:
    """Transfers between warehouses of the actor's seller; of all for staff."""
    rows = StockTransfer.objects.filter(_mine(actor, "seller"))
    return rows.select_related("origin", "destination")


def seller_organisations(*, codes: Collection[str]) -> dict[str, UUID]:
    """The organisation behind each seller, by the seller's code."""
    return dict(Seller.objects.filter(code__in=codes).values_list("code", "organisation_id"))


def _sellers(actor: Actor) -> QuerySet[Seller]:
    return Seller.objects.filter(sandbox=actor.sandbox).annotate(status_reason=_last_reason(SellerMove))


def _mine(actor: Actor, seller: str) -> Q:
    if actor.kind == "staff":
        return Q(**{f"{seller}__sandbox": actor.sandbox})
    # Nobody's organisation is None, so an actor without one sees nothing.
    return Q(**{f"{seller}__organisation_id": actor.organisation_id, f"{seller}__isnull": False})


def _own_firm(actor: Actor) -> Q:
    return Q(organisation_id=actor.organisation_id, organisation_id__isnull=False)


def _waiting(**narrow: object) -> "Prefetch[str, QuerySet[ListingChange], str]":
    """What waits for staff, as the rows' `waiting_changes`, of which there is at most one."""
    rows = ListingChange.objects.filter(status=ListingChange.Status.WAITING, **narrow)
    return Prefetch("changes", rows, to_attr="waiting_changes")


def _last_reason(history: type[ListingChangeMove] | type[ListingMove] | type[SellerMove]) -> Coalesce:
    moves = history._default_manager.filter(row=OuterRef("pk")).order_by("-id")
    return Coalesce(Subquery(moves.values("reason")[:1]), Value(""), output_field=TextField())
