"""How do staff judge what waits in their queue, as they saw it?"""

from datetime import datetime
from uuid import UUID

from catalog.errors import ReviewOutdated
from catalog.models import Listing, ListingChange, Product, Variant
from catalog.operations import deciding, moderating
from catalog.queries.reviewing import CHANGE, LISTING, token_of
from kit.actors import Actor
from kit.transactions import inside_transaction

# What staff may do with each kind, and whether they must say why.
VERBS = {
    LISTING: {"approve": False, "request_changes": True},
    CHANGE: {"approve": False, "decline": True, "block": True},
}


@inside_transaction
def judge(*, kind: str, pk: UUID, verb: str, reason: str, seen: str, at: datetime, by: Actor) -> None:
    """
    Do one of `VERBS` on a listing or a change, if it is still as it was `seen`.

    `why` of a refusal is gone, decided (with the `status`), changed or off_sale.
    To block a change is to take its listings off sale while it waits on.

    :raises ReviewOutdated: if somebody decided or changed it meanwhile.
    :raises Problem: whatever the verb itself refuses.
    """
    if kind == LISTING:
        _judge_listing(pk, verb, reason=reason, seen=seen, at=at, by=by)
    else:
        _judge_change(pk, verb, reason=reason, seen=seen, at=at, by=by)


def _judge_listing(pk: UUID, verb: str, *, reason: str, seen: str, at: datetime, by: Actor) -> None:
    listing = _locked(pk)
    if listing is None:
        raise ReviewOutdated(why="gone")
    if listing.status != Listing.Status.SUBMITTED:
        raise ReviewOutdated(why="decided", status=listing.status)
    if token_of(listing, listing.variant, listing.variant.product) != seen:
        raise ReviewOutdated(why="changed")
    if verb == "approve":
        moderating.approve_listing(listing=listing, at=at, by=by)
    else:
        moderating.request_changes(listing=listing, reason=reason, at=at, by=by)


def _locked(pk: UUID) -> Listing | None:
    """A listing with its goods, locked in the order in which their seller writes them."""
    ids = Listing.objects.filter(pk=pk).values_list("variant__product_id", "variant_id").first()
    if ids is None:
        return None
    product = Product.objects.select_for_update().get(pk=ids[0])
    variant = Variant.objects.select_for_update().get(pk=ids[1])
    listing = Listing.objects.select_for_update().get(pk=pk)
    variant.product, listing.variant = product, variant
    return listing


def _judge_change(pk: UUID, verb: str, *, reason: str, seen: str, at: datetime, by: Actor) -> None:
    change = ListingChange.objects.select_related("variant", "product").filter(pk=pk).first()
    if change is None:
        raise ReviewOutdated(why="gone")
    if change.status != ListingChange.Status.WAITING:
        raise ReviewOutdated(why="decided", status=change.status)
    if token_of(change, change.variant or change.product) != seen:
        raise ReviewOutdated(why="changed")
    if verb == "approve":
        deciding.approve_change(change=change, at=at, by=by)
    elif verb == "decline":
        deciding.decline_change(change=change, reason=reason, at=at, by=by)
    else:
        on_sale = (Listing.Status.LIVE, Listing.Status.PAUSED, Listing.Status.WITHHELD)
        rows = Listing.objects.filter(changes=change, status__in=on_sale).order_by("pk")
        listings = list(rows.select_for_update(of=("self",)))
        if not listings:
            raise ReviewOutdated(why="off_sale")
        for listing in listings:
            moderating.block(listing=listing, reason=reason, at=at, by=by)
