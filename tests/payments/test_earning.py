"""What does a seller earn by an order, from when on is it theirs?"""

from datetime import timedelta

import pytest

from accounts.models import Organisation
from kit.actors import SYSTEM
from kit.money import Money
from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.models import LedgerTransaction, Payout, Sale
from payments.operations import earning
from payments.operations.bookkeeping import book_chargeback
from payments.tasks import release_sales
from tests.payments.books import EARNED, ORDER, SHARE, firm, on, release, sell
from tests.payments.money import NOW, STAFF, broken_rules, captured


@pytest.fixture
def seller(db: None) -> Organisation:
    """A seller with one paid order."""
    captured()
    made = firm()
    sell(made)
    return made


def undo() -> bool:
    return owns_transaction(earning.take_back_sale)(reference=ORDER, at=NOW, by=SYSTEM)


def test_a_sale_is_split_between_all_whose_money_it_is(seller: Organisation) -> None:
    assert on(Kind.DEPOSITS) == -53_00
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED
    held = {Kind.FREIGHT: 8_00, Kind.INSURANCE: 1_00, Kind.IMPORT_TAX: 11_00, Kind.DUTY: 0}
    assert {kind: -on(kind) for kind in held} == held
    assert (on(Kind.COMMISSION), on(Kind.COMMISSION_VAT)) == (-5_00, -80)
    assert broken_rules() == []


def test_an_order_is_split_once(seller: Organisation) -> None:
    sell(seller)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED
    assert Sale.objects.count() == LedgerTransaction.objects.filter(kind="sale").count() == 1


def test_a_sale_that_ends_is_its_buyers_deposit_again(seller: Organisation) -> None:
    assert undo()
    assert on(Kind.DEPOSITS) == -123_00
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.COMMISSION) == 0
    first, second = LedgerTransaction.objects.order_by("-id")[:2]
    assert (first.kind, first.reverses_id) == ("reversal", second.pk)
    assert not undo()
    assert broken_rules() == []


def test_what_a_bank_took_at_our_cost_is_no_loss_once_its_sale_is_taken_back(seller: Organisation) -> None:
    owns_transaction(book_chargeback)(
        order_reference=ORDER, taken=Money(70_00, "CNY"), at_sellers_cost=False, line="B1", at=NOW, by=STAFF
    )
    assert on(Kind.CHARGEBACKS) == 70_00
    assert undo()
    # What is owed is the other order's alone.
    assert (on(Kind.CHARGEBACKS), on(Kind.DEPOSITS)) == (0, -53_00)
    assert broken_rules() == []


def test_what_was_never_sold_is_not_taken_back(db: None) -> None:
    captured()
    assert not undo()
    assert on(Kind.DEPOSITS) == -123_00


def test_money_is_released_when_the_claim_window_is_over(seller: Organisation) -> None:
    due = NOW + timedelta(days=7)
    owns_transaction(earning.release_from)(reference=ORDER, release_at=due, at=NOW, by=SYSTEM)
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == 0
    assert earning.due_references(at=due - timedelta(seconds=1)) == []
    assert earning.due_references(at=due) == [ORDER]
    assert owns_transaction(earning.release)(reference=ORDER, at=due, by=SYSTEM)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED
    assert not owns_transaction(earning.release)(reference=ORDER, at=due, by=SYSTEM)
    assert broken_rules() == []


def test_it_is_not_released_before(seller: Organisation) -> None:
    due = NOW + timedelta(days=7)
    owns_transaction(earning.release_from)(reference=ORDER, release_at=due, at=NOW, by=SYSTEM)
    assert not owns_transaction(earning.release)(reference=ORDER, at=due - timedelta(seconds=1), by=SYSTEM)


def test_the_job_releases_what_is_due(seller: Organisation) -> None:
    Sale.objects.update(release_at=NOW)
    release_sales()
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED


def test_a_sale_that_was_taken_back_is_never_released(seller: Organisation) -> None:
    undo()
    release()
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == 0
    assert Sale.objects.get().release_at is None


def test_the_first_money_opens_a_payout_and_more_money_no_second_one(seller: Organisation) -> None:
    release()
    [payout] = Payout.objects.all()
    assert (payout.status, payout.currency, payout.organisation_id) == ("accruing", "CNY", seller.pk)
    captured(reference="SCG-2", parts={"SC-9": SHARE.total})
    sell(seller, order="SC-9")
    release("SC-9")
    assert Payout.objects.count() == 1
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -2 * EARNED


def test_test_money_stands_on_accounts_of_its_own(db: None) -> None:
    seller = firm(sandbox=True)
    sell(seller, sandbox=True)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.SELLER_PENDING, owner=seller.pk, sandbox=True) == -EARNED
