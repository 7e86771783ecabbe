"""What do staff decide about sellers?"""

from datetime import datetime

from catalog.lifecycle import SELLER_ROADS
from catalog.models import Seller
from kit.actors import Actor
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction

Status = Seller.Status


@inside_transaction
def review_seller(*, seller: Seller, at: datetime, by: Actor) -> Seller:
    """
    Begin to look at an application.

    :raises IllegalMove: if somebody did already.
    """
    return move(seller, to=Status.IN_REVIEW, at=at, by=by)


@inside_transaction
def approve_seller(*, seller: Seller, at: datetime, by: Actor) -> Seller:
    """
    Let a seller sell; an application not yet looked at is taken into review first.

    :raises IllegalMove: if it is neither applied nor in review.
    """
    _check_status(seller, *SELLER_ROADS["approve"])
    if seller.status == Status.APPLIED:
        move(seller, to=Status.IN_REVIEW, at=at, by=by)
    return move(seller, to=Status.VERIFIED, at=at, by=by, verified_at=at, suspended_at=None)


@inside_transaction
def reject_seller(*, seller: Seller, reason: str, at: datetime, by: Actor) -> Seller:
    """
    Turn an application down for good.

    :raises IllegalMove: if it was decided already.
    """
    if seller.status == Status.APPLIED:
        move(seller, to=Status.IN_REVIEW, at=at, by=by)
    return move(seller, to=Status.REJECTED, at=at, by=by, reason=reason)


@inside_transaction
def suspend_seller(*, seller: Seller, reason: str, at: datetime, by: Actor) -> Seller:
    """
    Take everything of a seller off sale until reinstated; orders already placed go on.

    :raises IllegalMove: if the seller isn't verified.
    """
    return move(seller, to=Status.SUSPENDED, at=at, by=by, reason=reason, suspended_at=at)


@inside_transaction
def reinstate_seller(*, seller: Seller, at: datetime, by: Actor) -> Seller:
    """
    Let a suspended seller sell again.

    :raises IllegalMove: if the seller isn't suspended.
    """
    _check_status(seller, *SELLER_ROADS["reinstate"])
    return move(seller, to=Status.VERIFIED, at=at, by=by, verified_at=at, suspended_at=None)


def _check_status(seller: Seller, *statuses: str) -> None:
    """Two roads lead to `verified`; each verb goes along its own."""
    if seller.status not in statuses:
        wanted = " or ".join(statuses)
        raise IllegalMove(
            f"the seller is {seller.status}, not {wanted}", resource="seller", was=seller.status
        )
