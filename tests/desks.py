"""How does a test sign in as staff or as whoever looks after money: by password and code, as they do."""

import secrets
from functools import cache

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts.models import AccessToken, Factor, User
from accounts.operations.enrolling import begin_enrolling, finish_enrolling, renew_recovery_codes
from accounts.operations.proving import SEALED_FOR
from accounts.operations.signing_in import finish_sign_in, issue_token
from accounts.policy import Limit
from accounts.queries import factors_of, must_prove
from accounts.totp import code_of, step_of
from kit.clock import now
from kit.sealing import unseal

PASSWORD = "the camel knows the way"


def sign_in(client: Client, user: User, *, password: str = "") -> Client:
    """Sign a member of staff in by both steps; who has no second factor gets one first."""
    password = password or PASSWORD
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    forget_tries(user.email)
    enrol(user)
    at_an_address_of_its_own(client)
    first = client.post(
        "/admin/login/", {"username": user.email, "password": password}, headers=_forgery(client)
    )
    assert first.status_code == 302, first.content
    second = client.post("/admin/second-step/", {"code": next_code(user)}, headers=_forgery(client))
    assert second.status_code == 302, second.content
    return client


def enter_console(user: User, client: Client | None = None) -> Client:
    """Sign somebody who acts for a seller in at its console, by as many steps as their role asks for."""
    client = client or Client()
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True})
    forget_tries(user.email)
    at_an_address_of_its_own(client)
    proves = must_prove(user)
    if proves:
        enrol(user)
    first = client.post("/seller/sign-in/", {"username": user.email, "password": PASSWORD})
    assert first.status_code == 302, first.content
    if proves:
        second = client.post("/seller/second-step/", {"code": next_code(user)})
        assert second.status_code == 302, second.content
    return client


def enrol(user: User) -> None:
    """Let somebody have a second factor, by the code that it shows."""
    if factors_of(user).exists():
        return
    with transaction.atomic():
        at = now()
        begun = begin_enrolling(user=user, name="phone", at=at)
        code = code_of(begun.secret, step_of(at) - 1)
        finish_enrolling(user=user, factor_id=begun.row.pk, code=code, at=at)
        # The mail about it is no matter of the test that begins here.
        user.mails.filter(kind="account.factor_changed").delete()


def next_code(user: User) -> str:
    """A code of somebody's that is good now: the first one not used yet, else a recovery code."""
    factor, at = factors_of(user)[0], now()
    step = max(factor.last_step + 1, step_of(at))
    if step <= step_of(at) + 1:
        return code_of(secret_of(factor), step)
    with transaction.atomic():
        [code, *_] = renew_recovery_codes(user=user, at=at)
        user.mails.filter(kind="account.factor_changed").delete()
    return code


def secret_of(factor: Factor) -> str:
    """What the phone of a factor holds."""
    return unseal(factor.secret, purpose=SEALED_FOR)


def token_of(user: User) -> str:
    """A token of somebody who has given password and code just now."""
    enrol(user)
    with transaction.atomic():
        half = issue_token(user=user, user_agent="pytest", step=AccessToken.Step.CODE, at=now()).row
        return finish_sign_in(token=half, code=next_code(user), at=now()).token


def at_an_address_of_its_own(client: Client) -> None:
    """Tests try more often from one address than people do."""
    parts = (str(secrets.randbelow(256)) for _ in range(3))
    client.defaults["REMOTE_ADDR"] = f"10.{'.'.join(parts)}"


def forget_tries(email: str) -> None:
    """The boss of one test is not the boss of the one before."""
    _redis(settings.REDIS_URL).delete(f"throttle:sign-in-email:{email}")


def forget_invitations(firm_id: object, *emails: str) -> None:
    """A firm may invite as many, and these addresses, as if nobody had been invited within the hour."""
    kept = (f"invite-firm:{firm_id}", *(f"invite-email:{email}" for email in emails))
    _redis(settings.REDIS_URL).delete(*(f"throttle:{each}" for each in kept))


def use_up(limit: Limit, who: object) -> None:
    """As if somebody had tried as often as they may."""
    _redis(settings.REDIS_URL).set(f"throttle:{limit.name}:{who}", limit.tries, px=limit.seconds * 1000)


@cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url)


def _forgery(client: Client) -> dict[str, str]:
    """The token of a form, for a client that insists on it."""
    if not client.handler.enforce_csrf_checks:
        return {}
    client.get("/admin/login/")
    return {"X-CSRFToken": client.cookies["csrftoken"].value}
