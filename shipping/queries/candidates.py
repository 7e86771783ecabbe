"""Which slots are, or could be opened, for a shipment right now?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Min, QuerySet

from shipping.choosing import Option, Wanted
from shipping.limits import TrainLoad, limits_error
from shipping.models import ContainerType, Departure, Slot, SlotAssignment
from shipping.policy import MAX_CANDIDATES
from shipping.queries.carriage import box_of


class Needs(TypedDict):
    """What one more container takes of each leg of a departure."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int


def options_for(
    wanted: Wanted,
    *,
    origin_id: UUID,
    destination_id: UUID,
    container_type: ContainerType,
    at: datetime,
    not_again_for: UUID | None = None,
) -> list[Option]:
    """
    The options on every departure that is open now, for the ranking to choose from.

    Without locks: whoever takes one must win it by a conditional UPDATE.
    `not_again_for` is a shipment that never goes back on a train that it was
    rolled from. Two queries.
    """
    trains = _open_trains(origin_id, destination_id, at)
    if not_again_for is not None:
        rolled_from = SlotAssignment.objects.filter(
            shipment_id=not_again_for, status=SlotAssignment.Status.ROLLED
        )
        trains = trains.exclude(pk__in=rolled_from.values("slot__departure_id"))
    found = {train.pk: train for train in trains.order_by("departs_at", "id")[:MAX_CANDIDATES]}
    needs = needs_of(container_type, needs_plug=wanted.cargo.needs_plug)
    box = box_of(container_type)
    new = [
        Option(
            departure_id=train.pk,
            slot_id=None,
            cargo=wanted.cargo,
            cut_off_at=train.cfs_cutoff_at,
            arrives_at=train.arrives_at,
            capacity_g=box.payload_g,
            capacity_cm3=box.usable_cm3,
            free_g=box.payload_g,
            free_cm3=box.usable_cm3,
            can_open=bears(train, needs),
        )
        for train in found.values()
    ]
    slots = open_slots(wanted, departure_ids=found, origin_id=origin_id, destination_id=destination_id)
    return [_open_option(slot, found[slot.departure_id], wanted) for slot in slots] + new


def open_slots(
    wanted: Wanted, *, departure_ids: Iterable[UUID], origin_id: UUID, destination_id: UUID
) -> "QuerySet[Slot]":
    """Slots of the shipment's class with room for it."""
    return Slot.objects.filter(
        departure_id__in=list(departure_ids),
        status=Slot.Status.OPEN,
        origin_id=origin_id,
        destination_id=destination_id,
        temperature_class=wanted.cargo.temperature.value,
        segregation_group=wanted.cargo.group.value,
        free_g__gte=wanted.gross_g,
        free_cm3__gte=wanted.volume_cm3,
    )


def needs_of(container_type: ContainerType, *, needs_plug: bool) -> Needs:
    """A place by length in TEU, the box's permitted gross mass however full it gets, a plug when cooled."""
    return Needs(
        mteu=container_type.mteu,
        gross_g=box_of(container_type).permitted_gross_g,
        plugs=int(needs_plug),
        length_mm=container_type.length_mm,
    )


def bears(room: Any, needs: Needs) -> bool:
    """Whether a leg, or the tightest leg of a departure, bears one more container (rule 10)."""
    free = TrainLoad(room.free_mteu, room.free_gross_g, room.free_plugs, room.free_length_mm)
    return limits_error(limits=free, load=TrainLoad(**needs)) is None


def _open_trains(origin_id: UUID, destination_id: UUID, at: datetime) -> "QuerySet[Any]":
    return Departure.objects.filter(
        status=Departure.Status.OPEN,
        cfs_cutoff_at__gt=at,
        legs__isnull=False,
        service__origin_id=origin_id,
        service__destination_id=destination_id,
    ).annotate(
        free_mteu=Min("legs__free_mteu"),
        free_gross_g=Min("legs__free_gross_g"),
        free_plugs=Min("legs__free_plugs"),
        free_length_mm=Min("legs__free_length_mm"),
    )


def _open_option(slot: Slot, train: Departure, wanted: Wanted) -> Option:
    return Option(
        departure_id=train.pk,
        slot_id=slot.pk,
        cargo=wanted.cargo,
        cut_off_at=train.cfs_cutoff_at,
        arrives_at=train.arrives_at,
        capacity_g=slot.payload_g,
        capacity_cm3=slot.volume_cm3,
        free_g=slot.free_g,
        free_cm3=slot.free_cm3,
    )
