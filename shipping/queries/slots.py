"""Which slots are open?"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, F, QuerySet, UUIDField

from kit.compiled import Compiled, Given
from kit.database import Among
from shipping.choosing import Wanted
from shipping.models import Departure, Slot
from shipping.segregation import CargoClass


class OpenSlot(NamedTuple):
    """What decides whether an open slot takes a shipment, column by column: there are thousands of them."""

    departure_id: UUID
    id: UUID
    temperature_class: str
    segregation_group: str
    payload_g: int
    volume_cm3: int
    free_g: int
    free_cm3: int
    is_reefer: bool


_COLUMNS = (*OpenSlot._fields[:-1], "container_type__is_reefer")


def open_slots(
    wanted: Wanted, *, departure_ids: Iterable[UUID], origin_id: UUID, destination_id: UUID
) -> "QuerySet[Slot]":
    """Slots of the shipment's class with room for it."""
    ours = _of_class(wanted.cargo, list(departure_ids), origin_id, destination_id)
    return ours.filter(free_g__gte=wanted.gross_g, free_cm3__gte=wanted.volume_cm3)


def slots_of_class(cargo: CargoClass, departures: Sequence[Departure]) -> list[OpenSlot]:
    """The open slots of a class on some departures of one way, however full they are. One query."""
    ends = departures[0].service
    rows = _SLOTS.rows(
        departure_ids=[departure.pk for departure in departures],
        origin_id=ends.origin_id,
        destination_id=ends.destination_id,
        climate=cargo.temperature.value,
        group=cargo.group.value,
    )
    return [OpenSlot._make(row) for row in rows]


def slots_by_class(
    departure_ids: Collection[UUID], origin_id: UUID, destination_id: UUID
) -> dict[tuple[str, str], list[OpenSlot]]:
    """The open slots of some departures of one way, by climate and group. One query."""
    found: dict[tuple[str, str], list[OpenSlot]] = {}
    for slot in slot_rows(_of_way(departure_ids, origin_id, destination_id)):
        found.setdefault((slot.temperature_class, slot.segregation_group), []).append(slot)
    return found


def slot_rows(slots: "QuerySet[Slot]") -> list[OpenSlot]:
    """Slots as rows. One query."""
    return [OpenSlot._make(row) for row in slots.order_by().values_list(*_COLUMNS)]


def _of_class(
    cargo: CargoClass, departure_ids: Collection[UUID], origin_id: UUID, destination_id: UUID
) -> "QuerySet[Slot]":
    return _of_way(departure_ids, origin_id, destination_id).filter(
        temperature_class=cargo.temperature.value, segregation_group=cargo.group.value
    )


def _of_way(departure_ids: Collection[UUID], origin_id: UUID, destination_id: UUID) -> "QuerySet[Slot]":
    return Slot.objects.filter(
        departure_id__in=departure_ids,
        status=Slot.Status.OPEN,
        origin_id=origin_id,
        destination_id=destination_id,
    )


_SLOTS = Compiled(
    lambda: (
        Slot.objects.filter(
            Among(F("departure_id"), Given("departure_ids", UUIDField())),
            status=Slot.Status.OPEN,
            origin_id=Given("origin_id", UUIDField()),
            destination_id=Given("destination_id", UUIDField()),
            temperature_class=Given("climate", CharField()),
            segregation_group=Given("group", CharField()),
        )
        .order_by()
        .values_list(*_COLUMNS)
    )
)
