"""Does an account belong to whoever reads its mailbox, whoever else has typed its address before?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.models import ApiKey, SignUp, User
from accounts.operations.forgetting import forget_expired
from accounts.policy import SANDBOX_MAIL
from kit.clock import now
from tests.api import Api
from tests.mailbox import deliver, link_in_the_mail

pytestmark = pytest.mark.usefixtures("uncounted")
OLD, NEW = "wang@example.com", "wang.fang@example.com"
PASSWORD, OTHER = "corn-flour-by-rail-7", "oat-bran-by-rail-8"


def sign_up(api: Api, email: str = NEW, password: str = PASSWORD) -> str:
    """Somebody signs up; the key in the mail that comes of it."""
    answer = api.post("/auth/sign-up", {"email": email, "password": password})
    assert answer.status_code == 202
    deliver()
    return link_in_the_mail()[1]


def confirm(api: Api, key: str) -> int:
    return int(api.post("/auth/confirm-email", {"key": key}).status_code)


def sign_in(api: Api, email: str = NEW, password: str = PASSWORD) -> Any:
    return api.post("/auth/sign-in", {"email": email, "password": password})


@pytest.mark.parametrize("strangers", ["before", "after"])
def test_a_link_brings_the_password_of_its_own_try(api: Api, strangers: str) -> None:
    """A stranger who signed up with somebody's address gets in by no link that its owner asked for."""
    if strangers == "before":
        sign_up(api, password=OTHER)
    key = sign_up(api)
    if strangers == "after":
        sign_up(api, password=OTHER)
    assert confirm(api, key) == 200
    assert sign_in(api).status_code == 201
    assert sign_in(api, password=OTHER).status_code == 401
    assert not SignUp.objects.exists()


def test_a_try_to_sign_up_changes_nothing_of_an_account_that_is_there(
    api: Api, make_user: Callable[..., User]
) -> None:
    for staff, confirmed in ((True, False), (False, False), (False, True)):
        user = make_user(f"u{staff}{confirmed}@example.com", staff=staff, confirmed=confirmed)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        before = user.password
        assert api.post("/auth/sign-up", {"email": user.email, "password": OTHER}).status_code == 202
        user.refresh_from_db()
        assert user.password == before


def test_once_confirmed_the_links_of_other_tries_open_nothing(api: Api) -> None:
    strangers, own = sign_up(api, password=OTHER), sign_up(api)
    assert confirm(api, own) == 200
    assert confirm(api, strangers) == confirm(api, own) == 422
    assert sign_in(api).status_code == 201


def test_until_it_is_confirmed_nobody_signs_in(api: Api) -> None:
    sign_up(api)
    assert sign_in(api).json()["code"] == "auth.email_unconfirmed"


def test_a_link_to_confirm_is_good_for_three_days_and_then_forgotten(api: Api) -> None:
    key = sign_up(api)
    with time_machine.travel(now() + timedelta(days=3, minutes=1), tick=False):
        assert confirm(api, key) == 422
        forget_expired(at=now())
        assert not SignUp.objects.exists()
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_who_never_confirmed_an_address_keeps_nobody_from_moving_to_it(
    api: Api, signed_in: Callable[[User], Api], wang: User
) -> None:
    sign_up(api)
    assert signed_in(wang).post("/me/email", {"email": NEW, "password": PASSWORD}).status_code == 202
    deliver()
    _, key = link_in_the_mail()
    assert api.post("/me/email/confirm", {"key": key}).status_code == 200
    assert User.objects.get(email=NEW).pk == wang.pk


def test_who_never_confirmed_an_address_keeps_no_owner_from_taking_it_back(
    api: Api, signed_in: Callable[[User], Api], wang: User
) -> None:
    her = signed_in(wang)
    her.post("/me/email", {"email": NEW, "password": PASSWORD})
    deliver()
    api.post("/me/email/confirm", {"key": link_in_the_mail()[1]})
    deliver()
    _, undo = link_in_the_mail()
    sign_up(api, OLD, OTHER)
    assert api.post("/me/email/undo", {"key": undo}).status_code == 200
    assert User.objects.get(email=OLD).pk == wang.pk


def test_keys_made_since_an_address_changed_end_when_it_is_taken_back(
    api: Api, signed_in: Callable[[User], Api], wang: User
) -> None:
    her = signed_in(wang)
    her.post("/api-keys", {"name": "own", "scopes": ["me:read"]})
    # A second later, by the clock that the rows are written by.
    ApiKey.objects.update(created_at=now() - timedelta(seconds=1))
    her.post("/me/email", {"email": NEW, "password": PASSWORD})
    deliver()
    api.post("/me/email/confirm", {"key": link_in_the_mail()[1]})
    deliver()
    for name, sandbox in (("intruder's", False), ("intruder's test", True)):
        body = {"name": name, "scopes": ["me:read"], "sandbox": sandbox}
        assert her.post("/api-keys", body).status_code == 201
    assert api.post("/me/email/undo", {"key": link_in_the_mail()[1]}).status_code == 200
    assert list(ApiKey.objects.filter(revoked_at=None).values_list("name", flat=True)) == ["own"]


@pytest.mark.parametrize(
    "email", [f"0190@{SANDBOX_MAIL}", f"0190@{SANDBOX_MAIL.upper()}", f"x@mail.{SANDBOX_MAIL}"]
)
def test_nobody_signs_up_with_or_moves_to_an_address_of_the_test_world(
    api: Api, signed_in: Callable[[User], Api], wang: User, email: str
) -> None:
    refused = [
        api.post("/auth/sign-up", {"email": email, "password": PASSWORD}),
        signed_in(wang).post("/me/email", {"email": email, "password": PASSWORD}),
    ]
    for answer in refused:
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/email"
    assert User.objects.count() == 1
