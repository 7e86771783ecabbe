"""Do the pages behind mailed links wait for their button?"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.test import Client

from accounts.models import User
from kit.clock import now
from kit.letters import Letter, post
from tests.mailbox import deliver, link_in_the_mail


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    """Somebody whose address nobody has confirmed."""
    return make_user("wang@example.com", confirmed=False)


def mailed(kind: str, user: User) -> None:
    """A letter about an account, delivered."""
    with transaction.atomic():
        post([Letter(kind, uuid4().hex, {"user": str(user.pk)}, user.pk)], at=now())
    deliver()


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(user: User, client: Client) -> None:
    mailed("account.confirm_email", user)
    path, key = link_in_the_mail()
    assert client.head(path, {"key": key}).status_code == 200
    opened = client.get(path, {"key": key})
    assert opened.status_code == 200
    assert b"wang@example.com" in opened.content
    assert opened.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in opened.headers["Cache-Control"]
    assert not EmailAddress.objects.get().verified
    assert client.post(path, {"key": key}).status_code == 200
    assert EmailAddress.objects.get().verified


def test_a_form_from_elsewhere_is_refused(user: User) -> None:
    mailed("account.confirm_email", user)
    path, key = link_in_the_mail()
    assert Client(enforce_csrf_checks=True).post(path, {"key": key}).status_code == 403
    assert not EmailAddress.objects.get().verified


def test_a_broken_link_says_so_on_the_page(db: None, client: Client) -> None:
    for page in ("confirm-email", "reset-password", "change-email", "undo-email"):
        path = f"/account/{page}"
        answer = client.post(path, {"key": "x", "password": "corn-flour-by-rail-7"})
        assert answer.status_code == 422
        assert b"This link is broken" in answer.content
        opened = client.get(path, {"key": "x"})
        assert (opened.status_code, b"<button" in opened.content) == (422, False)
        assert client.head(path, {"key": "x"}).status_code == 422


def test_a_new_password_is_chosen_on_a_page(user: User, client: Client) -> None:
    mailed("account.reset_password", user)
    path, key = link_in_the_mail()
    weak = client.post(path, {"key": key, "password": "password"})
    assert (weak.status_code, b"too common" in weak.content) == (400, True)
    assert b"<button" in client.get(path, {"key": key}).content
    assert client.post(path, {"key": key, "password": "oat-bran-by-rail-8"}).status_code == 200
    assert client.get(path, {"key": key}).status_code == 422
    user.refresh_from_db()
    assert user.check_password("oat-bran-by-rail-8")


def test_a_password_like_the_address_is_refused_in_words_that_name_it(user: User, client: Client) -> None:
    mailed("account.reset_password", user)
    path, key = link_in_the_mail()
    alike = client.post(path, {"key": key, "password": "wang@example"})
    assert alike.status_code == 400
    assert "The password is too similar to your e-mail address." in alike.text
    # As much like a name that nobody has here: only the address counts.
    assert client.post(path, {"key": key, "password": "oat-bran-by-rail-8"}).status_code == 200


def test_what_a_link_carries_is_shown_as_text(db: None, client: Client) -> None:
    answer = client.get("/account/confirm-email", {"key": '"><script>alert(1)</script>'})
    assert b"<script>" not in answer.content


def test_a_page_speaks_the_language_of_the_mail_that_led_to_it(user: User, client: Client) -> None:
    User.objects.filter(pk=user.pk).update(language="ru")
    mailed("account.confirm_email", user)
    path, key = link_in_the_mail()
    assert "lang=ru" in str(mail.outbox[-1].body)
    opened = client.get(path, {"key": key, "lang": "ru"}, headers={"Accept-Language": "zh-Hans"})
    assert b'<html lang="ru">' in opened.content
    assert b'name="lang" value="ru"' in opened.content
    done = client.post(path, {"key": key, "lang": "ru"}, headers={"Accept-Language": "zh-Hans"})
    assert (done.status_code, done.headers["Content-Language"]) == (200, "ru")


def test_a_page_offers_the_other_languages(db: None, client: Client) -> None:
    opened = client.get("/account/confirm-email", {"key": "x", "lang": "kk"})
    assert b"?key=x&amp;lang=zh-hans" in opened.content


def test_a_spent_link_says_how_to_get_another_and_offers_no_button(user: User, client: Client) -> None:
    mailed("account.confirm_email", user)
    path, key = link_in_the_mail()
    client.post(path, {"key": key})
    for again in (client.get(path, {"key": key}), client.post(path, {"key": key})):
        assert again.status_code == 422
        assert b"a new link comes" in again.content
        assert b"<button" not in again.content
