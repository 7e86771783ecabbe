"""Is every event numbered without gaps, in its aggregate's own order?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Organisation
from accounts.operations.organising import found_organisation
from kit.ids import uuid7
from kit.moves import News
from kit.transactions import OutsideTransaction
from news.models import Event
from news.operations.recording import record, record_many

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def record_one(aggregate_id: UUID, aggregate: str = "order") -> UUID:
    return record(
        aggregate=aggregate, aggregate_id=aggregate_id, type=f"{aggregate}.placed", payload={"a": 1}, at=AT
    )


def numbers_of(aggregate_id: UUID) -> list[int]:
    return list(Event.objects.filter(aggregate_id=aggregate_id).order_by("seq").values_list("seq", flat=True))


def test_an_event_is_kept_as_it_was_told(db: None) -> None:
    order = uuid7()
    event = Event.objects.get(pk=record_one(order))
    assert (event.aggregate, event.aggregate_id, event.type) == ("order", order, "order.placed")
    assert (event.seq, event.payload, event.occurred_at) == (1, {"a": 1}, AT)
    assert event.dispatched_at is None


def test_each_aggregate_counts_for_itself(db: None) -> None:
    one, other = uuid7(), uuid7()
    for aggregate_id in (one, other, one, one):
        record_one(aggregate_id)
    record_one(one, "shipment")
    assert numbers_of(other) == [1]
    assert sorted(numbers_of(one)) == [1, 1, 2, 3]


def test_many_are_numbered_in_the_order_they_were_told(db: None) -> None:
    one, other = uuid7(), uuid7()
    record_one(one)
    news = [News(one, {"n": 1}), News(other, {"n": 2}), News(one, {"n": 3})]
    ids = record_many(aggregate="order", type="order.paid", news=news, at=AT)
    stored = {event.pk: event for event in Event.objects.filter(type="order.paid")}
    assert [(stored[pk].seq, stored[pk].payload["n"]) for pk in ids] == [(2, 1), (1, 2), (3, 3)]


def test_many_cost_one_statement(db: None, django_assert_num_queries: Callable[[int], Any]) -> None:
    news = [News(uuid7(), {}) for _ in range(50)]
    with django_assert_num_queries(1):
        record_many(aggregate="order", type="order.paid", news=news, at=AT)


def test_payloads_may_hold_what_json_has_no_word_for(db: None) -> None:
    pk = record(
        aggregate="order",
        aggregate_id=uuid7(),
        type="order.placed",
        payload={"day": date(2026, 11, 24), "rate": Decimal("1.5"), "word": "уголь 煤"},
        at=AT,
    )
    assert Event.objects.get(pk=pk).payload == {"day": "2026-11-24", "rate": "1.5", "word": "уголь 煤"}


def test_an_event_needs_the_transaction_of_what_it_tells(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        record_one(uuid7())
    with pytest.raises(OutsideTransaction):
        record_many(aggregate="order", type="order.paid", news=[], at=AT)


def test_writers_who_lock_the_row_leave_no_gap(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    with transaction.atomic():
        row = found_organisation(kind="carrier", name="Rail", at=AT)

    def write() -> UUID:
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=row.pk)
            return record_one(row.pk)

    answers = at_once([write] * 12)
    assert all(isinstance(answer, UUID) for answer in answers)
    assert numbers_of(row.pk) == list(range(1, 13))
