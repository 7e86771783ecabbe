"""How do reports from the line get into the books?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.moves import IllegalMove
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
from shipping.models import Departure, Location, Shipment, TransportEvent
from shipping.operations.locking import locked_departure, locked_shipment
from shipping.operations.running import follow_train
from shipping.operations.settling import settle
from shipping.policy import REPORT_AHEAD
from shipping.progress import Stage
from shipping.queries.plans import Planned, plan_of, train_of, train_plan
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
    :raises OnlyShipmentsSimulated: if a key that simulates reports about a departure.
    """
    known = _known(by, [report.external_id for report in reports])
    departures, shipments = _lock(reports, by)
    places = {place.code: place for place in _locations(reports)}
    recorded = []
    for report in reports:
        event = _event(report, shipments, departures, places=places, at=at, by=by)
        present = known.get(report.external_id)
        if present is None:
            event.save(force_insert=True)
            known[report.external_id] = event
        elif not _says_the_same(event, present, report):
            raise ReportMismatch(external_id=report.external_id)
        recorded.append(Recorded(present or event, is_new=present is None))
    _follow([each.event for each in recorded if each.is_new], at=at, by=by)
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
def report_stage(*, shipment_id: UUID, kind: str, at: datetime, by: Actor) -> Shipment:
    """
    Record a stage of one shipment as of now, without asking what the actor may see. Once is enough.

    :raises ShipmentNotFound: if there is none.
    :raises NotAssigned: if it is to be loaded or later, and has no train.
    :raises IllegalMove: if the shipment has ended.
    """
    shipment = locked_shipment(shipment_id)
    if shipment.status in _ENDED:
        raise IllegalMove(f"a shipment that is {shipment.status} goes nowhere", was=shipment.status)
    external_id = f"{kind}:{shipment_id}"
    if TransportEvent.objects.filter(source=source_of(by), external_id=external_id).exists():
        return shipment
    train = train_of(shipment)
    if train is None and kind != Stage.HANDED_IN:
        raise NotAssigned(number=shipment.number)
    report = NewReport(external_id, kind, at)
    planned = plan_of(shipment, train)[Stage(kind)] if train else None
    location_id = planned.location_id if planned else shipment.first_mile_from_id
    _new_event(
        report, at=at, by=replace(by, simulates=False), shipment=shipment, location_id=location_id
    ).save()
    return settle(shipment, at=at, by=by)


@inside_transaction
def report_departure(*, departure_id: UUID, kind: str, at: datetime, by: Actor) -> Departure:
    """
    Record a stage of one departure as of now; all that is on board follows. Once is enough.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it is planned, cancelled, or a train has no such stage.
    """
    departure = locked_departure(departure_id)
    external_id = f"{kind}:{departure_id}"
    if TransportEvent.objects.filter(source=source_of(by), external_id=external_id).exists():
        return departure
    planned = train_plan(departure).get(Stage(kind))
    report = NewReport(external_id, kind, at)
    location_id = planned.location_id if planned else None
    event = _new_event(report, at=at, by=by, departure=departure, location_id=location_id)
    event.save()
    return follow_train(departure, kind=kind, at=at, by=by)


def source_of(by: Actor) -> str:
    """Who numbers the reports: an organisation, or the staff together."""
    return f"organisation:{by.organisation_id}" if by.kind in ("partner", "seller") else by.kind


def _known(by: Actor, external_ids: Sequence[str]) -> dict[str, TransportEvent]:
    events = TransportEvent.objects.filter(source=source_of(by), external_id__in=external_ids)
    return {event.external_id: event for event in events}


def _lock(reports: Sequence[NewReport], by: Actor) -> tuple[dict[UUID, Departure], dict[str, Shipment]]:
    """Everything that is reported about, by the name used for it, locked in id order."""
    departures = {}
    for departure_id in sorted({report.departure_id for report in reports if report.departure_id}):
        if not departures_for(by).filter(pk=departure_id).exists():
            raise DepartureNotFound(departure_id=str(departure_id))
        departures[departure_id] = locked_departure(departure_id)
    ids = {}
    for name in {report.shipment for report in reports if report.shipment}:
        pk = shipments_for(by).filter(named_shipment(name)).values_list("pk", flat=True).first()
        if pk is None:
            raise ShipmentNotFound(shipment=name)
        ids[name] = pk
    locked = {pk: locked_shipment(pk) for pk in sorted(ids.values())}
    return departures, {name: locked[pk] for name, pk in ids.items()}


def _locations(reports: Sequence[NewReport]) -> Iterable[Location]:
    codes = {report.location for report in reports if report.location}
    return Location.objects.filter(code__in=codes) if codes else ()


def _event(
    report: NewReport,
    shipments: Mapping[str, Shipment],
    departures: Mapping[UUID, Departure],
    *,
    places: Mapping[str, Location],
    at: datetime,
    by: Actor,
) -> TransportEvent:
    if (report.shipment is None) == (report.departure_id is None):
        raise _wrong("shipment", "name either a shipment or a departure")
    planned = _planned(report, shipments, departures, by)
    location_id = planned.location_id if planned else None
    if report.location is not None:
        if report.location not in places:
            raise _wrong("location", "no such location")
        location_id = places[report.location].pk
    if by.kind == "partner" and location_id not in reporting_places(by):
        raise ReportOutOfPlace(external_id=report.external_id)
    if by.simulates:
        if planned is None:
            raise NotAssigned(shipment=report.shipment)
        report = replace(report, occurred_at=planned.at)
    _check_instant(report, at=at, by=by)
    return _new_event(
        report,
        at=at,
        by=by,
        shipment=shipments[report.shipment] if report.shipment else None,
        departure=departures[report.departure_id] if report.departure_id else None,
        location_id=location_id,
    )


def _planned(
    report: NewReport,
    shipments: Mapping[str, Shipment],
    departures: Mapping[UUID, Departure],
    by: Actor,
) -> Planned | None:
    stage = Stage(report.kind)
    if report.departure_id is not None:
        if by.simulates:
            raise OnlyShipmentsSimulated(departure_id=str(report.departure_id))
        return train_plan(departures[report.departure_id]).get(stage)
    shipment = shipments[str(report.shipment)]
    train = train_of(shipment)
    if train is not None:
        return plan_of(shipment, train)[stage]
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
    about = {event.shipment.pk: event.shipment for event in events if event.shipment is not None}
    for pk in sorted(about):
        settle(about[pk], at=at, by=by)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(f"/{field}", "field.invalid", message)])
