"""Is what is too old to be pulled forgotten, without a gap in what stays?"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from kit.ids import uuid7
from news.models import Event, Feed, FeedEntry
from news.operations.shortening import shorten_feeds
from news.policy import PULLED_FOR
from news.queries.invariants import INVARIANTS
from shop.verification import broken_rows
from tests.news.feeds import AT, hand_on, happen, orders_concern

READERS = sorted([uuid7(), uuid7()])
OLD = PULLED_FOR + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _orders_concern_two() -> Iterator[None]:
    with orders_concern(READERS):
        yield


def an_event(*, ago: timedelta) -> None:
    """One whose id begins with the time at which it happened, as all do."""
    [event_id] = happen("placed")
    milliseconds = int((AT - ago).timestamp() * 1000)
    Event.objects.filter(pk=event_id).update(id=UUID(int=(milliseconds << 80) | (event_id.int & (2**80 - 1))))
    hand_on()


def kept(reader: UUID = READERS[0]) -> list[int]:
    return list(
        FeedEntry.objects.filter(reader_id=reader).order_by("position").values_list("position", flat=True)
    )


def is_whole() -> bool:
    return not any(broken_rows(each) for each in INVARIANTS)


def test_old_entries_go_and_their_events_stay(db: None) -> None:
    an_event(ago=OLD)
    an_event(ago=timedelta(0))
    assert shorten_feeds(at=AT) == 2
    assert (kept(), kept(READERS[1])) == ([2], [2])
    assert Event.objects.count() == 2
    assert Feed.objects.get(pk=READERS[0]).last == 2
    assert is_whole()


def test_an_entry_is_kept_for_ninety_days(db: None) -> None:
    an_event(ago=PULLED_FOR - timedelta(minutes=1))
    assert shorten_feeds(at=AT) == 0


def test_what_stands_behind_a_young_entry_stays_with_it(db: None) -> None:
    for ago in (OLD, timedelta(0), OLD):
        an_event(ago=ago)
    shorten_feeds(at=AT)
    assert kept() == [2, 3]
    assert is_whole()


def test_of_many_the_oldest_are_forgotten_first(db: None) -> None:
    for _ in range(3):
        an_event(ago=OLD)
    assert shorten_feeds(at=AT, limit=4) == 4
    assert (kept(), kept(READERS[1])) == ([], [2, 3])
    assert is_whole()
    assert shorten_feeds(at=AT, limit=4) == 2
    assert shorten_feeds(at=AT) == 0
