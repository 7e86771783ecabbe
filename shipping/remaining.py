"""What is left of a plan's moves, now that some of them can't be made?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shipping.booked import Book, goods_cost
from shipping.limits import TrainLoad
from shipping.swapping import NewSlot, Wish, change_cost


@dataclass(frozen=True, slots=True)
class SlotRoom:
    """A slot as it is under lock: what is free of what it bears."""

    free_g: int
    free_cm3: int
    payload_g: int
    usable_cm3: int
    # What its container took of each leg that it rides, which is free again once it is empty.
    took: Mapping[UUID, TrainLoad]


@dataclass(frozen=True, slots=True)
class Yard:
    """
    All that the moves touch, as it is under lock.

    `slots` stand there; `openings` could be opened, each taking its `needs` of each leg;
    `legs` is what the legs have left.
    """

    slots: Mapping[UUID, SlotRoom]
    openings: Mapping[UUID, NewSlot]
    fresh: Mapping[UUID, SlotRoom]
    legs: Mapping[UUID, TrainLoad]


def remaining(wishes: Sequence[Wish], lost: Iterable[UUID], yard: Yard, book: Book) -> list[Wish]:
    """
    The moves that can be made together, without those of the shipments that are `lost`.

    A shipment that stays keeps its room, so that others may find none; a container that is
    not emptied gives no place back. Moves that hang together, by the containers that they
    leave and enter, are left out together when what is left of them would cost more than
    to leave all as it is. Those that save least are given up first.
    """
    gone = set(lost)
    kept = {wish.goods.id: wish for wish in wishes if wish.goods.id not in gone}
    hangs = _families(wishes)
    while True:
        dropped = _overfull(kept, yard) or _overloaded(kept, yard)
        if not dropped:
            hurt = {hangs[wish.goods.id] for wish in wishes if wish.goods.id not in kept}
            dropped = _not_worth_it(kept, hangs, hurt, yard, book)
        if not dropped:
            return list(kept.values())
        for pk in dropped:
            del kept[pk]


def emptied(wishes: Iterable[Wish], slots: Mapping[UUID, SlotRoom]) -> set[UUID]:
    """The slots in which nothing is left once the moves are made."""
    left = _after(wishes, slots)
    full = {pk: (room.payload_g, room.usable_cm3) for pk, room in slots.items()}
    touched = {wish.from_slot for wish in wishes if wish.from_slot is not None}
    return {pk for pk in touched if left[pk] == full[pk]}


def _after(wishes: Iterable[Wish], slots: Mapping[UUID, SlotRoom]) -> dict[UUID, tuple[int, int]]:
    """What each slot has left then: grams, cm³."""
    free = {pk: [room.free_g, room.free_cm3] for pk, room in slots.items()}
    for wish in wishes:
        for slot, sign in ((wish.from_slot, 1), (wish.to_slot, -1)):
            if slot is not None:
                free[slot][0] += sign * wish.goods.gross_g
                free[slot][1] += sign * wish.goods.volume_cm3
    return {pk: (room[0], room[1]) for pk, room in free.items()}


def _overfull(kept: Mapping[UUID, Wish], yard: Yard) -> list[UUID]:
    """Who doesn't fit into a slot any more, the least saving first, as many as it takes."""
    entering = defaultdict(list)
    for wish in kept.values():
        entering[wish.to_slot].append(wish)
    dropped = []
    for pk, (free_g, free_cm3) in _after(kept.values(), {**yard.slots, **yard.fresh}).items():
        for wish in sorted(entering[pk], key=_worth):
            if free_g >= 0 and free_cm3 >= 0:
                break
            free_g, free_cm3 = free_g + wish.goods.gross_g, free_cm3 + wish.goods.volume_cm3  # noqa: PLW2901
            dropped.append(wish.goods.id)
    return dropped


def _overloaded(kept: Mapping[UUID, Wish], yard: Yard) -> list[UUID]:
    """Whose new container a leg doesn't bear, with all that would ride in it."""
    entering = defaultdict(list)
    for wish in kept.values():
        if wish.to_slot in yard.openings:
            entering[wish.to_slot].append(wish)
    left = dict(yard.legs)
    for pk in emptied(kept.values(), {**yard.slots, **yard.fresh}):
        for leg, load in yard.slots[pk].took.items():
            left[leg] = _plus(left[leg], load, 1)
    takers: dict[UUID, list[UUID]] = defaultdict(list)
    for pk in entering:
        for leg, load in yard.fresh[pk].took.items():
            left[leg] = _plus(left[leg], load, -1)
            takers[leg].append(pk)
    nothing = TrainLoad(0, 0, 0, 0)
    dropped: set[UUID] = set()
    for leg, room in sorted(left.items()):
        if takers[leg] and not nothing.within(room):
            worst = min(takers[leg], key=lambda pk: (sum(w.saved_cents for w in entering[pk]), pk))
            dropped |= {wish.goods.id for wish in entering[worst]}
    return sorted(dropped)


def _not_worth_it(
    kept: Mapping[UUID, Wish], hangs: Mapping[UUID, UUID], hurt: Iterable[UUID], yard: Yard, book: Book
) -> list[UUID]:
    """What is left of families that lost a member, and now costs more than it saves."""
    families = defaultdict(list)
    for pk, wish in kept.items():
        families[hangs[pk]].append(wish)
    return [
        wish.goods.id
        for family in sorted(set(hurt))
        if families[family] and _saved(families[family], yard, book) < 0
        for wish in families[family]
    ]


def _saved(wishes: Sequence[Wish], yard: Yard, book: Book) -> int:
    """What some moves save together, in cents: whole containers, and what each shipment costs."""
    cents = 0
    for pk in emptied(wishes, {**yard.slots, **yard.fresh}):
        slot = book.slots[pk]
        cents += book.trains[slot.train].cost_cents[slot.box]
    for pk in {wish.to_slot for wish in wishes} & yard.openings.keys():
        new = yard.openings[pk]
        cents -= book.trains[new.train].cost_cents[new.box]
    for wish in wishes:
        before = book.trains[wish.from_train] if wish.from_train is not None else None
        cents += goods_cost(wish.goods, before, book.rates)
        cents -= goods_cost(wish.goods, book.trains[wish.to_train], book.rates)
        cents -= change_cost(book, wish.goods) if wish.kind == "moved" else 0
    return cents


def _families(wishes: Sequence[Wish]) -> dict[UUID, UUID]:
    """By shipment the name of the moves that it hangs together with: they share containers."""
    leader: dict[UUID, UUID] = {}

    def find(slot: UUID) -> UUID:
        leader.setdefault(slot, slot)
        while leader[slot] != slot:
            leader[slot] = leader[leader[slot]]
            slot = leader[slot]
        return slot

    for wish in wishes:
        if wish.from_slot is not None:
            leader[find(wish.from_slot)] = find(wish.to_slot)
    return {wish.goods.id: find(wish.to_slot) for wish in wishes}


def _worth(wish: Wish) -> tuple[int, UUID]:
    return wish.saved_cents, wish.goods.id


def _plus(room: TrainLoad, load: TrainLoad, sign: int) -> TrainLoad:
    return TrainLoad(
        room.mteu + sign * load.mteu,
        room.gross_g + sign * load.gross_g,
        room.plugs + sign * load.plugs,
        room.length_mm + sign * load.length_mm,
    )
