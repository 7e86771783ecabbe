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
from accounts.policy import TOKEN_LIFETIME
from accounts.queries import live_tokens_of
from kit.errors import NotFound
from kit.transactions import inside_transaction


class Issued(NamedTuple):
    """A new sign-in: the token's text is known now and never again."""

    row: AccessToken
    token: str


@inside_transaction
def sign_in(*, email: str, password: str, user_agent: str, at: datetime) -> Issued:
    """
    Exchange an e-mail address and its password for a token of 30 days.

    :raises BadPassword: if they don't fit, whether or not the address is known.
    :raises EmailUnconfirmed: if they fit but the address was never confirmed.
    :raises UseApiKey: if they belong to a member of staff.
    """
    user = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise BadPassword
    if user.is_staff:
        raise UseApiKey
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        raise EmailUnconfirmed
    User.objects.filter(pk=user.pk).update(last_login=at)
    return issue_token(user=user, user_agent=user_agent, at=at)


@inside_transaction
def issue_token(*, user: User, user_agent: str, at: datetime) -> Issued:
    """A fresh token for somebody who has proved who they are."""
    token = new_token()
    row = AccessToken.objects.create(
        user=user,
        digest=digest(token),
        user_agent=user_agent[:200],
        created_at=at,
        expires_at=at + TOKEN_LIFETIME,
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
