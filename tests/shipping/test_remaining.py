"""Of a plan's moves, which are still made together when some of them can't be?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shipping.booked import Book, BookedLeg, BookedSlot, BookedTrain, BoxType, Goods, Rates, goods_cost
from shipping.limits import TrainLoad
from shipping.remaining import SlotRoom, Yard, emptied, remaining
from shipping.segregation import CargoClass, Group, Temperature
from shipping.swapping import NewSlot, Wish, wanted
from shipping.tallying import loads, loads_after

AT = datetime(2026, 12, 1, tzinfo=UTC)
FLOUR = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
BOX = BoxType("42G1", 2_000, 21_000_000, 60_000_000, 3_900_000, 24_900_000, False, False)
A_PLACE = TrainLoad(2_000, 24_900_000, 0, 14_000)
NO_ROOM = TrainLoad(0, 0, 0, 0)
ONE, TWO = UUID(int=1), UUID(int=2)
ORIGIN, END = UUID(int=8), UUID(int=9)


def leg_of(train: UUID) -> UUID:
    return UUID(int=train.int + 100)


def a_train(pk: UUID, days: int) -> BookedTrain:
    leg = BookedLeg(leg_of(pk), 1520, NO_ROOM)
    departs_at = AT + timedelta(days=days)
    return BookedTrain(
        id=pk,
        name=str(pk),
        version=1,
        origin=ORIGIN,
        destination=END,
        crossing="KHORGOS",
        departs_at=departs_at,
        closes_at=departs_at - timedelta(days=3),
        arrives_at=departs_at + timedelta(days=8),
        is_fixed=False,
        cap_mteu=10_000,
        cost_cents={"42G1": 320_000},
        legs=[leg],
    )


def a_slot(number: int, train: UUID) -> BookedSlot:
    room = (BOX.payload_g, BOX.usable_cm3)
    return BookedSlot(UUID(int=number), train, "42G1", FLOUR, ORIGIN, END, *room, True)


def goods(number: int, slot: BookedSlot | None = None, *, m3: int = 20, fixed: bool = False) -> Goods:
    return Goods(
        id=UUID(int=number),
        version=1,
        origin=ORIGIN,
        destination=END,
        cargo=FLOUR,
        segregation="DRY_FOOD",
        gross_g=m3 * 200_000,
        volume_cm3=m3 * 1_000_000,
        ready_at=AT,
        due_at=AT + timedelta(days=30),
        promised_at=None,
        spoils_at=None,
        freight_cents=m3 * 11_500,
        priority="1",
        slot=slot.id if slot else None,
        fixed=fixed,
    )


S1, S2, S3 = a_slot(11, ONE), a_slot(12, TWO), a_slot(13, ONE)


def a_book(*rows: Goods) -> Book:
    return Book(
        at=AT,
        horizon_at=AT + timedelta(days=28),
        boxes={"42G1": BOX},
        trains={ONE: a_train(ONE, 5), TWO: a_train(TWO, 7)},
        slots={slot.id: slot for slot in (S1, S2, S3)},
        goods={row.id: row for row in rows},
        rates=Rates({"1": 0.01, "2": 0.025, "3": 0.06}, 60, 2.5, 1_000, 200, 0.03),
        stops=frozenset(),
        places={ORIGIN: "A", END: "B"},
    )


def room_of(book: Book, slot: BookedSlot) -> SlotRoom:
    inside = book.inside()[slot.id]
    return SlotRoom(
        slot.payload_g - sum(row.gross_g for row in inside),
        slot.usable_cm3 - sum(row.volume_cm3 for row in inside),
        slot.payload_g,
        slot.usable_cm3,
        {leg_of(slot.train): A_PLACE},
    )


def a_yard(book: Book, openings: dict[UUID, NewSlot] | None = None, free: TrainLoad = NO_ROOM) -> Yard:
    opened = openings or {}
    empty = (BOX.payload_g, BOX.usable_cm3)
    fresh = {pk: SlotRoom(*empty, *empty, {leg_of(new.train): A_PLACE}) for pk, new in opened.items()}
    slots = {slot.id: room_of(book, slot) for slot in (S1, S2, S3)}
    return Yard(slots, opened, fresh, {leg_of(ONE): free, leg_of(TWO): free})


def wish(row: Goods, to: UUID, train: UUID, book: Book, saved: int = 100_000) -> Wish:
    before = book.train_of(row)
    return Wish(row, before.id if before else None, train, to, saved)


def ids(wishes: list[Wish]) -> set[int]:
    return {each.goods.id.int for each in wishes}


def test_all_moves_that_hold_are_made() -> None:
    book = a_book(goods(21, S1), goods(22, S2))
    wishes = [wish(book.goods[UUID(int=22)], S1.id, ONE, book)]
    assert remaining(wishes, (), a_yard(book), book) == wishes


def test_whoever_was_to_get_the_room_of_one_who_stays_stays_too() -> None:
    stays, comes = goods(21, S1, m3=50), goods(22, S2, m3=50)
    book = a_book(stays, comes)
    wishes = [wish(stays, S2.id, TWO, book), wish(comes, S1.id, ONE, book)]
    assert remaining(wishes, (), a_yard(book), book) == wishes
    assert remaining(wishes, [stays.id], a_yard(book), book) == []


def test_of_those_who_want_the_last_room_the_one_who_saves_more_gets_it() -> None:
    book = a_book(goods(21, S1, m3=30), goods(22, m3=25), goods(23, m3=25))
    little = wish(book.goods[UUID(int=22)], S1.id, ONE, book, saved=1_000)
    much = wish(book.goods[UUID(int=23)], S1.id, ONE, book, saved=2_000)
    assert ids(remaining([little, much], (), a_yard(book), book)) == {23}


def test_a_container_is_opened_in_the_place_of_one_that_is_emptied_and_not_without_it() -> None:
    leaves, comes = goods(21, S1), goods(22)
    book = a_book(leaves, comes, goods(23, S2, m3=10))
    new = NewSlot(UUID(int=31), ONE, "42G1", FLOUR, ORIGIN, END)
    wishes = [wish(leaves, S2.id, TWO, book), wish(comes, new.id, ONE, book, saved=500_000)]
    yard = a_yard(book, {new.id: new})
    assert ids(remaining(wishes, (), yard, book)) == {21, 22}
    assert remaining(wishes, [leaves.id], yard, book) == []


def test_where_one_place_is_left_the_container_that_saves_more_is_opened() -> None:
    book = a_book(goods(21), goods(22))
    openings = {
        UUID(int=number): NewSlot(UUID(int=number), ONE, "42G1", FLOUR, ORIGIN, END) for number in (31, 32)
    }
    wishes = [
        wish(book.goods[UUID(int=21)], UUID(int=31), ONE, book, saved=9_000),
        wish(book.goods[UUID(int=22)], UUID(int=32), ONE, book, saved=5_000),
    ]
    yard = a_yard(book, openings, free=A_PLACE)
    assert ids(remaining(wishes, (), yard, book)) == {21}


def test_what_is_left_of_a_family_is_left_out_when_it_would_cost_more() -> None:
    first, second = goods(21, S1), goods(22, S1)
    book = a_book(first, second, goods(23, S2, m3=10))
    wishes = [wish(first, S2.id, TWO, book), wish(second, S2.id, TWO, book)]
    assert ids(remaining(wishes, (), a_yard(book), book)) == {21, 22}
    # One alone empties no container, and pays for a later train and a change.
    assert remaining(wishes, [first.id], a_yard(book), book) == []


def test_a_slot_is_emptied_when_the_last_one_leaves_and_nobody_comes() -> None:
    leaves, comes = goods(21, S1), goods(22)
    book = a_book(leaves, comes)
    slots = a_yard(book).slots
    assert emptied([wish(leaves, S2.id, TWO, book)], slots) == {S1.id}
    assert emptied([wish(leaves, S2.id, TWO, book), wish(comes, S1.id, ONE, book)], slots) == set()


# ---- what a plan means ------------------------------------------------------------------


def plan_of(*loads: tuple[UUID, list[Goods]]) -> tuple[dict[str, object], list[UUID]]:
    rows = [row for _, load in loads for row in load]
    numbers = {row.id: number for number, row in enumerate(rows)}
    containers = [
        {"id": f"C{place}", "departure": str(train), "type": "42G1"} for place, (train, _) in enumerate(loads)
    ]
    assign = {str(numbers[row.id]): f"C{place}" for place, (_, load) in enumerate(loads) for row in load}
    return {"containers": containers, "assign": assign}, [row.id for row in rows]


def meant(book: Book, *loads: tuple[UUID, list[Goods]]) -> dict[int, int]:
    """By shipment the slot where it is to go; new ones are 31 and on."""
    plan, numbered = plan_of(*loads)
    fresh = iter(range(31, 99))
    found = wanted(book, plan, numbered, new_id=lambda: UUID(int=next(fresh)))
    assert {pk.int for pk in found.openings} == {to for to in _targets(found.wishes) if to > 30}
    return {each.goods.id.int: each.to_slot.int for each in found.wishes}


def _targets(wishes: object) -> set[int]:
    return {each.to_slot.int for each in wishes}  # type: ignore[attr-defined]


def test_a_planned_container_is_the_one_that_stands_there_with_most_of_it() -> None:
    a, b, c, d = goods(21, S1, m3=5), goods(22, S1, m3=5), goods(23, S3, m3=5), goods(24, S3, m3=5)
    book = a_book(a, b, c, d)
    assert meant(book, (ONE, [a, b, c, d])) == {23: 11, 24: 11}


def test_a_container_in_which_something_stays_is_itself_however_little_that_is() -> None:
    stays = goods(21, S3, m3=1, fixed=True)
    rest = [goods(number, S1, m3=5) for number in (22, 23, 24)]
    book = a_book(stays, *rest)
    assert meant(book, (ONE, [stays, *rest])) == {22: 13, 23: 13, 24: 13}


def test_the_same_goods_in_as_many_containers_stay_as_they_stand() -> None:
    a, b, c, d = goods(21, S1, m3=5), goods(22, S1, m3=5), goods(23, S3, m3=5), goods(24, S3, m3=5)
    assert meant(a_book(a, b, c, d), (ONE, [a, c]), (ONE, [b, d])) == {}


def test_one_that_is_emptied_takes_others_before_a_new_one_is_opened() -> None:
    leaves, comes, other = goods(21, S1), goods(22, m3=50), goods(23, m3=50)
    book = a_book(leaves, comes, other)
    assert meant(book, (TWO, [leaves]), (ONE, [comes])) == {21: 12, 22: 11}
    assert meant(book, (ONE, [comes]), (ONE, [other]), (ONE, [leaves])) == {22: 13, 23: 31}


def test_what_a_move_saves_counts_lateness_storage_and_the_share_of_the_box() -> None:
    alone, comes = goods(21, S1, m3=40), goods(22, S2, m3=20)
    book = a_book(alone, comes)
    plan, numbered = plan_of((ONE, [alone, comes]))
    [found] = wanted(book, plan, numbered, new_id=lambda: UUID(int=31)).wishes
    # Two days less of storage, two thirds of a container, less what the change costs.
    assert found.saved_cents == 2 * 60 * 20 + 320_000 * 2 // 3 + 1 - (200 + 6_900)


def test_goods_without_a_train_cost_what_their_refusal_does() -> None:
    row, rates = goods(21), a_book().rates
    assert goods_cost(row, None, rates) == 2.5 * row.freight_cents
    dear = replace(rates, refusal_least_cents=800_000)
    for m3 in (1, 5, 20):
        # More than a container, however little it is.
        assert 800_000 <= goods_cost(goods(21, m3=m3), None, dear) < 2 * 800_000
    late = replace(row, due_at=AT)
    train = a_train(ONE, 5)
    assert goods_cost(late, train, rates) - goods_cost(row, train, rates) == 13 * 0.01 * row.freight_cents


def test_loads_are_counted_before_and_after() -> None:
    first, second = goods(21, S1), goods(22, S2)
    book = a_book(first, second)
    before = loads(book)
    after = loads_after(book, [wish(second, S1.id, ONE, book)], {})
    assert (before[ONE].containers, before[TWO].containers) == (1, 1)
    assert (after[ONE].goods_cm3, after[ONE].usable_cm3, after[ONE].mteu) == (40_000_000, 60_000_000, 2_000)
    assert after[TWO].containers == after[TWO].cents == 0
    assert before[ONE].cents == pytest.approx(320_000 + 5 * 60 * 20)
