"""What stands in the book, to be planned anew?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shipping.booked import Book, BookedLeg, BookedSlot, BookedTrain, BoxType, Goods
from shipping.limits import TrainLoad
from shipping.models import (
    ContainerLeg,
    ContainerType,
    Departure,
    DepartureLeg,
    Discrepancy,
    Location,
    Package,
    Shipment,
    ShipmentMove,
    Slot,
    SlotAssignment,
)
from shipping.policy import (
    DUE_WITHOUT_PROMISE,
    FREEZE_BEFORE_CUT_OFF,
    MOST_PLANNED,
    PLAN_AHEAD,
    PROMISE_MARGIN,
)
from shipping.queries.carriage import box_of, carried_class
from shipping.queries.embargoes import met_by_class, standing, stop_of
from shipping.queries.forecasts import observed_on, outlook
from shipping.queries.planning_costs import Costs, costs_now
from shipping.queries.rolled import left_for_good
from shipping.segregation import CargoClass, Group, Temperature, carried_classes

_OPEN_PLACE = Q(slot__status=Slot.Status.OPEN, status=SlotAssignment.Status.CONFIRMED)
_MOVABLE = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)
# What the planner opens of itself, by the climate of what rides; others stand there by a person's choice.
_OPENED = {CargoClass(climate, group).container_type for climate in Temperature for group in Group}


def the_book(*, at: datetime) -> Book:
    """
    All trains of the live world that take bookings, what stands on them, what waits.

    The caller reads it from one snapshot. Some twenty queries, however much is booked. Of
    what waits the oldest count, at most `MOST_PLANNED`.
    """
    horizon_at = at + PLAN_AHEAD
    departures = list(_departures(at, horizon_at))
    legs = _legs_of(departures)
    slots = list(_slots(departures))
    taken = list(_taken(departures))
    waiting = list(_waiting(departures))
    costs = costs_now()
    boxes = {box.pk: box for box in ContainerType.objects.filter(rail_max_gross_g__gt=0)}
    trains = _trains(legs, _types_on(departures, slots, boxes.values()), costs, at)
    transferred = _transferred(slots)
    goods = {
        **_placed(taken, trains, transferred, costs),
        **_unplaced(waiting, costs),
    }
    return Book(
        at=at,
        horizon_at=horizon_at,
        boxes=_box_types(boxes.values(), trains.values()),
        trains=trains,
        slots={slot.pk: _slot(slot, slot.pk in transferred) for slot in slots},
        goods=goods,
        rates=costs.rates,
        stops=_stops(departures, legs, at),
        places=dict(Location.objects.filter(pk__in=_ends(departures)).values_list("pk", "code")),
    )


def _departures(at: datetime, horizon_at: datetime) -> "QuerySet[Departure]":
    open_now = Departure.objects.filter(
        status=Departure.Status.OPEN,
        runs_through=True,
        cfs_cutoff_at__gt=at,
        departs_at__lte=horizon_at,
        service__sandbox=False,
    )
    return open_now.select_related("service").order_by("departs_at", "id")


def _legs_of(departures: Sequence[Departure]) -> dict[UUID, list[DepartureLeg]]:
    trains = {departure.pk: departure for departure in departures}
    found: dict[UUID, list[DepartureLeg]] = {pk: [] for pk in trains}
    for leg in DepartureLeg.objects.filter(departure__in=trains).order_by("position"):
        leg.departure = trains[leg.departure_id]
        found[leg.departure_id].append(leg)
    return {pk: way for pk, way in found.items() if way}


def _slots(departures: Sequence[Departure]) -> "QuerySet[Slot]":
    standing_there = Slot.objects.filter(departure__in=departures, status__in=("open", "closed"))
    return standing_there.select_related("container", "container_type").order_by("id")


def _taken(departures: Sequence[Departure]) -> "QuerySet[SlotAssignment]":
    """The places of what rides on those trains, with what makes it stay."""
    ours = {"shipment": OuterRef("shipment")}
    stowed = Package.objects.filter(Q(container__isnull=False) | Q(unit__isnull=False), **ours)
    differing = Discrepancy.objects.filter(settled_at__isnull=True, **ours)
    by_a_person = ShipmentMove.objects.filter(
        row=OuterRef("shipment"),
        became=Shipment.Status.ASSIGNED,
        by_kind="staff",
        at=OuterRef("assigned_at"),
    )
    live = SlotAssignment.objects.filter(
        slot__departure__in=departures, slot__status__in=("open", "closed"), released_at__isnull=True
    )
    return (
        live.select_related("shipment", "slot__container")
        .annotate(is_stowed=Exists(stowed) | Exists(differing), is_chosen=Exists(by_a_person))
        .order_by("id")
    )


def _waiting(departures: Sequence[Departure]) -> "QuerySet[Shipment]":
    ways = {(train.service.origin_id, train.service.destination_id) for train in departures}
    starts, ends = {way[0] for way in ways}, {way[1] for way in ways}
    rows = Shipment.objects.filter(
        status=Shipment.Status.WAITING,
        attention_at__isnull=True,
        sandbox=False,
        origin__in=starts,
        destination__in=ends,
    )
    return rows.order_by("ready_at", "id")[:MOST_PLANNED]


def _transferred(slots: Sequence[Slot]) -> set[UUID]:
    """Slots whose container rides another departure's train on some leg."""
    elsewhere = ContainerLeg.objects.filter(container__slot__in=slots, released_at__isnull=True).exclude(
        departure_leg__departure=F("container__slot__departure")
    )
    return set(elsewhere.values_list("container__slot", flat=True))


def _types_on(
    departures: Sequence[Departure], slots: Sequence[Slot], boxes: Iterable[ContainerType]
) -> dict[UUID, list[ContainerType]]:
    """The containers that each train may get, or has already."""
    usual = {box.pk: box for box in boxes if box.iso_code in _OPENED}
    found = {train.pk: dict(usual) for train in departures}
    for slot in slots:
        found[slot.departure_id][slot.container_type_id] = slot.container_type
    return {pk: list(types.values()) for pk, types in found.items()}


def _trains(
    legs: Mapping[UUID, Sequence[DepartureLeg]],
    types: Mapping[UUID, Sequence[ContainerType]],
    costs: Costs,
    at: datetime,
) -> dict[UUID, BookedTrain]:
    observed = observed_on((leg for way in legs.values() for leg in way), at=at)
    found = {}
    for way in legs.values():
        train = way[0].departure
        expected = outlook(way, reached={}, observed=observed).expected
        found[train.pk] = BookedTrain(
            id=train.pk,
            name=str(train),
            version=train.version,
            origin=train.service.origin_id,
            destination=train.service.destination_id,
            crossing=train.service.crossing,
            departs_at=train.departs_at,
            closes_at=train.cfs_cutoff_at,
            arrives_at=expected.at if expected else train.arrives_at,
            is_fixed=train.follow_up_at is not None or train.cfs_cutoff_at <= at + FREEZE_BEFORE_CUT_OFF,
            cap_mteu=min(leg.cap_mteu for leg in way),
            cost_cents=costs.of_train(train.service, types[train.pk]),
            legs=[_leg(leg) for leg in way],
        )
    return found


def _leg(leg: DepartureLeg) -> BookedLeg:
    room = TrainLoad(leg.free_mteu, leg.free_gross_g, leg.free_plugs, leg.free_length_mm)
    return BookedLeg(leg.pk, leg.gauge_mm, room)


def _box_types(boxes: Iterable[ContainerType], trains: Iterable[BookedTrain]) -> dict[str, BoxType]:
    """Those that ride, or could."""
    used = {code for train in trains for code in train.cost_cents} | _OPENED
    found = {}
    for each in sorted(boxes, key=lambda row: row.iso_code):
        box = box_of(each)
        if each.iso_code in used:
            found[each.iso_code] = BoxType(
                iso_code=each.iso_code,
                mteu=each.mteu,
                payload_g=box.payload_g,
                usable_cm3=box.usable_cm3,
                tare_g=each.tare_g,
                permitted_gross_g=box.permitted_gross_g,
                is_cooled=each.is_reefer,
                is_twenty=each.nominal_ft == 20,
            )
    return found


def _slot(slot: Slot, is_transferred: bool) -> BookedSlot:
    box = slot.container
    return BookedSlot(
        id=slot.pk,
        train=slot.departure_id,
        box=slot.container_type.iso_code,
        cargo=CargoClass(Temperature(slot.temperature_class), Group(slot.segregation_group)),
        origin=slot.origin_id,
        destination=slot.destination_id,
        payload_g=slot.payload_g,
        usable_cm3=slot.volume_cm3,
        takes_more=slot.status == Slot.Status.OPEN and box.stuffed_at is None and not is_transferred,
    )


def _placed(
    taken: Sequence[SlotAssignment],
    trains: Mapping[UUID, BookedTrain],
    transferred: Collection[UUID],
    costs: Costs,
) -> dict[UUID, Goods]:
    missed = left_for_good([each.shipment_id for each in taken])
    found = {}
    for each in taken:
        row, slot = each.shipment, each.slot
        stays = (
            trains[slot.departure_id].is_fixed
            or slot.pk in transferred
            or slot.container.stuffed_at is not None
            or slot.status != Slot.Status.OPEN
            or each.status != SlotAssignment.Status.CONFIRMED
            or row.status not in _MOVABLE
            or row.attention_at is not None
            or each.is_stowed  # type: ignore[attr-defined]
            or each.is_chosen  # type: ignore[attr-defined]
        )
        found[row.pk] = _goods(
            row,
            costs,
            slot=slot.pk,
            assignment=each.pk,
            fixed=stays,
            missed=frozenset(missed.get(row.pk, ())),
        )
    return found


def _unplaced(waiting: Sequence[Shipment], costs: Costs) -> dict[UUID, Goods]:
    missed = left_for_good([row.pk for row in waiting])
    return {row.pk: _goods(row, costs, missed=frozenset(missed.get(row.pk, ()))) for row in waiting}


def _goods(
    row: Shipment,
    costs: Costs,
    *,
    slot: UUID | None = None,
    assignment: UUID | None = None,
    fixed: bool = False,
    missed: frozenset[UUID] = frozenset(),
) -> Goods:
    cargo = carried_class(temperature=row.temperature_class, segregation=row.segregation_class)
    default_at = row.ready_at + DUE_WITHOUT_PROMISE
    return Goods(
        id=row.pk,
        version=row.version,
        origin=row.origin_id,
        destination=row.destination_id,
        cargo=cargo,
        segregation=row.segregation_class,
        gross_g=row.gross_g,
        volume_cm3=row.volume_cm3,
        ready_at=row.ready_at,
        # A train is due before the promise, the rest is for delays. Without a promise goods are late by what
        # was told; what was told nothing may take its time.
        due_at=(
            row.promised_at - PROMISE_MARGIN
            if row.promised_at
            else row.eta_at or row.latest_arrival_at or default_at
        ),
        promised_at=row.promised_at,
        spoils_at=row.latest_arrival_at,
        freight_cents=costs.freight_cents(row.gross_g, row.volume_cm3, is_cooled=cargo.needs_plug),
        priority=priority_of(cargo, spoils=row.latest_arrival_at is not None),
        slot=slot,
        assignment=assignment,
        eta_at=row.eta_at,
        fixed=fixed,
        in_hand=row.status == Shipment.Status.HANDED_IN,
        missed=missed,
    )


def priority_of(cargo: CargoClass, *, spoils: bool) -> str:
    """By which of the three costs of lateness goods are judged: 1 keeps, 2 is cooled, 3 spoils on a date."""
    if spoils:
        return "3"
    return "2" if cargo.needs_plug else "1"


def _stops(
    departures: Sequence[Departure], legs: Mapping[UUID, Sequence[DepartureLeg]], at: datetime
) -> frozenset[tuple[UUID, str]]:
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops:
        return frozenset()
    met = met_by_class(departures, stops=stops, classes=carried_classes(), legs=legs)
    return frozenset((pk, segregation) for segregation, found in met.items() for pk in found)


def _ends(departures: Sequence[Departure]) -> set[UUID]:
    return {end for train in departures for end in (train.service.origin_id, train.service.destination_id)}
