"""How is room on a train taken, so that it is never sold twice?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from kit.transactions import inside_transaction
from shipping.choosing import Option, Wanted
from shipping.errors import SlotFull
from shipping.models import Container, ContainerLeg, ContainerType, DepartureLeg, Slot
from shipping.queries.candidates import Needs, bears, needs_of, open_slots
from shipping.queries.carriage import box_of


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be put on a train: the wish, its ends, the box that would be opened for it."""

    wanted: Wanted
    origin_id: UUID
    destination_id: UUID
    container_type: ContainerType


@inside_transaction
def take(claim: Claim, option: Option, *, at: datetime) -> UUID | None:
    """
    Take the room of one option, in its open slot or in a new one.

    Returns the slot's id, or None when the race for it was lost or the train is closed.
    """
    if not _hold_open(option.departure_id, at):
        return None
    if option.slot_id is not None:
        return option.slot_id if _take_room(option.slot_id, claim.wanted) else None
    return _take_new(claim, option.departure_id, at=at)


def _hold_open(departure_id: UUID, at: datetime) -> bool:
    """Keep the departure open until we commit; takers share this lock, closing and cancelling wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM shipping_departure"
            " WHERE id = %s AND status = 'open' AND cfs_cutoff_at > %s FOR SHARE",
            [departure_id, at],
        )
        return cursor.fetchone() is not None


def _take_room(slot_id: UUID, wanted: Wanted) -> bool:
    won = Slot.objects.filter(
        pk=slot_id,
        status=Slot.Status.OPEN,
        free_g__gte=wanted.gross_g,
        free_cm3__gte=wanted.volume_cm3,
    ).update(free_g=F("free_g") - wanted.gross_g, free_cm3=F("free_cm3") - wanted.volume_cm3)
    return won == 1


def _take_new(claim: Claim, departure_id: UUID, *, at: datetime) -> UUID | None:
    legs = list(DepartureLeg.objects.select_for_update().filter(departure_id=departure_id).order_by("id"))
    # While we waited for the legs, a neighbour may have opened the slot that we need.
    for slot in open_slots(
        claim.wanted,
        departure_ids=[departure_id],
        origin_id=claim.origin_id,
        destination_id=claim.destination_id,
    ).order_by("free_g", "id"):
        if _take_room(slot.pk, claim.wanted):
            return slot.pk
    needs = needs_of(claim.container_type, needs_plug=claim.wanted.cargo.needs_plug)
    if not all(bears(leg, needs) for leg in legs):
        return None
    _take_places(departure_id, legs, needs)
    return _open_slot(claim, departure_id, legs, needs, at=at).pk


def _take_places(departure_id: UUID, legs: list[DepartureLeg], needs: Needs) -> None:
    won = DepartureLeg.objects.filter(
        departure_id=departure_id,
        free_mteu__gte=needs["mteu"],
        free_gross_g__gte=needs["gross_g"],
        free_plugs__gte=needs["plugs"],
        free_length_mm__gte=needs["length_mm"],
    ).update(
        free_mteu=F("free_mteu") - needs["mteu"],
        free_gross_g=F("free_gross_g") - needs["gross_g"],
        free_plugs=F("free_plugs") - needs["plugs"],
        free_length_mm=F("free_length_mm") - needs["length_mm"],
    )
    if won != len(legs) or not legs:
        raise SlotFull(departure_id=str(departure_id))


def _open_slot(
    claim: Claim, departure_id: UUID, legs: list[DepartureLeg], needs: Needs, *, at: datetime
) -> Slot:
    wanted, box = claim.wanted, box_of(claim.container_type)
    container = Container.objects.create(container_type=claim.container_type, created_at=at)
    # The legs' locks let one opener in at a time, so the next number is ours.
    last = Slot.objects.filter(departure_id=departure_id).order_by("-number").values_list("number", flat=True)
    slot = Slot.objects.create(
        departure_id=departure_id,
        number=(last.first() or 0) + 1,
        container=container,
        container_type=claim.container_type,
        origin_id=claim.origin_id,
        destination_id=claim.destination_id,
        temperature_class=wanted.cargo.temperature.value,
        segregation_group=wanted.cargo.group.value,
        payload_g=box.payload_g,
        free_g=box.payload_g - wanted.gross_g,
        volume_cm3=box.usable_cm3,
        free_cm3=box.usable_cm3 - wanted.volume_cm3,
        opened_at=at,
        created_at=at,
    )
    ContainerLeg.objects.bulk_create(
        ContainerLeg(container=container, departure_leg=leg, taken_at=at, created_at=at, **needs)
        for leg in legs
    )
    return slot
