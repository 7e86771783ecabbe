"""Does a row move once, legally, on the record?"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from catalog.models import Seller
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.moves import (
    IllegalMove,
    LostRace,
    News,
    hand_in_recorder,
    move,
    move_many,
    tell,
    tell_begun,
    telling_at_once,
)
from kit.transactions import OutsideTransaction
from news.models import Event
from news.operations.recording import record_all
from tests.kit.conftest import make_seller

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_move_changes_row_history_and_outbox_together(seller: Seller) -> None:
    staff = Actor(kind="staff", user_id=uuid7())
    moved = move(seller, to="in_review", at=AT, by=staff, reason="papers came", facts={"papers": 2})
    stored = Seller.objects.get(pk=seller.pk)
    assert moved is seller
    assert (seller.status, seller.version) == (stored.status, stored.version) == ("in_review", 2)
    history = seller.moves.get()
    assert (history.was, history.became, history.at) == ("applied", "in_review", AT)
    assert (history.by_kind, history.by_id, history.reason) == ("staff", staff.user_id, "papers came")
    event = Event.objects.get(aggregate_id=seller.pk)
    assert (event.type, event.seq, event.occurred_at) == ("seller.in_review", 1, AT)
    assert event.payload == {
        "id": str(seller.pk),
        "was": "applied",
        "status": "in_review",
        "version": 2,
        "papers": 2,
    }


def test_history_names_the_key_that_was_used(seller: Seller) -> None:
    key = Actor(kind="staff", user_id=uuid7(), key_id=uuid7())
    move(seller, to="in_review", at=AT, by=key)
    assert seller.moves.get().by_id == key.key_id


def test_stamps_are_written_with_the_status(seller: Seller) -> None:
    move(seller, to="in_review", at=AT, by=SYSTEM)
    move(seller, to="verified", at=AT, by=SYSTEM, verified_at=AT)
    assert seller.verified_at == AT
    assert Seller.objects.get(pk=seller.pk).verified_at == AT


def test_a_move_that_is_not_in_the_table_changes_nothing(seller: Seller) -> None:
    with pytest.raises(IllegalMove) as refused:
        move(seller, to="verified", at=AT, by=SYSTEM, verified_at=AT)
    assert refused.value.facts == {"resource": "seller", "was": "applied", "became": "verified"}
    assert Seller.objects.get(pk=seller.pk).status == "applied"
    assert not seller.moves.exists()


def test_a_stale_copy_cannot_move_a_row_that_has_moved(seller: Seller) -> None:
    stale = Seller.objects.get(pk=seller.pk)
    move(seller, to="in_review", at=AT, by=SYSTEM)
    with pytest.raises(LostRace):
        move(stale, to="in_review", at=AT, by=SYSTEM)
    assert seller.moves.count() == 1
    assert Event.objects.filter(aggregate_id=seller.pk).count() == 1


def test_the_version_in_memory_is_the_stored_one(seller: Seller) -> None:
    Seller.objects.filter(pk=seller.pk).update(version=7)
    assert move(seller, to="in_review", at=AT, by=SYSTEM).version == 8


def test_many_move_in_a_fixed_number_of_statements(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    sellers = [make_seller() for _ in range(5)]
    move(sellers[3], to="in_review", at=AT, by=SYSTEM)
    ids = [seller.pk for seller in reversed(sellers)]
    with django_assert_num_queries(2):
        moved = move_many(ids, model=Seller, was="applied", to="in_review", at=AT, by=SYSTEM)
    assert moved == sorted(seller.pk for seller in sellers if seller is not sellers[3])
    assert set(Seller.objects.values_list("status", "version")) == {("in_review", 2)}
    assert Event.objects.filter(type="seller.in_review").count() == 5
    assert sellers[3].moves.count() == 1


def test_many_move_only_as_the_table_says(seller: Seller) -> None:
    with pytest.raises(IllegalMove):
        move_many([seller.pk], model=Seller, was="applied", to="verified", at=AT, by=SYSTEM)


def test_history_has_the_order_of_the_ids(db: None) -> None:
    sellers = [make_seller() for _ in range(5)]
    ids = [seller.pk for seller in reversed(sellers)]
    move_many(ids, model=Seller, was="applied", to="in_review", at=AT, by=SYSTEM, reason="papers came")
    rows = Seller.objects.get(pk=ids[0]).moves.model.objects.order_by("id")
    assert list(rows.values_list("row_id", "reason")) == [(pk, "papers came") for pk in sorted(ids)]


def test_moves_of_one_step_are_told_at_once_in_their_order(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    one, other = make_seller(), make_seller()
    with django_assert_num_queries(4), telling_at_once():
        move(one, to="in_review", at=AT, by=SYSTEM)
        with telling_at_once():
            move(other, to="in_review", at=AT, by=SYSTEM)
        tell(Seller, what="seen", news=[News(one.pk, {})], at=AT)
        move(one, to="verified", at=AT, by=SYSTEM, verified_at=AT)
    told = list(Event.objects.order_by("id").values_list("aggregate_id", "seq", "type"))
    assert told == [
        (one.pk, 1, "seller.in_review"),
        (other.pk, 1, "seller.in_review"),
        (one.pk, 2, "seller.seen"),
        (one.pk, 3, "seller.verified"),
    ]


def test_a_step_that_fails_tells_nothing(seller: Seller) -> None:
    def fail_midway() -> None:
        with transaction.atomic(), telling_at_once():
            move(seller, to="in_review", at=AT, by=SYSTEM)
            move(seller, to="applied", at=AT, by=SYSTEM)

    with pytest.raises(IllegalMove):
        fail_midway()
    assert not Event.objects.exists()
    move(Seller.objects.get(pk=seller.pk), to="in_review", at=AT, by=SYSTEM)
    assert Event.objects.count() == 1


def test_a_row_passes_a_status_as_if_it_had_been_moved_twice(
    seller: Seller, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        move(
            seller,
            to="verified",
            at=AT,
            by=SYSTEM,
            reason="all is in order",
            through={"in_review": "papers came"},
            facts={"papers": 2},
            verified_at=AT,
        )
    stored = Seller.objects.get(pk=seller.pk)
    assert (seller.status, seller.version) == (stored.status, stored.version) == ("verified", 3)
    assert list(seller.moves.order_by("id").values_list("was", "became", "reason")) == [
        ("applied", "in_review", "papers came"),
        ("in_review", "verified", "all is in order"),
    ]
    told = Event.objects.order_by("id").values_list("seq", "type", "payload__version", "payload__papers")
    assert list(told) == [(1, "seller.in_review", 2, None), (2, "seller.verified", 3, 2)]


def test_facts_can_be_of_a_status_that_is_passed(seller: Seller) -> None:
    with transaction.atomic():
        move(
            seller,
            to="verified",
            at=AT,
            by=SYSTEM,
            through={"in_review": ""},
            facts={"papers": 2},
            facts_of="in_review",
            verified_at=AT,
        )
    told = Event.objects.order_by("id").values_list("type", "payload__papers")
    assert list(told) == [("seller.in_review", 2), ("seller.verified", None)]


def test_a_row_passes_only_where_it_could_be_moved(seller: Seller) -> None:
    with pytest.raises(IllegalMove):
        move(seller, to="in_review", at=AT, by=SYSTEM, through={"verified": ""})
    assert (Seller.objects.get(pk=seller.pk).status, Event.objects.count()) == ("applied", 0)


def test_moving_nobody_is_no_news(seller: Seller) -> None:
    assert move_many([], model=Seller, was="applied", to="in_review", at=AT, by=SYSTEM) == []
    assert not Event.objects.exists()


def test_a_move_needs_a_transaction(transactional_db: None) -> None:
    with transaction.atomic():
        seller = make_seller()
    with pytest.raises(OutsideTransaction):
        move(seller, to="in_review", at=AT, by=SYSTEM)
    with pytest.raises(OutsideTransaction):
        move_many([seller.pk], model=Seller, was="applied", to="in_review", at=AT, by=SYSTEM)
    with pytest.raises(OutsideTransaction), telling_at_once():
        pass


def test_of_many_who_move_one_row_at_once_one_wins(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    with transaction.atomic():
        seller = make_seller()

    def try_it() -> str:
        with transaction.atomic():
            copy = Seller.objects.get(pk=seller.pk)
            copy.status = "applied"
            return move(copy, to="in_review", at=AT, by=SYSTEM).status

    answers = at_once([try_it] * 8)
    assert answers.count("in_review") == 1
    assert sum(isinstance(answer, LostRace) for answer in answers) == 7
    assert list(Event.objects.values_list("seq", flat=True)) == [1]


def test_without_an_outbox_nothing_moves(seller: Seller) -> None:
    hand_in_recorder(None)  # type: ignore[arg-type]
    try:
        with pytest.raises(RuntimeError, match="outbox"):
            move(seller, to="in_review", at=AT, by=SYSTEM)
    finally:
        hand_in_recorder(record_all)


def test_a_beginning_is_told_as_a_move_from_nothing(seller: Seller) -> None:
    tell_begun([seller], at=AT)
    event = Event.objects.get(aggregate_id=seller.pk)
    assert (event.type, event.seq) == ("seller.applied", 1)
    assert event.payload == {"id": str(seller.pk), "was": None, "status": "applied", "version": 1}


def test_only_a_beginning_is_told_as_one(seller: Seller) -> None:
    move(seller, to="in_review", at=AT, by=SYSTEM)
    with pytest.raises(ValueError, match="doesn't begin as in_review"):
        tell_begun([seller], at=AT)
