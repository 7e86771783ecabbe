"""How are several containers opened at once, under locks that are held already?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from kit.transactions import inside_transaction
from shipping.models import Container, ContainerLeg, ContainerType, DepartureLeg, Slot
from shipping.operations.counting import NOTHING, change_free, plus, times
from shipping.queries.candidates import bears, needs_of
from shipping.queries.carriage import box_of
from shipping.queries.kept import Needs
from shipping.segregation import CargoClass


@dataclass(frozen=True, slots=True)
class Opening:
    """A container to be opened: the id of its slot, its departure, its box, what may ride in it."""

    slot_id: UUID
    departure_id: UUID
    box: ContainerType
    cargo: CargoClass
    origin_id: UUID
    destination_id: UUID


@inside_transaction
def open_slots_of(openings: Sequence[Opening], *, at: datetime) -> dict[UUID, Slot]:
    """
    Open those containers, still empty, that every leg of their departure bears.

    The caller holds the departures, the locks of all their legs, and fills the
    slots in the same transaction: an open slot has goods in it.
    """
    legs: dict[UUID, list[DepartureLeg]] = {}
    rows = DepartureLeg.objects.filter(departure_id__in={each.departure_id for each in openings})
    for leg in rows.select_related("departure__service"):
        legs.setdefault(leg.departure_id, []).append(leg)
    taken: dict[UUID, Needs] = {}
    opened: list[tuple[Opening, dict[UUID, Needs]]] = []
    for opening in openings:
        found = legs.get(opening.departure_id, [])
        needs = {leg.pk: _needs(opening, leg) for leg in found}
        if found and all(bears(leg, plus(needs[leg.pk], taken.get(leg.pk, NOTHING))) for leg in found):
            opened.append((opening, needs))
            for pk, need in needs.items():
                taken[pk] = plus(taken.get(pk, NOTHING), need)
    if taken:
        change_free({pk: times(needs, -1) for pk, needs in taken.items()})
    tests = {pk for pk, found in legs.items() if found[0].departure.service.sandbox}
    return _write(opened, tests, at)


def _needs(opening: Opening, leg: DepartureLeg) -> Needs:
    return needs_of(opening.box, needs_plug=opening.cargo.needs_plug, gauge_mm=leg.gauge_mm)


def _write(
    opened: Sequence[tuple[Opening, dict[UUID, Needs]]], tests: Collection[UUID], at: datetime
) -> dict[UUID, Slot]:
    """The rows; `tests` are those of the departures that run in the test world."""
    numbers = _last_numbers({opening.departure_id for opening, _ in opened})
    slots: dict[UUID, Slot] = {}
    for opening, _ in opened:
        numbers[opening.departure_id] = numbers.get(opening.departure_id, 0) + 1
        number, is_test = numbers[opening.departure_id], opening.departure_id in tests
        slots[opening.slot_id] = _slot(opening, number, at, sandbox=is_test)
    Container.objects.bulk_create(slot.container for slot in slots.values())
    Slot.objects.bulk_create(slots.values())
    ContainerLeg.objects.bulk_create(
        ContainerLeg(
            container=slots[opening.slot_id].container,
            departure_leg_id=leg_id,
            taken_at=at,
            created_at=at,
            **need,
        )
        for opening, needs in opened
        for leg_id, need in needs.items()
    )
    return slots


def _last_numbers(departure_ids: set[UUID]) -> dict[UUID, int]:
    last = Slot.objects.filter(departure_id__in=departure_ids).order_by().values("departure_id")
    return dict(last.annotate(last=Max("number")).values_list("departure_id", "last"))


def _slot(opening: Opening, number: int, at: datetime, *, sandbox: bool) -> Slot:
    box = box_of(opening.box)
    return Slot(
        id=opening.slot_id,
        departure_id=opening.departure_id,
        number=number,
        container=Container(container_type=opening.box, sandbox=sandbox, created_at=at),
        container_type=opening.box,
        origin_id=opening.origin_id,
        destination_id=opening.destination_id,
        temperature_class=opening.cargo.temperature.value,
        segregation_group=opening.cargo.group.value,
        payload_g=box.payload_g,
        free_g=box.payload_g,
        volume_cm3=box.usable_cm3,
        free_cm3=box.usable_cm3,
        opened_at=at,
        created_at=at,
    )
