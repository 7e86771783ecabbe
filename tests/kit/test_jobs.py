"""Is background work nudged after the commit, and never at the request's cost?"""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from celery import current_app
from django.db import transaction

import kit.jobs
from kit.ids import uuid7
from kit.jobs import announce, enqueue, hand_in_wiring
from shop.wiring import WIRING


@pytest.fixture
def wiring() -> Any:
    """A table of topics for one test."""
    hand_in_wiring({"tea.ready": ("guests.come", "cups.fill"), "nobody.cares": ()})
    yield
    hand_in_wiring(WIRING)


def test_a_job_is_sent_after_the_commit_and_not_before(transactional_db: None, jobs: Any) -> None:
    with transaction.atomic():
        enqueue("shipping.assign_slot", shipment_id=1)
        assert jobs.sent == []
    assert jobs.sent == [("shipping.assign_slot", {"shipment_id": 1})]


def test_a_job_of_a_failed_transaction_is_never_sent(transactional_db: None, jobs: Any) -> None:
    with transaction.atomic():
        enqueue("shipping.assign_slot", shipment_id=1)
        transaction.set_rollback(True)
    assert jobs.sent == []


def test_ids_travel_as_text(transactional_db: None, jobs: Any) -> None:
    one, other = uuid7(), uuid7()
    enqueue("a.b", one=one, many=[one, other])
    assert jobs.sent == [("a.b", {"one": str(one), "many": [str(one), str(other)]})]


def test_what_has_no_json_form_is_refused_at_once(db: None) -> None:
    with pytest.raises(TypeError):
        enqueue("a.b", row=object())  # type: ignore[arg-type]


def test_a_topic_reaches_every_job_that_is_wired_to_it(
    transactional_db: None, jobs: Any, wiring: None
) -> None:
    announce("tea.ready", pot=2)
    announce("nobody.cares")
    assert jobs.sent == [("guests.come", {"pot": 2}), ("cups.fill", {"pot": 2})]


def test_an_unknown_topic_is_a_mistake(db: None, wiring: None) -> None:
    with pytest.raises(LookupError):
        announce("tea.redy")


def test_a_dead_broker_costs_one_try_and_no_error(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(name: str, kwargs: Mapping[str, object]) -> None:
        tries.append(name)
        raise ConnectionError("no broker")

    monkeypatch.setattr(kit.jobs, "sender", fail)
    enqueue("a.first")
    enqueue("a.second")
    assert tries == ["a.first"]


def test_the_broker_is_tried_again_after_its_rest(
    transactional_db: None, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = kit.jobs.sender
    monkeypatch.setattr(kit.jobs, "sender", lambda *_: 1 / 0)
    enqueue("a.lost")
    monkeypatch.setattr(kit.jobs, "sender", sender)
    later = time.monotonic() + kit.jobs.REST_S + 0.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    enqueue("a.sent")
    assert [name for name, _ in jobs.sent] == ["a.sent"]


def test_an_unreachable_redis_doesnt_hold_the_request_up(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def send_to_nowhere(name: str, kwargs: Mapping[str, object]) -> None:
        with current_app.connection_for_write("redis://127.0.0.1:1/0") as connection:
            current_app.send_task(name, kwargs=dict(kwargs), connection=connection)

    monkeypatch.setattr(kit.jobs, "sender", send_to_nowhere)
    began = time.monotonic()
    enqueue("a.b")
    assert time.monotonic() - began < 3
