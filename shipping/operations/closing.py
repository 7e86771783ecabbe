"""When does a departure begin to take shipments, stop, end?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from kit.actors import Actor
from kit.moves import move, move_many
from kit.transactions import inside_transaction, owns_transaction
from shipping.lifecycle import SHIPMENT
from shipping.models import Departure, Slot, SlotAssignment
from shipping.operations.locking import locked_departure


def close_due(*, at: datetime, by: Actor) -> int:
    """
    Close every departure whose warehouse cut-off has come (rule 12), each in its own transaction.

    Returns how many were closed.
    """
    due = Departure.objects.filter(status=Departure.Status.OPEN, cfs_cutoff_at__lte=at)
    ids = list(due.order_by("id").values_list("id", flat=True))
    close = owns_transaction(close_if_open)
    return sum(close(departure_id=departure_id, at=at, by=by) for departure_id in ids)


def finish_due(*, at: datetime, by: Actor) -> int:
    """
    Finish every departure at its destination on which nothing is under way any more.

    Returns how many were finished.
    """
    under_way = SlotAssignment.objects.filter(slot__departure=OuterRef("pk"), released_at__isnull=True)
    arrived = Departure.objects.filter(status=Departure.Status.ARRIVED)
    done = arrived.exclude(Exists(under_way.exclude(shipment__status__in=SHIPMENT.terminal)))
    ids = list(done.values_list("id", flat=True))
    finish = owns_transaction(move_many)
    return len(finish(ids, model=Departure, was="arrived", to="done", at=at, by=by))


@inside_transaction
def close_departure(*, departure_id: UUID, at: datetime, by: Actor, reason: str = "") -> Departure:
    """
    Take no more shipments: assignments are locked, slots closed.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it isn't open.
    """
    departure = locked_departure(departure_id)
    _close(departure, at=at, by=by, reason=reason)
    return departure


@inside_transaction
def close_if_open(*, departure_id: UUID, at: datetime, by: Actor) -> bool:
    """Close it unless somebody did so before; whether it was us."""
    departure = locked_departure(departure_id)
    if departure.status != Departure.Status.OPEN:
        return False
    _close(departure, at=at, by=by, reason="cut-off")
    return True


@inside_transaction
def open_departure(*, departure_id: UUID, at: datetime, by: Actor, reason: str = "") -> Departure:
    """
    Let a planned departure take shipments.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it isn't planned.
    """
    departure = locked_departure(departure_id)
    return move(departure, to=Departure.Status.OPEN, at=at, by=by, reason=reason)


def _close(departure: Departure, *, at: datetime, by: Actor, reason: str) -> None:
    move(departure, to=Departure.Status.CLOSED, at=at, by=by, reason=reason)
    confirmed = SlotAssignment.objects.filter(
        slot__departure=departure, status=SlotAssignment.Status.CONFIRMED
    )
    move_many(
        list(confirmed.values_list("id", flat=True)),
        model=SlotAssignment,
        was="confirmed",
        to="locked",
        at=at,
        by=by,
        reason=reason,
    )
    slots = Slot.objects.filter(departure=departure, status=Slot.Status.OPEN)
    move_many(
        list(slots.values_list("id", flat=True)),
        model=Slot,
        was="open",
        to="closed",
        at=at,
        by=by,
        reason=reason,
        closed_at=at,
    )
