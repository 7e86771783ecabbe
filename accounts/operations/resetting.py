"""How does somebody who forgot their password get in again?"""

from datetime import datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from django.db.models import F, QuerySet

from accounts.errors import BadLink
from accounts.models import User
from accounts.operations.registering import check_password_strength
from accounts.operations.signing_in import revoke_every_token
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.rest import uuid_or_none
from kit.transactions import inside_transaction


@inside_transaction
def ask_for_reset(*, email: str, at: datetime) -> None:
    """Send a link if the address is known; an unknown one costs the same work and time."""
    known = User.objects.filter(email=email.strip().lower(), sandbox=False)
    user_id = known.values_list("pk", flat=True).first()
    post_reset(user_id=user_id or uuid7(), at=at)


@inside_transaction
def post_reset(*, user_id: UUID, at: datetime) -> None:
    """Leave the letter behind whose link a new password is chosen; for an id of nobody none."""
    post([Letter("account.reset_password", uuid7().hex, {"user": str(user_id)}, user_id)], at=at)


def reset_key_of(user: User) -> str:
    """The key in a password mail: bound to the user, their password, addresses, last sign-in."""
    return f"{user.pk.hex}-{default_token_generator.make_token(user)}"


@inside_transaction
def reset_password(*, key: str, password: str, at: datetime) -> User:
    """
    Set a new password for the holder of a mailed link, and end all sign-ins.

    Whoever reads the mailbox owns the address, so it counts as confirmed.

    :raises BadLink: if the link is broken, older than an hour or was used.
    :raises WeakPassword: if the password is too easy to guess.
    """
    user = _holder_of(key, User.objects.select_for_update())
    check_password_strength(password, email=user.email)
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, version=F("version") + 1)
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    revoke_every_token(user=user, at=at)
    return user


def check_reset_key(key: str) -> None:
    """
    See that a mailed link opens something.

    :raises BadLink: as `reset_password`.
    """
    _holder_of(key, User.objects.all())


def _holder_of(key: str, users: QuerySet[User]) -> User:
    user_id, _, token = key.partition("-")
    pk = uuid_or_none(user_id)
    user = users.filter(pk=pk, is_active=True).first() if pk else None
    if user is None or not default_token_generator.check_token(user, token):
        raise BadLink
    return user
