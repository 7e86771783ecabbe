"""When and where is each stage of a shipment's journey planned?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from shipping.models import ContainerLeg, Departure, DepartureLeg, LegObservation, Shipment, SlotAssignment
from shipping.policy import DELIVERED_AFTER, OBSERVATIONS_USED, OUT_FOR_DELIVERY_AFTER
from shipping.progress import Stage

Plan = Mapping[Stage, "Planned"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One stage as the timetable has it."""

    at: datetime
    location_id: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shipment stands: the departure that it was sold on, the container that it is in."""

    departure: Departure
    container_id: UUID


def train_of(shipment: Shipment) -> Departure | None:
    """The departure that the shipment is assigned to. One query."""
    place = places_of(shipment_ids=[shipment.pk]).get(shipment.pk)
    return place.departure if place else None


def places_of(*, shipment_ids: Collection[UUID]) -> dict[UUID, Place]:
    """Where each shipment that has a slot stands. One query."""
    active = SlotAssignment.objects.filter(shipment_id__in=shipment_ids, released_at__isnull=True)
    return {
        each.shipment_id: Place(each.slot.departure, each.slot.container_id)
        for each in active.select_related("slot__departure")
    }


def ways_of(*, container_ids: Collection[UUID]) -> dict[UUID, list[DepartureLeg]]:
    """
    The legs on which each container has its place now, in order. One query.

    They are its departure's own, save where a train was cancelled or missed and
    the container was moved to a later train of that leg.
    """
    ways: dict[UUID, list[DepartureLeg]] = {}
    for place in _taken().filter(container_id__in=container_ids):
        ways.setdefault(place.container_id, []).append(place.departure_leg)
    return ways


def way_of(*, slot_id: UUID) -> list[DepartureLeg]:
    """The same for the container of one slot. One query."""
    return [place.departure_leg for place in _taken().filter(container__slot=slot_id)]


def observed_way_of(*, slot_id: UUID, at: datetime) -> list[tuple[DepartureLeg, list[int]]]:
    """The same for the container of one slot, with how many minutes each leg took of late. One query."""
    taken = _taken().filter(container__slot=slot_id).annotate(minutes=_minutes("departure_leg__", at))
    return [(place.departure_leg, place.minutes) for place in taken]


def observed_legs_of(*, departure_id: UUID, at: datetime) -> list[tuple[DepartureLeg, list[int]]]:
    """The same for the legs of one departure, loaded with it and its service. One query."""
    legs = DepartureLeg.objects.filter(departure=departure_id).select_related("departure__service")
    return [(leg, leg.minutes) for leg in legs.annotate(minutes=_minutes("", at)).order_by("position")]


def _minutes(leg: str, at: datetime) -> ArraySubquery:
    seen = LegObservation.objects.filter(
        origin=OuterRef(f"{leg}origin"),
        destination=OuterRef(f"{leg}destination"),
        kind=OuterRef(f"{leg}kind"),
        observed_at__lte=at,
    )
    return ArraySubquery(seen.order_by("-observed_at").values("minutes")[:OBSERVATIONS_USED])


def riders_of(*, leg_ids: Collection[UUID]) -> list[UUID]:
    """The shipments whose container has its place on one of these legs now, in id order. One query."""
    riding = SlotAssignment.objects.filter(
        released_at__isnull=True,
        slot__container__container_legs__departure_leg__in=leg_ids,
        slot__container__container_legs__released_at__isnull=True,
    )
    return list(riding.order_by("shipment_id").values_list("shipment_id", flat=True).distinct())


def stages_of(leg: DepartureLeg) -> frozenset[str]:
    """
    Which reports of its departure are about this leg; its departure's service comes with it.

    The second train's leaving is not reported: the yard's report says that it can.
    """
    if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT:
        return frozenset({Stage.TRANSSHIPPED})
    service, stages = leg.departure.service, set()
    if leg.origin_id == service.origin_id:
        stages |= {Stage.LOADED, Stage.DEPARTED, Stage.AT_BORDER}
    if leg.destination_id == service.destination_id:
        stages |= {Stage.ARRIVED}
    return frozenset(stages)


def plan_of(shipment: Shipment) -> Plan | None:
    """Every stage of the journey, if the shipment has a train. At most three queries."""
    return plans_of(shipments=[shipment]).get(shipment.pk)


def plans_of(*, shipments: Iterable[Shipment]) -> dict[UUID, Plan]:
    """
    Every stage of each journey, for those that have a train. At most three queries.

    It goes by the legs that the container really rides; where one has none, by
    those of the departure that it was sold on.
    """
    found = {shipment.pk: shipment for shipment in shipments}
    places = places_of(shipment_ids=found)
    if not places:
        return {}
    ways = ways_of(container_ids={place.container_id for place in places.values()})
    sold = _legs_of({place.departure.pk for place in places.values()})
    return {
        pk: {
            Stage.HANDED_IN: Planned(found[pk].planned_hand_in_at, found[pk].first_mile_from_id),
            **_stages(place.departure, _ridden(sold[place.departure.pk], ways.get(place.container_id, []))),
        }
        for pk, place in places.items()
    }


def train_plan(train: Departure) -> Plan:
    """The stages of a departure from loading on. One query."""
    return _stages(train, _legs_of([train.pk])[train.pk])


def _taken() -> "QuerySet[ContainerLeg]":
    taken = ContainerLeg.objects.filter(released_at__isnull=True).order_by("departure_leg__position")
    return taken.select_related(
        "departure_leg__origin", "departure_leg__destination", "departure_leg__departure__service"
    )


def _legs_of(departure_ids: Collection[UUID]) -> dict[UUID, list[DepartureLeg]]:
    legs: dict[UUID, list[DepartureLeg]] = {}
    for leg in DepartureLeg.objects.filter(departure__in=departure_ids).order_by("position"):
        legs.setdefault(leg.departure_id, []).append(leg)
    return legs


def _ridden(sold: Iterable[DepartureLeg], way: Iterable[DepartureLeg]) -> list[DepartureLeg]:
    ridden = {(leg.origin_id, leg.destination_id): leg for leg in way}
    return [ridden.get((leg.origin_id, leg.destination_id), leg) for leg in sold]


def _stages(train: Departure, legs: list[DepartureLeg]) -> Plan:
    first, last = legs[0], legs[-1]
    yard = next((leg for leg in legs if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT), last)
    return {
        Stage.LOADED: Planned(train.cy_cutoff_at, first.origin_id),
        Stage.DEPARTED: Planned(first.departs_at, first.origin_id),
        Stage.AT_BORDER: Planned(yard.departs_at, yard.origin_id),
        Stage.TRANSSHIPPED: Planned(yard.arrives_at, yard.destination_id),
        Stage.ARRIVED: Planned(last.arrives_at, last.destination_id),
        Stage.OUT_FOR_DELIVERY: Planned(last.arrives_at + OUT_FOR_DELIVERY_AFTER, last.destination_id),
        Stage.DELIVERED: Planned(last.arrives_at + DELIVERED_AFTER, last.destination_id),
    }
