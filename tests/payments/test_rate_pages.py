"""How do finance send a document of rates, and what does the page say of those that are old?"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kit.clock import now
from kit.transactions import owns_transaction
from payments.models import FxRate, RateDocument
from payments.operations.publishing import publish_by_hand, take_in, today_of
from payments.queries import waiting_for_staff
from payments.queries.waiting import piles
from tests.payments.money import STAFF
from tests.payments.published import NATIONAL, archive
from tests.payments.test_money_to_sort import desk_of, said

PAGE = "admin:exchange_rates"


@pytest.fixture
def finance(make_user: Callable[..., User]) -> Client:
    return desk_of(make_user(staff=True), "finance")


def send(client: Client, data: bytes) -> Any:
    return client.post(reverse(PAGE), {"document": SimpleUploadedFile("x.bin", data)}, follow=True)


def use(client: Client, document: RateDocument, verb: str, **fields: str) -> str:
    given = {"action": verb, "_selected_action": str(document.pk), **fields}
    answer = said(client.post(reverse("admin:payments_ratedocument_changelist"), given, follow=True))
    document.refresh_from_db()
    return answer


def test_a_document_is_sent_looked_at_and_published(finance: Client) -> None:
    today = today_of(now())
    looked_at = send(finance, archive(today))
    assert "Nothing is published yet" in said(looked_at)
    page = looked_at.content.decode()
    for words in ("USD/KZT", "520", "0.01365374", ">new<"):
        assert words in page
    assert not FxRate.objects.exists()
    document = RateDocument.objects.get()
    assert "published" in use(finance, document, "accept")
    assert FxRate.objects.filter(date=today).count() == 5
    assert "nothing changes" in said(send(finance, archive(today)))


def test_what_is_strange_says_from_what_and_is_put_aside_with_a_reason(finance: Client) -> None:
    today = today_of(now())
    publish = owns_transaction(publish_by_hand)
    publish(
        day=today - timedelta(days=1),
        base="USD",
        quote="KZT",
        rate=Decimal(520),
        source="",
        at=now(),
        by=STAFF,
    )
    page = send(finance, archive(today, {**NATIONAL, "USD": "52.00"})).content.decode()
    assert "far from 520, which was known" in page
    document = RateDocument.objects.get()
    assert "Give a reason" in use(finance, document, "dismiss")
    assert document.state == "held"
    use(finance, document, "dismiss", reason="a slip of the bank")
    assert (document.state, document.note) == ("dismissed", "a slip of the bank")


def test_a_correction_that_is_far_off_is_strange_too_and_says_by_how_much(finance: Client) -> None:
    today = today_of(now())
    use(finance, sent(finance, archive(today)), "accept")
    page = send(finance, archive(today, {**NATIONAL, "USD": "700.10"})).content.decode()
    assert "corrects it, +34.6 %; far from 520, which was known" in page
    page = send(finance, archive(today, {**NATIONAL, "USD": "530"})).content.decode()
    assert "corrects it, +1.9 %" in page
    assert "corrects it, +1.9 %; far" not in page


def sent(finance: Client, body: bytes) -> RateDocument:
    send(finance, body)
    return RateDocument.objects.get()


def test_what_cannot_be_read_is_told_on_the_page(finance: Client) -> None:
    assert "“html” is no document" in said(send(finance, b"<html></html>"))
    assert "no XML" in said(send(finance, b"\x00\xff"))
    assert not RateDocument.objects.exists()


def test_others_than_finance_send_and_decide_nothing(make_user: Callable[..., User]) -> None:
    viewer = desk_of(make_user(staff=True), "viewer")
    assert viewer.get(reverse(PAGE)).status_code == 200
    assert send(viewer, archive(today_of(now()))).status_code == 403
    document = owns_transaction(take_in)(
        data=archive(today_of(now())), is_sent_by_hand=True, at=now(), by=STAFF
    )
    use(viewer, document, "accept")
    assert document.state == "held"


def test_old_rates_alarm_the_page_the_dashboard_and_the_letter_of_the_morning(finance: Client) -> None:
    data = archive(today_of(now()) - timedelta(days=14))
    owns_transaction(take_in)(data=data, is_sent_by_hand=False, at=now(), by=STAFF)
    page = finance.get(reverse(PAGE)).content.decode()
    assert "working days old" in page
    assert waiting_for_staff().old_rates == 5
    assert piles()["old_rates"].count == 5
    index = finance.get(reverse("admin:index")).content.decode()
    assert "Old exchange rates" in index


def test_fresh_rates_alarm_nobody(finance: Client) -> None:
    data = archive(today_of(now()))
    owns_transaction(take_in)(data=data, is_sent_by_hand=False, at=now(), by=STAFF)
    assert "working days old" not in finance.get(reverse(PAGE)).content.decode()
    assert waiting_for_staff().old_rates == 0


def test_a_held_document_waits_in_the_letter_of_the_morning(finance: Client) -> None:
    send(finance, archive(today_of(now())))
    assert piles()["rate_documents"].count == 1
    assert "1 document waits" in finance.get(reverse(PAGE)).content.decode()


def test_the_page_says_that_nobody_is_asked(finance: Client, settings: Any) -> None:
    settings.EXCHANGE_RATE_FEEDS = {}
    assert "Nobody is asked here" in finance.get(reverse(PAGE)).content.decode()
