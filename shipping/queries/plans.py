"""When and where is each stage of a shipment's journey planned?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shipping.models import ContainerLeg, Departure, DepartureLeg, Shipment
from shipping.policy import DELIVERED_AFTER, OUT_FOR_DELIVERY_AFTER
from shipping.progress import Stage


@dataclass(frozen=True, slots=True)
class Planned:
    """One stage as the timetable has it."""

    at: datetime
    location_id: UUID


def train_of(shipment: Shipment) -> Departure | None:
    """The departure that the shipment is assigned to. One query."""
    return Departure.objects.filter(
        slots__assignments__shipment=shipment, slots__assignments__released_at__isnull=True
    ).first()


def ways_of(*, container_ids: Collection[UUID]) -> dict[UUID, list[DepartureLeg]]:
    """
    The legs on which each container has its place now, in order. One query.

    They are its departure's own, save where a train was cancelled or missed and
    the container was moved to a later train of that leg.
    """
    taken = ContainerLeg.objects.filter(container_id__in=container_ids, released_at__isnull=True)
    ways: dict[UUID, list[DepartureLeg]] = {}
    for place in taken.select_related(
        "departure_leg__origin", "departure_leg__destination", "departure_leg__departure__service"
    ).order_by("departure_leg__position"):
        ways.setdefault(place.container_id, []).append(place.departure_leg)
    return ways


def plan_of(shipment: Shipment, train: Departure) -> Mapping[Stage, Planned]:
    """Every stage of the journey on this train. One query."""
    first_mile = Planned(shipment.planned_hand_in_at, shipment.first_mile_from_id)
    return {Stage.HANDED_IN: first_mile, **train_plan(train)}


def train_plan(train: Departure) -> Mapping[Stage, Planned]:
    """The stages from loading on. One query."""
    legs = list(DepartureLeg.objects.filter(departure=train).order_by("position"))
    first, last = legs[0], legs[-1]
    yard = next((leg for leg in legs if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT), last)
    return {
        Stage.LOADED: Planned(train.cy_cutoff_at, first.origin_id),
        Stage.DEPARTED: Planned(train.departs_at, first.origin_id),
        Stage.AT_BORDER: Planned(yard.departs_at, yard.origin_id),
        Stage.TRANSSHIPPED: Planned(yard.arrives_at, yard.destination_id),
        Stage.ARRIVED: Planned(train.arrives_at, last.destination_id),
        Stage.OUT_FOR_DELIVERY: Planned(train.arrives_at + OUT_FOR_DELIVERY_AFTER, last.destination_id),
        Stage.DELIVERED: Planned(train.arrives_at + DELIVERED_AFTER, last.destination_id),
    }
