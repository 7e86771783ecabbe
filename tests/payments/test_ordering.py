"""How is our bank told to pay sellers, and what is booked when it says what came of it?"""

import pytest

from accounts.models import Organisation
from kit.actors import SYSTEM
from kit.money import Money
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from payments import postings
from payments.chart import Kind
from payments.errors import (
    NotForFile,
    PayoutNotDue,
    StrangeCost,
)
from payments.models import LedgerTransaction, PayoutAccount, PayoutFile
from payments.operations import posting
from tests.payments.books import (
    LATER,
    approve,
    bank_data,
    bounce,
    confirm,
    earn,
    firm,
    make_file,
    on,
    open_one,
    ordered,
    rate,
    ready,
    schedule,
)
from tests.payments.money import NOW, broken_rules

EXCHANGE = "CNY/KZT"


@pytest.fixture
def seller(db: None) -> Organisation:
    """A seller."""
    return firm()


# ---- ordering ----------------------------------------------------------------------------


def test_a_file_orders_what_was_approved_to_the_data_of_now(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    approve(payout)
    file = make_file(payout)
    payout.refresh_from_db()
    assert (payout.status, payout.file_id) == ("processing", file.pk)
    assert payout.account == PayoutAccount.objects.get(organisation=seller)
    assert (file.total, file.payouts_count, file.currency) == (Money(70_000_00, "KZT"), 1, "KZT")
    assert broken_rules() == []


def test_a_payout_is_in_one_file_at_most(seller: Organisation) -> None:
    payout = ordered(ready(seller))
    with pytest.raises(NotForFile):
        make_file(payout)
    assert PayoutFile.objects.count() == 1


def test_an_unapproved_payout_keeps_the_others_out_of_the_file_too(seller: Organisation) -> None:
    good = schedule(ready(seller))
    approve(good)
    other = firm("Other")
    earn(other, 1_000_00, order="SC-26-00000002-5")
    bank_data(other)
    with pytest.raises(NotForFile) as refusal:
        make_file(good, schedule(open_one(other)))
    assert good.number not in refusal.value.detail
    good.refresh_from_db()
    assert good.status == "approved"
    assert PayoutFile.objects.count() == 0


def test_bank_data_changed_after_the_approval_rest_first(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    approve(payout)
    bank_data(seller, at=LATER)
    with pytest.raises(NotForFile):
        make_file(payout)


def test_a_name_that_the_form_lacks_letters_for_is_refused(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    approve(payout)
    PayoutAccount.objects.update(holder="深圳灯具")
    with pytest.raises(NotForFile):
        make_file(payout)
    payout.refresh_from_db()
    assert (payout.status, PayoutFile.objects.count()) == ("approved", 0)
    assert make_file(payout, form="pain.001.001.09").total == Money(70_000_00, "KZT")


def test_an_empty_file_is_refused(seller: Organisation) -> None:
    with pytest.raises(NotForFile):
        make_file()


# ---- what came of it ---------------------------------------------------------------------


def test_a_paid_payout_has_left_our_bank(seller: Organisation) -> None:
    payout = confirm(ordered(ready(seller)))
    assert (payout.status, payout.ended_at) == ("paid", LATER)
    assert on(Kind.PAYOUTS, currency="KZT") == 0
    assert on(Kind.BANK, currency="KZT") == -70_000_00
    assert on(Kind.EXCHANGE_DIFFERENCE) == on(Kind.EXCHANGE_DIFFERENCE, currency="KZT") == 0
    assert broken_rules() == []


def test_what_it_cost_beside_the_recorded_rate_is_realised(seller: Organisation) -> None:
    confirm(ordered(ready(seller)), Money(1_003_20, "CNY"))
    assert on(Kind.BANK) == 1_000_00 - 1_003_20
    assert on(Kind.EXCHANGE_DIFFERENCE) == 3_20
    assert on(Kind.EXCHANGE, party=EXCHANGE) == on(Kind.EXCHANGE, party=EXCHANGE, currency="KZT") == 0
    assert broken_rules() == []


def test_what_it_cost_less_is_a_gain(seller: Organisation) -> None:
    confirm(ordered(ready(seller)), Money(998_00, "CNY"))
    assert on(Kind.EXCHANGE_DIFFERENCE) == -2_00


@pytest.mark.parametrize("cost", [Money(1_00, "USD"), Money(0, "KZT")])
def test_a_cost_that_can_not_be_is_refused(seller: Organisation, cost: Money) -> None:
    payout = ordered(ready(seller))
    with pytest.raises(StrangeCost):
        confirm(payout, cost)
    payout.refresh_from_db()
    assert payout.status == "processing"


def test_a_payout_that_bounces_stays_and_its_sum_is_in_the_next_file_once(seller: Organisation) -> None:
    first = bounce(ordered(ready(seller)))
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -1_000_00
    assert on(Kind.PAYOUTS, currency="KZT") == 0
    assert broken_rules() == []
    # Meanwhile more was earned, and the rate is another one.
    earn(seller, 500_00, order="SC-26-00000002-5")
    rate("71", at=LATER)
    second = ordered(open_one(seller))
    first.refresh_from_db()
    assert (first.status, first.amount) == ("failed", Money(1_000_00, "CNY"))
    assert (second.amount, second.paid) == (Money(1_500_00, "CNY"), Money(106_500_00, "KZT"))
    [*_, file] = PayoutFile.objects.order_by("id")
    assert [each.number for each in file.payouts.all()] == [second.number]
    confirm(second)
    assert on(Kind.BANK, currency="KZT") == -106_500_00
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == 0
    assert broken_rules() == []


def test_the_bank_says_once_what_became_of_it(seller: Organisation) -> None:
    payout = confirm(ordered(ready(seller)))
    for verb in (confirm, bounce):
        with pytest.raises(IllegalMove):
            verb(payout)
    assert on(Kind.BANK, currency="KZT") == -70_000_00


def test_a_negative_balance_is_made_up_for_by_later_sales(seller: Organisation) -> None:
    payout = ready(seller)
    owe(seller, 1_200_00)
    with pytest.raises(PayoutNotDue) as refusal:
        schedule(payout)
    assert refusal.value.facts["reasons"] == ["negative"]
    earn(seller, 700_00, order="SC-26-00000002-5")
    assert schedule(payout).amount == Money(500_00, "CNY")


def owe(seller: Organisation, minor: int) -> None:
    """The seller has to give some money back."""
    entries = postings.chargeback(
        provider="bank_transfer",
        currency="CNY",
        minor=minor,
        reference="SC-X",
        seller=postings.Place(Kind.SELLER_PAYABLE, owner_id=seller.pk),
    )
    owns_transaction(posting.post)(
        entries,
        kind=LedgerTransaction.Kind.CHARGEBACK,
        key="chargeback:1",
        reference="SC-X",
        sandbox=False,
        at=NOW,
        by=SYSTEM,
    )
