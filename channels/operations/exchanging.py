"""How does an exchange with 1C begin and end?"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F

from accounts.keys import digest, new_token
from channels.errors import Failed
from channels.models import Exchange, ExchangeAccess
from channels.operations.keying import cancel_unstarted, close_open, touch
from channels.policy import EXCHANGE_LAPSES
from kit.transactions import inside_transaction

_LONGEST_WORDS = 500


class Begun(NamedTuple):
    """An exchange that has begun, with the cookie that leads to it."""

    exchange: Exchange
    cookie: str


@inside_transaction
def begin(*, access: ExchangeAccess, at: datetime, kind: Exchange.Kind = Exchange.Kind.CATALOG) -> Begun:
    """
    Begin an exchange, and end the one before of its kind: nothing that it left is mixed into this one.

    Files of goods of earlier exchanges that wait for their start are cancelled: 1C sends anew whatever was
    not acknowledged. What runs already came in full, and goes on; so does what 1C has completed, and a file
    of orders that is whole.

    :raises Failed: if the access was revoked meanwhile, or has another password; if orders aren't handed out.
    """
    locked = ExchangeAccess.objects.select_for_update(no_key=True).filter(
        pk=access.pk, revoked_at__isnull=True
    )
    if not locked.filter(digest=access.digest).exists():
        raise Failed("exchange.denied")
    if kind == Exchange.Kind.SALE and not locked.filter(takes_orders=True).exists():
        raise Failed("exchange.no_orders")
    close_open(access, at=at, kind=kind)
    if kind == Exchange.Kind.CATALOG:
        cancel_unstarted(access, at=at, but_completed=True)
    cookie = new_token()
    exchange = Exchange.objects.create(
        access=access, kind=kind, digest=digest(cookie), last_at=at, created_at=at
    )
    touch(access, at=at)
    return Begun(exchange, cookie)


@inside_transaction
def come_in_parts(*, exchange: Exchange) -> None:
    """Note that its goods come in many files, none of which names all."""
    Exchange.objects.filter(pk=exchange.pk).update(is_in_parts=True)


@inside_transaction
def complete(*, exchange: Exchange, at: datetime) -> None:
    """End an exchange by the word of 1C; what it brought is still taken in."""
    rows = Exchange.objects.filter(pk=exchange.pk, closed_at__isnull=True)
    rows.update(closed_at=at, end=Exchange.End.COMPLETED, version=F("version") + 1)


@inside_transaction
def note_answer(*, exchange: Exchange, mode: str, result: str, words: str, at: datetime) -> None:
    """Remember what 1C has asked last, and what it was told."""
    Exchange.objects.filter(pk=exchange.pk).update(
        mode=mode[:16], result=result, words=words[:_LONGEST_WORDS], last_at=at
    )


@inside_transaction
def end_lapsed(*, at: datetime) -> int:
    """End exchanges that nobody has gone on with; how many."""
    rows = Exchange.objects.filter(closed_at__isnull=True, last_at__lte=at - EXCHANGE_LAPSES)
    return rows.update(closed_at=at, end=Exchange.End.LAPSED, version=F("version") + 1)


@inside_transaction
def held_open(exchange: Exchange, *, or_over: bool = False) -> Exchange:
    """
    The exchange, locked, while it is under way; with `or_over` also afterwards.

    :raises Failed: if another one has begun, or it has ended.
    """
    rows = Exchange.objects.select_for_update(of=("self",)).select_related("access__seller")
    rows = rows if or_over else rows.filter(closed_at__isnull=True)
    found = rows.filter(pk=exchange.pk).first()
    if found is None:
        raise Failed("exchange.over")
    return found
