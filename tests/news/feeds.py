"""How do tests of feeds make events that concern one reader?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import news.telling
from kit.ids import uuid7
from news.operations.dispatching import dispatch
from news.operations.recording import record
from news.telling import Happened, Telling, hand_in_tellers

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)


@contextmanager
def orders_concern(readers: Collection[UUID]) -> Iterator[None]:
    """For as long as the body runs, every order concerns these readers and nothing concerns anybody else."""

    def tell(events: Sequence[Happened]) -> Mapping[UUID, Telling]:
        return {each.id: Telling(readers, {"number": each.seq}) for each in events}

    before = news.telling._Handed.tellers
    hand_in_tellers({"order": tell})
    yield
    hand_in_tellers(before)


def happen(*types: str, aggregate_id: UUID | None = None) -> list[UUID]:
    """Events of orders, one of each type, in this order."""
    order = aggregate_id or uuid7()
    return [
        record(aggregate="order", aggregate_id=order, type=f"order.{each}", payload={}, at=AT)
        for each in types
    ]


def hand_on() -> None:
    """Everything that waits."""
    while dispatch(at=AT):
        pass
