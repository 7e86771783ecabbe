"""Does an account move to another address only for who owns both, and back for who lost it?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import AccessToken, AddressChange, Invitation, Organisation, User
from accounts.policy import SIGN_IN_BY_EMAIL
from kit.clock import now
from tests.api import Api
from tests.mailbox import deliver, link_in_the_mail

pytestmark = pytest.mark.usefixtures("uncounted")
OLD, NEW = "wang@example.com", "wang.fang@example.com"
PASSWORD = "corn-flour-by-rail-7"


@pytest.fixture
def her(signed_in: Callable[[User], Api], wang: User) -> Api:
    return signed_in(wang)


def ask(her: Api, email: str = NEW, password: str = PASSWORD) -> Any:
    """The wish told at the door, and its mail delivered."""
    answer = her.post("/me/email", {"email": email, "password": password})
    deliver()
    return answer


def follow(api: Api, of: int = -1) -> Any:
    """The link in a mail, followed by a client that opens it itself."""
    path, key = link_in_the_mail(of)
    end = {"/account/change-email": "confirm", "/account/undo-email": "undo"}[path]
    answer = api.post(f"/me/email/{end}", {"key": key})
    deliver()
    return answer


def address_of(user: User) -> str:
    user.refresh_from_db()
    return user.email


def test_an_account_moves_once_the_new_address_confirms_it(her: Api, api: Api, wang: User) -> None:
    assert ask(her, " Wang.Fang@Example.com ").status_code == 202
    assert mail.outbox[-1].to == [NEW]
    assert address_of(wang) == OLD
    assert follow(api).status_code == 200
    assert address_of(wang) == NEW
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, True)]
    signed = api.post("/auth/sign-in", {"email": NEW, "password": PASSWORD})
    assert signed.status_code == 201


def test_what_was_sent_by_whoever_had_the_address_invites_nobody_any_more(
    her: Api, api: Api, wang: User, make_organisation: Callable[..., Organisation]
) -> None:
    firm = make_organisation()
    ask(her)
    follow(api)
    sent = {
        "organisation": firm,
        "role": "owner",
        "invited_by": wang,
        "expires_at": now() + timedelta(days=7),
    }
    later = Invitation.objects.create(email="a@example.com", created_at=now(), **sent)
    before = now() - timedelta(days=1)
    earlier = Invitation.objects.create(email="b@example.com", created_at=before, **sent)
    assert follow(api).status_code == 200
    for each, is_open in ((later, False), (earlier, True)):
        each.refresh_from_db()
        assert (each.withdrawn_at is None) == is_open


def test_the_address_before_is_told_and_can_take_it_back(her: Api, api: Api, wang: User) -> None:
    ask(her)
    follow(api)
    assert mail.outbox[-1].to == [OLD]
    assert NEW in str(mail.outbox[-1].body)
    assert follow(api).status_code == 200
    assert address_of(wang) == OLD
    assert her.get("/me").status_code == 401
    assert not wang.has_usable_password()
    told = mail.outbox[-1]
    assert (told.to, link_in_the_mail()[0]) == ([OLD], "/account/reset-password")
    assert told.subject == "The change of your e-mail address was undone"
    # The link is no stranger's wish, and nothing stays as it is.
    assert "asked" not in str(told.body)
    assert "stays" not in str(told.body)


def test_the_link_after_that_lets_its_owner_in_again(her: Api, api: Api, wang: User) -> None:
    ask(her)
    follow(api)
    follow(api)
    given = {"key": link_in_the_mail()[1], "password": "barley-by-rail-to-altynkol-9"}
    assert api.post("/auth/password-reset/confirm", given).status_code == 200
    signed = api.post("/auth/sign-in", {"email": OLD, "password": given["password"]})
    assert signed.status_code == 201


def test_a_second_change_does_not_keep_the_owner_out(her: Api, api: Api, wang: User) -> None:
    ask(her)
    follow(api)
    undoing = len(mail.outbox) - 1
    ask(her, "thief@example.com")
    follow(api)
    assert address_of(wang) == "thief@example.com"
    assert follow(api, undoing).status_code == 200
    assert address_of(wang) == OLD
    assert not AddressChange.objects.filter(undone_at=None).exists()


def test_each_link_works_once(her: Api, api: Api) -> None:
    ask(her)
    follow(api)
    confirming, undoing = len(mail.outbox) - 2, len(mail.outbox) - 1
    assert follow(api, confirming).json()["code"] == "auth.bad_link"
    assert follow(api, undoing).status_code == 200
    for link in (confirming, undoing):
        assert follow(api, link).json()["code"] == "auth.bad_link"


@pytest.mark.parametrize(("done", "late"), [(0, timedelta(days=3)), (1, timedelta(days=7))])
def test_each_link_comes_to_an_end(her: Api, api: Api, done: int, late: timedelta) -> None:
    ask(her)
    for _ in range(done):
        follow(api)
    with time_machine.travel(now() + late + timedelta(minutes=1), tick=False):
        assert follow(api).json()["code"] == "auth.bad_link"


def test_a_link_does_not_do_the_work_of_another(her: Api, api: Api, wang: User) -> None:
    ask(her)
    _, key = link_in_the_mail()
    assert api.post("/me/email/undo", {"key": key}).status_code == 422
    assert api.post("/auth/confirm-email", {"key": key}).status_code == 422
    assert address_of(wang) == OLD


def test_only_the_newest_wish_comes_true(her: Api, api: Api, wang: User) -> None:
    ask(her, "first@example.com")
    first = len(mail.outbox) - 1
    ask(her)
    assert follow(api, first).status_code == 422
    assert follow(api).status_code == 200
    assert address_of(wang) == NEW


def test_a_new_password_ends_what_the_old_one_asked_for(her: Api, api: Api, wang: User) -> None:
    ask(her)
    wang.set_password("oat-bran-by-rail-8")
    wang.save(update_fields=["password"])
    assert follow(api).status_code == 422


def test_a_wrong_password_asks_for_nothing(her: Api) -> None:
    answer = ask(her, password="a guess")
    assert (answer.status_code, answer.json()["code"]) == (422, "auth.wrong_password")
    assert answer.json()["errors"][0]["pointer"] == "/password"
    assert (mail.outbox, AddressChange.objects.count()) == ([], 0)


def test_guessing_the_password_comes_to_an_end(her: Api) -> None:
    answers = [
        ask(her, f"new{n}@example.com", "a guess").status_code for n in range(SIGN_IN_BY_EMAIL.tries + 1)
    ]
    assert answers == [422] * SIGN_IN_BY_EMAIL.tries + [429]


def test_an_address_with_an_account_is_told_and_the_caller_is_not(
    her: Api, make_user: Callable[..., User]
) -> None:
    li = make_user("li@example.com")
    free, taken = ask(her), ask(her, li.email)
    assert (free.status_code, free.json()) == (taken.status_code, taken.json())
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([li.email], "This address already has an account")
    # Nobody wanted to sign up with it.
    assert "wanted to move an account" in str(told.body)


def test_an_address_that_got_an_account_meanwhile_stays_theirs(
    her: Api, api: Api, client: Client, wang: User, make_user: Callable[..., User]
) -> None:
    ask(her)
    make_user(NEW)
    path, key = link_in_the_mail()
    assert client.get(path, {"key": key}).status_code == 422
    assert follow(api).status_code == 422
    assert address_of(wang) == OLD


def test_a_key_of_a_machine_moves_no_account(her: Api, api: Api) -> None:
    made = her.post("/api-keys", {"name": "robot", "scopes": ["me:write"]}).json()
    answer = api.with_credential(made["secret"]).post("/me/email", {"email": NEW, "password": PASSWORD})
    assert answer.status_code == 403


def test_pages_finish_both_ways(her: Api, client: Client, wang: User) -> None:
    ask(her)
    for address in (NEW, OLD):
        path, key = link_in_the_mail()
        before = address_of(wang)
        opened = client.get(path, {"key": key})
        assert opened.status_code == 200
        assert f">{address}<" in opened.text
        assert client.head(path, {"key": key}).status_code == 200
        assert address_of(wang) == before
        assert client.post(path, {"key": key}).status_code == 200
        assert client.get(path, {"key": key}).status_code == 422
        deliver()
        assert address_of(wang) == address
    assert AccessToken.objects.filter(revoked_at=None).count() == 0
