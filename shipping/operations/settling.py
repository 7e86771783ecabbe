"""Which status do the reports about a shipment prove?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.models import Departure, Shipment, SlotAssignment, TransportEvent
from shipping.operations.rolling import roll
from shipping.progress import ASSIGNED, Progress, Report, Stage, progress
from shipping.timetable import is_open

_RIDING = [stage.value for stage in Stage if stage is not Stage.HANDED_IN]


@inside_transaction
def settle(shipment: Shipment, *, at: datetime, by: Actor) -> Shipment:
    """
    Bring a shipment to what all its reports together prove, whatever order they came in.

    The caller holds the shipment's lock. A hand-in after the train's cut-off
    rolls it; its assignment counts as used from loading on.
    """
    events = list(TransportEvent.objects.filter(shipment=shipment))
    _note_hand_in(shipment, events)
    if any(event.simulated for event in events) and not shipment.simulated:
        shipment.simulated = True
        Shipment.objects.filter(pk=shipment.pk).update(simulated=True, version=F("version") + 1)
        shipment.version += 1
    proven = progress(
        status=shipment.status, reports=[Report(Stage(event.kind), event.occurred_at) for event in events]
    )
    if proven.status == Stage.HANDED_IN and _missed_its_train(shipment):
        return roll(shipment, reason="handed in after the cut-off", at=at, by=by)
    if proven.status not in (shipment.status, ASSIGNED):
        _advance(shipment, proven, at=at, by=by)
    return shipment


def _note_hand_in(shipment: Shipment, events: Sequence[TransportEvent]) -> None:
    first = min((event.occurred_at for event in events if event.kind == Stage.HANDED_IN), default=None)
    if first is None or first == shipment.handed_in_at:
        return
    shipment.handed_in_at = first
    shipment.ready_at = first + timedelta(minutes=shipment.first_mile_min)
    shipment.version += 1
    Shipment.objects.filter(pk=shipment.pk).update(
        handed_in_at=first, ready_at=shipment.ready_at, version=F("version") + 1
    )


def _missed_its_train(shipment: Shipment) -> bool:
    train = Departure.objects.filter(
        slots__assignments__shipment=shipment, slots__assignments__released_at__isnull=True
    ).first()
    return train is not None and not is_open(at=shipment.ready_at, cut_off_at=train.cfs_cutoff_at)


def _advance(shipment: Shipment, proven: Progress, *, at: datetime, by: Actor) -> None:
    stamps = {"delivered_at": proven.since} if proven.status == Stage.DELIVERED else {}
    move(shipment, to=proven.status, at=at, by=by, **stamps)
    if proven.status in _RIDING:
        _use_assignment(shipment, at=at, by=by)


def _use_assignment(shipment: Shipment, *, at: datetime, by: Actor) -> None:
    unused = SlotAssignment.objects.select_for_update().filter(
        shipment=shipment, status__in=(SlotAssignment.Status.CONFIRMED, SlotAssignment.Status.LOCKED)
    )
    assignment = unused.first()
    if assignment is not None:
        move(assignment, to=SlotAssignment.Status.USED, at=at, by=by)
