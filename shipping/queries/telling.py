"""Which senders and partners does an event of the railway concern, and what is told of it?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from news.snapshots import day_or_none, id_or_none, instant, instant_or_none, standing
from news.telling import Happened, Telling
from shipping.models import Departure, DepartureLeg, OrganisationLocation, Shipment, SlotAssignment

# Which trains a change of trains names in an event's payload.
_NAMED = ("from_departure_id", "departure_id")
_ENDS = ("first_mile_from", "origin", "destination")


def shipments_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """
    What is told of shipments: to whose goods they are, and to who handles them.

    The latter report from a place at which the journey begins or ends, or which
    its last train touches, or one that the event names. Four queries; whoever
    knows buyers adds them.
    """
    ids = {each.aggregate_id for each in events}
    rows = Shipment.objects.select_related(*_ENDS).in_bulk(ids)
    last = _last_places(ids)
    trains = {pk: {each.slot.departure_id} for pk, each in last.items()}
    for event in events:
        named = {UUID(str(pk)) for pk in map(event.payload.get, _NAMED) if pk}
        trains[event.aggregate_id] = trains.get(event.aggregate_id, set()) | named
    touched = _touched_by({pk for some in trains.values() for pk in some})
    ends = {pk: {getattr(row, f"{end}_id") for end in _ENDS} for pk, row in rows.items()}
    ways = {pk: ends[pk].union(*(touched[train] for train in trains[pk])) for pk in rows}
    at_work = _reporters(ways.values())
    told = {}
    for event in events:
        if row := rows.get(event.aggregate_id):
            partners = {firm for place in ways[row.pk] for firm in at_work[place, row.sandbox]}
            data = {**standing(event, row), **_shipment(row, last.get(row.pk)), **_change(event)}
            told[event.id] = Telling(_sorted(partners, row.consignor_id), data)
    return told


def departures_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """
    What is told of trains: to who reports from a place on the way, and to whose goods have a place.

    Four queries.
    """
    ids = {each.aggregate_id for each in events}
    rows = Departure.objects.select_related("service").in_bulk(ids)
    ways = _touched_by(ids)
    at_work = _reporters(ways.values())
    aboard: dict[UUID, set[UUID]] = defaultdict(set)
    riding = SlotAssignment.objects.filter(
        slot__departure__in=ids, released_at__isnull=True, shipment__consignor__isnull=False
    )
    for pk, firm in riding.values_list("slot__departure_id", "shipment__consignor_id").distinct():
        aboard[pk].add(firm)
    told = {}
    for event in events:
        if row := rows.get(event.aggregate_id):
            world = row.service.sandbox
            firms = {firm for place in ways[row.pk] for firm in at_work[place, world]} | aboard[row.pk]
            told[event.id] = Telling(sorted(firms), {**standing(event, row), **_departure(row)})
    return told


def _last_places(ids: Collection[UUID]) -> dict[UUID, SlotAssignment]:
    """The place of each shipment that it has, or had last."""
    rows = SlotAssignment.objects.filter(shipment__in=ids).select_related("slot__departure__service")
    newest = rows.order_by("shipment_id", "-assigned_at", "-id").distinct("shipment_id")
    return {each.shipment_id: each for each in newest}


def _touched_by(trains: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The places that each train leaves from, calls at or goes to."""
    touched: dict[UUID, set[UUID]] = defaultdict(set)
    legs = DepartureLeg.objects.filter(departure__in=trains)
    for train, *places in legs.values_list("departure_id", "origin_id", "destination_id"):
        touched[train].update(places)
    return touched


def _reporters(ways: Iterable[set[UUID]]) -> Mapping[tuple[UUID, bool], set[UUID]]:
    """The organisations that report from each place, in the live world and in the test world."""
    at_work: dict[tuple[UUID, bool], set[UUID]] = defaultdict(set)
    rows = OrganisationLocation.objects.filter(location__in=set().union(*ways))
    for place, firm, world in rows.values_list("location_id", "organisation_id", "organisation__sandbox"):
        at_work[place, world].add(firm)
    return at_work


def _sorted(partners: set[UUID], consignor_id: UUID | None) -> list[UUID]:
    return sorted(partners | {consignor_id} if consignor_id else partners)


def _shipment(row: Shipment, place: SlotAssignment | None) -> dict[str, object]:
    rides = place is not None and place.released_at is None
    return {
        "number": row.number,
        "tracking_code": row.tracking_code,
        "reference": row.reference,
        "origin": row.origin.code,
        "destination": row.destination.code,
        "train": _train(place.slot.departure) if place and rides else None,
        "hand_in_by_at": instant_or_none(row.hand_in_by_at),
        "eta_at": instant_or_none(row.eta_at),
        "promised_at": instant_or_none(row.promised_at),
        "delivered_at": instant_or_none(row.delivered_at),
        "waiting_reason": row.waiting_reason or None,
    }


def _change(event: Happened) -> dict[str, Any]:
    """Whose fault it is, and what it does to the arrival, where the event is about that."""
    known = event.payload
    if event.type == "shipment.eta_changed":
        change = {"cause": "delayed", "from_departure_id": known.get("departure_id")}
    elif event.type == "shipment.rerouted":
        change = {"cause": known.get("cause"), "from_departure_id": known.get("from_departure_id")}
    else:
        return {}
    return {
        "change": {
            **change,
            "fault": known.get("fault"),
            "departure_id": known.get("departure_id"),
            "old_eta_at": instant_or_none(_text(known.get("old_eta_at"))),
            "eta_at": instant_or_none(_text(known.get("eta_at"))),
            "keeps_promise": known.get("keeps_promise"),
        }
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _train(row: Departure) -> dict[str, object]:
    return {
        "departure_id": id_or_none(row.pk),
        "service": row.service.code,
        "departs_at": instant(row.departs_at),
        "arrives_at": instant(row.arrives_at),
    }


def _departure(row: Departure) -> dict[str, object]:
    return {
        "service": row.service.code,
        "service_date": day_or_none(row.service_date),
        "departs_at": instant(row.departs_at),
        "arrives_at": instant(row.arrives_at),
        "cfs_cutoff_at": instant(row.cfs_cutoff_at),
        "doc_cutoff_at": instant(row.doc_cutoff_at),
        "cy_cutoff_at": instant(row.cy_cutoff_at),
    }
