"""How does a person get, keep, give back a token?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.db.models import F

from accounts.errors import BadPassword, EmailUnconfirmed, UseApiKey
from accounts.keys import digest, new_token
from accounts.models import AccessToken, User
from accounts.operations.proving import prove
from accounts.policy import SECOND_STEP_WITHIN, TOKEN_LIFETIME
from accounts.queries import factors_of, live_tokens_of, must_prove
from kit.errors import NotFound
from kit.transactions import inside_transaction


class Issued(NamedTuple):
    """A new sign-in: the token's text is known now and never again."""

    row: AccessToken
    token: str


@inside_transaction
def sign_in(*, email: str, password: str, user_agent: str, at: datetime) -> Issued:
    """
    Exchange an e-mail address and its password for a token of 30 days, or for half a sign-in.

    Half it is for whoever has a second factor, or must have one: its token is good for some minutes,
    and for that step alone (`finish_sign_in`, `enrolling.finish_enrolling`).

    :raises BadPassword: if they don't fit, whether or not the address is known.
    :raises EmailUnconfirmed: if they fit but the address was never confirmed.
    :raises UseApiKey: if they belong to a member of staff.
    """
    user = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise BadPassword
    if user.is_staff:
        raise UseApiKey
    check_confirmed_address(user)
    User.objects.filter(pk=user.pk).update(last_login=at)
    return issue_token(user=user, user_agent=user_agent, step=step_of(user), at=at)


def check_confirmed_address(user: User) -> None:
    """
    See that somebody has opened the link that was sent to their address.

    :raises EmailUnconfirmed: if they have not.
    """
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        raise EmailUnconfirmed


def step_of(user: User) -> AccessToken.Step:
    """What is left to do once the password was right: give a code, enrol first, or nothing."""
    if factors_of(user).exists():
        return AccessToken.Step.CODE
    return AccessToken.Step.ENROL if must_prove(user) else AccessToken.Step.NONE


@inside_transaction
def finish_sign_in(*, token: AccessToken, code: str, at: datetime) -> Issued:
    """
    A whole sign-in for half of one and a code; the half one is worth nothing any more.

    :raises NotFound: if the token waits for no code, or another request was quicker.
    :raises WrongCode: if the code is no good.
    """
    half = live_tokens_of(token.user, at=at).filter(pk=token.pk, step=AccessToken.Step.CODE)
    if not half.update(revoked_at=at, version=F("version") + 1):
        raise NotFound
    prove(user=token.user, code=code, at=at)
    return issue_token(user=token.user, user_agent=token.user_agent, proved=True, at=at)


@inside_transaction
def swap_token(*, token: AccessToken, at: datetime) -> Issued:
    """A whole sign-in for half of one whose holder has just enrolled; the half one ends."""
    revoke_token(user=token.user, token_id=token.pk, at=at)
    return issue_token(user=token.user, user_agent=token.user_agent, proved=True, at=at)


@inside_transaction
def issue_token(
    *,
    user: User,
    user_agent: str,
    at: datetime,
    step: AccessToken.Step = AccessToken.Step.NONE,
    proved: bool = False,
) -> Issued:
    """A fresh token for somebody who has proved who they are; with `step` it is half a sign-in."""
    token = new_token()
    row = AccessToken.objects.create(
        user=user,
        digest=digest(token),
        user_agent=user_agent[:200],
        created_at=at,
        expires_at=at + (SECOND_STEP_WITHIN if step else TOKEN_LIFETIME),
        step=step,
        proved_at=at if proved else None,
        confirmed_at=at if proved else None,
    )
    return Issued(row, token)


@inside_transaction
def revoke_token(*, user: User, token_id: UUID, at: datetime) -> None:
    """
    End one of a person's sign-ins.

    :raises NotFound: if it isn't theirs, or has ended.
    """
    live = live_tokens_of(user, at=at).filter(pk=token_id)
    if not live.update(revoked_at=at, version=F("version") + 1):
        raise NotFound


@inside_transaction
def revoke_every_token(*, user: User, at: datetime) -> int:
    """End all of a person's sign-ins, such as after a new password."""
    return live_tokens_of(user, at=at).update(revoked_at=at, version=F("version") + 1)
