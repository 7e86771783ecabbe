"""What do staff decide about listings?"""

from datetime import datetime

from catalog.errors import ListingIncomplete
from catalog.lifecycle import LISTING_ROADS
from catalog.models import Listing
from catalog.operations.gating import require_open
from catalog.operations.listing import code_missing
from kit.actors import Actor
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction

Status = Listing.Status


@inside_transaction
def approve_listing(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Allow a submitted listing; its seller publishes it.

    :raises IllegalMove: if it waits for no judgement.
    :raises ListingIncomplete: if the code of its market's customs isn't known any more.
    """
    may_be = listing.status in (Status.SUBMITTED, Status.CHANGES_REQUESTED)
    if may_be and (lacking := code_missing(listing)):
        raise ListingIncomplete(lacking[0].message, fields=lacking)
    return move(listing, to=Status.APPROVED, at=at, by=by, approved_at=at)


@inside_transaction
def request_changes(*, listing: Listing, reason: str, at: datetime, by: Actor) -> Listing:
    """
    Send a listing back to its seller, saying what must change.

    :raises IllegalMove: if it is neither submitted nor approved.
    """
    return move(listing, to=Status.CHANGES_REQUESTED, at=at, by=by, reason=reason)


@inside_transaction
def block(*, listing: Listing, reason: str, at: datetime, by: Actor) -> Listing:
    """
    Take a listing off sale because of its papers or the law; only staff undo it.

    :raises IllegalMove: if it is neither live, paused nor withheld.
    """
    return move(listing, to=Status.BLOCKED, at=at, by=by, reason=reason)


@inside_transaction
def unblock(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Put a blocked listing back on sale.

    :raises IllegalMove: if it isn't blocked.
    :raises GateClosed: naming everything by which its papers or the law don't allow it.
    """
    if listing.status not in LISTING_ROADS["unblock"]:
        raise IllegalMove(
            f"the listing is {listing.status}, not blocked", resource="listing", was=listing.status
        )
    require_open(listing, at=at)
    return move(listing, to=Status.LIVE, at=at, by=by)
