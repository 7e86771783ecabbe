"""What could shipments that lose their train have instead?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kit.ids import uuid7
from shipping.choosing import Wanted
from shipping.limits import TrainLoad
from shipping.models import AllottedPlaces, ContainerType, DepartureLeg, Shipment, SlotAssignment
from shipping.queries.candidates import needs_of, options_for
from shipping.queries.carriage import container_type_for
from shipping.queries.wishes import wanted_of
from shipping.rerouting import Group, Market, Plan, Rider, plan

# Who is ready weeks apart sees other trains, so they ask apart.
_ASK_TOGETHER = timedelta(days=7)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replanned:
    """The plan, and in which box each group rides where one is opened."""

    plan: Plan
    boxes: Mapping[Group, ContainerType]


def replan(shipments: Collection[Shipment], *, from_departure_id: UUID, at: datetime) -> Replanned:
    """
    Where each of some shipments would go, if none could stay on that departure.

    Nothing is locked, nothing written. The number of queries grows with the
    kinds of goods, never with the shipments. A place kept for one consignor is
    not looked for: whoever has one asks alone.
    """
    riders = _riders(shipments, from_departure_id)
    boxes: dict[Group, ContainerType] = {}
    options = {}
    types: dict[object, ContainerType] = {}
    for group, wanted, origin_id, destination_id in _asked(shipments, riders):
        if wanted.cargo not in types:
            types[wanted.cargo] = container_type_for(wanted.cargo)
        boxes[group] = types[wanted.cargo]
        options[group] = options_for(
            wanted,
            origin_id=origin_id,
            destination_id=destination_id,
            container_type=boxes[group],
            at=at,
        )
    plugs = {rider.group: rider.wanted.cargo.needs_plug for rider in riders}

    def needs(group: Group, gauge_mm: int | None) -> TrainLoad:
        return TrainLoad(**needs_of(boxes[group], needs_plug=plugs[group], gauge_mm=gauge_mm))

    trains = {option.departure_id for found in options.values() for option in found}
    return Replanned(plan(riders, Market(options, _rooms(trains), needs), new_id=uuid7), boxes)


def keepers(consignor_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Which of some consignors have places kept on a train that hasn't left. One query."""
    kept = AllottedPlaces.objects.filter(
        allotment__organisation_id__in=consignor_ids, places_left__gt=0, departure__cfs_cutoff_at__gt=at
    )
    return set(kept.values_list("allotment__organisation_id", flat=True))


def _riders(shipments: Collection[Shipment], from_departure_id: UUID) -> list[Rider]:
    left: dict[UUID, set[UUID]] = {}
    rolled = SlotAssignment.objects.filter(
        shipment_id__in=[shipment.pk for shipment in shipments], status=SlotAssignment.Status.ROLLED
    )
    for shipment_id, departure_id in rolled.values_list("shipment_id", "slot__departure_id"):
        left.setdefault(shipment_id, set()).add(departure_id)
    return [
        _rider(shipment, frozenset({from_departure_id, *left.get(shipment.pk, ())})) for shipment in shipments
    ]


def _rider(shipment: Shipment, not_on: frozenset[UUID]) -> Rider:
    wanted = wanted_of(shipment)
    shares = (wanted.cargo, shipment.origin_id, shipment.destination_id)
    period = (shipment.ready_at - _EPOCH) // _ASK_TOGETHER
    return Rider(
        shipment_id=shipment.pk,
        group=(*shares, wanted.segregation, period),
        shares=shares,
        wanted=wanted,
        promised_at=shipment.promised_at,
        not_on=not_on,
    )


def _asked(
    shipments: Collection[Shipment], riders: Sequence[Rider]
) -> list[tuple[Group, Wanted, UUID, UUID]]:
    """One question a group, so small and so early that it hides no option from any of its riders."""
    rows = {shipment.pk: shipment for shipment in shipments}
    asked: dict[Group, tuple[Group, Wanted, UUID, UUID]] = {}
    for rider in riders:
        ready_at = rider.wanted.ready_at
        if rider.group in asked:
            ready_at = min(ready_at, asked[rider.group][1].ready_at)
        row = rows[rider.shipment_id]
        wanted = replace(
            rider.wanted,
            gross_g=1,
            volume_cm3=1,
            ready_at=ready_at,
            latest_arrival_at=None,
            consignor_id=None,
        )
        asked[rider.group] = (rider.group, wanted, row.origin_id, row.destination_id)
    return list(asked.values())


def _rooms(departure_ids: Collection[UUID]) -> dict[UUID, list[tuple[int | None, TrainLoad]]]:
    rooms: dict[UUID, list[tuple[int | None, TrainLoad]]] = {}
    for leg in DepartureLeg.objects.filter(departure_id__in=departure_ids):
        left = TrainLoad(leg.free_mteu, leg.free_gross_g, leg.free_plugs, leg.free_length_mm)
        rooms.setdefault(leg.departure_id, []).append((leg.gauge_mm, left))
    return rooms
