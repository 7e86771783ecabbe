"""Which moves does a plan mean, and which of them still hold when the time has come?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shipping.booked import Book, BookedSlot, Goods, goods_cost
from shipping.segregation import CargoClass

# Of which train, of which type, for what, from where to where.
Kind = tuple[UUID, str, CargoClass, UUID, UUID]
# What stays in a container outweighs whatever else could be matched with it.
_STAYS = 1_000_000


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A container that a plan opens."""

    id: UUID
    train: UUID
    box: str
    cargo: CargoClass
    origin: UUID
    destination: UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """One shipment that a plan has elsewhere; `saved_cents` is what it costs less, boxes shared."""

    goods: Goods
    from_train: UUID | None
    to_train: UUID
    to_slot: UUID
    saved_cents: int

    @property
    def from_slot(self) -> UUID | None:
        """Where it stands."""
        return self.goods.slot

    @property
    def kind(self) -> str:
        """How it is told: it had no place, has another train, or only another container on its train."""
        if self.from_train is None:
            return "placed"
        return "restowed" if self.from_train == self.to_train else "moved"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan changes, and the containers that it opens, by their slots' new ids."""

    wishes: Sequence[Wish]
    openings: Mapping[UUID, NewSlot]


def wanted(book: Book, plan: Mapping[str, Any], ids: Sequence[UUID], *, new_id: Callable[[], UUID]) -> Wanted:
    """
    What a plan (the planner's answer, already judged) changes of the book.

    Its containers are taken for those that stand there by what they have most in common,
    so that little changes; where a train keeps its goods of a kind and their number of
    containers, nothing does. `ids` are the shipments by their numbers in the document.
    """
    planned = _planned(book, plan, ids)
    inside, standing = book.inside(), defaultdict(list)
    for slot in sorted(book.slots.values(), key=lambda each: each.id):
        standing[_kind_of(slot)].append(slot)
    openings: dict[UUID, NewSlot] = {}
    target: dict[UUID, UUID] = {}
    for kind, contents in sorted(planned.items(), key=lambda item: str(item[0])):
        if _is_the_same(contents, [inside[slot.id] for slot in standing[kind]]):
            continue
        for place, slot_id in _matched(contents, standing[kind], inside).items():
            if slot_id is None:
                slot_id = new_id()  # noqa: PLW2901 the container that it goes into
                openings[slot_id] = NewSlot(slot_id, *kind)
            target |= {goods.id: slot_id for goods in contents[place] if goods.slot != slot_id}
    return Wanted(list(_wishes(book, planned, target, openings)), openings)


def _planned(book: Book, plan: Mapping[str, Any], ids: Sequence[UUID]) -> dict[Kind, list[list[Goods]]]:
    containers = {each["id"]: each for each in plan["containers"]}
    loads: dict[Any, list[Goods]] = defaultdict(list)
    for number, container in plan["assign"].items():
        loads[container].append(book.goods[ids[int(number)]])
    found: dict[Kind, list[list[Goods]]] = defaultdict(list)
    for key, load in loads.items():
        train, first = UUID(containers[key]["departure"]), load[0]
        kind = (train, containers[key]["type"], first.cargo, first.origin, first.destination)
        found[kind].append(sorted(load, key=lambda goods: goods.id))
    return {kind: sorted(contents, key=lambda load: load[0].id) for kind, contents in found.items()}


def _kind_of(slot: BookedSlot) -> Kind:
    return slot.train, slot.box, slot.cargo, slot.origin, slot.destination


def _is_the_same(planned: Sequence[Sequence[Goods]], standing: Sequence[Sequence[Goods]]) -> bool:
    if len(planned) != len(standing):
        return False
    ours, theirs = ({goods.id for load in loads for goods in load} for loads in (planned, standing))
    return ours == theirs


def _matched(
    planned: Sequence[Sequence[Goods]],
    standing: Sequence[BookedSlot],
    inside: Mapping[UUID, Sequence[Goods]],
) -> dict[int, UUID | None]:
    """By the place of each planned container the slot that it is, None for a new one."""
    places = {goods.id: place for place, load in enumerate(planned) for goods in load}
    common: dict[tuple[int, UUID], int] = defaultdict(int)
    for slot in standing:
        for goods in inside[slot.id]:
            if goods.id in places:
                common[places[goods.id], slot.id] += _STAYS if goods.fixed else 1
    found: dict[int, UUID | None] = {}
    used: set[UUID] = set()
    for (place, slot_id), _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
        if place not in found and slot_id not in used:
            found[place] = slot_id
            used.add(slot_id)
    spare = [slot.id for slot in standing if slot.id not in used and slot.takes_more]
    for place in range(len(planned)):
        if place not in found:
            found[place] = spare.pop(0) if spare else None
    return found


def _wishes(
    book: Book,
    planned: Mapping[Kind, Sequence[Sequence[Goods]]],
    target: Mapping[UUID, UUID],
    openings: Mapping[UUID, NewSlot],
) -> Iterator[Wish]:
    inside = book.inside()
    for kind, contents in planned.items():
        train, box = book.trains[kind[0]], kind[1]
        for load in contents:
            for goods in load:
                if goods.id not in target:
                    continue
                before = book.train_of(goods)
                saved = goods_cost(goods, before, book.rates) - goods_cost(goods, train, book.rates)
                saved -= _share(goods, load, train.cost_cents[box])
                if before is not None and goods.slot is not None:
                    there = book.slots[goods.slot]
                    saved += _share(goods, inside[there.id], before.cost_cents[there.box])
                    saved -= change_cost(book, goods) if before.id != train.id else 0
                yield Wish(goods, before.id if before else None, train.id, target[goods.id], saved)


def _share(goods: Goods, load: Iterable[Goods], cents: int) -> int:
    """What of a container's cost is one shipment's, by volume."""
    return cents * goods.volume_cm3 // sum(each.volume_cm3 for each in load)


def change_cost(book: Book, goods: Goods) -> int:
    """What it costs to move a shipment to another train."""
    return round(book.rates.change_cents + book.rates.change_share * goods.freight_cents)
