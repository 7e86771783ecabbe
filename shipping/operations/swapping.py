"""How is a plan of all trains put into effect, at once and over nothing that changed meanwhile?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.moves import move_many, telling_at_once
from kit.transactions import inside_transaction
from shipping.booked import Book
from shipping.models import PlanMove, Roll, Shipment, SlotAssignment
from shipping.operations.displacing import Blame, Left, note_rebooked_many, roll_row, tell_rolls
from shipping.operations.expecting import expect_again
from shipping.operations.opening import Opening, open_slots_of
from shipping.operations.replacing import Boarding, board_together, free_room, place_of, write_room
from shipping.operations.settling import settle_many
from shipping.operations.yarding import Ground, ground_of
from shipping.policy import MOST_LEFT_OUT_PERCENT
from shipping.remaining import remaining
from shipping.swapping import Wanted, Wish

WHY = "A better plan was found."
_BLAME = Blame(Roll.Cause.REPLANNED, Roll.Fault.NOBODY, WHY)
_NO_TRAIN: dict[str, Any] = {"eta_at": None, "eta_late_at": None, "eta_basis": "", "hand_in_by_at": None}
# Of a handful of moves any number may be left out.
_FEW = 10


class TooMuchChanged(Exception):
    """So many moves of a plan can't be made any more that it is no plan; `left_out` of them."""

    def __init__(self, told: str, *, left_out: int) -> None:
        super().__init__(told)
        self.left_out = left_out


@dataclass(frozen=True, slots=True)
class Swapped:
    """The moves that were made, and why each of the others was not."""

    made: Sequence[Wish]
    left_out: Mapping[UUID, PlanMove.WhyNot]


@inside_transaction
def swap(wanted: Wanted, book: Book, *, at: datetime, by: Actor) -> Swapped:
    """
    Make all moves of a plan that still hold, together: nothing that changed since `book` is touched.

    Locks are taken in the house's order: shipments, departures, legs, slots. Whoever has
    another version than the book shows stays, and so does what hangs on it.

    :raises TooMuchChanged: if more of them don't hold than is worth calling a plan.
    :raises IntegrityError: if a slot or a leg would be overbooked: the CHECKs are the referee.
    """
    ground = ground_of(wanted, book, at=at)
    made = remaining(wanted.wishes, ground.left_out, ground.yard, book)
    kept = {wish.goods.id for wish in made}
    left_out = {
        wish.goods.id: ground.left_out.get(wish.goods.id, PlanMove.WhyNot.ROOM)
        for wish in wanted.wishes
        if wish.goods.id not in kept
    }
    if len(left_out) > _FEW and len(left_out) * 100 > MOST_LEFT_OUT_PERCENT * len(wanted.wishes):
        told = f"{len(left_out)} of {len(wanted.wishes)} moves can't be made any more"
        raise TooMuchChanged(told, left_out=len(left_out))
    with telling_at_once():
        _make(made, wanted, ground, at=at, by=by)
    return Swapped(made, left_out)


def _make(made: Sequence[Wish], wanted: Wanted, ground: Ground, *, at: datetime, by: Actor) -> None:
    by_kind: dict[str, list[Wish]] = {"placed": [], "moved": [], "restowed": []}
    for wish in made:
        by_kind[wish.kind].append(wish)
    _leave(by_kind["moved"], by_kind["restowed"], ground, at=at, by=by)
    _enter(made, wanted, ground, at=at)
    said: dict[str, Any] = {"reason": WHY, "at": at, "by": by}
    # Containers that change trains under way take nobody: whatever is entered rides its own legs.
    whole: dict[str, Any] = {**said, "rides_whole": True}
    board_together(_boarding(by_kind["placed"], ground), was="waiting", **whole)
    board_together(_boarding(by_kind["moved"], ground), was="rolled", **whole)
    SlotAssignment.objects.bulk_create(
        place_of(each, at=at) for each in _boarding(by_kind["restowed"], ground)
    )
    Shipment.objects.filter(pk__in=_ids(by_kind["restowed"])).update(version=F("version") + 1)
    in_hand = [wish.goods.id for wish in by_kind["moved"] if wish.goods.in_hand]
    move_many(in_hand, model=Shipment, was="assigned", to="handed_in", **said)
    expect_again(shipment_ids=in_hand, at=at)
    _record(by_kind["moved"], at=at, by=by)
    _welcome(by_kind["placed"], at=at, by=by)


def _leave(
    moved: Sequence[Wish], restowed: Sequence[Wish], ground: Ground, *, at: datetime, by: Actor
) -> None:
    """Off the old places: statuses of those who change trains, room of all."""
    said: dict[str, Any] = {"at": at, "by": by, "reason": WHY}
    places = ground.assignments
    for wishes, ending in ((moved, "rolled"), (restowed, "released")):
        ended = [places[wish.goods.id].pk for wish in wishes]
        move_many(ended, model=SlotAssignment, was="confirmed", to=ending, released_at=at, **said)
    for was in (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN):
        ids = [wish.goods.id for wish in moved if wish.goods.in_hand is (was == Shipment.Status.HANDED_IN)]
        move_many(ids, model=Shipment, was=was, to="rolled", **said, **_NO_TRAIN)
    for wish in (*moved, *restowed):
        if wish.to_slot in ground.slots:
            _take(ground, wish)
    leaving = [places[wish.goods.id] for wish in (*moved, *restowed)]
    free_room(leaving, ground.slots, at=at, by=by)


def _enter(made: Sequence[Wish], wanted: Wanted, ground: Ground, *, at: datetime) -> None:
    """Into the new places: what waited takes room, new containers are opened with what goes into them."""
    opened = {wish.to_slot for wish in made if wish.to_slot in wanted.openings}
    openings = [_opening(wanted, pk, ground) for pk in sorted(opened)]
    fresh = open_slots_of(openings, at=at)
    if lost := opened - fresh.keys():
        stranded = sum(wish.to_slot in lost for wish in made)
        told = f"{len(lost)} containers found no place on their train"
        raise TooMuchChanged(told, left_out=stranded)
    ground.slots.update(fresh)
    for wish in made:
        # Who left another slot for one that stood there has taken its room by now.
        if wish.to_slot in fresh or wish.from_slot is None:
            _take(ground, wish)
    write_room(ground.slots.values())


def _take(ground: Ground, wish: Wish) -> None:
    slot = ground.slots[wish.to_slot]
    slot.free_g -= wish.goods.gross_g
    slot.free_cm3 -= wish.goods.volume_cm3


def _opening(wanted: Wanted, slot_id: UUID, ground: Ground) -> Opening:
    new = wanted.openings[slot_id]
    return Opening(slot_id, new.train, ground.boxes[new.box], new.cargo, new.origin, new.destination)


def _boarding(wishes: Sequence[Wish], ground: Ground) -> list[Boarding]:
    return [
        Boarding(
            shipment_id=wish.goods.id,
            slot_id=wish.to_slot,
            departure_id=wish.to_train,
            cut_off_at=ground.trains[wish.to_train].cfs_cutoff_at,
            gross_g=wish.goods.gross_g,
            volume_cm3=wish.goods.volume_cm3,
        )
        for wish in wishes
    ]


def _record(moved: Sequence[Wish], *, at: datetime, by: Actor) -> None:
    """One row and one event for each that changed trains, with the arrival that it is expected at now."""
    now = Shipment.objects.only("promised_at", "eta_at", "version").in_bulk(_ids(moved))
    rows = [
        roll_row(
            now[wish.goods.id],
            Left(wish.from_train, wish.goods.eta_at),
            _BLAME,
            to_departure_id=wish.to_train,
            at=at,
            by=by,
        )
        for wish in moved
        if wish.from_train is not None
    ]
    Roll.objects.bulk_create(rows)
    tell_rolls(rows, at=at)


def _welcome(placed: Sequence[Wish], *, at: datetime, by: Actor) -> None:
    """What waited: the record of its roll is complete, and what was reported meanwhile counts."""
    note_rebooked_many({wish.goods.id: wish.to_train for wish in placed}, at=at)
    rows = Shipment.objects.filter(pk__in=_ids(placed), events__isnull=False).order_by("pk").distinct()
    reported = list(rows)
    if reported and settle_many(reported, at=at, by=by):
        expect_again(shipment_ids=[row.pk for row in reported], at=at)


def _ids(wishes: Iterable[Wish]) -> list[UUID]:
    return [wish.goods.id for wish in wishes]
