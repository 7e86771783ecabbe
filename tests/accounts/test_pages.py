"""Do the pages behind mailed links wait for their button?"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.operations.mailing import mail_confirmation, mail_password_reset


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    """Somebody whose address nobody has confirmed."""
    return make_user("wang@example.com", confirmed=False)


def link_in_the_mail() -> tuple[str, str]:
    """Path and key of the newest mail's link."""
    link = re.search(r"http\S+", str(mail.outbox[-1].body))
    assert link
    parts = urlsplit(link[0])
    return parts.path, parse_qs(parts.query)["key"][0]


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(user: User, client: Client) -> None:
    mail_confirmation(user=user)
    path, key = link_in_the_mail()
    opened = client.get(path, {"key": key})
    assert opened.status_code == 200
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened.headers["Cache-Control"]
    assert not EmailAddress.objects.get().verified
    assert client.post(path, {"key": key}).status_code == 200
    assert EmailAddress.objects.get().verified


def test_a_form_from_elsewhere_is_refused(user: User) -> None:
    mail_confirmation(user=user)
    path, key = link_in_the_mail()
    assert Client(enforce_csrf_checks=True).post(path, {"key": key}).status_code == 403
    assert not EmailAddress.objects.get().verified


def test_a_broken_link_says_so_on_the_page(db: None, client: Client) -> None:
    for path in ("/account/confirm-email", "/account/reset-password"):
        answer = client.post(path, {"key": "x", "password": "corn-flour-by-rail-7"})
        assert answer.status_code == 422
        assert b"This link is broken" in answer.content


def test_a_new_password_is_chosen_on_a_page(user: User, client: Client) -> None:
    mail_password_reset(user=user)
    path, key = link_in_the_mail()
    weak = client.post(path, {"key": key, "password": "password"})
    assert (weak.status_code, b"too common" in weak.content) == (400, True)
    assert client.post(path, {"key": key, "password": "oat-bran-by-rail-8"}).status_code == 200
    user.refresh_from_db()
    assert user.check_password("oat-bran-by-rail-8")


def test_what_a_link_carries_is_shown_as_text(db: None, client: Client) -> None:
    answer = client.get("/account/confirm-email", {"key": '"><script>alert(1)</script>'})
    assert b"<script>" not in answer.content
