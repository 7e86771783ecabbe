"""What do staff do about sellers' money, commission and the books on their pages?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Organisation, User
from kit.clock import now
from kit.money import Money
from kit.saying import sum_said
from kit.transactions import owns_transaction
from payments.admin.ledger import meaning
from payments.chart import Kind
from payments.errors import RefundTooLarge
from payments.models import (
    CommissionRule,
    LedgerAccount,
    LedgerEntry,
    Payment,
    Payout,
    PayoutAccount,
    PayoutFile,
    Refund,
)
from payments.operations import refunding
from payments.queries.refunds import amount_left_of
from tests import desks
from tests.payments.books import ORDER, bank_data, earn, firm, on, open_one, rate, release, sell
from tests.payments.money import COLLEAGUE, NOW, STAFF, captured, deliver, pay, start

Desk = Callable[..., Client]


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Desk:
    """A browser in which somebody of some staff groups is signed in."""

    def sign_in(*groups: str) -> Client:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        desks.sign_in(client, user)
        return client

    return sign_in


@pytest.fixture
def payout(db: None) -> Payout:
    """One that can be scheduled by the clock of the day."""
    seller = firm()
    earn(seller, 10_000_00)
    bank_data(seller, at=now() - timedelta(days=4))
    rate(at=now())
    return open_one(seller)


def use(client: Client, row: Payout, verb: str, **fields: str) -> str:
    """Use a verb on the page of a payout; what the page says afterwards."""
    given = {"action": verb, "_selected_action": str(row.pk), "_from_page": str(row.pk), "index": "0"}
    answer = client.post(reverse("admin:payments_payout_changelist"), {**given, **fields}, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def test_two_of_finance_pay_a_seller_from_its_page(desk: Desk, payout: Payout) -> None:
    asks, approves = desk("finance"), desk("finance")
    use(asks, payout, "schedule")
    assert payout.status == "scheduled"
    assert "another person" in use(asks, payout, "approve")
    use(approves, payout, "approve")
    said = use(asks, payout, "order_1c")
    file = PayoutFile.objects.get()
    assert file.number in said
    assert "700000.00 KZT" in said
    use(asks, payout, "confirm", cost="10050.00 CNY")
    assert payout.status == "paid"
    assert on(Kind.EXCHANGE_DIFFERENCE) == 50_00


def test_a_cost_that_is_no_amount_confirms_nothing(desk: Desk, payout: Payout) -> None:
    client = desk("finance")
    for verb in ("schedule",):
        use(client, payout, verb)
    use(desk("finance"), payout, "approve")
    use(client, payout, "order_pain_09")
    assert "123.45 CNY" in use(client, payout, "confirm", cost="much")
    assert payout.status == "processing"


def test_to_hold_and_to_bounce_take_a_reason(desk: Desk, payout: Payout) -> None:
    client = desk("finance")
    use(client, payout, "hold")
    assert payout.status == "accruing"
    use(client, payout, "hold", reason="The firm is sold.")
    assert payout.status == "on_hold"
    use(client, payout, "let_go")
    assert payout.status == "accruing"


def test_the_file_is_the_same_each_time_and_finances_alone(desk: Desk, payout: Payout) -> None:
    client = desk("finance")
    use(client, payout, "schedule")
    use(desk("finance"), payout, "approve")
    use(client, payout, "order_1c")
    address = reverse("admin:payout_file", kwargs={"file_id": PayoutFile.objects.get().pk})
    first, second = client.get(address), client.get(address)
    assert first.content == second.content
    assert first.content.decode("windows-1251").startswith("1CClientBankExchange\r\n")
    assert "KZ86125KZT5004100100" in first.content.decode("windows-1251")
    assert desk("viewer", "support").get(address).status_code == 403


def test_pages_tell_no_whole_account_number(desk: Desk, payout: Payout) -> None:
    account = PayoutAccount.objects.get()
    page = desk("finance").get(reverse("admin:payments_payoutaccount_change", args=(account.pk,)))
    assert "0100" in page.content.decode()
    assert "KZ86125" not in page.content.decode()
    assert account.number_sealed not in page.content.decode()


# ---- commission --------------------------------------------------------------------------

RULE = {
    "position": "1",
    "organisation": "",
    "category": "",
    "market": "",
    "valid_from": "2026-01-01",
    "valid_to": "",
    "percent": "10",
    "currency": "",
    "fixed": "",
    "floor": "",
    "cap": "",
}


def add_rule(client: Client, **changed: str) -> Any:
    return client.post(reverse("admin:payments_commissionrule_add"), {**RULE, **changed})


def test_finance_adds_a_rule_with_amounts(desk: Desk) -> None:
    assert add_rule(desk("finance"), currency="CNY", floor="1.00", cap="20.00").status_code == 302
    rule = CommissionRule.objects.get()
    assert rule.percent == Decimal(10)
    assert (rule.floor_minor, rule.cap_minor, rule.fixed_minor) == (1_00, 20_00, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fixed": "1.00"}, "currency"),
        ({"currency": "CNY", "cap": "1,00"}, "cap"),
        ({"currency": "CNY", "floor": "2.00", "cap": "1.00"}, "cap"),
        ({"currency": "CNY", "floor": "-1.00"}, "floor"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"percent": "101"}, "percent"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(
    desk: Desk, changed: dict[str, str], field: str
) -> None:
    answer = add_rule(desk("finance"), **changed)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not CommissionRule.objects.exists()


def test_the_preview_says_which_rule_wins_and_what_it_costs(desk: Desk) -> None:
    seller = firm()
    for position, percent, organisation in ((1, 5, seller), (2, 10, None)):
        CommissionRule.objects.create(
            position=position,
            percent=Decimal(percent),
            organisation=organisation,
            valid_from=date(2026, 1, 1),
            created_at=now(),
        )
    asked = {"organisation": str(seller.pk), "market": "CN", "price": "100.00 CNY", "day": "2026-11-30"}
    page = desk("viewer").get(reverse("admin:commission_preview"), asked)
    assert page.status_code == 200
    assert str(page.context["commission"]) == "5.00 CNY"
    assert str(page.context["vat"]) == "0.80 CNY"
    assert str(page.context["receives"]) == "94.20 CNY"
    assert [line["is_winner"] for line in page.context["rules"]] == [True, False]


# ---- the books ---------------------------------------------------------------------------


def test_the_lines_of_an_account_show_what_stood_there_after_each(desk: Desk) -> None:
    captured()
    captured(reference="SCG-2", parts={"SC-9": 10_00})
    account = LedgerAccount.objects.get(kind=Kind.BANK)
    page = desk("viewer").get(
        reverse("admin:payments_ledgerentry_changelist"), {"account__id__exact": str(account.pk)}
    )
    assert [line.sum_minor for line in page.context["cl"].result_list] == [133_00, 123_00]


def test_the_books_say_in_words_what_a_minus_means_and_part_thousands(desk: Desk) -> None:
    captured(parts={"SC-9": 135_111_31})
    page = desk("viewer").get(reverse("admin:payments_ledgeraccount_changelist")).content.decode()
    assert "135,111.31 CNY" in page
    assert re.search(r"Buyers&#x27; deposits.*?-135,111\.31 CNY.*?we owe it", page, re.DOTALL)
    with override("ru"):
        assert sum_said(Money(-135_111_31, "KZT")) == "-135\N{NO-BREAK SPACE}111,31 KZT"


@pytest.mark.parametrize(
    ("kind", "minor", "words"),
    [
        (Kind.BANK, 1, "we have it, or it is to come"),
        (Kind.COMMISSION, -1, "we earned it"),
        (Kind.SELLER_PENDING, -1, "we owe it"),
        (Kind.SELLER_PAYABLE, 1, "is owed to us"),
        (Kind.DISCOUNTS, 1, "we spent it"),
        (Kind.EXCHANGE_DIFFERENCE, 1, "changing it cost us so much"),
        (Kind.BANK, 0, ""),
    ],
)
def test_each_side_of_an_account_is_told(kind: Kind, minor: int, words: str) -> None:
    assert meaning(kind, minor) == words


def ask_back(payment: Payment, minor: int) -> Refund:
    return owns_transaction(refunding.request_refund)(
        reference=payment.reference, order_reference=ORDER, amount_minor=minor, reason="", at=NOW, by=STAFF
    )


def test_chargebacks_take_no_more_than_was_paid_and_are_not_refunded_again(desk: Desk) -> None:
    payment = captured()
    paid = payment.parts.get(order_reference=ORDER).amount_minor
    client = desk("finance")
    book(client, fact="chargeback", amount=f"{Money(paid - 10_00, 'CNY').amount} CNY", line="B1", order=ORDER)
    wrong = book(client, fact="chargeback", amount="10.01 CNY", line="B2", order=ORDER).context["wrong"]
    assert wrong == [f"Of order {ORDER} at most 10.00 CNY more can be taken back."]
    assert on(Kind.CHARGEBACKS) == paid - 10_00
    with pytest.raises(RefundTooLarge):
        ask_back(payment, 10_01)
    refund = ask_back(payment, 10_00)
    # A bank takes back what is asked for, too: then nobody may send it as well.
    book(client, fact="chargeback", amount="10.00 CNY", line="B3", order=ORDER)
    assert (on(Kind.CHARGEBACKS), amount_left_of(ORDER)) == (paid, 0)
    with pytest.raises(RefundTooLarge, match="took back"):
        owns_transaction(refunding.approve_refund)(refund_id=refund.pk, at=NOW, by=COLLEAGUE)
    owns_transaction(refunding.decline_refund)(refund_id=refund.pk, at=NOW, by=COLLEAGUE)
    assert amount_left_of(ORDER) == 0


def test_an_approved_refund_is_not_sent_by_hand_once_a_bank_has_taken_the_money_back(desk: Desk) -> None:
    payment = captured()
    paid = payment.parts.get(order_reference=ORDER).amount_minor
    refund = ask_back(payment, 10_00)
    owns_transaction(refunding.approve_refund)(refund_id=refund.pk, at=NOW, by=COLLEAGUE)
    sum_said = f"{Money(paid, 'CNY').amount} CNY"
    book(desk("finance"), fact="chargeback", amount=sum_said, line="B1", order=ORDER)
    with pytest.raises(RefundTooLarge):
        owns_transaction(refunding.send_refund)(refund_id=refund.pk, at=NOW, by=COLLEAGUE)


def test_lines_with_some_left_out_show_no_balance(desk: Desk) -> None:
    captured()
    page = desk("viewer").get(reverse("admin:payments_ledgerentry_changelist"))
    assert {line.sum_minor for line in page.context["cl"].result_list} == {None}


def book(client: Client, **said: str) -> Any:
    return client.post(reverse("admin:book_by_hand"), said, follow=True)


def test_what_a_provider_kept_and_paid_is_booked_once_by_its_line(desk: Desk, settings: Any) -> None:
    settings.DEMO = True
    deliver(pay(start(), "prompt"))
    client = desk("finance")
    said = {"fact": "fee", "amount": "1.23 CNY", "line": "F1", "provider": "demo"}
    assert "booked" in str(next(iter(book(client, **said).context["messages"])))
    assert book(client, **said).context["wrong"]
    assert on(Kind.PROVIDER_FEES, party="demo") == 1_23
    book(client, fact="settlement", amount="121.77 CNY", line="S1", provider="demo")
    assert (on(Kind.PROVIDER, party="demo"), on(Kind.BANK)) == (0, 121_77)
    # Nothing is left there.
    assert book(client, fact="fee", amount="0.01 CNY", line="F2", provider="demo").context["wrong"]


def test_a_chargeback_is_at_our_cost_or_at_the_sellers(desk: Desk) -> None:
    captured()
    seller = firm()
    sell(seller)
    release()
    client = desk("finance")
    book(client, fact="chargeback", amount="10.00 CNY", line="C1", order=ORDER)
    book(client, fact="chargeback", amount="20.00 CNY", line="C2", order=ORDER, at_sellers_cost="on")
    assert on(Kind.CHARGEBACKS) == 10_00
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -44_20 + 20_00
    assert on(Kind.BANK) == 123_00 - 30_00
    assert book(client, fact="chargeback", amount="1.00 CNY", line="C3", order="SC-0").context["wrong"]


def test_changed_money_realises_its_difference(desk: Desk, payout: Payout) -> None:
    client = desk("finance")
    use(client, payout, "schedule")
    use(desk("finance"), payout, "approve")
    use(client, payout, "order_1c")
    use(client, payout, "confirm")
    # Half of what was taken: 5,000.00 CNY stood for 350,000.00 KZT, and brought 351,000.00.
    book(client, fact="exchange", amount="5000.00 CNY", bought="351000.00 KZT", line="X1")
    assert on(Kind.EXCHANGE_DIFFERENCE, currency="KZT") == -1_000_00
    assert on(Kind.EXCHANGE, party="CNY/KZT") == -5_000_00
    assert on(Kind.EXCHANGE, party="CNY/KZT", currency="KZT") == 350_000_00
    too_much = book(client, fact="exchange", amount="5000.01 CNY", bought="1.00 KZT", line="X2")
    assert too_much.context["wrong"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"fact": "fee", "amount": "1.00 CNY", "line": "L"}, "provider"),
        ({"fact": "chargeback", "amount": "1.00 CNY", "line": "L"}, "order"),
        ({"fact": "exchange", "amount": "1.00 CNY", "line": "L"}, "bought"),
        ({"fact": "fee", "amount": "1.00", "line": "L", "provider": "demo"}, "amount"),
        ({"fact": "fee", "amount": "0.00 CNY", "line": "L", "provider": "demo"}, "amount"),
        ({"fact": "fee", "amount": "1.00 CNY", "line": "", "provider": "demo"}, "line"),
    ],
)
def test_what_is_lacking_is_said_at_its_field(desk: Desk, said: dict[str, str], field: str) -> None:
    answer = book(desk("finance"), **said)
    assert field in answer.context["form"].errors
    assert not LedgerEntry.objects.exists()


def test_only_finance_books(desk: Desk) -> None:
    assert desk("support", "viewer").get(reverse("admin:book_by_hand")).status_code == 403


def test_a_seller_is_named_in_the_books(desk: Desk) -> None:
    captured()
    seller: Organisation = firm("Kostanay Mills")
    sell(seller)
    page = desk("viewer").get(reverse("admin:payments_ledgeraccount_changelist"))
    assert "Kostanay Mills" in page.content.decode()
