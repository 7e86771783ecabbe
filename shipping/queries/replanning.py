"""What could shipments that lose their train have instead?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.ids import uuid7
from shipping.limits import TrainLoad
from shipping.models import AllottedPlaces, ContainerType, Departure, DepartureLeg, Shipment
from shipping.queries.candidates import Asked, needs_of, options_between
from shipping.queries.carriage import container_types_for
from shipping.queries.rolled import left_for_good
from shipping.queries.wishes import wanted_of
from shipping.rerouting import Group, Market, Plan, Rider, plan


@dataclass(frozen=True, slots=True)
class Survey:
    """
    What some shipments that lose their train ask for, and what is to be had for them.

    `boxes` is in which each group rides where one is opened; `trains` are those
    that take bookings now.
    """

    riders: Mapping[UUID, Rider]
    market: Market
    boxes: Mapping[Group, ContainerType]
    trains: Mapping[UUID, Departure]

    def plan_for(self, shipment_ids: Iterable[UUID]) -> Plan:
        """Where some of them would go, if the others stayed."""
        return plan((self.riders[pk] for pk in shipment_ids), self.market, new_id=uuid7)


@dataclass(frozen=True, slots=True)
class Replanned:
    """The plan, and in which box each group rides where one is opened."""

    plan: Plan
    boxes: Mapping[Group, ContainerType]


def replan(shipments: Collection[Shipment], *, from_departure_id: UUID, at: datetime) -> Replanned:
    """Where each of some shipments would go, if none could stay on that departure."""
    seen = survey(shipments, from_departure_id=from_departure_id, at=at)
    return Replanned(seen.plan_for(seen.riders), seen.boxes)


def survey(shipments: Collection[Shipment], *, from_departure_id: UUID, at: datetime) -> Survey:
    """
    What is to be had for some shipments, if none could stay on that departure.

    Nothing is locked, nothing written. The number of queries grows with the ways
    and the climates, never with the shipments. A place kept for one consignor is
    not looked for: whoever has one asks alone.
    """
    riders = _riders(shipments, from_departure_id)
    types = container_types_for({rider.wanted.cargo for rider in riders})
    ways: dict[tuple[UUID, UUID, bool], dict[Group, Asked]] = {}
    for shipment, rider in zip(shipments, riders, strict=True):
        way = ways.setdefault((shipment.origin_id, shipment.destination_id, shipment.sandbox), {})
        way.setdefault(rider.group, Asked(rider.wanted, types[rider.wanted.cargo]))
    offers = [
        options_between(way, origin_id=start, destination_id=end, at=at, sandbox=sandbox)
        for (start, end, sandbox), way in ways.items()
    ]
    boxes = {group: each.container_type for way in ways.values() for group, each in way.items()}
    plugs = {rider.group: rider.wanted.cargo.needs_plug for rider in riders}

    def needs(group: Group, gauge_mm: int | None) -> TrainLoad:
        return TrainLoad(**needs_of(boxes[group], needs_plug=plugs[group], gauge_mm=gauge_mm))

    market = Market(
        {group: found for offer in offers for group, found in offer.options.items()},
        {pk: _rooms(legs) for offer in offers for pk, legs in offer.legs.items()},
        needs,
    )
    trains = {pk: legs[0].departure for offer in offers for pk, legs in offer.legs.items()}
    return Survey({rider.shipment_id: rider for rider in riders}, market, boxes, trains)


def keepers(consignor_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Which of some consignors have places kept on a train that hasn't left. One query."""
    kept = AllottedPlaces.objects.filter(
        allotment__organisation_id__in=consignor_ids, places_left__gt=0, departure__cfs_cutoff_at__gt=at
    )
    return set(kept.values_list("allotment__organisation_id", flat=True))


def _riders(shipments: Collection[Shipment], from_departure_id: UUID) -> list[Rider]:
    left = left_for_good([shipment.pk for shipment in shipments])
    return [
        _rider(shipment, frozenset({from_departure_id, *left.get(shipment.pk, ())})) for shipment in shipments
    ]


def _rider(shipment: Shipment, not_on: frozenset[UUID]) -> Rider:
    wanted = wanted_of(shipment)
    shares = (wanted.cargo, shipment.origin_id, shipment.destination_id)
    return Rider(
        shipment_id=shipment.pk,
        group=(*shares, wanted.segregation),
        shares=shares,
        wanted=wanted,
        promised_at=shipment.promised_at,
        not_on=not_on,
    )


def _rooms(legs: Sequence[DepartureLeg]) -> list[tuple[int | None, TrainLoad]]:
    return [
        (leg.gauge_mm, TrainLoad(leg.free_mteu, leg.free_gross_g, leg.free_plugs, leg.free_length_mm))
        for leg in legs
    ]
