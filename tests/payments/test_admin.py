"""What do staff see of money, and what may they do about it?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from accounts.sites import staff_site
from kit.actors import Actor
from kit.clock import now
from kit.transactions import owns_transaction
from payments.models import CommissionRule, FxRate, Payment, PaymentEvent, Refund
from payments.operations.cancelling import cancel_payment
from payments.operations.refunding import request_refund
from tests import desks
from tests.payments.money import BUYER, GROUP, NOW, PARTS, captured, confirm, pay, start

ORDER = next(iter(PARTS))
Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


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
def transfer(db: None) -> Payment:
    return start("bank_transfer")


def use(client: Client, row: Payment | Refund, verb: str, **fields: str) -> str:
    """Use a verb on the page of one row; what the page says afterwards."""
    model = row._meta.model_name
    address = reverse(f"admin:payments_{model}_changelist")
    given = {"action": verb, "_selected_action": str(row.pk), "_from_page": str(row.pk), "index": "0"}
    answer = client.post(address, {**given, **fields}, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def seen(client: Client, model: str, query: str = "") -> str:
    answer = client.get(reverse(f"admin:payments_{model}_changelist") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_finance_books_a_transfer_from_its_page(desk: Desk, transfer: Payment) -> None:
    said = use(desk("finance"), transfer, "confirm", received="123.00", statement_line="S7/1")
    assert transfer.status == "captured"
    assert "transfer of 123.00 CNY booked" in said


def test_the_page_of_a_payment_asks_for_amount_and_line(desk: Desk, transfer: Payment) -> None:
    page = desk("finance").get(reverse("admin:payments_payment_change", args=(transfer.pk,)))
    for name in ("reason", "received", "statement_line"):
        assert f'name="{name}"' in page.content.decode()


def test_a_second_click_books_no_more_money(desk: Desk, transfer: Payment) -> None:
    client = desk("finance")
    for _ in range(2):
        use(client, transfer, "confirm", received="100.00", statement_line="S7/1")
    assert transfer.received_minor == 10000


@pytest.mark.parametrize(
    "fields",
    [
        {"received": "123.00"},
        {"received": "", "statement_line": "S7/1"},
        {"received": "much", "statement_line": "S7/1"},
        {"received": "-123.00", "statement_line": "S7/1"},
    ],
)
def test_a_transfer_is_not_booked_without_amount_and_line(
    desk: Desk, transfer: Payment, fields: dict[str, str]
) -> None:
    assert use(desk("finance"), transfer, "confirm", **fields)
    assert (transfer.status, transfer.received_minor) == ("pending", 0)


def test_a_short_transfer_stays_visible_until_it_is_refused(desk: Desk, transfer: Payment) -> None:
    client = desk("finance")
    use(client, transfer, "confirm", received="122.99", statement_line="S7/1")
    assert transfer.status == "pending"
    assert "122.99 CNY" in seen(client, "paymentevent", "?outcome__exact=wrong_amount")
    use(client, transfer, "cancel", reason="the payer wants it back")
    assert transfer.status == "unmatched"
    assert GROUP in seen(client, "payment", "?status__exact=unmatched")
    use(client, transfer, "return_unmatched")
    assert transfer.status == "refunded"


def test_a_surplus_is_accepted_then_sent_back(desk: Desk, transfer: Payment) -> None:
    client = desk("finance")
    use(client, transfer, "confirm", received="124.00", statement_line="S7/1")
    use(client, transfer, "accept_surplus")
    assert (transfer.status, transfer.received_minor) == ("captured", 12400)
    use(client, transfer, "return_surplus")
    assert transfer.received_minor == 12300


def test_late_money_is_seen_as_unmatched(desk: Desk) -> None:
    payment = start()
    owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)
    pay(payment, "silent")
    client = desk("finance")
    assert "Money for a dead payment" in use(client, payment, "ask_provider")
    assert payment.reference in seen(client, "payment", "?status__exact=unmatched")


def test_asking_the_provider_reveals_a_silent_payment(desk: Desk) -> None:
    payment = start()
    pay(payment, "silent")
    assert "Applied" in use(desk("finance"), payment, "ask_provider")
    assert payment.status == "captured"


def test_nobody_is_asked_about_a_transfer(desk: Desk, transfer: Payment) -> None:
    admin: Any = staff_site.get_model_admin(Payment)
    asked = [admin.offers("ask_provider", each) for each in (transfer, start(reference="SCG-2"))]
    assert asked == [False, True]


def test_asking_about_an_unpaid_payment_says_so(desk: Desk) -> None:
    assert "knows of no money" in use(desk("finance"), start(), "ask_provider")


def test_a_refusal_is_shown_as_a_sentence(desk: Desk) -> None:
    payment = captured()
    said = use(desk("finance"), payment, "cancel", reason="why not")
    assert "The money has already been taken." in said
    assert payment.status == "captured"


@pytest.mark.parametrize("verb", ["confirm", "cancel", "ask_provider", "accept_surplus", "return_unmatched"])
def test_others_than_finance_move_no_money(desk: Desk, transfer: Payment, verb: str) -> None:
    fields = {"received": "123.00", "statement_line": "S7/1", "reason": "x"}
    use(desk("support", "viewer"), transfer, verb, **fields)
    assert (transfer.status, transfer.received_minor) == ("pending", 0)


def test_four_eyes_send_a_refund(desk: Desk, make_user: Callable[..., User]) -> None:
    captured()
    client = desk("finance")
    requester = User.objects.get(pk=client.session["_auth_user_id"])
    by = Actor(kind="staff", user_id=requester.pk, roles=frozenset({"finance"}))
    refund = owns_transaction(request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=100, reason="late", at=now(), by=by
    )
    assert "another person" in use(client, refund, "approve")
    assert refund.status == "requested"
    assert ORDER in seen(client, "refund", "?status__exact=requested")
    other = desk("finance")
    for verb, status in (("approve", "approved"), ("send", "in_transit"), ("finish", "done")):
        use(other, refund, verb)
        assert refund.status == status


def test_finance_publishes_a_rate_on_record(desk: Desk) -> None:
    given = {"date": "2026-11-23", "base": "USD", "quote": "CNY", "rate": "7.11", "source": "bank"}
    client = desk("finance")
    assert client.post(reverse("admin:payments_fxrate_add"), given).status_code == 302
    rate = FxRate.objects.get()
    page = reverse("admin:payments_fxrate_change", args=(rate.pk,))
    assert client.post(page, {**given, "rate": "7.12"}).status_code == 403
    correct: Any = client.get(reverse("admin:exchange_rate_correct", args=(rate.pk,)), follow=True)
    initial = correct.context["adminform"].form.initial
    assert {name: initial[name] for name in ("date", "base", "quote")} == {
        name: given[name] for name in ("date", "base", "quote")
    }
    assert client.post(reverse("admin:payments_fxrate_add"), {**given, "rate": "7.12"}).status_code == 302
    assert [(str(row.rate), row.edition) for row in FxRate.objects.order_by("edition")] == [
        ("7.11000000", 1),
        ("7.12000000", 2),
    ]
    history: Any = FxRate.audit.rel.related_model  # type: ignore[attr-defined]
    audit = history.objects.order_by("pgh_id")
    assert [str(row.rate) for row in audit] == ["7.11000000", "7.12000000"]
    assert all(row.pgh_context["user"] == client.session["_auth_user_id"] for row in audit)


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"base": "XXX"}, "base", "Select a valid choice"),
        ({"quote": "usd"}, "quote", "Select a valid choice"),
        ({"quote": "USD"}, "quote", "Choose another currency than the base."),
        ({"rate": "0"}, "rate", "A rate is more than zero."),
        ({"rate": "-1"}, "rate", "A rate is more than zero."),
    ],
)
def test_a_rate_that_prices_nothing_is_refused_at_its_field(
    desk: Desk, wrong: dict[str, str], field: str, reason: str
) -> None:
    given = {"date": "2026-11-23", "base": "USD", "quote": "CNY", "rate": "7.11", "source": "bank"}
    page: Any = desk("finance").post(reverse("admin:payments_fxrate_add"), given | wrong)
    errors = page.context["adminform"].form.errors
    assert list(errors) == [field]
    assert reason in errors[field][0]
    assert not FxRate.objects.exists()


def test_only_what_is_typed_has_a_log_of_its_typing(desk: Desk) -> None:
    payment = start()
    rule = CommissionRule.objects.create(position=1, percent=8, valid_from="2026-01-01", created_at=now())
    client = desk("finance")
    for row, has_log in ((rule, True), (payment, False)):
        address = reverse(f"admin:payments_{type(row).__name__.lower()}_change", args=(row.pk,))
        assert (f"/{row.pk}/history/" in client.get(address).content.decode()) is has_log


def test_viewers_publish_no_rates(desk: Desk) -> None:
    assert desk("viewer").get(reverse("admin:payments_fxrate_add")).status_code == 403


@pytest.mark.parametrize("model", ["payment", "paymentevent", "paymentpart", "refund", "democharge"])
def test_a_list_of_fifty_takes_no_more_queries_than_twenty(desk: Desk, model: str) -> None:
    for number in range(50):
        payment = start(reference=f"SCG-{number}", parts={f"SC-{number}": 100})
        pay(payment, "silent")
        transfer = start("bank_transfer", reference=f"SCG-T{number}", parts={f"SC-T{number}": 100})
        confirm(transfer, 100)
        owns_transaction(request_refund)(
            reference=f"SCG-T{number}",
            order_reference=f"SC-T{number}",
            amount_minor=100,
            reason="late",
            at=NOW,
            by=BUYER,
        )
    client = desk("finance")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = seen(client, model)
    assert "1.00 CNY" in page
    assert len(queries) <= 20


def test_the_inbox_is_found_by_its_payment(desk: Desk, transfer: Payment) -> None:
    confirm(transfer, 12300)
    assert PaymentEvent.objects.count() == 1
    client = desk("viewer")
    assert transfer.reference in seen(client, "paymentevent", f"?q={transfer.reference}")
    assert transfer.reference not in seen(client, "paymentevent", "?q=SCG-99")


def test_the_desk_finds_the_odd_sum_and_says_what_it_means(desk: Desk, transfer: Payment) -> None:
    client = desk("finance")
    start("bank_transfer", reference="SCG-26-00000002-5")
    told = use(client, transfer, "confirm", received="1.00", statement_line="S7/9")
    assert "1.00 CNY of 123.00 CNY came" in told
    listed = seen(client, "payment", "?sum=odd")
    assert GROUP in listed
    assert "SCG-26-00000002-5" not in listed


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("requested", {"approve", "decline"}),
        ("approved", {"send", "fail"}),
        ("in_transit", {"finish", "fail"}),
        ("done", set()),
    ],
)
def test_a_refund_offers_what_its_state_allows(desk: Desk, status: str, verbs: set[str]) -> None:
    admin: Any = staff_site.get_model_admin(Refund)
    row = Refund(status=status)
    assert {verb for verb in admin.verbs if admin.offers(verb, row)} == verbs
