"""Which status do the reports about a shipment prove?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.moves import LostRace, move_many
from kit.transactions import inside_transaction
from shipping.models import DepartureLeg, Roll, Shipment, SlotAssignment, TransportEvent
from shipping.operations.displacing import roll
from shipping.operations.expecting import expect_again
from shipping.progress import ASSIGNED, Progress, Report, Stage, progress
from shipping.queries.contents import stowing_of
from shipping.queries.plans import Place, places_of, stages_of, ways_of
from shipping.timetable import is_open

LEFT_BEHIND = "The train departed, and no hand-in had been reported."
LEFT_OUT = "The train departed, and it does not stand in its container."
LATE = "handed in after the cut-off"
_RIDING = frozenset(stage.value for stage in Stage if stage is not Stage.HANDED_IN)
_ETA = ("eta_at", "eta_late_at", "eta_basis", "version")


@dataclass(frozen=True, slots=True)
class _Case:
    """One shipment with all that was reported of it."""

    shipment: Shipment
    events: list[TransportEvent]


@inside_transaction
def settle(shipment: Shipment, *, at: datetime, by: Actor) -> Shipment:
    """
    Bring a shipment to what all its reports together prove, whatever order they came in.

    The caller holds the shipment's lock. What was reported of the trains that its
    container rides counts once it is on board; its assignment is used from
    loading on; a hand-in after the train's cut-off rolls it; its arrival is
    expected anew.
    """
    if settle_many([shipment], at=at, by=by) and expect_again(shipment_ids=[shipment.pk], at=at):
        shipment.refresh_from_db(fields=_ETA)
    return shipment


@inside_transaction
def settle_many(shipments: Sequence[Shipment], *, at: datetime, by: Actor) -> int:
    """
    The same for many at once, save that no arrival is expected anew; how many of them have reports.

    As many queries as there are different moves, however many shipments; only what
    must roll costs its own.
    """
    cases = _cases(shipments)
    if not cases:
        return 0
    _note_facts(cases)
    ids = [case.shipment.pk for case in cases]
    places, stowing = places_of(shipment_ids=ids), stowing_of(ids)
    _copy_reports([case for case in cases if _is_on_board(case, places, stowing)], places, at=at)
    late = [case.shipment for case in cases if _is_late(case, places, stowing)]
    _advance([case for case in cases if case.shipment not in late], at=at, by=by)
    for shipment in late:
        roll(shipment, reason=LATE, at=at, by=by, cause=Roll.Cause.HAND_IN, fault=Roll.Fault.SELLER)
    return len(cases)


def _cases(shipments: Sequence[Shipment]) -> list[_Case]:
    """The shipments of which anything was reported."""
    events: dict[UUID | None, list[TransportEvent]] = {}
    for event in TransportEvent.objects.filter(shipment__in=[shipment.pk for shipment in shipments]):
        events.setdefault(event.shipment_id, []).append(event)
    return [_Case(each, events[each.pk]) for each in shipments if each.pk in events]


def _note_facts(cases: Iterable[_Case]) -> None:
    """When the goods came to the warehouse, whether any report was simulated."""
    changed = [case.shipment for case in cases if _has_new_facts(case)]
    Shipment.objects.bulk_update(changed, ["handed_in_at", "ready_at", "simulated", "version"])


def _has_new_facts(case: _Case) -> bool:
    shipment, handed_in = case.shipment, [each for each in case.events if each.kind == Stage.HANDED_IN]
    first = min((event.occurred_at for event in handed_in), default=shipment.handed_in_at)
    simulated = shipment.simulated or any(event.simulated for event in case.events)
    if (first, simulated) == (shipment.handed_in_at, shipment.simulated):
        return False
    if first is not None and first != shipment.handed_in_at:
        shipment.handed_in_at = first
        shipment.ready_at = first + timedelta(minutes=shipment.first_mile_min)
    shipment.simulated = simulated
    shipment.version += 1
    return True


def _is_on_board(case: _Case, places: Mapping[UUID, Place], stowing: Mapping[UUID, bool]) -> bool:
    """It was loaded by its own report, or is in hand in time and was not left out of its container."""
    place = places.get(case.shipment.pk)
    if place is None:
        return False
    if any(event.kind in _RIDING for event in case.events):
        return True
    came_in_time = stowing.get(case.shipment.pk, _came_in_time(case.shipment, place))
    return case.shipment.handed_in_at is not None and came_in_time


def _is_late(case: _Case, places: Mapping[UUID, Place], stowing: Mapping[UUID, bool]) -> bool:
    """It is in hand too late for its train; what stands in its container was there in time."""
    place = places.get(case.shipment.pk)
    if place is None or _proven(case).status != Stage.HANDED_IN or stowing.get(case.shipment.pk):
        return False
    return not _came_in_time(case.shipment, place)


def _came_in_time(shipment: Shipment, place: Place) -> bool:
    return is_open(at=shipment.ready_at, cut_off_at=place.departure.cfs_cutoff_at)


def _proven(case: _Case) -> Progress:
    reports = [Report(Stage(event.kind), event.occurred_at) for event in case.events]
    return progress(status=case.shipment.status, reports=reports)


def _copy_reports(cases: Sequence[_Case], places: Mapping[UUID, Place], *, at: datetime) -> None:
    """One report for each shipment of each that was made about a leg it rides, and isn't there yet."""
    if not cases:
        return
    ways = ways_of(container_ids={places[case.shipment.pk].container_id for case in cases})
    about = _reports_about({leg.departure_id for way in ways.values() for leg in way})
    copies = [
        (case, _copy(report, case.shipment, at))
        for case in cases
        for report in _of_way(ways.get(places[case.shipment.pk].container_id, ()), about)
        if _copy_id(report, case.shipment) not in {event.external_id for event in case.events}
    ]
    TransportEvent.objects.bulk_create([copy for _, copy in copies])
    for case, copy in copies:
        case.events.append(copy)


def _reports_about(departure_ids: Collection[UUID]) -> dict[UUID | None, list[TransportEvent]]:
    about: dict[UUID | None, list[TransportEvent]] = {}
    for report in TransportEvent.objects.filter(departure__in=departure_ids):
        about.setdefault(report.departure_id, []).append(report)
    return about


def _of_way(
    way: Iterable[DepartureLeg], about: Mapping[UUID | None, Sequence[TransportEvent]]
) -> list[TransportEvent]:
    return [
        report for leg in way for report in about.get(leg.departure_id, ()) if report.kind in stages_of(leg)
    ]


def _copy(report: TransportEvent, shipment: Shipment, at: datetime) -> TransportEvent:
    return TransportEvent(
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


def _copy_id(report: TransportEvent, shipment: Shipment) -> str:
    return f"{report.pk}/{shipment.number}"


def _advance(cases: Iterable[_Case], *, at: datetime, by: Actor) -> None:
    groups: dict[tuple[str, Progress], list[Shipment]] = {}
    for case in cases:
        shipment, proven = case.shipment, _proven(case)
        if proven.status not in (shipment.status, ASSIGNED):
            # Only a delivery is stamped, each at its own instant.
            since = proven.since if proven.status == Stage.DELIVERED else None
            groups.setdefault((shipment.status, Progress(proven.status, since)), []).append(shipment)
    _forget_left_behind([shipment for group in groups.values() for shipment in group])
    for (was, became), group in groups.items():
        _move_group(group, was=was, became=became, at=at, by=by)
    riding = [each.pk for (_, became), group in groups.items() if became.status in _RIDING for each in group]
    _use_assignments(riding, at=at, by=by)


def _move_group(
    shipments: Sequence[Shipment], *, was: str, became: Progress, at: datetime, by: Actor
) -> None:
    """:raises LostRace: if a copy was stale."""
    stamps: dict[str, Any] = {} if became.since is None else {"delivered_at": became.since}
    ids = [shipment.pk for shipment in shipments]
    moved = move_many(ids, model=Shipment, was=was, to=became.status, at=at, by=by, **stamps)
    if len(moved) != len(ids):
        raise LostRace(resource=Shipment.AGGREGATE, expected=was)
    for shipment in shipments:
        for name, value in {**stamps, "status": became.status, "version": shipment.version + 1}.items():
            setattr(shipment, name, value)


def _forget_left_behind(shipments: Iterable[Shipment]) -> None:
    caught_up = [each for each in shipments if each.attention_reason in (LEFT_BEHIND, LEFT_OUT)]
    for shipment in caught_up:
        shipment.attention_at, shipment.attention_reason = None, ""
    Shipment.objects.bulk_update(caught_up, ["attention_at", "attention_reason"])


def _use_assignments(shipment_ids: Collection[UUID], *, at: datetime, by: Actor) -> None:
    if not shipment_ids:
        return
    unused = SlotAssignment.objects.filter(shipment__in=shipment_ids, status__in=("confirmed", "locked"))
    ids: dict[str, list[UUID]] = {}
    for pk, status in unused.select_for_update(no_key=True).order_by("pk").values_list("pk", "status"):
        ids.setdefault(status, []).append(pk)
    for was, group in ids.items():
        move_many(group, model=SlotAssignment, was=was, to="used", at=at, by=by)
