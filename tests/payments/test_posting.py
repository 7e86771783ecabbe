"""Does each fact of a payment stand in the books as soon as it is a fact?"""

import pytest
from pytest_django import Settings

from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.models import LedgerTransaction, Payment
from payments.operations import cancelling, confirming, refunding
from tests.payments.books import EARNED, ORDER, OTHER_ORDER, firm, on, release, sell
from tests.payments.money import (
    BUYER,
    COLLEAGUE,
    GROUP,
    NOW,
    STAFF,
    broken_rules,
    captured,
    confirm,
    deliver,
    pay,
    say_paid,
    start,
)


def refund(minor: int = 70_00, *, to: str = "done") -> None:
    """A refund of the first order, brought to a status."""
    made = owns_transaction(refunding.request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=minor, reason="", at=NOW, by=BUYER
    )
    verbs = {
        "requested": (),
        "declined": (refunding.decline_refund,),
        "failed": (refunding.approve_refund, refunding.fail_refund),
        "done": (refunding.approve_refund, refunding.send_refund, refunding.finish_refund),
    }
    for verb in verbs[to]:
        owns_transaction(verb)(refund_id=made.pk, at=NOW, by=COLLEAGUE)


def test_a_transfer_that_pays_is_a_deposit_for_each_order(db: None) -> None:
    captured()
    assert on(Kind.BANK) == 123_00
    assert on(Kind.DEPOSITS) == -123_00
    assert broken_rules() == []


def test_a_provider_has_what_it_took_for_us(db: None, settings: Settings) -> None:
    settings.DEMO = True
    charge = pay(start(), "prompt")
    deliver(charge)
    # Told once more it is no more money.
    say_paid(charge, event_id="evt_again")
    assert on(Kind.PROVIDER, party="demo") == 123_00
    assert on(Kind.BANK) == 0
    assert LedgerTransaction.objects.count() == 1
    assert broken_rules() == []


def test_a_sum_that_is_not_due_pays_nothing_until_the_rest_comes(db: None) -> None:
    payment = start("bank_transfer")
    confirm(payment, 100_00, line="1")
    assert (on(Kind.BANK), on(Kind.UNMATCHED), on(Kind.DEPOSITS)) == (100_00, -100_00, 0)
    confirm(payment, 23_00, line="2")
    assert (on(Kind.BANK), on(Kind.UNMATCHED), on(Kind.DEPOSITS)) == (123_00, 0, -123_00)
    assert broken_rules() == []


def test_a_surplus_is_nobodys_until_it_goes_back(db: None) -> None:
    payment = start("bank_transfer")
    confirm(payment, 130_00, line="1")
    owns_transaction(confirming.accept_surplus)(payment_id=payment.pk, at=NOW, by=STAFF)
    assert (on(Kind.BANK), on(Kind.UNMATCHED), on(Kind.DEPOSITS)) == (130_00, -7_00, -123_00)
    owns_transaction(confirming.return_surplus)(payment_id=payment.pk, at=NOW, by=STAFF)
    assert (on(Kind.BANK), on(Kind.UNMATCHED)) == (123_00, 0)
    assert broken_rules() == []


def test_money_for_a_dead_payment_is_unmatched_until_it_goes_back(db: None) -> None:
    payment = start("bank_transfer")
    owns_transaction(cancelling.cancel_payment)(payment_id=payment.pk, at=NOW, by=BUYER)
    confirm(payment, 123_00)
    assert (on(Kind.BANK), on(Kind.UNMATCHED), on(Kind.DEPOSITS)) == (123_00, -123_00, 0)
    assert broken_rules() == []
    owns_transaction(refunding.refund_unmatched)(payment_id=payment.pk, at=NOW, by=STAFF)
    assert (on(Kind.BANK), on(Kind.UNMATCHED)) == (0, 0)
    assert broken_rules() == []


def test_a_wrong_sum_of_a_payment_that_dies_stays_in_the_books_once(db: None) -> None:
    payment = start("bank_transfer")
    confirm(payment, 100_00)
    owns_transaction(cancelling.cancel_payment)(payment_id=payment.pk, at=NOW, by=BUYER)
    assert Payment.objects.get().status == "unmatched"
    assert (on(Kind.BANK), on(Kind.UNMATCHED)) == (100_00, -100_00)
    assert broken_rules() == []


def test_a_refund_is_owed_when_asked_for_and_gone_when_sent(db: None) -> None:
    captured()
    refund(to="requested")
    assert (on(Kind.DEPOSITS), on(Kind.REFUNDS_DUE), on(Kind.BANK)) == (-53_00, -70_00, 123_00)
    LedgerTransaction.objects.get(kind="refund_due", reference=ORDER)
    assert broken_rules() == []


def test_a_refund_that_was_sent_has_left_the_bank(db: None) -> None:
    captured()
    refund()
    assert (on(Kind.DEPOSITS), on(Kind.REFUNDS_DUE), on(Kind.BANK)) == (-53_00, 0, 53_00)
    assert broken_rules() == []


@pytest.mark.parametrize("to", ["declined", "failed"])
def test_a_refund_that_dies_is_a_deposit_again(db: None, to: str) -> None:
    captured()
    refund(to=to)
    assert (on(Kind.DEPOSITS), on(Kind.REFUNDS_DUE), on(Kind.BANK)) == (-123_00, 0, 123_00)
    assert broken_rules() == []


def test_what_goes_back_of_a_sale_is_the_cost_of_all_who_shared_it(db: None) -> None:
    captured()
    seller = firm()
    sell(seller)
    refund(10_00)
    # A seventh of each part; of the commission of 5.00 and its VAT of 0.80 what 7.15 of 50.00 of goods cost.
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED + 7_15 - 72 - 11
    assert (on(Kind.FREIGHT), on(Kind.INSURANCE), on(Kind.IMPORT_TAX)) == (-6_86, -86, -9_43)
    release()
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED + 7_15 - 72 - 11
    assert broken_rules() == []


def test_after_the_money_was_released_a_refund_takes_it_from_there(db: None) -> None:
    captured()
    seller = firm()
    sell(seller)
    release()
    refund(60_00)
    # Six sevenths: 42.86 of goods, with 4.29 of the commission and 0.69 of its VAT given back.
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED + 42_86 - 4_29 - 69
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert broken_rules() == []


def test_a_refund_that_dies_after_the_release_goes_to_what_may_be_paid_out(db: None) -> None:
    captured()
    seller = firm()
    sell(seller)
    made = owns_transaction(refunding.request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=10_00, reason="", at=NOW, by=BUYER
    )
    release()
    owns_transaction(refunding.decline_refund)(refund_id=made.pk, at=NOW, by=STAFF)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED
    assert broken_rules() == []


def test_another_orders_deposit_is_left_alone(db: None) -> None:
    captured()
    refund()
    assert {
        line.reference
        for made in LedgerTransaction.objects.filter(kind="payment")
        for line in made.entries.filter(account__kind=Kind.DEPOSITS)
    } == {ORDER, OTHER_ORDER}
