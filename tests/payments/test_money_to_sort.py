"""How do staff sort the money that nobody could sort by itself?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from kit.transactions import owns_transaction
from payments.models import Payment, PaymentEvent, StatementLine
from payments.operations.cancelling import cancel_payment
from payments.operations.reconciling import take_in_statement
from payments.queries import waiting_for_staff
from tests import desks
from tests.payments.money import BUYER, NOW, STAFF, confirm, start
from tests.payments.statements import PAYER, camt, entry, group, many

PAGE = "admin:money_to_sort"


def desk_of(user: User, group: str) -> Client:
    """A browser in which a member of a staff group is signed in."""
    user.groups.set([Group.objects.get_or_create(name=group)[0]])
    client = Client()
    desks.sign_in(client, user)
    return client


@pytest.fixture
def finance(make_user: Callable[..., User]) -> Client:
    return desk_of(make_user(staff=True), "finance")


@pytest.fixture
def payment(db: None) -> Payment:
    return start("bank_transfer")


def send(client: Client, data: bytes) -> str:
    """Send a statement; what the page says."""
    file = SimpleUploadedFile("whatever.bin", data)
    return said(client.post(reverse(PAGE), {"statement": file}, follow=True))


def click(client: Client, verb: str, **fields: str) -> str:
    """Use a button of the one line that waits; what the page says."""
    line = StatementLine.objects.get(state="open")
    return said(client.post(reverse(PAGE), {"verb": verb, "line": str(line.id), **fields}, follow=True))


def said(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def seen(client: Client) -> str:
    return client.get(reverse(PAGE)).content.decode()


def test_a_statement_is_sent_and_its_line_booked_with_one_click(finance: Client, payment: Payment) -> None:
    assert "New lines: 1" in send(finance, camt(entry(), entry(way="DBIT")))
    page = seen(finance)
    for words in (payment.provider_ref, PAYER, "names it, names its checkout, the very sum"):
        assert words in page
    assert "Booked." in click(finance, "book", payment=str(payment.id))
    payment.refresh_from_db()
    assert payment.status == "captured"
    assert "known before: 1" in send(finance, camt(entry()))
    assert "Every line is decided." in seen(finance)


def test_a_line_is_booked_to_a_payment_that_is_typed_in(finance: Client, payment: Payment) -> None:
    send(finance, camt(entry(purpose="nothing")))
    assert "no such payment" in click(finance, "book", ref="SCG-0")
    click(finance, "book", ref=f" {payment.provider_ref} ")
    payment.refresh_from_db()
    assert payment.status == "captured"


@pytest.mark.parametrize("verb", ["returned", "ignored"])
def test_a_line_is_put_aside_with_a_reason(finance: Client, payment: Payment, verb: str) -> None:
    send(finance, camt(entry()))
    assert "Give a reason." in click(finance, verb)
    click(finance, verb, note="a loan of the owner")
    line = StatementLine.objects.get()
    assert (line.state, line.note) == (verb, "a loan of the owner")


def test_a_file_that_cannot_be_read_is_told_with_its_reason(finance: Client) -> None:
    assert "neither CAMT.053" in send(finance, b"%PDF-1.7")
    assert "№ 1, Amt: “much” is no amount" in send(finance, camt(entry().replace("123.00", "much")))
    assert not StatementLine.objects.exists()


def test_why_a_file_cannot_be_read_is_told_in_its_senders_language(finance: Client) -> None:
    file = SimpleUploadedFile("x", camt(entry().replace("123.00", "much")))
    russian = {"Accept-Language": "ru"}
    told = said(finance.post(reverse(PAGE), {"statement": file}, follow=True, headers=russian))
    assert "№ 1, Amt" in told
    assert "is no amount" not in told


@pytest.mark.parametrize(
    ("minor", "over", "differs"),
    [(100, -12_200, "122.00 CNY too little"), (12_301, 1, "0.01 CNY too much")],
)
def test_another_sum_than_is_due_is_booked_only_where_that_is_meant(
    finance: Client, payment: Payment, minor: int, over: int, differs: str
) -> None:
    owns_transaction(take_in_statement)(data=camt(entry(minor, ref="B-9")), at=NOW, by=STAFF)
    assert differs in seen(finance)
    for meant in ({}, {"meant": "2"}):
        assert "and 123.00 CNY is due" in click(finance, "book", payment=str(payment.id), **meant)
    assert "and 123.00 CNY is due" in click(finance, "book", ref=payment.provider_ref)
    payment.refresh_from_db()
    assert payment.received_minor == 0
    assert "Booked." in click(finance, "book", payment=str(payment.id), meant=str(over))
    payment.refresh_from_db()
    assert payment.received_minor == minor


def test_a_large_statement_is_let_in_and_a_larger_one_is_not(finance: Client) -> None:
    data = many(4_000)
    assert len(data) > 1024 * 1024
    assert "New lines: 4000" in send(finance, data)
    answer = finance.post(reverse(PAGE), {"statement": SimpleUploadedFile("x", b" " * (9 * 1024 * 1024))})
    assert answer.status_code == 413


def test_others_look_and_book_nothing(payment: Payment, make_user: Callable[..., User]) -> None:
    owns_transaction(take_in_statement)(data=camt(entry()), at=NOW, by=STAFF)
    viewer = desk_of(make_user(staff=True), "viewer")
    assert payment.provider_ref in seen(viewer)
    line = StatementLine.objects.get()
    answer = viewer.post(reverse(PAGE), {"verb": "book", "line": str(line.id), "payment": str(payment.id)})
    assert answer.status_code == 403
    payment.refresh_from_db()
    assert payment.status == "pending"


@pytest.mark.parametrize("fields", [{}, {"verb": "book"}, {"verb": "eat", "line": str(BUYER.user_id)}])
def test_forms_that_are_none_of_ours_lead_nowhere(finance: Client, fields: dict[str, str]) -> None:
    assert finance.post(reverse(PAGE), fields).status_code == 404


def test_unmatched_and_odd_money_stands_beside(finance: Client, payment: Payment) -> None:
    confirm(payment, 1, line="S7/1")
    dead = start("bank_transfer", reference="SCG-26-00000002-5")
    owns_transaction(cancel_payment)(payment_id=dead.id, at=NOW, by=BUYER)
    confirm(dead, 12300, line="S7/2")
    PaymentEvent.objects.create(
        provider="wechat",
        provider_event_id="EV-1",
        kind="TRANSACTION.SUCCESS",
        amount_minor=1,
        currency="CNY",
        occurred_at=NOW,
        received_at=NOW,
        created_at=NOW,
        outcome="unknown_payment",
        raw="{}",
    )
    page = seen(finance)
    for words in ("Unmatched money: 1", "Wrong amounts: 1", "News of money that is nothing of ours: 1"):
        assert words in page
    assert waiting_for_staff().to_sort == 1


def test_a_page_of_lines_takes_as_many_queries_as_one(finance: Client, db: None) -> None:
    for number in range(60):
        start("bank_transfer", reference=group(number), parts={f"SC-{number}": 10_000 + number})
    owns_transaction(take_in_statement)(data=many(60), at=NOW, by=STAFF)
    with CaptureQueriesContext(connection) as queries:
        page = seen(finance)
    assert group(0) in page
    assert "60 lines of statements" in page
    assert len(queries) <= 25


def test_many_sure_lines_are_booked_together(finance: Client, db: None) -> None:
    for number in range(3):
        start("bank_transfer", reference=group(number), parts={f"SC-{number}": 10_000 + number})
    owns_transaction(take_in_statement)(
        data=camt(entry(5, "unknown", ref="X"), *(many_of(3))), at=NOW, by=STAFF
    )
    lines = [str(each.pk) for each in StatementLine.objects.all()]
    given = {"action": "book_sure", "_selected_action": lines, "index": "0"}
    told = said(finance.post(reverse("admin:payments_statementline_changelist"), given, follow=True))
    assert "3 booked" in told
    assert Payment.objects.filter(status="captured").count() == 3
    assert StatementLine.objects.get(state="open").key == "X"


def many_of(count: int) -> list[str]:
    return [entry(10_000 + number, f"{group(number)}/1", ref=f"B{number}") for number in range(count)]
