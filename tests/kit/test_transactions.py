"""Does each verb run in the transaction that it asks for?"""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from catalog.models import Seller
from kit.transactions import ATTEMPTS, OutsideTransaction, inside_transaction, owns_transaction
from tests.kit.conftest import make_seller


@inside_transaction
def guest() -> str:
    return "in"


def test_a_guest_refuses_to_run_without_a_host(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction, match="guest"):
        guest()
    with transaction.atomic():
        assert guest() == "in"


def test_an_owner_refuses_to_run_inside_another_transaction(transactional_db: None) -> None:
    @owns_transaction
    def owner() -> bool:
        return connection.in_atomic_block

    assert owner()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        owner()


def test_what_an_owner_did_is_undone_when_it_fails(transactional_db: None) -> None:
    @owns_transaction
    def fail() -> None:
        make_seller()
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not Seller.objects.exists()


class _Failing:
    """Fails as PostgreSQL would, some times in a row."""

    def __init__(self, state: str, times: int) -> None:
        self.state, self.left, self.calls = state, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.left:
            self.left -= 1
            cause = Exception()
            cause.sqlstate = self.state  # type: ignore[attr-defined]
            raise OperationalError("as PostgreSQL says it") from cause
        return "done"


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_the_loser_of_a_fair_fight_tries_again(db: None, state: str) -> None:
    work = _Failing(state, ATTEMPTS - 1)
    assert owns_transaction(work.__call__)() == "done"
    assert work.calls == ATTEMPTS


def test_nobody_tries_for_ever(db: None) -> None:
    work = _Failing("40P01", ATTEMPTS)
    with pytest.raises(OperationalError):
        owns_transaction(work.__call__)()
    assert work.calls == ATTEMPTS


def test_other_errors_are_not_tried_again(db: None) -> None:
    work = _Failing("55P03", 1)
    with pytest.raises(OperationalError):
        owns_transaction(work.__call__)()
    assert work.calls == 1


def test_a_real_deadlock_ends_with_both_having_done_their_work(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    with transaction.atomic():
        one, other = make_seller(), make_seller()
    both_hold_one = Barrier(2)

    def lock_in_order(first: Seller, second: Seller) -> Callable[[], int]:
        tries = []

        @owns_transaction
        def lock() -> int:
            tries.append(1)
            Seller.objects.select_for_update().get(pk=first.pk)
            if len(tries) == 1:
                both_hold_one.wait(timeout=20)
            Seller.objects.select_for_update().get(pk=second.pk)
            return len(tries)

        return lock

    answers = at_once([lock_in_order(one, other), lock_in_order(other, one)])
    # Whoever lost came again; on a busy machine both may have.
    assert all(isinstance(answer, int) for answer in answers)
    assert max(answers) > 1
