"""How is a change of a departure written down, so that what follows from it is never forgotten?"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from kit.actors import Actor
from kit.jobs import enqueue
from kit.moves import move_many
from kit.transactions import inside_transaction
from shipping.errors import LegHasLeft, LegNotFound
from shipping.models import Departure, DepartureChange, DepartureLeg, Roll, Slot
from shipping.queries.transfers import has_left


@inside_transaction
def note_change(
    departure: Departure,
    *,
    kind: DepartureChange.Kind,
    facts: Mapping[str, object],
    reason: str,
    at: datetime,
    by: Actor,
    leg: DepartureLeg | None = None,
    fault: Roll.Fault | str = Roll.Fault.CARRIER,
    follows: bool = False,
) -> DepartureChange:
    """
    Keep what was done, mark that its consequences are due, nudge the job that works them out.

    The caller holds the departure's lock. The mark is the queue: the sweep finds
    it when the job is lost or killed. From then on the departure stays as it is,
    unless it `follows` its timetable.
    """
    departure.edited_at, departure.follow_up_at = None if follows else at, at
    departure.version += 1
    Departure.objects.filter(pk=departure.pk).update(
        edited_at=departure.edited_at, follow_up_at=at, version=F("version") + 1
    )
    enqueue("shipping.roll_departure", departure_id=departure.pk)
    return DepartureChange.objects.create(
        departure=departure,
        leg=leg,
        kind=kind,
        facts={**facts, "fault": Roll.Fault(fault).value},
        reason=reason[:200],
        changed_at=at,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


def leg_to_change(departure: Departure, position: int, *, at: datetime) -> DepartureLeg:
    """
    A leg of a departure that has not really left yet; the caller holds the departure's lock.

    :raises LegNotFound: if there is none at that position.
    :raises LegHasLeft: if its train is under way or there.
    """
    found = DepartureLeg.objects.filter(departure=departure, position=position).first()
    if found is None:
        raise LegNotFound(departure_id=str(departure.pk), position=position)
    found.departure = departure
    if has_left(found, at=at):
        raise LegHasLeft(departure_id=str(departure.pk), position=position)
    return found


@inside_transaction
def close_open_slots(departure: Departure, *, reason: str, at: datetime, by: Actor) -> None:
    """Let nothing more into the containers of a departure that closed, or doesn't run all the way."""
    opened = Slot.objects.filter(departure=departure, status=Slot.Status.OPEN)
    ids = list(opened.values_list("id", flat=True))
    move_many(ids, model=Slot, was="open", to="closed", at=at, by=by, reason=reason, closed_at=at)
