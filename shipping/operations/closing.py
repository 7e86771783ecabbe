"""When does a departure begin to take shipments, stop, end?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from kit.actors import Actor
from kit.moves import IllegalMove, move, move_many
from kit.transactions import inside_transaction, owns_transaction
from kit.words import say
from shipping.lifecycle import SHIPMENT
from shipping.models import Container, Departure, Shipment, Slot, SlotAssignment
from shipping.operations.changing import close_open_slots
from shipping.operations.locking import locked_departure
from shipping.timetable import is_open

# By this reason a departure is known to have closed by itself.
AT_CUT_OFF = "cut-off"
UNSEALED = "Its container was not stuffed and sealed when the terminal closed."
_BEFORE_LEAVING = (Departure.Status.OPEN, Departure.Status.CLOSED, Departure.Status.LOADED)


def close_due(*, at: datetime, by: Actor) -> int:
    """
    Close every departure whose warehouse cut-off has come (rule 12), each in its own transaction.

    Returns how many were closed.
    """
    due = Departure.objects.filter(status=Departure.Status.OPEN, cfs_cutoff_at__lte=at)
    ids = list(due.order_by("id").values_list("id", flat=True))
    close = owns_transaction(close_if_open)
    return sum(close(departure_id=departure_id, at=at, by=by) for departure_id in ids)


def close_papers_due(*, at: datetime, by: Actor) -> int:
    """
    Stamp every departure whose documents cut-off has come (rule 12): what lacks papers then rolls.

    Returns how many were stamped.
    """
    due = Departure.objects.filter(status__in=_BEFORE_LEAVING, documents_closed_at__isnull=True)
    return due.filter(doc_cutoff_at__lte=at).update(documents_closed_at=at, version=F("version") + 1)


def close_terminals_due(*, at: datetime, by: Actor) -> int:
    """
    Stamp every departure whose terminal cut-off has come (rule 12), each in its own transaction.

    Where containers are stuffed on record, the goods in one that isn't sealed by
    then are put before a person. Returns how many were stamped.
    """
    due = Departure.objects.filter(
        status__in=_BEFORE_LEAVING, terminal_closed_at__isnull=True, cy_cutoff_at__lte=at
    )
    close = owns_transaction(_close_terminal)
    return sum(close(pk, at) for pk in list(due.order_by("id").values_list("id", flat=True)))


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
    if departure.status == Departure.Status.CANCELLED:
        # Its lifecycle lets it be closed when it is restored, which takes more than that.
        raise IllegalMove(say("A cancelled departure is restored first."), was=departure.status)
    _close(departure, at=at, by=by, reason=reason)
    return departure


@inside_transaction
def close_if_open(*, departure_id: UUID, at: datetime, by: Actor) -> bool:
    """Close it unless somebody did so before, or moved its cut-off; whether it was us."""
    departure = locked_departure(departure_id)
    if departure.status != Departure.Status.OPEN or is_open(at=at, cut_off_at=departure.cfs_cutoff_at):
        return False
    _close(departure, at=at, by=by, reason=AT_CUT_OFF)
    return True


@inside_transaction
def open_departure(*, departure_id: UUID, at: datetime, by: Actor, reason: str = "") -> Departure:
    """
    Let a departure take shipments that is planned, or was closed before its warehouse cut-off.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it is neither, or one of its trains doesn't run.
    """
    departure = locked_departure(departure_id)
    if departure.status == Departure.Status.CLOSED:
        if not departure.runs_through:
            raise IllegalMove(
                say("One of its trains is cancelled: restore that first."), was=departure.status
            )
        if not is_open(at=at, cut_off_at=departure.cfs_cutoff_at):
            raise IllegalMove(
                say("A closed departure opens when its cut-off is extended."), was=departure.status
            )
        reopen(departure, reason=reason, at=at, by=by)
        return departure
    if departure.status == Departure.Status.CANCELLED:
        raise IllegalMove(say("A cancelled departure opens when it is restored."), was=departure.status)
    return move(departure, to=Departure.Status.OPEN, at=at, by=by, reason=reason)


@inside_transaction
def reopen(departure: Departure, *, reason: str, at: datetime, by: Actor) -> None:
    """Let a closed departure, whose lock the caller holds, take goods again, into its containers too."""
    move(departure, to=Departure.Status.OPEN, at=at, by=by, reason=reason)
    locked = SlotAssignment.objects.filter(
        slot__departure=departure, status=SlotAssignment.Status.LOCKED, released_at__isnull=True
    )
    move_many(
        list(locked.values_list("id", flat=True)),
        model=SlotAssignment,
        was="locked",
        to="confirmed",
        at=at,
        by=by,
        reason=reason,
    )
    # A stuffed container stays shut: it is sealed, and its load is on record.
    slots = Slot.objects.filter(
        departure=departure,
        status=Slot.Status.CLOSED,
        container__stuffed_at__isnull=True,
        assignments__released_at__isnull=True,
    )
    move_many(
        list(slots.distinct().values_list("id", flat=True)),
        model=Slot,
        was="closed",
        to="open",
        at=at,
        by=by,
        reason=reason,
        closed_at=None,
    )


def _close_terminal(departure_id: UUID, at: datetime) -> bool:
    # Shipments are locked before departures, everywhere.
    _warn_of_unsealed(departure_id, at)
    return bool(
        Departure.objects.filter(
            pk=departure_id, terminal_closed_at__isnull=True, cy_cutoff_at__lte=at
        ).update(terminal_closed_at=at, version=F("version") + 1)
    )


def _warn_of_unsealed(departure_id: UUID, at: datetime) -> None:
    containers = Container.objects.filter(slot__departure_id=departure_id)
    if not containers.filter(stuffed_at__isnull=False).exists():
        # Nobody stuffs on record here, so that a missing record says nothing.
        return
    unsealed = SlotAssignment.objects.filter(
        released_at__isnull=True, slot__container__in=containers.filter(sealed_at__isnull=True)
    )
    Shipment.objects.filter(pk__in=unsealed.values("shipment_id"), attention_at__isnull=True).update(
        attention_at=at, attention_reason=UNSEALED, version=F("version") + 1
    )


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
    close_open_slots(departure, reason=reason, at=at, by=by)
