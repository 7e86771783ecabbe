"""How is a plan of new places put into effect, a batch of shipments at a time?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, IntegerField, Value, When

from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction
from shipping.choosing import WhyNot
from shipping.models import ContainerLeg, Departure, DepartureLeg, Roll, Shipment, Slot, SlotAssignment
from shipping.operations.counting import give_places_back
from shipping.operations.displacing import Blame, Left, roll_row, tell_rolls
from shipping.operations.expecting import expect_again, first_expectation
from shipping.operations.opening import Opening, open_slots_of
from shipping.operations.unloading import take_out
from shipping.queries.embargoes import met_by_class, standing, stop_of
from shipping.rerouting import Placing

_NO_TRAIN: dict[str, Any] = {"eta_at": None, "eta_late_at": None, "eta_basis": "", "hand_in_by_at": None}
_BULK = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is done in one transaction: who goes where, who waits for which reason, from which train."""

    departure_id: UUID
    placings: Sequence[Placing]
    waits: Mapping[UUID, WhyNot]
    openings: Mapping[UUID, Opening]
    blame: Blame


@dataclass(slots=True)
class Done:
    """Who was placed, who waits, who lost a race and keeps the old place until asked alone."""

    placed: list[UUID] = field(default_factory=list)
    waiting: list[UUID] = field(default_factory=list)
    lost: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Boarding:
    """Who gets which place: the slot, its train, until when to be there, what it takes of the slot."""

    shipment_id: UUID
    slot_id: UUID
    departure_id: UUID
    cut_off_at: datetime
    gross_g: int
    volume_cm3: int


@inside_transaction
def replace_batch(batch: Batch, *, at: datetime, by: Actor) -> Done:
    """
    Move some shipments from one departure to where a plan has them, as far as that still holds.

    Whoever has left the departure meanwhile, or is on hold, is left alone.
    Locks are taken in the house's order: shipments, departures, legs, slots.
    """
    standing_here = _standing(batch)
    wished = [each for each in batch.placings if each.rider.shipment_id in standing_here]
    held = _hold_trains(wished, at)
    slots = _lock_slots(standing_here.values(), wished, batch.openings)
    won = _win(wished, held, slots, batch.openings, at=at)
    lost = {each.rider.shipment_id for each in wished} - set(won)
    leaving = {pk: taken for pk, taken in standing_here.items() if pk not in lost}
    _leave(leaving, slots, batch.blame.reason, at=at, by=by)
    boarding = [_boarding(placing) for placing in won.values()]
    board_together(boarding, was="rolled", reason=batch.blame.reason, at=at, by=by)
    in_hand = [pk for pk in won if _in_hand(leaving[pk])]
    said: dict[str, Any] = {"at": at, "by": by, "reason": batch.blame.reason}
    move_many(in_hand, model=Shipment, was="assigned", to="handed_in", **said)
    waits = {pk: why for pk, why in batch.waits.items() if pk in leaving}
    _wait(waits, batch.blame.reason, at=at, by=by)
    # What was reported on before its train was lost is expected by that as well.
    expect_again(shipment_ids=in_hand, at=at)
    _record(batch, leaving, won, waits, at=at, by=by)
    return Done(sorted(won), sorted(waits), sorted(lost))


def _standing(batch: Batch) -> dict[UUID, SlotAssignment]:
    """The places of those who are still on the departure, under their shipments' locks."""
    ids = {*batch.waits, *(each.rider.shipment_id for each in batch.placings)}
    locked = (
        Shipment.objects.select_for_update(no_key=True).filter(pk__in=ids, status__in=_BULK).order_by("id")
    )
    shipments = {shipment.pk: shipment for shipment in locked}
    taken = SlotAssignment.objects.select_for_update(of=("self",), no_key=True).filter(
        shipment__in=shipments, released_at__isnull=True, slot__departure_id=batch.departure_id
    )
    found = {}
    for each in taken.order_by("shipment_id"):
        each.shipment = shipments[each.shipment_id]
        found[each.shipment_id] = each
    return found


def _hold_trains(placings: Iterable[Placing], at: datetime) -> dict[UUID, Departure]:
    """The planned trains that can still be had, kept as they are until we commit."""
    ids = sorted({each.option.departure_id for each in placings})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM shipping_departure WHERE id = ANY(%s) AND status = 'open' AND runs_through"
            " AND cfs_cutoff_at > %s ORDER BY id FOR SHARE",
            [ids, at],
        )
        held = [row[0] for row in cursor.fetchall()]
    return Departure.objects.select_related("service").in_bulk(held)


def _lock_slots(
    taken: Iterable[SlotAssignment], placings: Sequence[Placing], openings: Mapping[UUID, Opening]
) -> dict[UUID, Slot]:
    """Legs that may be given back or taken, then every slot that is there already."""
    left = {each.slot_id for each in taken}
    wished = {each.slot_id for each in placings}
    there = set(Slot.objects.filter(pk__in=wished).values_list("id", flat=True))
    opened = {openings[slot_id].departure_id for slot_id in wished - there if slot_id in openings}
    ridden = ContainerLeg.objects.filter(container__slot__in=left, released_at__isnull=True)
    legs = {
        *ridden.values_list("departure_leg_id", flat=True),
        *DepartureLeg.objects.filter(departure_id__in=opened).values_list("id", flat=True),
    }
    list(
        DepartureLeg.objects.select_for_update(no_key=True)
        .filter(pk__in=legs)
        .order_by("id")
        .values_list("id")
    )
    locked = Slot.objects.select_for_update(no_key=True).filter(pk__in=left | wished).order_by("id")
    return {slot.pk: slot for slot in locked}


def _win(
    placings: Sequence[Placing],
    held: Mapping[UUID, Departure],
    slots: dict[UUID, Slot],
    openings: Mapping[UUID, Opening],
    *,
    at: datetime,
) -> dict[UUID, Placing]:
    """Who gets what was planned, now that it is locked; the room is taken, slots are opened."""
    fair = [each for each in _allowed(placings, held, at) if _still_fits(each, held)]
    missing = {each.slot_id for each in fair if each.slot_id not in slots}
    slots.update(open_slots_of([openings[pk] for pk in sorted(missing) if pk in openings], at=at))
    won: dict[UUID, Placing] = {}
    for each in fair:
        slot = slots.get(each.slot_id)
        if slot is None or slot.status != Slot.Status.OPEN:
            continue
        wanted = each.rider.wanted
        if wanted.gross_g <= slot.free_g and wanted.volume_cm3 <= slot.free_cm3:
            slot.free_g -= wanted.gross_g
            slot.free_cm3 -= wanted.volume_cm3
            won[each.rider.shipment_id] = each
    return won


def _still_fits(placing: Placing, held: Mapping[UUID, Departure]) -> bool:
    train = held.get(placing.option.departure_id)
    return (
        train is not None
        and train.arrives_at == placing.option.arrives_at
        and train.cfs_cutoff_at > placing.rider.wanted.ready_at
    )


def _allowed(placings: Sequence[Placing], held: Mapping[UUID, Departure], at: datetime) -> list[Placing]:
    """Without those whose train has come under an embargo since it was planned."""
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops:
        return list(placings)
    trains = Departure.objects.select_related("service").filter(pk__in=held)
    classes = {each.rider.wanted.segregation for each in placings}
    met = met_by_class(trains, stops=stops, classes=classes)
    return [each for each in placings if each.option.departure_id not in met[each.rider.wanted.segregation]]


def _leave(
    leaving: Mapping[UUID, SlotAssignment], slots: dict[UUID, Slot], reason: str, *, at: datetime, by: Actor
) -> None:
    """Off the old train: statuses, room of the slots, legs of the containers that are empty now."""
    said: dict[str, Any] = {"at": at, "by": by, "reason": reason}
    for was, ids in _by_status(leaving.values()).items():
        move_many(ids, model=SlotAssignment, was=was, to="rolled", released_at=at, **said)
    for was, ids in _by_status(each.shipment for each in leaving.values()).items():
        move_many(ids, model=Shipment, was=was, to="rolled", **said, **_NO_TRAIN)
    take_out(shipment_ids=list(leaving), **said)
    free_room(leaving.values(), slots, at=at, by=by)


@inside_transaction
def free_room(
    leaving: Collection[SlotAssignment], slots: dict[UUID, Slot], *, at: datetime, by: Actor
) -> None:
    """
    Give the room of places that have ended back, and write down what slots have left.

    `slots` are locked, as are the legs of their containers; in memory they show
    already what whoever comes instead takes. A container that nothing is left in
    gives its places back, and its slot is done.
    """
    left = {each.slot_id for each in leaving}
    for each in leaving:
        slots[each.slot_id].free_g += each.gross_g
        slots[each.slot_id].free_cm3 += each.volume_cm3
    write_room(slots.values())
    emptied = [
        slot
        for slot in slots.values()
        if slot.pk in left and (slot.free_g, slot.free_cm3) == (slot.payload_g, slot.volume_cm3)
    ]
    if emptied:
        give_places_back([slot.container_id for slot in emptied], at=at)
    ids = [slot.pk for slot in emptied]
    said: dict[str, Any] = {"at": at, "by": by, "reason": "emptied"}
    opened = [slot.pk for slot in emptied if slot.status == Slot.Status.OPEN]
    move_many(opened, model=Slot, was="open", to="closed", closed_at=at, **said)
    move_many(ids, model=Slot, was="closed", to="done", **said)


@inside_transaction
def write_room(slots: Iterable[Slot]) -> None:
    """Write what some slots have left, as they show it, in one statement."""
    # The slots are locked, so what they show is what is; the CHECKs are the referee.
    rows = {slot.pk: slot for slot in slots}
    values: dict[str, Any] = {}
    for column in ("free_g", "free_cm3"):
        by_slot = Case(
            *(When(pk=pk, then=Value(getattr(slot, column))) for pk, slot in rows.items()),
            output_field=IntegerField(),
        )
        values[column] = by_slot
    if rows:
        Slot.objects.filter(pk__in=rows).update(**values)


@inside_transaction
def board_together(
    boarding: Sequence[Boarding],
    *,
    was: str,
    reason: str,
    at: datetime,
    by: Actor,
    rides_whole: bool = False,
) -> None:
    """
    Assign shipments that are `was` now to slots in which room was taken for them.

    With `rides_whole` the caller knows that all their containers ride the legs of their own
    departures, so that those of one are expected alike: one query each, not one a slot.
    """
    SlotAssignment.objects.bulk_create(place_of(each, at=at) for each in boarding)
    by_slot: dict[UUID, list[Boarding]] = {}
    for each in boarding:
        by_slot.setdefault(each.slot_id, []).append(each)
    expected: dict[UUID, Mapping[str, Any]] = {}
    for slot_id, riders in by_slot.items():
        alike = riders[0].departure_id if rides_whole else slot_id
        if alike not in expected:
            expected[alike] = first_expectation(slot_id=slot_id, at=at)
        move_many(
            [each.shipment_id for each in riders],
            model=Shipment,
            was=was,
            to="assigned",
            at=at,
            by=by,
            reason=reason,
            facts={"departure_id": str(riders[0].departure_id), "slot_id": str(slot_id)},
            **expected[alike],
            hand_in_by_at=_hand_in_by(riders[0].cut_off_at),
            waiting_reason="",
            claims=0,
            failures=0,
        )


def place_of(boarding: Boarding, *, at: datetime) -> SlotAssignment:
    """The row of a place, not yet saved."""
    return SlotAssignment(
        shipment_id=boarding.shipment_id,
        slot_id=boarding.slot_id,
        gross_g=boarding.gross_g,
        volume_cm3=boarding.volume_cm3,
        assigned_at=at,
        created_at=at,
    )


def _boarding(placing: Placing) -> Boarding:
    wanted, option = placing.rider.wanted, placing.option
    return Boarding(
        placing.rider.shipment_id,
        placing.slot_id,
        option.departure_id,
        option.cut_off_at,
        wanted.gross_g,
        wanted.volume_cm3,
    )


def _in_hand(taken: SlotAssignment) -> bool:
    # As it was under the lock; the copy in memory is never moved.
    return taken.shipment.status == Shipment.Status.HANDED_IN


def _hand_in_by(cut_off_at: datetime) -> "ExpressionWrapper[Any]":
    way = Value(timedelta(minutes=1)) * F("first_mile_min")
    return ExpressionWrapper(Value(cut_off_at) - way, output_field=DateTimeField())


def _wait(waits: Mapping[UUID, WhyNot], reason: str, *, at: datetime, by: Actor) -> None:
    for why in sorted(set(waits.values())):
        ids = [pk for pk, its in waits.items() if its == why]
        move_many(
            ids,
            model=Shipment,
            was="rolled",
            to="waiting",
            at=at,
            by=by,
            reason=reason,
            waiting_reason=why.value,
            claims=0,
            failures=0,
        )


def _record(
    batch: Batch,
    leaving: Mapping[UUID, SlotAssignment],
    won: Mapping[UUID, Placing],
    waits: Mapping[UUID, WhyNot],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """One row and one event a shipment, with the arrival that it is expected at now."""
    now = Shipment.objects.only("promised_at", "eta_at", "version").in_bulk(list(leaving))
    rows = [
        roll_row(
            now[pk],
            Left(batch.departure_id, taken.shipment.eta_at),
            batch.blame,
            to_departure_id=won[pk].option.departure_id if pk in won else None,
            why_not=waits[pk].value if pk in waits else "",
            at=at,
            by=by,
        )
        for pk, taken in leaving.items()
    ]
    Roll.objects.bulk_create(rows)
    tell_rolls(rows, at=at)


def _by_status(rows: Iterable[Any]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for row in rows:
        found.setdefault(str(row.status), []).append(row.pk)
    return found
