"""How does a seller's balance become money on their account, once?"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from accounts.models import Organisation
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.money import Money
from kit.moves import IllegalMove, LostRace, move
from kit.transactions import owns_transaction
from payments import postings
from payments.chart import Kind
from payments.errors import (
    NoRate,
    NotForFile,
    PayoutApproverIsRequester,
    PayoutNotDue,
    PayoutNotFound,
)
from payments.models import LedgerEntry, LedgerTransaction, Payout, PayoutAccount
from payments.operations import paying_out, posting
from payments.queries.payouts import due_ids
from payments.tasks import schedule_payouts
from tests.letters import Letterbox
from tests.payments.books import (
    IBAN,
    LATER,
    approve,
    bank_data,
    bounce,
    confirm,
    earn,
    firm,
    make_file,
    member,
    on,
    open_one,
    ordered,
    rate,
    ready,
    schedule,
)
from tests.payments.money import COLLEAGUE, NOW, STAFF, broken_rules

EXCHANGE = "CNY/KZT"


@pytest.fixture
def seller(db: None) -> Organisation:
    """A seller."""
    return firm()


def hold(payout: Payout) -> Payout:
    return owns_transaction(paying_out.hold_payout)(payout_id=payout.pk, reason="?", at=LATER, by=STAFF)


def let_go(payout: Payout) -> Payout:
    return owns_transaction(paying_out.let_payout_go)(payout_id=payout.pk, at=LATER, by=STAFF)


# ---- scheduling --------------------------------------------------------------------------


def test_the_whole_balance_is_taken_at_the_rate_of_the_day(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    assert (payout.status, payout.amount, payout.paid) == (
        "scheduled",
        Money(1_000_00, "CNY"),
        Money(70_000_00, "KZT"),
    )
    assert (payout.rate, payout.rate_date) == (Decimal(70), LATER.date())
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == 0
    assert on(Kind.PAYOUTS, currency="KZT") == -70_000_00
    assert on(Kind.EXCHANGE, party=EXCHANGE) == -1_000_00
    assert on(Kind.EXCHANGE, party=EXCHANGE, currency="KZT") == 70_000_00
    assert open_one(seller).pk != payout.pk
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("goods", "has_account", "reasons"),
    [(99_99, True, ["minimum"]), (1_000_00, False, ["no_account"]), (1, False, ["minimum", "no_account"])],
)
def test_what_keeps_a_payout_waiting_is_named(
    seller: Organisation, goods: int, has_account: bool, reasons: list[str]
) -> None:
    earn(seller, goods)
    rate(at=LATER)
    if has_account:
        bank_data(seller)
    with pytest.raises(PayoutNotDue) as refusal:
        schedule(open_one(seller))
    assert refusal.value.facts["reasons"] == reasons
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -goods


def test_new_bank_data_rest_before_money_goes_there(seller: Organisation) -> None:
    payout = ready(seller)
    bank_data(seller, at=LATER - timedelta(days=3) + timedelta(seconds=1))
    with pytest.raises(PayoutNotDue) as refusal:
        schedule(payout)
    assert refusal.value.facts["reasons"] == ["account_rests"]
    schedule(payout, at=LATER + timedelta(seconds=1))


def test_without_a_fresh_rate_nothing_is_taken(seller: Organisation) -> None:
    earn(seller, 1_000_00)
    bank_data(seller)
    rate(at=LATER - timedelta(days=8))
    with pytest.raises(NoRate):
        schedule(open_one(seller))
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -1_000_00


def test_a_payout_is_scheduled_once(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    with pytest.raises(IllegalMove):
        schedule(payout)
    with pytest.raises(PayoutNotDue):
        schedule(open_one(seller))
    assert on(Kind.PAYOUTS, currency="KZT") == -70_000_00


def test_an_unknown_payout_is_told(seller: Organisation) -> None:
    with pytest.raises(PayoutNotFound):
        owns_transaction(paying_out.schedule_payout)(payout_id=uuid7(), at=NOW, by=SYSTEM)


def test_the_clock_finds_what_is_enough_on_working_days(seller: Organisation) -> None:
    payout = ready(seller)
    poor = firm("Poor")
    earn(poor, 99_99, order="SC-26-00000002-5")
    # 2026-11-30 is a Monday; the day before it nobody pays.
    assert LATER.weekday() == 0
    assert due_ids(at=LATER) == [payout.pk]
    assert due_ids(at=LATER - timedelta(days=1)) == []


def test_the_job_schedules_what_it_can_and_goes_on(
    seller: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.tasks.now", lambda: LATER)
    without = firm("No account")
    earn(without, 2_000_00, order="SC-26-00000002-5")
    payout = ready(seller)
    schedule_payouts()
    payout.refresh_from_db()
    assert payout.status == "scheduled"
    assert open_one(without).status == "accruing"


def test_test_money_is_paid_by_itself_and_orders_no_bank(db: None) -> None:
    seller = firm(sandbox=True)
    payout = Payout.objects.create(
        number="SCP-1", organisation=seller, currency="CNY", sandbox=True, created_at=NOW
    )
    from_sale(seller)
    paid = schedule(payout)
    assert (paid.status, paid.file_id, paid.sandbox) == ("paid", None, True)
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk, sandbox=True) == 0
    assert on(Kind.BANK) == 0


def from_sale(seller: Organisation) -> None:
    """Some money of the test world that may be paid out."""
    entries = postings.released(organisation_id=seller.pk, currency="CNY", minor=1_000_00, reference="SC-T")
    owns_transaction(posting.post)(
        entries,
        kind=LedgerTransaction.Kind.SALE_RELEASED,
        key="sale_released:SC-T",
        reference="SC-T",
        sandbox=True,
        at=NOW,
        by=SYSTEM,
    )


# ---- approving and holding ---------------------------------------------------------------


def test_above_the_limit_who_asked_does_not_approve(seller: Organisation) -> None:
    # 10,000.00 CNY are 700,000.00 KZT: above 500,000.00.
    payout = schedule(ready(seller, 10_000_00), by=STAFF)
    with pytest.raises(PayoutApproverIsRequester):
        approve(payout, by=STAFF)
    assert approve(payout, by=COLLEAGUE).approved_by_id == COLLEAGUE.user_id


def test_at_the_limit_who_asked_may_approve(seller: Organisation) -> None:
    # 7,142.85 CNY at 70 are 499,999.50 KZT.
    payout = schedule(ready(seller, 7_142_85), by=STAFF)
    assert approve(payout, by=STAFF).status == "approved"


def test_nobody_in_particular_approves_nothing(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    with pytest.raises(PayoutApproverIsRequester):
        approve(payout, by=SYSTEM)


def test_a_held_balance_is_not_paid_out_until_it_is_let_go(seller: Organisation) -> None:
    payout = hold(ready(seller))
    assert due_ids(at=LATER) == []
    with pytest.raises(IllegalMove):
        schedule(payout)
    assert let_go(payout).status == "accruing"
    assert schedule(payout).status == "scheduled"


def test_a_payout_that_was_held_is_approved_anew(seller: Organisation) -> None:
    payout = schedule(ready(seller))
    approve(payout)
    held = hold(payout)
    assert (held.status, held.approved_by_id) == ("on_hold", None)
    assert let_go(held).status == "scheduled"
    with pytest.raises(NotForFile):
        make_file(payout)
    assert broken_rules() == []


def test_what_is_with_the_bank_is_not_held(seller: Organisation) -> None:
    with pytest.raises(IllegalMove):
        hold(ordered(ready(seller)))


def test_a_stale_copy_moves_no_payout(seller: Organisation) -> None:
    stale = schedule(ready(seller))
    hold(stale)
    with pytest.raises(LostRace):
        owns_transaction(move)(stale, to="approved", at=NOW, by=STAFF)


# ---- bank data ---------------------------------------------------------------------------


def test_a_number_is_sealed_and_only_its_end_is_told(seller: Organisation) -> None:
    account = bank_data(seller)
    assert IBAN not in account.number_sealed
    assert (account.number_end, account.currency) == ("0100", "KZT")


def test_a_change_is_a_new_row_and_told_to_those_who_look_after_money(
    seller: Organisation, letterbox: Letterbox
) -> None:
    owner, finance = member(seller, "owner", "own"), member(seller, "finance", "fin")
    member(seller, "warehouse", "war")
    bank_data(seller)
    bank_data(seller, at=LATER, number="KZ98999DEMO000000001")
    old, new = PayoutAccount.objects.order_by("id")
    assert (old.replaced_at, new.replaced_at) == (LATER, None)
    assert new.usable_from == LATER + timedelta(days=3)
    told = [each.user_id for each in letterbox.letters if each.kind == "payout.account_changed"]
    assert Counter(told) == {owner.pk: 2, finance.pk: 2}
    assert all("KZ98" not in str(each.facts) for each in letterbox.letters)


def test_whoever_looks_after_the_money_hears_what_became_of_a_payout(
    seller: Organisation, letterbox: Letterbox
) -> None:
    finance = member(seller, "finance")
    bounce(ordered(ready(seller)))
    letterbox.hand_on(LATER)
    confirm(ordered(open_one(seller)))
    letterbox.hand_on(LATER)
    assert [kind for kind in letterbox.to(finance.pk) if "account" not in kind] == [
        "payout.failed",
        "payout.paid",
    ]
    assert letterbox.last("payout.failed").facts["reason"] == "account closed"


def test_the_newest_bank_data_are_in_use(seller: Organisation) -> None:
    bank_data(seller)
    bank_data(seller)
    in_use = PayoutAccount.objects.filter(replaced_at__isnull=True)
    assert in_use.count() == 1


def test_the_sum_of_all_accounts_is_nothing(seller: Organisation) -> None:
    confirm(ordered(ready(seller)), Money(1_003_20, "CNY"))
    by_currency = LedgerEntry.objects.order_by().values_list("account__currency")
    assert dict(by_currency.annotate(sum=Sum("amount_minor"))) == {"CNY": 0, "KZT": 0}
