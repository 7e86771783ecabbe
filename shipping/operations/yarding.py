"""What do a plan's moves find on the ground, under lock, and which of them hold no more?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from shipping.booked import Book
from shipping.limits import TrainLoad
from shipping.models import (
    ContainerLeg,
    ContainerType,
    Departure,
    DepartureLeg,
    PlanMove,
    Shipment,
    Slot,
    SlotAssignment,
)
from shipping.operations.locking import locked_shipments
from shipping.queries.candidates import needs_of
from shipping.queries.carriage import box_of
from shipping.queries.embargoes import met_by_class, standing, stop_of
from shipping.remaining import SlotRoom, Yard
from shipping.swapping import NewSlot, Wanted, Wish

WhyNot = PlanMove.WhyNot
_MOVABLE = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)


@dataclass(frozen=True, slots=True)
class Ground:
    """
    The rows that a plan's moves touch, locked; why some moves don't hold, by shipment.

    `slots` are those that stand there; the yard says the same in the words of arithmetic.
    """

    assignments: Mapping[UUID, SlotAssignment]
    trains: Mapping[UUID, Departure]
    slots: dict[UUID, Slot]
    boxes: Mapping[str, ContainerType]
    yard: Yard
    left_out: Mapping[UUID, PlanMove.WhyNot]


@inside_transaction
def ground_of(wanted: Wanted, book: Book, *, at: datetime) -> Ground:
    """
    Lock all that the moves touch, in the house's order, and hold each against what the book showed.

    Fifteen queries at most, however many moves.
    """
    wishes = wanted.wishes
    shipments = locked_shipments(wish.goods.id for wish in wishes)
    assignments = _assignments(shipments)
    trains = _hold_trains(wishes)
    boxes = {box.iso_code: box for box in ContainerType.objects.filter(iso_code__in=book.boxes)}
    took = _took({each.slot_id for each in assignments.values()} | {wish.from_slot for wish in wishes})
    legs = _lock_legs(wanted, took)
    slots = _lock_slots(wishes)
    yard = Yard(
        slots={pk: _room(slot, took.get(pk, {})) for pk, slot in slots.items()},
        openings=wanted.openings,
        fresh={pk: _fresh(new, boxes[new.box], legs.values()) for pk, new in wanted.openings.items()},
        legs={pk: _free(leg) for pk, leg in legs.items()},
    )
    left_out = {
        **_not_taken(wishes, trains, slots, at),
        **_promised(wishes, book),
        **_changed(wishes, shipments, assignments, trains, book),
    }
    return Ground(assignments, trains, slots, boxes, yard, left_out)


def _assignments(shipments: Collection[UUID]) -> dict[UUID, SlotAssignment]:
    taken = SlotAssignment.objects.select_for_update(of=("self",), no_key=True).filter(
        shipment__in=shipments, released_at__isnull=True
    )
    return {each.shipment_id: each for each in taken.order_by("shipment_id")}


def _hold_trains(wishes: Iterable[Wish]) -> dict[UUID, Departure]:
    """Kept as they are until we commit; takers share this lock, whoever changes a train waits."""
    ids = {pk for wish in wishes for pk in (wish.from_train, wish.to_train) if pk is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM shipping_departure WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(ids)]
        )
    return Departure.objects.select_related("service").in_bulk(ids)


def _took(slot_ids: Collection[UUID | None]) -> dict[UUID, dict[UUID, TrainLoad]]:
    """What the container of each slot takes of each leg that it rides."""
    riding = ContainerLeg.objects.filter(container__slot__in=slot_ids - {None}, released_at__isnull=True)  # type: ignore[operator]
    found: dict[UUID, dict[UUID, TrainLoad]] = {}
    for slot_id, leg_id, *amounts in riding.values_list(
        "container__slot", "departure_leg_id", "mteu", "gross_g", "plugs", "length_mm"
    ):
        found.setdefault(slot_id, {})[leg_id] = TrainLoad(*amounts)
    return found


def _lock_legs(wanted: Wanted, took: Mapping[UUID, Mapping[UUID, TrainLoad]]) -> dict[UUID, DepartureLeg]:
    """Legs that may be given back or taken."""
    ridden = {leg for loads in took.values() for leg in loads}
    opened = {new.train for new in wanted.openings.values()}
    new = DepartureLeg.objects.filter(departure__in=opened).values_list("id", flat=True)
    locked = DepartureLeg.objects.select_for_update(no_key=True).filter(pk__in=ridden | set(new))
    return {leg.pk: leg for leg in locked.order_by("id")}


def _lock_slots(wishes: Iterable[Wish]) -> dict[UUID, Slot]:
    ids = {pk for wish in wishes for pk in (wish.from_slot, wish.to_slot) if pk is not None}
    locked = Slot.objects.select_for_update(of=("self",), no_key=True).select_related(
        "container", "container_type"
    )
    return {slot.pk: slot for slot in locked.filter(pk__in=ids).order_by("id")}


def _room(slot: Slot, took: Mapping[UUID, TrainLoad]) -> SlotRoom:
    return SlotRoom(slot.free_g, slot.free_cm3, slot.payload_g, slot.volume_cm3, took)


def _fresh(new: NewSlot, box: ContainerType, legs: Iterable[DepartureLeg]) -> SlotRoom:
    bears = box_of(box)
    took = {
        leg.pk: TrainLoad(**needs_of(box, needs_plug=new.cargo.needs_plug, gauge_mm=leg.gauge_mm))
        for leg in legs
        if leg.departure_id == new.train
    }
    return SlotRoom(bears.payload_g, bears.usable_cm3, bears.payload_g, bears.usable_cm3, took)


def _free(leg: DepartureLeg) -> TrainLoad:
    return TrainLoad(leg.free_mteu, leg.free_gross_g, leg.free_plugs, leg.free_length_mm)


def _changed(
    wishes: Iterable[Wish],
    shipments: Mapping[UUID, Shipment],
    assignments: Mapping[UUID, SlotAssignment],
    trains: Mapping[UUID, Departure],
    book: Book,
) -> dict[UUID, PlanMove.WhyNot]:
    """Those that are not what the book shows, or stand on a train that isn't: somebody knew better."""
    found = {}
    for wish in wishes:
        goods, row = wish.goods, shipments.get(wish.goods.id)
        place = assignments.get(goods.id)
        waits = wish.from_slot is None
        is_same = (
            row is not None
            and row.version == goods.version
            and (row.status == Shipment.Status.WAITING if waits else row.status in _MOVABLE)
            and (place.pk if place else None) == goods.assignment
            and (place is None or place.status == SlotAssignment.Status.CONFIRMED)
        )
        left = wish.from_train
        if not is_same or (left is not None and trains[left].version != book.trains[left].version):
            found[goods.id] = WhyNot.CHANGED
        elif trains[wish.to_train].version != book.trains[wish.to_train].version:
            found[goods.id] = WhyNot.TRAIN
    return found


def _promised(wishes: Iterable[Wish], book: Book) -> dict[UUID, PlanMove.WhyNot]:
    """Those that would break a promise which staying keeps, or go back on a train that they left for good."""
    found = {}
    for wish in wishes:
        goods, arrives_at = wish.goods, book.trains[wish.to_train].arrives_at
        if wish.to_train in goods.missed:
            found[goods.id] = WhyNot.LEFT_FOR_GOOD
        elif (
            wish.from_train is not None
            and goods.promised_at is not None
            and book.trains[wish.from_train].arrives_at <= goods.promised_at < arrives_at
        ):
            found[goods.id] = WhyNot.PROMISE
    return found


def _not_taken(
    wishes: Sequence[Wish], trains: Mapping[UUID, Departure], slots: Mapping[UUID, Slot], at: datetime
) -> dict[UUID, PlanMove.WhyNot]:
    """Those whose new train, or container, takes them no more."""
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    classes = {wish.goods.segregation for wish in wishes}
    met = met_by_class(trains.values(), stops=stops, classes=classes) if stops else {}
    found = {}
    for wish in wishes:
        train, slot = trains[wish.to_train], slots.get(wish.to_slot)
        open_now = train.status == Departure.Status.OPEN and train.runs_through and train.cfs_cutoff_at > at
        reached = wish.goods.ready_at < train.cfs_cutoff_at
        if not open_now or not reached or train.pk in met.get(wish.goods.segregation, {}):
            found[wish.goods.id] = WhyNot.TRAIN
        elif slot is not None and (slot.status != Slot.Status.OPEN or slot.container.stuffed_at is not None):
            found[wish.goods.id] = WhyNot.ROOM
    return found
