"""Does each event reach everybody whom it concerns, once and in its order?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

import news.telling
from kit.ids import uuid7
from news.event_types import _Handed, event_types
from news.models import Event, Feed, FeedEntry
from news.operations.dispatching import dispatch
from news.operations.handing_on import hand_on
from news.operations.recording import record
from news.policy import ASIDE_FOR
from news.rendering import envelope
from news.telling import Happened, Telling, hand_in_clerks, hand_in_tellers

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
SELLER, BUYER = uuid7(), uuid7()


def tell_orders(events: Sequence[Happened]) -> Mapping[UUID, Telling]:
    return {each.id: Telling([SELLER, BUYER], {"number": each.seq}) for each in events}


@pytest.fixture(autouse=True)
def _orders_concern_two() -> Iterator[None]:
    before = news.telling._Handed.tellers, news.telling._Handed.clerks
    hand_in_tellers({"order": tell_orders})
    hand_in_clerks({})
    yield
    hand_in_tellers(before[0])
    hand_in_clerks(before[1])


def happen(aggregate_id: UUID, aggregate: str = "order") -> UUID:
    return record(
        aggregate=aggregate, aggregate_id=aggregate_id, type=f"{aggregate}.placed", payload={}, at=AT
    )


def heard_by(reader: UUID) -> list[tuple[int, UUID]]:
    entries = FeedEntry.objects.filter(reader_id=reader).order_by("position")
    return list(entries.values_list("position", "event_id"))


def test_an_event_is_numbered_for_each_whom_it_concerns(db: None) -> None:
    one, other = happen(uuid7()), happen(uuid7())
    assert dispatch(at=AT) == 2
    assert heard_by(SELLER) == heard_by(BUYER) == [(1, one), (2, other)]


def test_what_comes_later_is_numbered_on(db: None) -> None:
    happen(uuid7())
    dispatch(at=AT)
    later = happen(uuid7())
    dispatch(at=AT)
    assert heard_by(SELLER)[1:] == [(2, later)]
    assert Feed.objects.get(pk=SELLER).last == 2


def test_readers_are_told_the_same_however_often(db: None) -> None:
    happen(uuid7())
    dispatch(at=AT)
    event = Event.objects.get()
    assert (event.told, event.dispatched_at) == ({"number": 1}, AT)


def test_a_repeat_after_a_release_still_says_in_which_form_it_is(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = event_types()["order.placed"]
    newer = {**event_types(), "order.placed": known._replace(version=2)}
    happen(uuid7())
    dispatch(at=AT)
    monkeypatch.setattr(_Handed, "types", newer)
    assert envelope(Event.objects.get())["version"] == 1
    happen(uuid7())
    dispatch(at=AT)
    assert envelope(Event.objects.latest("id"))["version"] == 2


def test_an_event_that_concerns_nobody_outside_is_told_to_nobody(db: None) -> None:
    happen(uuid7(), "slot")
    assert dispatch(at=AT) == 1
    event = Event.objects.get()
    assert (event.told, event.dispatched_at) == (None, AT)
    assert not FeedEntry.objects.exists()


def test_an_event_is_handed_on_once(db: None) -> None:
    happen(uuid7())
    dispatch(at=AT)
    assert dispatch(at=AT) == 0
    assert len(heard_by(SELLER)) == 1


def test_an_aggregates_events_keep_their_order_whatever_their_ids_say(db: None) -> None:
    order = uuid7()
    first, second, third = (happen(order) for _ in range(3))
    # As if the second had been written by a machine whose clock is behind.
    early = UUID(int=first.int - 1)
    Event.objects.filter(pk=second).update(id=early)
    assert dispatch(at=AT, limit=1) == 2
    dispatch(at=AT)
    assert heard_by(SELLER) == [(1, first), (2, early), (3, third)]


def test_a_batch_is_handed_on_in_the_same_number_of_queries_however_large(
    db: None, django_assert_num_queries: Any
) -> None:
    for _ in range(20):
        happen(uuid7())
    with django_assert_num_queries(5):
        dispatch(at=AT)


def test_two_who_hand_on_at_once_tell_nothing_twice(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    with transaction.atomic():
        for _ in range(30):
            happen(uuid7())

    def hand_on() -> int:
        with transaction.atomic():
            return dispatch(at=AT)

    assert sum(at_once([hand_on] * 4)) == 30
    assert [position for position, _ in heard_by(SELLER)] == list(range(1, 31))


def test_while_one_hands_on_another_does_nothing(transactional_db: None) -> None:
    with transaction.atomic():
        happen(uuid7())
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('news.dispatching'))")
        with transaction.atomic():
            assert dispatch(at=AT) == 0
        other.rollback()
    finally:
        other.close()
    with transaction.atomic():
        assert dispatch(at=AT) == 1


def fail_on(order: UUID) -> Callable[[Sequence[Happened]], Mapping[UUID, Telling]]:
    """A teller that can't tell of one order."""

    def tell(events: Sequence[Happened]) -> Mapping[UUID, Telling]:
        if any(each.aggregate_id == order for each in events):
            raise KeyError("old_eta_at")
        return tell_orders(events)

    return tell


def test_one_that_cannot_be_told_keeps_nobody_else_waiting(db: None) -> None:
    bad = uuid7()
    one, stuck, after, other = happen(uuid7()), happen(bad), happen(bad), happen(uuid7())
    hand_in_tellers({"order": fail_on(bad)})
    hand_on(at=AT)
    assert [event for _, event in heard_by(SELLER)] == [one, other]
    assert Event.objects.get(pk=stuck).trouble == "KeyError: 'old_eta_at'"
    assert list(Event.objects.filter(dispatched_at=None).order_by("seq").values_list("pk", flat=True)) == [
        stuck,
        after,
    ]


def test_what_was_set_aside_is_told_later_in_its_order(db: None) -> None:
    bad = uuid7()
    stuck, after = happen(bad), happen(bad)
    hand_in_tellers({"order": fail_on(bad)})
    hand_on(at=AT)
    hand_in_tellers({"order": tell_orders})
    assert hand_on(at=AT + ASIDE_FOR - timedelta(seconds=1)) == 0
    assert hand_on(at=AT + ASIDE_FOR) == 2
    assert [event for _, event in heard_by(SELLER)] == [stuck, after]


def test_without_a_database_nothing_is_set_aside(db: None) -> None:
    happen(uuid7())

    def away(events: Sequence[Happened]) -> Mapping[UUID, Telling]:
        raise OperationalError("the server closed the connection")

    hand_in_tellers({"order": away})
    with pytest.raises(OperationalError):
        hand_on(at=AT)
    assert Event.objects.get().trouble == ""
