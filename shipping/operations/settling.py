"""Which status do the reports about a shipment prove?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.models import Departure, Roll, Shipment, SlotAssignment, TransportEvent
from shipping.operations.displacing import roll
from shipping.progress import ASSIGNED, Progress, Report, Stage, progress
from shipping.queries.plans import train_of
from shipping.timetable import is_open

LEFT_BEHIND = "The train departed, and no hand-in had been reported."
_RIDING = frozenset(stage.value for stage in Stage if stage is not Stage.HANDED_IN)


@inside_transaction
def settle(shipment: Shipment, *, at: datetime, by: Actor) -> Shipment:
    """
    Bring a shipment to what all its reports together prove, whatever order they came in.

    The caller holds the shipment's lock. What was reported of its train counts
    once it is on board; a hand-in after the train's cut-off rolls it; its
    assignment is used from loading on.
    """
    events = list(TransportEvent.objects.filter(shipment=shipment))
    if not events:
        return shipment
    _note_facts(shipment, events)
    train = train_of(shipment)
    if train is not None and _is_on_board(shipment, events, train):
        events += _copies(shipment, events, train, at=at)
    proven = progress(
        status=shipment.status, reports=[Report(Stage(event.kind), event.occurred_at) for event in events]
    )
    if proven.status == Stage.HANDED_IN and train is not None and not _came_in_time(shipment, train):
        return roll(
            shipment,
            reason="handed in after the cut-off",
            at=at,
            by=by,
            cause=Roll.Cause.HAND_IN,
            fault=Roll.Fault.SELLER,
        )
    if proven.status not in (shipment.status, ASSIGNED):
        _advance(shipment, proven, at=at, by=by)
    return shipment


def _note_facts(shipment: Shipment, events: Sequence[TransportEvent]) -> None:
    facts: dict[str, object] = {}
    first = min((event.occurred_at for event in events if event.kind == Stage.HANDED_IN), default=None)
    if first is not None and first != shipment.handed_in_at:
        ready_at = first + timedelta(minutes=shipment.first_mile_min)
        facts |= {"handed_in_at": first, "ready_at": ready_at}
    if not shipment.simulated and any(event.simulated for event in events):
        facts["simulated"] = True
    if facts:
        Shipment.objects.filter(pk=shipment.pk).update(**facts, version=F("version") + 1)
        for name, value in {**facts, "version": shipment.version + 1}.items():
            setattr(shipment, name, value)


def _is_on_board(shipment: Shipment, events: Sequence[TransportEvent], train: Departure) -> bool:
    """It was loaded by its own report, or handed in before the train's cut-off."""
    if any(event.kind in _RIDING for event in events):
        return True
    return shipment.handed_in_at is not None and _came_in_time(shipment, train)


def _came_in_time(shipment: Shipment, train: Departure) -> bool:
    return is_open(at=shipment.ready_at, cut_off_at=train.cfs_cutoff_at)


def _copies(
    shipment: Shipment, events: Sequence[TransportEvent], train: Departure, *, at: datetime
) -> list[TransportEvent]:
    """One report for the shipment of each that was made about its train, and isn't there yet."""
    there = {event.external_id for event in events}
    reports = TransportEvent.objects.filter(departure=train)
    missing = [report for report in reports if _copy_id(report, shipment) not in there]
    return TransportEvent.objects.bulk_create(
        TransportEvent(
            source=report.source,
            external_id=_copy_id(report, shipment),
            kind=report.kind,
            shipment=shipment,
            location_id=report.location_id,
            occurred_at=report.occurred_at,
            recorded_at=at,
            note=report.note,
            by_kind=report.by_kind,
            by_id=report.by_id,
            created_at=at,
        )
        for report in missing
    )


def _copy_id(report: TransportEvent, shipment: Shipment) -> str:
    return f"{report.pk}/{shipment.number}"


def _advance(shipment: Shipment, proven: Progress, *, at: datetime, by: Actor) -> None:
    if shipment.attention_reason == LEFT_BEHIND:
        shipment.attention_at, shipment.attention_reason = None, ""
        Shipment.objects.filter(pk=shipment.pk).update(attention_at=None, attention_reason="")
    if proven.status == Stage.DELIVERED:
        move(shipment, to=proven.status, at=at, by=by, delivered_at=proven.since)
    else:
        move(shipment, to=proven.status, at=at, by=by)
    if proven.status in _RIDING:
        _use_assignment(shipment, at=at, by=by)


def _use_assignment(shipment: Shipment, *, at: datetime, by: Actor) -> None:
    unused = SlotAssignment.objects.select_for_update().filter(
        shipment=shipment, status__in=(SlotAssignment.Status.CONFIRMED, SlotAssignment.Status.LOCKED)
    )
    assignment = unused.first()
    if assignment is not None:
        move(assignment, to=SlotAssignment.Status.USED, at=at, by=by)
