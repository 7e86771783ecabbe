"""How do reports from the line get into the books?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.moves import IllegalMove
from kit.rest import uuid_or_none
from kit.transactions import inside_transaction
from shipping.errors import (
    DepartureNotFound,
    NotAssigned,
    OnlyShipmentsSimulated,
    ReportAhead,
    ReportMismatch,
    ReportOutOfPlace,
    ShipmentNotFound,
)
from shipping.models import Departure, DepartureLeg, Location, Shipment, TransportEvent
from shipping.operations.expecting import expect_again
from shipping.operations.leaving import check_has_left
from shipping.operations.locking import locked_departure, locked_shipment, locked_shipments
from shipping.operations.running import follow_train
from shipping.operations.settling import settle, settle_many
from shipping.policy import REPORT_AHEAD
from shipping.progress import Stage
from shipping.queries.plans import Plan, Planned, plan_of, plans_of, riders_of, train_plan
from shipping.queries.sight import departures_for, named_shipment, reporting_places, shipments_for

_ENDED = ("cancelled", "lost", "damaged", "returned")


@dataclass(frozen=True, slots=True)
class NewReport:
    """
    What is said to have happened, to one shipment (id or number) or one departure.

    `occurred_at` may be left out only by a key that simulates: its reports are
    dated by the plan. `location` is a code; left out it is the planned place.
    """

    external_id: str
    kind: str
    occurred_at: datetime | None = None
    shipment: str | None = None
    departure_id: UUID | None = None
    location: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report in the books, and whether this call put it there."""

    event: TransportEvent
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a batch of reports is judged by; `own_places` is None for whoever may report from anywhere."""

    at: datetime
    by: Actor
    departures: Mapping[UUID, Departure]
    shipments: Mapping[str, Shipment]
    plans: Mapping[UUID, Plan]
    train_plans: Mapping[UUID, Plan]
    locations: Mapping[str, Location]
    own_places: Collection[UUID] | None


@inside_transaction
def report_events(*, reports: Sequence[NewReport], at: datetime, by: Actor) -> list[Recorded]:
    """
    Record reports, all or none, and bring what they are about to what they prove.

    A report is known by its source (the actor's organisation) and external id:
    sent again with the same content it changes nothing. Answers come in the
    order of the reports.

    :raises ShipmentNotFound, DepartureNotFound: if it isn't there, or isn't the actor's to see.
    :raises ReportMismatch: if other content was sent under the same external id.
    :raises ReportAhead: if it is dated too far ahead and isn't simulated.
    :raises ReportOutOfPlace: if a partner doesn't report from there.
    :raises NotAssigned: if a simulated shipment has no train to be dated by.
    :raises TrainNotLeft: if goods are said to be at the door before their train leaves.
    :raises OnlyShipmentsSimulated: if a key that simulates reports about a departure.
    """
    known = _known(by, [report.external_id for report in reports])
    desk = _desk(reports, by=by, at=at)
    recorded = []
    for report in reports:
        event = _event(report, desk)
        present = known.get(report.external_id)
        if present is not None and not _says_the_same(event, present, report):
            raise ReportMismatch(external_id=report.external_id)
        known.setdefault(report.external_id, event)
        recorded.append(Recorded(present or event, is_new=present is None))
    new = [each.event for each in recorded if each.is_new]
    _check_have_left(new, desk)
    TransportEvent.objects.bulk_create(new)
    _follow(new, at=at, by=by)
    return recorded


@inside_transaction
def hand_in(*, shipment_id: UUID, at: datetime, by: Actor) -> Shipment:
    """
    Record that the goods were handed in at the seller's warehouse, now. Once is enough.

    :raises ShipmentNotFound: if there is none.
    :raises IllegalMove: if the shipment has ended.
    """
    return report_stage(shipment_id=shipment_id, kind=Stage.HANDED_IN, at=at, by=by)


@inside_transaction
def note_in_hand(shipments: Sequence[Shipment], *, at: datetime, by: Actor) -> None:
    """
    Record a hand-in, now, of each shipment whose goods turned up without one.

    The caller holds the shipments' locks and has put down where the goods stand.
    """
    found = [shipment for shipment in shipments if shipment.handed_in_at is None]
    TransportEvent.objects.bulk_create(
        _new_event(
            NewReport(f"{Stage.HANDED_IN}:{shipment.pk}", Stage.HANDED_IN, at),
            at=at,
            by=replace(by, simulates=False),
            shipment=shipment,
            location_id=shipment.first_mile_from_id,
        )
        for shipment in found
    )
    if found and settle_many(found, at=at, by=by):
        expect_again(shipment_ids=[shipment.pk for shipment in found], at=at)


@inside_transaction
def report_stage(*, shipment_id: UUID, kind: str, at: datetime, by: Actor) -> Shipment:
    """
    Record a stage of one shipment as of now, without asking what the actor may see. Once is enough.

    :raises ShipmentNotFound: if there is none.
    :raises NotAssigned: if it is to be loaded or later, and has no train.
    :raises TrainNotLeft: if it is to be at the door, and neither it nor its train has left.
    :raises IllegalMove: if the shipment has ended.
    """
    shipment = locked_shipment(shipment_id)
    if shipment.status in _ENDED:
        raise IllegalMove(f"a shipment that is {shipment.status} goes nowhere", was=shipment.status)
    external_id = f"{kind}:{shipment_id}"
    if TransportEvent.objects.filter(source=source_of(by), external_id=external_id).exists():
        return shipment
    plan = plan_of(shipment)
    if plan is None and kind != Stage.HANDED_IN:
        raise NotAssigned(number=shipment.number)
    report = NewReport(external_id, kind, at)
    if plan is not None:
        check_has_left(shipment, stage=Stage(kind), occurred_at=at, plan=plan)
    location_id = plan[Stage(kind)].location_id if plan else shipment.first_mile_from_id
    _new_event(
        report, at=at, by=replace(by, simulates=False), shipment=shipment, location_id=location_id
    ).save()
    return settle(shipment, at=at, by=by)


@inside_transaction
def report_departure(*, departure_id: UUID, kind: str, at: datetime, by: Actor) -> Departure:
    """
    Record a stage of one departure as of now; all that is on board follows. Once is enough.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it is planned, cancelled, its train of that leg does not
        run, or a train has no such stage.
    """
    [departure] = _lock_trains([departure_id])
    external_id = f"{kind}:{departure_id}"
    if TransportEvent.objects.filter(source=source_of(by), external_id=external_id).exists():
        return departure
    planned = train_plan(departure).get(Stage(kind))
    report = NewReport(external_id, kind, at)
    location_id = planned.location_id if planned else None
    _new_event(
        report, at=at, by=replace(by, simulates=False), departure=departure, location_id=location_id
    ).save()
    return follow_train(departure, kind=kind, at=at, by=by)


def source_of(by: Actor) -> str:
    """Who numbers the reports: an organisation, or the staff together."""
    return f"organisation:{by.organisation_id}" if by.kind in ("partner", "seller") else by.kind


def _known(by: Actor, external_ids: Sequence[str]) -> dict[str, TransportEvent]:
    events = TransportEvent.objects.filter(source=source_of(by), external_id__in=external_ids)
    return {event.external_id: event for event in events}


def _desk(reports: Sequence[NewReport], *, by: Actor, at: datetime) -> _Desk:
    """Everything that is reported about, locked: shipments in id order, then departures."""
    ids = _ids_of({report.shipment for report in reports if report.shipment}, by)
    departure_ids = sorted({report.departure_id for report in reports if report.departure_id})
    present = set(departures_for(by).filter(pk__in=departure_ids).values_list("pk", flat=True))
    for departure_id in departure_ids:
        if departure_id not in present:
            raise DepartureNotFound(departure_id=str(departure_id))
    trains = _lock_trains(departure_ids, with_shipments=ids.values())
    locked = locked_shipments(ids.values())
    return _Desk(
        at=at,
        by=by,
        departures={train.pk: train for train in trains},
        shipments={name: locked[pk] for name, pk in ids.items()},
        plans=plans_of(shipments=locked.values()),
        train_plans={train.pk: train_plan(train) for train in trains},
        locations={place.code: place for place in _locations(reports)},
        own_places=reporting_places(by) if by.kind == "partner" else None,
    )


def _ids_of(names: Collection[str], by: Actor) -> dict[str, UUID]:
    """The shipments that the actor may report about, by the names used for them."""
    by_name: dict[str, UUID] = {}
    if names:
        named = reduce(or_, (named_shipment(name) for name in sorted(names)))
        for pk, number in shipments_for(by).filter(named).values_list("pk", "number"):
            by_name |= {number: pk, str(pk): pk}
    ids = {}
    for name in names:
        known_as = str(uuid_or_none(name) or name)
        if known_as not in by_name:
            raise ShipmentNotFound(shipment=name)
        ids[name] = by_name[known_as]
    return ids


def _lock_trains(departure_ids: Collection[UUID], with_shipments: Iterable[UUID] = ()) -> list[Departure]:
    """
    Some departures under lock, in id order, after all that rides any of their legs.

    :raises DepartureNotFound: if one isn't there.
    """
    legs = DepartureLeg.objects.filter(departure__in=departure_ids).values_list("pk", flat=True)
    riders = riders_of(leg_ids=list(legs)) if departure_ids else []
    locked_shipments({*riders, *with_shipments})
    return [locked_departure(departure_id) for departure_id in sorted(departure_ids)]


def _locations(reports: Sequence[NewReport]) -> Iterable[Location]:
    codes = {report.location for report in reports if report.location}
    return Location.objects.filter(code__in=codes) if codes else ()


def _event(report: NewReport, desk: _Desk) -> TransportEvent:
    if (report.shipment is None) == (report.departure_id is None):
        raise _wrong("shipment", "name either a shipment or a departure")
    planned = _planned(report, desk)
    location_id = planned.location_id if planned else None
    if report.location is not None:
        if report.location not in desk.locations:
            raise _wrong("location", "no such location")
        location_id = desk.locations[report.location].pk
    if desk.own_places is not None and location_id not in desk.own_places:
        raise ReportOutOfPlace(external_id=report.external_id)
    if desk.by.simulates:
        if planned is None:
            raise NotAssigned(shipment=report.shipment)
        report = replace(report, occurred_at=planned.at)
    _check_instant(report, at=desk.at, by=desk.by)
    return _new_event(
        report,
        at=desk.at,
        by=desk.by,
        shipment=desk.shipments[report.shipment] if report.shipment else None,
        departure=desk.departures[report.departure_id] if report.departure_id else None,
        location_id=location_id,
    )


def _planned(report: NewReport, desk: _Desk) -> Planned | None:
    stage = Stage(report.kind)
    if report.departure_id is not None:
        if desk.by.simulates:
            raise OnlyShipmentsSimulated(departure_id=str(report.departure_id))
        return desk.train_plans[report.departure_id].get(stage)
    shipment = desk.shipments[str(report.shipment)]
    plan = desk.plans.get(shipment.pk)
    if plan is not None:
        return plan[stage]
    if stage is Stage.HANDED_IN:
        return Planned(shipment.planned_hand_in_at, shipment.first_mile_from_id)
    return None


def _check_instant(report: NewReport, *, at: datetime, by: Actor) -> None:
    if report.occurred_at is None:
        raise _wrong("occurred_at", "say when it happened")
    if report.occurred_at > at + REPORT_AHEAD and not by.simulates:
        raise ReportAhead(external_id=report.external_id, occurred_at=report.occurred_at.isoformat())


def _new_event(
    report: NewReport,
    *,
    at: datetime,
    by: Actor,
    shipment: Shipment | None = None,
    departure: Departure | None = None,
    location_id: UUID | None,
) -> TransportEvent:
    assert report.occurred_at is not None
    return TransportEvent(
        source=source_of(by),
        external_id=report.external_id,
        kind=report.kind,
        shipment=shipment,
        departure=departure,
        location_id=location_id,
        occurred_at=report.occurred_at,
        recorded_at=at,
        simulated=by.simulates,
        note=report.note,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


def _check_have_left(events: Sequence[TransportEvent], desk: _Desk) -> None:
    """What the same batch tells of a shipment's way counts."""
    told: dict[UUID | None, set[str]] = defaultdict(set)
    for event in events:
        told[event.shipment_id].add(event.kind)
    for event in events:
        shipment = event.shipment
        if shipment is not None and shipment.pk in desk.plans:
            check_has_left(
                shipment,
                stage=Stage(event.kind),
                occurred_at=event.occurred_at,
                plan=desk.plans[shipment.pk],
                told=told[shipment.pk],
            )


def _says_the_same(event: TransportEvent, present: TransportEvent, report: NewReport) -> bool:
    columns = ["kind", "shipment_id", "departure_id", "note"]
    # The plan may have changed since; what was left to it then is not compared now.
    if report.location is not None:
        columns.append("location_id")
    if not event.simulated:
        columns.append("occurred_at")
    return all(getattr(event, name) == getattr(present, name) for name in columns)


def _follow(events: Sequence[TransportEvent], *, at: datetime, by: Actor) -> None:
    for event in events:
        if event.departure is not None:
            follow_train(event.departure, kind=event.kind, at=at, by=by)
    # Read anew: a train's report may have moved them on.
    about = locked_shipments({event.shipment_id for event in events if event.shipment_id is not None})
    if about:
        settle_many(list(about.values()), at=at, by=by)
        expect_again(shipment_ids=about, at=at)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(f"/{field}", "field.invalid", message)])
