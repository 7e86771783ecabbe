"""How does money go back?"""

from collections.abc import Callable

import pytest

from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.moves import IllegalMove, LostRace, move
from kit.transactions import owns_transaction
from payments import queries
from payments.errors import ApproverIsRequester, PaymentNotFound, RefundNotFound, RefundTooLarge
from payments.models import Payment, Refund
from payments.operations.refunding import (
    approve_refund,
    decline_refund,
    fail_refund,
    finish_refund,
    request_refund,
    send_refund,
)
from payments.queries.refunds import amount_left_of
from tests.payments.money import (
    BUYER,
    COLLEAGUE,
    GROUP,
    NOW,
    STAFF,
    AtOnce,
    broken_rules,
    captured,
    start,
)

ORDER = "SC-26-00000001-7"
Verb = Callable[..., Refund]


def request(minor: int = 7000, *, order: str = ORDER, by: Actor = BUYER) -> Refund:
    return owns_transaction(request_refund)(
        reference=GROUP, order_reference=order, amount_minor=minor, reason="cancelled", at=NOW, by=by
    )


def do(verb: Verb, refund: Refund, *, by: Actor = STAFF) -> Refund:
    return owns_transaction(verb)(refund_id=refund.id, at=NOW, by=by)


def status() -> str:
    return queries.payment_status(reference=GROUP, order_reference=ORDER)


@pytest.fixture
def payment(db: None) -> Payment:
    return captured()


def test_a_requested_refund_is_due_at_once(payment: Payment, at_once: AtOnce) -> None:
    refund = request()
    assert (refund.status, refund.currency, refund.requested_by_id) == ("requested", "CNY", BUYER.user_id)
    assert queries.waiting_for_staff().refunds_due == 1
    assert status() == "paid"


def test_the_order_is_refunded_when_the_money_has_left(payment: Payment) -> None:
    refund = request()
    for verb, became in (
        (approve_refund, "approved"),
        (send_refund, "in_transit"),
        (finish_refund, "done"),
    ):
        assert status() == "paid"
        assert do(verb, refund).status == became
    assert status() == "refunded"
    assert broken_rules() == []


def test_part_of_an_order_may_go_back(payment: Payment) -> None:
    refund = request(6999)
    for verb in (approve_refund, send_refund, finish_refund):
        do(verb, refund)
    assert status() == "part_refunded"
    assert amount_left_of(ORDER) == 1


@pytest.mark.parametrize("minor", [7001, 0, -1])
def test_no_more_than_the_orders_own_part_goes_back(payment: Payment, minor: int) -> None:
    with pytest.raises(RefundTooLarge):
        request(minor)


def test_living_refunds_together_stay_within_the_part(payment: Payment) -> None:
    request(4000)
    with pytest.raises(RefundTooLarge) as refusal:
        request(3001)
    assert refusal.value.facts["left_minor"] == 3000
    request(3000)
    assert amount_left_of(ORDER) == 0


@pytest.mark.parametrize("path", [[decline_refund], [approve_refund, fail_refund]])
def test_a_dead_refund_may_be_asked_for_again(payment: Payment, path: list[Verb]) -> None:
    refund = request()
    for verb in path:
        do(verb, refund)
    assert amount_left_of(ORDER) == 7000
    assert request().id != refund.id


def test_refunds_asked_for_at_once_never_exceed_what_was_captured(at_once: AtOnce) -> None:
    captured()
    done = at_once([lambda: request(3000)] * 8)
    assert sum(isinstance(each, Refund) for each in done) == 2
    assert sum(isinstance(each, RefundTooLarge) for each in done) == 6
    assert broken_rules() == []


def test_unpaid_money_is_not_refunded(db: None) -> None:
    start("bank_transfer")
    with pytest.raises(PaymentNotFound):
        request()


def test_an_order_outside_of_the_payment_is_not_refunded(payment: Payment) -> None:
    with pytest.raises(PaymentNotFound):
        request(order="SC-26-00000009-9")


def test_who_asked_for_a_refund_does_not_approve_it(payment: Payment) -> None:
    refund = request(by=STAFF)
    with pytest.raises(ApproverIsRequester):
        do(approve_refund, refund, by=STAFF)
    assert do(approve_refund, refund, by=COLLEAGUE).approved_by_id == COLLEAGUE.user_id


def test_nobody_in_particular_approves_nothing(payment: Payment) -> None:
    refund = request(by=SYSTEM)
    with pytest.raises(ApproverIsRequester):
        do(approve_refund, refund, by=SYSTEM)
    assert do(approve_refund, refund).status == "approved"


def test_a_refund_is_not_sent_unapproved(payment: Payment) -> None:
    refund = request()
    for verb in (send_refund, finish_refund, fail_refund):
        with pytest.raises(IllegalMove):
            do(verb, refund)
    do(decline_refund, refund)
    with pytest.raises(IllegalMove):
        do(approve_refund, refund)


def test_approvals_at_once_approve_once(at_once: AtOnce) -> None:
    captured()
    refund = request()
    done = at_once([lambda: do(approve_refund, refund)] * 4)
    assert sum(isinstance(each, Refund) for each in done) == 1
    assert sum(isinstance(each, IllegalMove) for each in done) == 3


def test_a_stale_copy_moves_no_refund(payment: Payment) -> None:
    stale = request()
    do(decline_refund, stale)
    with pytest.raises(LostRace):
        owns_transaction(move)(stale, to="approved", at=NOW, by=STAFF)


def test_a_stale_copy_moves_no_payment(db: None) -> None:
    stale = start("bank_transfer")
    owns_transaction(move)(type(stale).objects.get(), to="cancelled", at=NOW, by=STAFF, ended_at=NOW)
    with pytest.raises(LostRace):
        owns_transaction(move)(stale, to="captured", at=NOW, by=STAFF, captured_at=NOW)


def test_an_unknown_refund_is_told(db: None) -> None:
    with pytest.raises(RefundNotFound):
        owns_transaction(approve_refund)(refund_id=uuid7(), at=NOW, by=STAFF)
