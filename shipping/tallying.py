"""What does each train cost and carry, before a plan's moves and after them?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shipping.booked import Book, Goods, goods_cost
from shipping.swapping import NewSlot, Wish


@dataclass(frozen=True, slots=True)
class Load:
    """What is on one train: its cost with lateness and storage, containers, milli-TEU, goods and boxes."""

    cents: int
    containers: int
    mteu: int
    goods_cm3: int
    usable_cm3: int


def loads(book: Book) -> dict[UUID, Load]:
    """By train, as the book stands."""
    return _loads(book, {goods.id: goods.slot for goods in book.goods.values() if goods.slot}, {})


def loads_after(book: Book, made: Iterable[Wish], openings: Mapping[UUID, NewSlot]) -> dict[UUID, Load]:
    """By train, once some moves are made."""
    places = {goods.id: goods.slot for goods in book.goods.values() if goods.slot}
    places.update({wish.goods.id: wish.to_slot for wish in made})
    return _loads(book, places, openings)


def _loads(book: Book, places: Mapping[UUID, UUID], openings: Mapping[UUID, NewSlot]) -> dict[UUID, Load]:
    inside: dict[UUID, list[Goods]] = defaultdict(list)
    for goods_id, slot_id in places.items():
        inside[slot_id].append(book.goods[goods_id])
    on_train: dict[UUID, list[tuple[str, list[Goods]]]] = {pk: [] for pk in book.trains}
    for slot_id, rows in inside.items():
        slot = book.slots.get(slot_id) or openings[slot_id]
        on_train[slot.train].append((slot.box, rows))
    return {pk: _load(book, pk, boxes) for pk, boxes in on_train.items()}


def _load(book: Book, train_id: UUID, boxes: Iterable[tuple[str, list[Goods]]]) -> Load:
    train, cents, containers, mteu, goods_cm3, usable_cm3 = book.trains[train_id], 0, 0, 0, 0, 0
    for code, rows in boxes:
        box = book.boxes[code]
        containers, mteu = containers + 1, mteu + box.mteu
        usable_cm3 += box.usable_cm3
        goods_cm3 += sum(goods.volume_cm3 for goods in rows)
        cents += train.cost_cents[code] + sum(goods_cost(goods, train, book.rates) for goods in rows)
    return Load(cents, containers, mteu, goods_cm3, usable_cm3)
