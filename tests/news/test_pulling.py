"""Does a reader who asks again and again get every event once, in order?"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event as Flag
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.errors import Forgotten
from news.models import Event, FeedEntry
from news.operations.dispatching import dispatch
from news.queries import feeding
from news.queries.feeding import pull
from tests.news.feeds import AT, hand_on, happen, orders_concern

READER = uuid7()


@pytest.fixture(autouse=True)
def _orders_concern_the_reader() -> Iterator[None]:
    with orders_concern([READER]):
        yield


def positions(entries: list[FeedEntry]) -> list[int]:
    return [each.position for each in entries]


def walked(*, limit: int, types: tuple[str, ...] = ()) -> list[int]:
    """All positions that a reader is given who asks on until there is no more."""
    seen: list[int] = []
    pulled = pull(READER, after=0, limit=limit, types=types)
    for _ in range(100):
        seen += positions(pulled.entries)
        if pulled.next >= pulled.latest:
            return seen
        pulled = pull(READER, after=pulled.next, limit=limit, types=types)
    raise AssertionError("the feed has no end")


def test_a_reader_goes_on_where_the_answer_ended(db: None) -> None:
    happen(*["placed"] * 5)
    hand_on()
    first = pull(READER, after=0, limit=2)
    assert (positions(first.entries), first.next, first.latest) == ([1, 2], 2, 5)
    assert walked(limit=2) == [1, 2, 3, 4, 5]


def test_who_has_read_all_is_told_where_to_ask_again(db: None) -> None:
    happen("placed")
    hand_on()
    assert pull(READER, after=1, limit=10) == feeding.Pulled([], 1, 1)


def test_beyond_the_newest_there_is_nothing_yet(db: None) -> None:
    assert pull(READER, after=7, limit=10) == feeding.Pulled([], 7, 0)


def test_a_rare_type_is_found_however_far_it_is(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "LOOKED_THROUGH_AT_ONCE", 3)
    happen(*["placed"] * 7, "paid", "placed")
    hand_on()
    empty = pull(READER, after=0, limit=10, types=("order.paid",))
    assert (empty.entries, empty.next, empty.latest) == ([], 3, 9)
    assert walked(limit=10, types=("order.paid",)) == [8]


def test_nobody_is_shown_another_readers_events(db: None) -> None:
    happen("placed")
    hand_on()
    assert pull(uuid7(), after=0, limit=10) == feeding.Pulled([], 0, 0)


def test_who_asks_after_what_is_forgotten_is_told_so(db: None) -> None:
    happen(*["placed"] * 5)
    hand_on()
    FeedEntry.objects.filter(position__lte=3).delete()
    with pytest.raises(Forgotten) as refused:
        pull(READER, after=2, limit=10)
    assert refused.value.facts == {"oldest": 4}
    assert positions(pull(READER, after=3, limit=10).entries) == [4, 5]
    assert positions(pull(READER, after=None, limit=10).entries) == [4, 5]


def test_after_all_is_forgotten_the_numbers_go_on(db: None) -> None:
    happen("placed", "paid")
    hand_on()
    FeedEntry.objects.all().delete()
    with pytest.raises(Forgotten):
        pull(READER, after=0, limit=10)
    assert pull(READER, after=None, limit=10) == feeding.Pulled([], 2, 2)
    happen("placed")
    hand_on()
    assert positions(pull(READER, after=2, limit=10).entries) == [3]


def test_an_answer_costs_three_queries_however_long(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    happen(*["placed"] * 30)
    hand_on()
    for limit in (1, 30):
        for after in (0, None):
            with django_assert_num_queries(3):
                pull(READER, after=after, limit=limit)


class Rush:
    """Eight who write, one who hands on, one who follows; each at its own pace."""

    def __init__(self) -> None:
        self.written = [Flag() for _ in range(8)]
        self.handed_on = Flag()

    def calls(self) -> list[Callable[[], Any]]:
        return [*(partial(self.write, number) for number in range(8)), self.hand_on, self.follow]

    def write(self, number: int) -> None:
        """Commit some events of one's own orders now and then: ids commit in no order."""
        chance = random.Random(number)
        orders = [uuid7() for _ in range(3)]
        for _ in range(15):
            with transaction.atomic():
                for _ in range(chance.randint(1, 3)):
                    happen("placed", aggregate_id=chance.choice(orders))
        self.written[number].set()

    def hand_on(self) -> None:
        chance, handed = random.Random(0), 1
        while handed or not all(each.is_set() for each in self.written):
            handed = owns_transaction(dispatch)(at=AT, limit=chance.randint(1, 20))
        while owns_transaction(dispatch)(at=AT):
            pass
        self.handed_on.set()

    def follow(self) -> list[Event]:
        seen: list[Event] = []
        after = 0
        while True:
            is_last = self.handed_on.is_set()
            pulled = pull(READER, after=after, limit=7)
            seen += [each.event for each in pulled.entries]
            after = pulled.next
            if is_last and after >= pulled.latest:
                return seen


def test_a_reader_who_follows_eight_writers_misses_nothing(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    *_others, seen = at_once(Rush().calls())
    assert len(seen) == len({each.pk for each in seen}) == Event.objects.count() > 100
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for each in seen:
        numbers[each.aggregate_id].append(each.seq)
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())
