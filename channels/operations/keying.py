"""How does a seller's 1C get its access, and lose it?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from accounts.keys import digest
from channels.errors import ExchangeKeyExists, ExchangeKeyRevoked
from channels.models import Exchange, ExchangeAccess
from channels.naming import new_password, new_public_id
from channels.policy import LAST_USE_GRAIN
from kit.transactions import inside_transaction


class NewAccess(NamedTuple):
    """An access, with the password that is shown once."""

    row: ExchangeAccess
    password: str


@inside_transaction
def make_access(*, seller_id: UUID, encoding: str, at: datetime) -> NewAccess:
    """
    Make the one access of a seller's 1C; a revoked one gets a new password, its address stays.

    :raises ExchangeKeyExists: if there is one that counts.
    """
    password = new_password()
    try:
        with transaction.atomic():
            row = ExchangeAccess.objects.create(
                seller_id=seller_id,
                public_id=new_public_id(),
                digest=digest(password),
                encoding=encoding,
                created_at=at,
            )
        return NewAccess(row, password)
    except IntegrityError:
        revoked = ExchangeAccess.objects.filter(seller_id=seller_id, revoked_at__isnull=False)
    changed = revoked.update(
        digest=digest(password), encoding=encoding, revoked_at=None, version=F("version") + 1
    )
    if not changed:
        raise ExchangeKeyExists
    return NewAccess(ExchangeAccess.objects.get(seller_id=seller_id), password)


@inside_transaction
def rotate_access(*, access: ExchangeAccess, encoding: str | None, at: datetime) -> NewAccess:
    """
    Give an access a new password; the old one, and an exchange that is under way, end at once.

    :raises ExchangeKeyRevoked: if it was revoked.
    """
    password = new_password()
    changed = _live(access).update(
        digest=digest(password), encoding=encoding or access.encoding, version=F("version") + 1
    )
    if not changed:
        raise ExchangeKeyRevoked
    close_open(access, at=at)
    access.refresh_from_db()
    return NewAccess(access, password)


@inside_transaction
def revoke_access(*, access: ExchangeAccess, at: datetime) -> ExchangeAccess:
    """
    Let nobody in by an access any more; what came in full before goes on.

    :raises ExchangeKeyRevoked: if that was done before.
    """
    if not _live(access).update(revoked_at=at, version=F("version") + 1):
        raise ExchangeKeyRevoked
    close_open(access, at=at)
    access.refresh_from_db()
    return access


@inside_transaction
def close_open(access: ExchangeAccess, *, at: datetime) -> None:
    """End the exchange that is under way, if one is: what it has sent is worth nothing any more."""
    rows = Exchange.objects.filter(access=access, closed_at__isnull=True)
    rows.update(closed_at=at, end=Exchange.End.REPLACED, version=F("version") + 1)


def touch(access: ExchangeAccess, *, at: datetime) -> None:
    """Remember the use of an access, at most once in each grain of time."""
    before = at - LAST_USE_GRAIN
    rows = ExchangeAccess.objects.filter(pk=access.pk)
    rows.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)).update(last_used_at=at)


def _live(access: ExchangeAccess) -> QuerySet[ExchangeAccess]:
    return ExchangeAccess.objects.filter(pk=access.pk, revoked_at__isnull=True)
