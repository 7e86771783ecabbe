"""Does a request that comes twice take effect once?"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.models import IdempotencyRecord, Organisation, User
from accounts.operations.forgetting import forget_expired
from accounts.policy import IDEMPOTENCY_KEPT
from kit.clock import now
from tests.accounts.conftest import EffectDoor
from tests.api import Api

SignedIn = Callable[[User], Api]


@pytest.fixture
def caller(make_user: Callable[..., User], signed_in: SignedIn) -> Api:
    """Somebody signed in."""
    return signed_in(make_user())


def test_a_repeated_request_gets_the_first_answer(caller: Api, doors: list[int]) -> None:
    first = caller.post("/effects", {"number": 1}, key="k1")
    again = caller.post("/effects", {"number": 1}, key="k1")
    assert doors == [1]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]


def test_without_a_key_each_request_counts(caller: Api, doors: list[int]) -> None:
    caller.post("/effects", {"number": 1})
    caller.post("/effects", {"number": 1})
    assert doors == [1, 1]


def test_another_body_under_the_same_key_is_refused(caller: Api, doors: list[int]) -> None:
    caller.post("/effects", {"number": 1}, key="k1")
    answer = caller.post("/effects", {"number": 2}, key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_reused")
    assert doors == [1]


def test_a_key_belongs_to_its_caller_and_its_address(
    caller: Api, doors: list[int], make_user: Callable[..., User], signed_in: SignedIn
) -> None:
    caller.post("/effects", {"number": 1}, key="k1")
    signed_in(make_user()).post("/effects", {"number": 1}, key="k1")
    caller.post("/required", {"number": 1}, key="k1")
    assert doors == [1, 1, 1]


def test_strangers_are_told_apart_by_what_they_send(api: Api, doors: list[int]) -> None:
    api.post("/effects", {"number": 1}, key="k1")
    other = api.post("/effects", {"number": 2}, key="k1")
    same = api.post("/effects", {"number": 1}, key="k1")
    assert other.status_code == 201
    assert same.headers["Idempotent-Replayed"] == "true"
    assert doors == [1, 2]


def test_strangers_with_different_carts_never_share_an_answer(api: Api, doors: list[int]) -> None:
    for token in ("mine", "yours", "mine"):
        api.post("/cart", {"number": 1}, key="k1", x_cart_token=token)
    assert doors == [1, 1]


def test_a_refusal_is_judged_again_and_leaves_nothing(caller: Api, doors: list[int]) -> None:
    for _ in range(2):
        answer = caller.post("/effects", {"number": -1}, key="k1")
        assert answer.status_code == 422
    assert doors == [-1, -1]
    assert not IdempotencyRecord.objects.exists()
    assert not Organisation.objects.filter(name="never").exists()


def test_a_door_may_insist_on_a_key(caller: Api, doors: list[int]) -> None:
    answer = caller.post("/required", {"number": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_required")
    assert doors == []


@pytest.mark.parametrize("key", ["a b", "ключ", "x" * 256, "\u00a0"])
def test_a_key_is_visible_ascii_of_bounded_length(caller: Api, doors: list[int], key: str) -> None:
    answer = caller.post("/effects", {"number": 1}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_invalid")
    assert doors == []


def test_a_request_that_comes_while_the_first_runs_is_asked_to_wait(
    transactional_db: None,
    doors: list[int],
    make_user: Callable[..., User],
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running, finish = threading.Event(), threading.Event()
    caller, answers = signed_in(make_user()), []
    post = EffectDoor.post

    def slow(door: EffectDoor, request: Any) -> Any:
        running.set()
        assert finish.wait(20)
        return post(door, request)

    def first() -> None:
        answers.append(caller.post("/effects", {"number": 1}, key="k1"))
        connection.close()

    monkeypatch.setattr(EffectDoor, "post", slow)
    thread = threading.Thread(target=first)
    thread.start()
    assert running.wait(20)
    meanwhile = caller.post("/effects", {"number": 1}, key="k1")
    finish.set()
    thread.join()
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "idempotency.still_running")
    assert meanwhile.headers["Retry-After"] == "1"
    assert answers[0].status_code == 201
    assert caller.post("/effects", {"number": 1}, key="k1").headers["Idempotent-Replayed"] == "true"
    assert doors == [1]


def test_of_twenty_at_once_one_takes_effect(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
    doors: list[int],
    make_user: Callable[..., User],
    signed_in: SignedIn,
) -> None:
    caller = signed_in(make_user())
    answers = at_once([lambda: caller.post("/effects", {"number": 1}, key="k1")] * 20)
    assert doors == [1]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


def test_a_deadlocks_loser_is_tried_again_unseen(
    caller: Api, doors: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    post, losses = EffectDoor.post, [1, 2]

    def unlucky(door: EffectDoor, request: Any) -> Any:
        if losses:
            losses.pop()
            cause = Exception()
            cause.sqlstate = "40P01"  # type: ignore[attr-defined]
            raise OperationalError from cause
        return post(door, request)

    monkeypatch.setattr(EffectDoor, "post", unlucky)
    assert caller.post("/effects", {"number": 1}, key="k1").status_code == 201
    assert caller.post("/effects", {"number": 2}).status_code == 201
    assert doors == [1, 2]


def test_what_is_kept_tells_neither_key_nor_body(caller: Api, doors: list[int]) -> None:
    caller.post("/effects", {"number": 123456789}, key="a-secret-key")
    record = IdempotencyRecord.objects.get()
    kept = f"{record.caller} {record.key_digest} {record.request_digest}"
    assert "a-secret-key" not in kept
    assert "123456789" not in kept


def test_answers_are_kept_for_seven_days(transactional_db: None, doors: list[int], api: Api) -> None:
    api.post("/effects", {"number": 1}, key="k1")
    forget_expired(at=now() + IDEMPOTENCY_KEPT - timedelta(minutes=1))
    assert IdempotencyRecord.objects.count() == 1
    forget_expired(at=now() + IDEMPOTENCY_KEPT + timedelta(minutes=1))
    assert not IdempotencyRecord.objects.exists()
