"""What do staff decide about a transfer that stands in the bank statement?"""

from datetime import timedelta

import pytest
from pytest_django import Settings

from kit.transactions import owns_transaction
from payments import queries
from payments.errors import (
    AlreadyPaid,
    AmountMismatch,
    LineAlreadyBooked,
    NoSurplus,
    NotATransfer,
    NothingUnmatched,
    PaymentClosed,
)
from payments.models import Payment, PaymentEvent
from payments.operations.cancelling import cancel_payment, close_open
from payments.operations.confirming import accept_surplus, return_surplus
from payments.operations.refunding import refund_unmatched
from tests.payments.money import (
    BUYER,
    GROUP,
    NOW,
    STAFF,
    AtOnce,
    broken_rules,
    captured,
    confirm,
    start,
)

LATER = NOW + timedelta(days=4)
ORDER = "SC-26-00000001-7"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def transfer(db: None) -> Payment:
    return start("bank_transfer")


def outcomes() -> list[str]:
    return list(PaymentEvent.objects.order_by("id").values_list("outcome", flat=True))


def status_of_order() -> str:
    return queries.payment_status(reference=GROUP, order_reference=ORDER)


def test_an_exact_transfer_captures(transfer: Payment) -> None:
    payment = confirm(transfer, 12300)
    assert (payment.status, payment.captured_at) == ("captured", NOW)
    assert outcomes() == ["applied"]


def test_a_short_transfer_pays_nothing_until_staff_decide(transfer: Payment) -> None:
    payment = confirm(transfer, 12299)
    assert (payment.status, payment.received_minor) == ("pending", 12299)
    assert outcomes() == ["wrong_amount"]
    assert queries.waiting_for_staff().undecided_payments == 1
    assert status_of_order() == "pending"


def test_the_missing_rest_completes_a_short_transfer(transfer: Payment) -> None:
    confirm(transfer, 12000)
    payment = confirm(transfer, 300)
    assert (payment.status, payment.received_minor) == ("captured", 12300)
    assert outcomes() == ["applied", "applied"]
    assert queries.waiting_for_staff().undecided_payments == 0


def test_a_refused_short_transfer_becomes_unmatched_money_then_goes_back(transfer: Payment) -> None:
    confirm(transfer, 12299)
    payment = owns_transaction(cancel_payment)(payment_id=transfer.id, at=NOW, by=STAFF)
    assert (payment.status, payment.received_minor) == ("unmatched", 12299)
    assert queries.waiting_for_staff().unmatched_payments == 1
    payment = owns_transaction(refund_unmatched)(payment_id=transfer.id, at=NOW, by=STAFF)
    assert payment.status == "refunded"
    assert outcomes() == ["unmatched"]


def test_too_much_pays_nothing_until_staff_accept_it(transfer: Payment) -> None:
    payment = confirm(transfer, 12400)
    assert payment.status == "pending"
    payment = owns_transaction(accept_surplus)(payment_id=transfer.id, at=NOW, by=STAFF)
    assert payment.status == "captured"
    assert status_of_order() == "overpaid"
    assert broken_rules() == []


def test_an_accepted_surplus_is_overpaid_until_it_is_returned(transfer: Payment) -> None:
    confirm(transfer, 12400)
    owns_transaction(accept_surplus)(payment_id=transfer.id, at=NOW, by=STAFF)
    payment = owns_transaction(return_surplus)(payment_id=transfer.id, at=NOW, by=STAFF)
    assert payment.received_minor == 12300
    assert status_of_order() == "paid"
    assert list(PaymentEvent.objects.filter(kind="surplus_returned").values_list("amount_minor")) == [(100,)]
    with pytest.raises(NoSurplus):
        owns_transaction(return_surplus)(payment_id=transfer.id, at=NOW, by=STAFF)


@pytest.mark.parametrize("minor", [12299, 12300])
def test_there_is_no_surplus_in_what_is_due_or_less(transfer: Payment, minor: int) -> None:
    confirm(transfer, minor)
    with pytest.raises(NoSurplus):
        owns_transaction(accept_surplus)(payment_id=transfer.id, at=NOW, by=STAFF)


def test_a_second_transfer_for_a_paid_group_waits_for_staff(transfer: Payment) -> None:
    confirm(transfer, 12300)
    payment = confirm(transfer, 12300)
    assert payment.received_minor == 24600
    assert outcomes() == ["applied", "wrong_amount"]
    assert status_of_order() == "overpaid"


def test_a_line_of_the_statement_is_booked_once(transfer: Payment) -> None:
    confirm(transfer, 12000, line="2026-11-23/7")
    assert confirm(transfer, 12000, line="2026-11-23/7").received_minor == 12000
    assert outcomes() == ["wrong_amount"]


def test_a_line_of_the_statement_is_not_booked_twice_differently(transfer: Payment) -> None:
    confirm(transfer, 12000, line="2026-11-23/7")
    with pytest.raises(LineAlreadyBooked):
        confirm(transfer, 12001, line="2026-11-23/7")
    other = start("bank_transfer", reference="SCG-2")
    with pytest.raises(LineAlreadyBooked):
        confirm(other, 12000, line="2026-11-23/7")


@pytest.mark.django_db(transaction=True)
def test_staff_who_book_one_line_at_once_book_it_once(at_once: AtOnce) -> None:
    transfer = start("bank_transfer")
    at_once([lambda: confirm(transfer, 6150, line="2026-11-23/7")] * 5)
    transfer.refresh_from_db()
    assert transfer.received_minor == 6150
    at_once([lambda: confirm(transfer, 6150, line="2026-11-23/8")] * 5)
    transfer.refresh_from_db()
    assert (transfer.status, transfer.received_minor) == ("captured", 12300)
    assert broken_rules() == []


@pytest.mark.parametrize("minor", [0, -1])
def test_a_receipt_of_nothing_is_refused(transfer: Payment, minor: int) -> None:
    with pytest.raises(AmountMismatch):
        confirm(transfer, minor)


def test_an_online_payment_is_not_confirmed_by_hand(db: None) -> None:
    with pytest.raises(NotATransfer):
        confirm(start("demo"), 12300)


def test_a_transfer_after_the_deadline_is_unmatched_money(transfer: Payment) -> None:
    owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    payment = confirm(transfer, 12300, at=LATER)
    assert (payment.status, payment.received_minor) == ("unmatched", 12300)
    assert outcomes() == ["unmatched"]
    assert status_of_order() == "unpaid"


def test_more_unmatched_money_adds_up(transfer: Payment) -> None:
    owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    confirm(transfer, 12000, at=LATER)
    payment = confirm(transfer, 300, at=LATER)
    assert (payment.status, payment.received_minor) == ("unmatched", 12300)
    assert outcomes() == ["unmatched", "wrong_amount"]


def test_only_unmatched_money_is_sent_back_as_such(transfer: Payment) -> None:
    with pytest.raises(NothingUnmatched):
        owns_transaction(refund_unmatched)(payment_id=transfer.id, at=NOW, by=STAFF)


def test_an_open_payment_is_cancelled(transfer: Payment) -> None:
    payment = owns_transaction(cancel_payment)(payment_id=transfer.id, at=LATER, by=BUYER)
    assert (payment.status, payment.ended_at) == ("cancelled", LATER)
    with pytest.raises(PaymentClosed):
        owns_transaction(cancel_payment)(payment_id=transfer.id, at=LATER, by=BUYER)


def test_a_captured_payment_is_not_cancelled(db: None) -> None:
    with pytest.raises(AlreadyPaid):
        owns_transaction(cancel_payment)(payment_id=captured().id, at=NOW, by=BUYER)


def test_after_a_cancelled_payment_another_one_may_start(transfer: Payment) -> None:
    owns_transaction(cancel_payment)(payment_id=transfer.id, at=NOW, by=BUYER)
    assert start("bank_transfer").provider_ref == f"{GROUP}/2"
    assert Payment.objects.count() == 2
