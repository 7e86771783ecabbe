"""What do two people hear who sign up with one address at the same instant?"""

import secrets
from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from accounts.models import User
from accounts.operations import registering
from news.models import Mail
from tests.accounts.conftest import PASSWORD, at_address
from tests.api import Api


def test_who_comes_second_by_a_moment_is_answered_as_for_a_known_address(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # At an address that no throttle has seen.
    email = f"wang.{secrets.token_hex(4)}@example.com"
    both_looked, register = Barrier(2, timeout=30), registering.register

    def registered(**given: Any) -> User:
        """Nobody writes before both have seen that the address is nobody's."""
        both_looked.wait()
        return register(**given)

    monkeypatch.setattr(registering, "register", registered)
    given = [{"email": each, "password": PASSWORD} for each in (email, f" {email.title()} ")]
    first, second = at_once([partial(_sign_up, each) for each in given])
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    user = User.objects.get()
    assert (user.email, user.check_password(PASSWORD)) == (email, True)
    # Nobody has confirmed the address yet: each try mails its link.
    assert list(Mail.objects.values_list("kind", "user")) == [("account.confirm_email", user.pk)] * 2


def _sign_up(given: dict[str, str]) -> Any:
    return at_address(Api()).post("/auth/sign-up", given)
