"""How does a seller's 1C get its access, and lose it?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from accounts.keys import digest
from catalog.operations import importing
from catalog.queries.importing import imports_of
from channels.errors import ExchangeKeyExists, ExchangeKeyRevoked
from channels.models import Exchange, ExchangeAccess, ExchangeFile
from channels.naming import new_password, new_public_id
from channels.policy import LAST_USE_GRAIN
from channels.queries.exchanging import UNSTARTED, actor_of
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

    Somebody else may have had the old one: what it brought and hasn't begun to take effect is cancelled.

    :raises ExchangeKeyRevoked: if it was revoked.
    """
    password = new_password()
    changed = _live(access).update(
        digest=digest(password), encoding=encoding or access.encoding, version=F("version") + 1
    )
    if not changed:
        raise ExchangeKeyRevoked
    close_open(access, at=at)
    cancel_unstarted(access, at=at)
    drop_unread(access, why="exchange.locked_out", at=at)
    access.refresh_from_db()
    return NewAccess(access, password)


@inside_transaction
def revoke_access(*, access: ExchangeAccess, at: datetime) -> ExchangeAccess:
    """
    Let nobody in by an access any more; what it brought and hasn't begun to take effect is cancelled.

    :raises ExchangeKeyRevoked: if that was done before.
    """
    if not _live(access).update(revoked_at=at, version=F("version") + 1):
        raise ExchangeKeyRevoked
    close_open(access, at=at)
    cancel_unstarted(access, at=at)
    drop_unread(access, why="exchange.locked_out", at=at)
    access.refresh_from_db()
    return access


@inside_transaction
def close_open(access: ExchangeAccess, *, at: datetime, kind: str = "") -> None:
    """End exchanges under way, or that of a kind: what isn't whole of them is worth nothing any more."""
    rows = Exchange.objects.filter(access=access, closed_at__isnull=True)
    rows = rows.filter(kind=kind) if kind else rows
    rows.update(closed_at=at, end=Exchange.End.REPLACED, version=F("version") + 1)


@inside_transaction
def cancel_unstarted(access: ExchangeAccess, *, at: datetime, but_completed: bool = False) -> None:
    """
    Cancel jobs of its files that haven't begun to take effect.

    With `but_completed` those go on of exchanges that 1C has completed: it was told that they came in, and
    sends them no more.
    """
    waiting = ExchangeFile.objects.filter(exchange__access=access, job__status__in=UNSTARTED)
    if but_completed:
        waiting = waiting.exclude(exchange__end=Exchange.End.COMPLETED, is_held=False)
    by = actor_of(access)
    jobs = imports_of(by).filter(pk__in=list(waiting.values_list("job", flat=True)))
    for job in jobs.select_for_update(of=("self",)).order_by("pk"):
        if job.status in UNSTARTED:
            importing.cancel(job=job, at=at, by=by)


@inside_transaction
def drop_unread(access: ExchangeAccess, *, why: str, at: datetime) -> None:
    """Let nothing come of files of orders that nobody has read yet."""
    rows = ExchangeFile.objects.filter(exchange__access=access, awaits_reading=True)
    rows.update(awaits_reading=False, read_at=at, why=why)


def touch(access: ExchangeAccess, *, at: datetime) -> None:
    """Remember the use of an access, at most once in each grain of time."""
    before = at - LAST_USE_GRAIN
    rows = ExchangeAccess.objects.filter(pk=access.pk)
    rows.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)).update(last_used_at=at)


def _live(access: ExchangeAccess) -> QuerySet[ExchangeAccess]:
    return ExchangeAccess.objects.filter(pk=access.pk, revoked_at__isnull=True)
