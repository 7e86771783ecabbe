"""Is every event told in one form, the same each time?"""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from news.models import Event
from news.policy import LARGEST_BODY_B
from news.rendering import body_of, envelope

ID, ORDER = UUID("01932d8c-7d1a-7000-8000-00000000000a"), UUID("01932d8c-7d1a-7000-8000-00000000000b")


def event(**told: object) -> Event:
    return Event(
        id=ID,
        aggregate="order",
        aggregate_id=ORDER,
        seq=3,
        type="order.accepted",
        payload={"by": "somebody"},
        told=told,
        occurred_at=datetime(2026, 11, 29, 9, 5, 7, 123987, tzinfo=UTC),
    )


def test_an_envelope_says_what_when_and_in_which_place() -> None:
    assert envelope(event(number="SC-1")) == {
        "id": str(ID),
        "type": "order.accepted",
        "version": 1,
        "timestamp": "2026-11-29T09:05:07.123Z",
        "aggregate": "order",
        "aggregate_id": str(ORDER),
        "seq": 3,
        "data": {"number": "SC-1"},
    }


def test_what_is_sent_is_compact_and_in_the_same_order_however_it_was_kept() -> None:
    one, other = body_of(event(b="уголь", a=1)), body_of(event(a=1, b="уголь"))
    assert one == other
    assert b'"data":{"a":1,"b":"\xd1\x83' in one
    assert json.loads(one) == envelope(event(a=1, b="уголь"))


def test_nothing_is_larger_than_readers_were_promised() -> None:
    room = LARGEST_BODY_B - len(body_of(event(text="")))
    assert len(body_of(event(text="x" * room))) == LARGEST_BODY_B
    with pytest.raises(ValueError, match=r"order\.accepted .* takes 20001 bytes"):
        body_of(event(text="x" * (room + 1)))
