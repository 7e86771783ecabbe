"""How full is each leg of some departures, and what could still come aboard?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shipping.embargoes import Stop
from shipping.models import ContainerType, Departure, DepartureLeg, Slot, SlotAssignment
from shipping.queries.candidates import needs_of
from shipping.queries.carriage import container_type_for
from shipping.queries.embargoes import all_met, standing, stop_of, stops_met
from shipping.queries.filling import Amounts, Filled, filled_legs
from shipping.queries.kept import Needs
from shipping.segregation import CargoClass


@dataclass(frozen=True, slots=True)
class LegCapacity:
    """
    The parts of a leg's limits, which add up to `total`.

    A container that still takes goods is assigned, one that takes none is locked,
    or loaded as soon as something in it is. What a limit was cut by before a
    container had to leave counts as cut.
    """

    total: Amounts
    cut: Amounts
    held: Amounts
    assigned: Amounts
    locked: Amounts
    loaded: Amounts
    free: Amounts


@dataclass(frozen=True, slots=True)
class SlotsOfKind:
    """Opened containers of one type and class, and how many more of that type the train could take."""

    container_type: str
    temperature_class: str
    segregation_group: str
    opened: int
    assigned: int
    free_g: int
    free_cm3: int
    could_open: int


@dataclass(frozen=True, slots=True)
class Openable:
    """How many more containers of one type a departure could take, by whichever limit binds."""

    container_type: str
    count: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is known of one departure; `legs` by position, `embargoes` those that it meets."""

    legs: Mapping[int, LegCapacity]
    slots: Sequence[SlotsOfKind]
    could_open: Sequence[Openable]
    embargoes: Sequence[Stop]


def capacity_of(departures: Sequence[Departure], *, at: datetime) -> dict[UUID, Capacity]:
    """
    The capacity of departures that `showing.departures` loaded, by their ids.

    Six queries however many; one more where an embargo stands on a station between.
    """
    ids = [departure.pk for departure in departures]
    filled, slots = filled_legs(ids), _slots(ids)
    types = list(ContainerType.objects.filter(rail_max_gross_g__gt=0).order_by("iso_code"))
    met = all_met({departure: list(departure.legs.all()) for departure in departures}, at=at)
    found = {}
    for departure in departures:
        legs = list(departure.legs.all())
        could = {each.iso_code: _could_open(departure, legs, each, at=at) for each in types}
        found[departure.pk] = Capacity(
            legs={leg.position: _leg(leg, filled[leg.pk]) for leg in legs},
            slots=[_kind(row, could) for row in slots.get(departure.pk, ())],
            could_open=[Openable(code, count) for code, count in could.items()],
            embargoes=met.get(departure.pk, ()),
        )
    return found


def with_room_for(cargo: CargoClass, *, segregation: str, at: datetime) -> "QuerySet[Departure]":
    """
    The departures on which a little of these goods could be booked now.

    One query for the container type, three more while an embargo stands.
    """
    box = container_type_for(cargo)
    opened = Slot.objects.filter(
        departure=OuterRef("pk"),
        status=Slot.Status.OPEN,
        temperature_class=cargo.temperature.value,
        segregation_group=cargo.group.value,
        free_g__gt=0,
        free_cm3__gt=0,
    )
    tight = Q()
    for gauge_mm in (1520, 1435, None):
        needs = needs_of(box, needs_plug=cargo.needs_plug, gauge_mm=gauge_mm)
        tight |= Q(gauge_mm=gauge_mm) & _lacks(needs)
    narrow = DepartureLeg.objects.filter(tight, departure=OuterRef("pk"))
    trains = Departure.objects.filter(
        Exists(opened) | ~Exists(narrow),
        status=Departure.Status.OPEN,
        runs_through=True,
        cfs_cutoff_at__gt=at,
    )
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops:
        return trains
    asked = list(trains.select_related("service"))
    return trains.exclude(pk__in=list(stops_met(asked, stops=stops, segregation=segregation)))


def _lacks(needs: Needs) -> Q:
    return (
        Q(free_mteu__lt=needs["mteu"])
        | Q(free_gross_g__lt=needs["gross_g"])
        | Q(free_plugs__lt=needs["plugs"])
        | Q(free_length_mm__lt=needs["length_mm"])
    )


def _slots(departure_ids: Collection[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    riding = SlotAssignment.objects.filter(slot=OuterRef("pk"), released_at__isnull=True)
    counted = riding.order_by().values("slot").annotate(count=Count("id")).values("count")
    is_open = Q(status=Slot.Status.OPEN)
    kinds = ("departure_id", "container_type__iso_code", "temperature_class", "segregation_group")
    rows = (
        Slot.objects.filter(departure_id__in=departure_ids)
        .annotate(riding=Coalesce(Subquery(counted), 0))
        .filter(is_open | Q(riding__gt=0))
        .values(*kinds)
        .annotate(
            opened=Count("id"),
            assigned=Sum("riding"),
            sum_g=Coalesce(Sum("free_g", filter=is_open), 0),
            sum_cm3=Coalesce(Sum("free_cm3", filter=is_open), 0),
        )
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by(*kinds):
        found[row["departure_id"]].append(row)
    return found


def _kind(row: Mapping[str, Any], could: Mapping[str, int]) -> SlotsOfKind:
    return SlotsOfKind(
        container_type=row["container_type__iso_code"],
        temperature_class=row["temperature_class"],
        segregation_group=row["segregation_group"],
        opened=row["opened"],
        assigned=row["assigned"],
        free_g=row["sum_g"],
        free_cm3=row["sum_cm3"],
        could_open=could.get(row["container_type__iso_code"], 0),
    )


def _leg(leg: DepartureLeg, filled: Filled) -> LegCapacity:
    cut = Amounts(max(leg.full_mteu - leg.cap_mteu, 0), max(leg.full_gross_g - leg.cap_gross_g, 0))
    free = Amounts(leg.free_mteu, leg.free_gross_g, filled.free_cm3, leg.free_plugs)
    parts = (cut, filled.held, free, *filled.by_state.values())
    return LegCapacity(total=_sum(parts), cut=cut, held=filled.held, free=free, **filled.by_state)


def _sum(parts: Iterable[Amounts]) -> Amounts:
    whole = list(parts)
    return Amounts(
        sum(each.mteu for each in whole),
        sum(each.gross_g for each in whole),
        sum(each.volume_cm3 for each in whole),
        sum(each.plugs for each in whole),
    )


def _could_open(
    departure: Departure, legs: Sequence[DepartureLeg], box: ContainerType, *, at: datetime
) -> int:
    takes = departure.status == Departure.Status.OPEN and departure.runs_through
    if not takes or departure.cfs_cutoff_at <= at or not legs:
        return 0
    return min(_more_on(leg, box) for leg in legs)


def _more_on(leg: DepartureLeg, box: ContainerType) -> int:
    needs = needs_of(box, needs_plug=box.is_reefer, gauge_mm=leg.gauge_mm)
    room = (
        (leg.free_mteu, needs["mteu"]),
        (leg.free_gross_g, needs["gross_g"]),
        (leg.free_plugs, needs["plugs"]),
        (leg.free_length_mm, needs["length_mm"]),
    )
    return max(min(free // one for free, one in room if one), 0)
