"""What happens to a balance that is taken and given back at the same instant?"""

from kit.moves import IllegalMove, LostRace
from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.errors import PayoutNotDue
from payments.models import LedgerTransaction, Payout, PayoutAccount, PayoutFile, Refund, Sale
from payments.operations import earning, ordering, refunding
from payments.postings import Share
from tests.payments.books import (
    LATER,
    ORDER,
    approve,
    bank_data,
    earn,
    firm,
    on,
    open_one,
    rate,
    ready,
    release,
    schedule,
    sell,
)
from tests.payments.money import BUYER, COLLEAGUE, GROUP, NOW, STAFF, AtOnce, broken_rules, captured


def test_a_balance_that_many_schedule_at_once_is_taken_once(at_once: AtOnce) -> None:
    seller = firm()
    payout = ready(seller)
    done = at_once([lambda: schedule(payout)] * 6)
    assert sum(isinstance(each, Payout) for each in done) == 1
    assert sum(isinstance(each, IllegalMove | PayoutNotDue) for each in done) == 5
    assert on(Kind.PAYOUTS, currency="KZT") == -70_000_00
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == 0
    assert Payout.objects.filter(amount_minor__isnull=True).count() == 1
    assert broken_rules() == []


def test_a_payout_that_two_files_want_is_ordered_by_one(at_once: AtOnce) -> None:
    payout = schedule(ready(firm()))
    approve(payout)

    def order() -> PayoutFile:
        return owns_transaction(ordering.make_file)(payout_ids=[payout.pk], form="1c", at=LATER, by=COLLEAGUE)

    done = at_once([order] * 4)
    assert sum(isinstance(each, PayoutFile) for each in done) == 1
    assert PayoutFile.objects.count() == 1
    assert broken_rules() == []


def test_a_payout_said_to_be_paid_and_bounced_at_once_is_one_of_both(at_once: AtOnce) -> None:
    seller = firm()
    payout = schedule(ready(seller))
    approve(payout)
    owns_transaction(ordering.make_file)(payout_ids=[payout.pk], form="1c", at=LATER, by=COLLEAGUE)
    at_once(
        [
            lambda: owns_transaction(ordering.confirm_payout)(payout_id=payout.pk, at=LATER, by=STAFF),
            lambda: owns_transaction(ordering.bounce_payout)(
                payout_id=payout.pk, at=LATER, by=STAFF, reason="closed"
            ),
        ]
    )
    payout.refresh_from_db()
    left = {"paid": (0, -70_000_00), "failed": (-1_000_00, 0)}[payout.status]
    assert (on(Kind.SELLER_PAYABLE, owner=seller.pk), on(Kind.BANK, currency="KZT")) == left
    assert broken_rules() == []


def test_a_payout_racing_refunds_takes_the_balance_once_and_each_refund_counts_once(at_once: AtOnce) -> None:
    captured()
    seller = firm()
    sell(seller, share=Share(goods=70_00))
    release()
    earn(seller, 1_000_00, order="SC-26-00000009-9")
    bank_data(seller)
    rate(at=LATER)
    payout = open_one(seller)

    def refund() -> Refund:
        return owns_transaction(refunding.request_refund)(
            reference=GROUP, order_reference=ORDER, amount_minor=35_00, reason="", at=NOW, by=BUYER
        )

    done = at_once([lambda: schedule(payout), refund, refund, refund])
    assert sum(isinstance(each, Refund) for each in done) == 2
    payout.refresh_from_db()
    taken = payout.amount_minor or 0
    # Earned 70.00 and 1,000.00, of which 70.00 went back: whatever came first, nothing is there twice.
    assert taken in (1_000_00, 1_035_00, 1_070_00)
    assert -on(Kind.SELLER_PAYABLE, owner=seller.pk) == 1_000_00 - taken
    assert LedgerTransaction.objects.filter(kind="payout_scheduled").count() == 1
    assert LedgerTransaction.objects.filter(kind="refund_due").count() == 2
    assert broken_rules() == []


def test_a_sale_that_ends_and_is_released_at_once_does_one_of_both(at_once: AtOnce) -> None:
    captured()
    seller = firm()
    sell(seller)
    at_once(
        [
            release,
            lambda: owns_transaction(earning.take_back_sale)(reference=ORDER, at=NOW, by=STAFF),
        ]
    )
    sale = Sale.objects.get()
    assert (sale.released_at is None) != (sale.reversed_at is None)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert broken_rules() == []


def test_first_bank_data_given_twice_at_once_are_one_in_use(at_once: AtOnce) -> None:
    seller = firm()
    done = at_once([lambda: bank_data(seller)] * 4)
    assert any(isinstance(each, PayoutAccount) for each in done)
    assert all(isinstance(each, PayoutAccount | LostRace) for each in done)
    assert PayoutAccount.objects.filter(replaced_at__isnull=True).count() == 1


def test_an_order_that_many_workers_split_is_split_once(at_once: AtOnce) -> None:
    captured()
    seller = firm()
    at_once([lambda: sell(seller)] * 6)
    assert Sale.objects.count() == LedgerTransaction.objects.filter(kind="sale").count() == 1
    assert broken_rules() == []
