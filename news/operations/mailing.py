"""How are mails sent that are due?"""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error, connection
from django.db.models import F

from kit.ids import uuid7
from kit.letters import NothingToSay
from kit.transactions import inside_transaction, owns_transaction
from news.faults import Fault, fault_of
from news.models import Mail
from news.operations.bouncing import note_undeliverable
from news.policy import (
    MAIL_ATTEMPTS,
    MAIL_BATCH,
    MAIL_BATCH_FOR,
    MAIL_FIRST_PAUSE,
    MAIL_GIVEN_UP_AFTER,
    MAIL_HOLDS_TRIES,
    MAIL_LAST_PAUSE,
    MAIL_LEASE,
)
from news.queries.mails import undeliverable
from news.rendering_mail import message_of

log = logging.getLogger(__name__)

# One sender at a time, by a lock of its connection: it ends with the sender, however that dies, and holds no
# transaction open while the outside is called. What a dead one had in hand comes once its lease is over;
# what nobody has in hand goes on at once.
_BE_ALONE = "SELECT pg_try_advisory_lock(hashtext('news.mailing'))"
_LET_OTHERS = "SELECT pg_advisory_unlock(hashtext('news.mailing'))"

# While the server is away one mail is set aside without a lease, and the whole queue with it: so all keep
# their turn.
_AWAY = """
SELECT EXISTS (SELECT FROM news_mail WHERE state = 'waiting' AND lease IS NULL AND leased_until > %s)
"""

# A try that never ends, because it takes its sender down with it, makes way for others: later each time.
_CLAIM = """
UPDATE news_mail SET attempts = attempts + 1, lease = %(lease)s, leased_until = %(until)s,
       due_at = %(until)s + attempts * (%(until)s - %(at)s), version = version + 1
FROM (SELECT id, lease IS NOT NULL AS died FROM news_mail WHERE state = 'waiting' AND due_at <= %(at)s
      ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS due
WHERE news_mail.id = due.id RETURNING news_mail.id, died
"""

# What keeps everybody's mail from leaving.
_NOBODYS = ("shut", "away")


class Batch(NamedTuple):
    """How many mails left, and whether more can be sent at once."""

    sent: int
    more: bool


def send_batch(*, outlet: BaseEmailBackend, at: datetime, limit: int = MAIL_BATCH) -> Batch:
    """
    Send some mails that are due, each marked at once, through a backend that stays open.

    None while another sender is at work. When the server is away, the queue waits for a while,
    and the mails keep their turn: but for the first, they are given back as if nobody had tried.
    A server that hangs up in the middle of a mail may do so because of it: then one to somebody
    else is tried, too.
    """
    with _alone() as is_alone:
        return _send_some(outlet, at=at, limit=limit) if is_alone else Batch(0, more=False)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other sender is at work, here or on another machine; none begins meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_BE_ALONE)
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            _let_others()


def _let_others() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LET_OTHERS)
    except Error as error:
        log.warning("the lock of the mail sender goes with its connection: %s", error)
        connection.close()


def _send_some(outlet: BaseEmailBackend, *, at: datetime, limit: int) -> Batch:
    lease = uuid7()
    mails = owns_transaction(claim)(lease=lease, at=at, limit=limit)
    if not mails:
        return Batch(0, more=False)
    blocked = undeliverable({_address(mail) for mail in mails})
    outcome = _send_each(mails, outlet, blocked=blocked, at=at)
    if outcome.suspect is not None:
        _note_away(*outcome.suspect, is_sure=outcome.is_away, at=at)
    if outcome.left:
        owns_transaction(give_back)(mails=outcome.left, lease=lease)
    more = bool(outcome.left) or len(mails) == limit
    return Batch(outcome.sent, more=more and outcome.suspect is None)


@inside_transaction
def claim(*, lease: UUID, at: datetime, limit: int) -> list[Mail]:
    """Take the oldest mails that are due, with the try counted; none while the server is away."""
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, [at])
        if cursor.fetchone()[0]:
            return []
        until = at + MAIL_LEASE
        cursor.execute(_CLAIM, {"lease": lease, "until": until, "at": at, "limit": limit})
        died = dict(cursor.fetchall())
    mails = Mail.objects.filter(pk__in=died).select_related("user").order_by("created_at", "id")
    # In the turn in which they were written; one with which a sender died lets others go first.
    return sorted(mails, key=lambda mail: died[mail.pk])


@inside_transaction
def give_back(*, mails: Sequence[Mail], lease: UUID) -> int:
    """Let go of mails that nobody has tried, in their old turn: the try that was counted is taken back."""
    claimed = Mail.objects.filter(pk__in=[mail.pk for mail in mails], lease=lease)
    return claimed.update(
        attempts=F("attempts") - 1,
        due_at=F("created_at"),
        lease=None,
        leased_until=None,
        version=F("version") + 1,
    )


@inside_transaction
def mark(mail: Mail, *, lease: UUID | None, **stamps: object) -> bool:
    """Note what became of a mail, if the lease is still that of its try."""
    columns = {"lease": None, "leased_until": None, **stamps}
    won = Mail.objects.filter(pk=mail.pk, state="waiting", lease=lease).update(
        **columns, version=F("version") + 1
    )
    if won:
        for name, value in columns.items():
            setattr(mail, name, value)
    return bool(won)


def pause_after(attempts: int) -> timedelta:
    """For how long a mail waits after so many tries, less up to a quarter: not all come back at once."""
    whole = min(MAIL_FIRST_PAUSE * 2 ** min(attempts - 1, 20), MAIL_LAST_PAUSE)
    less: timedelta = whole * random.uniform(0.75, 1)  # noqa: S311 nobody gains by guessing it
    return less


class _Outcome(NamedTuple):
    """How many mails left, which are untried, which may have failed for the server, and is it away?"""

    sent: int
    left: list[Mail]
    suspect: tuple[Mail, Fault] | None
    is_away: bool


def _send_each(
    mails: Sequence[Mail], outlet: BaseEmailBackend, *, blocked: Collection[str], at: datetime
) -> _Outcome:
    """Send one after the other until the server is known to be away; what a slow one leaves waits."""
    until = time.monotonic() + MAIL_BATCH_FOR.total_seconds()
    count, left, is_away = 0, list(mails), False
    suspect: tuple[Mail, Fault] | None = None
    for mail in mails:
        if suspect is not None and mail.recipient == suspect[0].recipient:
            continue
        fault = _send_one(mail, outlet, blocked=_address(mail) in blocked, at=at)
        count += mail.state == "sent"
        if fault is None or fault.meaning not in _NOBODYS:
            left.remove(mail)
            if suspect is not None and mail.state == "sent":
                # The server is there: it was that mail's own fault.
                _note_fault(*suspect, at=at)
                suspect = None
        elif suspect is None:
            left.remove(mail)
            suspect = (mail, fault)
            is_away = fault.meaning == "shut"
        else:
            is_away = True
        if is_away or time.monotonic() > until:
            break
    return _Outcome(count, left, suspect, is_away)


def _send_one(mail: Mail, outlet: BaseEmailBackend, *, blocked: bool, at: datetime) -> Fault | None:
    """
    Write and send one mail, and mark it; what went wrong, if anything did.

    When the server seems to be away nothing is marked: whose fault that is, the next mail shows.
    """
    note = _noting(mail)
    if mail.attempts > MAIL_ATTEMPTS:
        note(state="failed", why="tried_too_often")
        return None
    if mail.user is not None and not mail.user.is_active:
        note(state="suppressed", why="inactive")
        return None
    if blocked:
        note(state="suppressed", why="undeliverable", address=_address(mail))
        return None
    try:
        message, language = message_of(mail, at=at)
    except NothingToSay:
        note(state="suppressed", why="outdated")
        return None
    except Exception as error:
        log.exception("mail %s (%s) could not be written", mail.pk, mail.kind)
        note(state="failed", why="unwritable", error=f"{type(error).__name__}: {error}"[:500])
        return None
    fault = _hand_over(message, outlet)
    if fault is None:
        _note_sent(note, message, language=language, at=at)
        return None
    log.warning("mail %s (%s) was not sent, %s: %s", mail.pk, mail.kind, fault.meaning, fault.error)
    if fault.meaning not in _NOBODYS:
        _note_fault(mail, fault, at=at)
    return fault


def _hand_over(message: EmailMultiAlternatives, outlet: BaseEmailBackend) -> Fault | None:
    try:
        outlet.open()
    except Exception as error:  # noqa: BLE001 whatever keeps us from the server, no mail is at fault
        return Fault("shut", fault_of(error).error)
    try:
        outlet.send_messages([message])
    except Exception as error:  # noqa: BLE001 backends raise what their libraries raise
        fault = fault_of(error)
        if fault.meaning in ("away", "broken"):
            _close(outlet)
        return fault
    return None


def _close(outlet: BaseEmailBackend) -> None:
    """Begin anew next time: what is left of a lost connection serves nobody."""
    try:
        outlet.close()
    except Exception as error:  # noqa: BLE001 it was lost already
        log.info("a lost connection to the mail server could not be closed: %s", error)


def _note_sent(note: "Noting", message: EmailMultiAlternatives, *, language: str, at: datetime) -> None:
    status = getattr(message, "anymail_status", None)
    provider_id = getattr(status, "message_id", None) or ""
    note(
        state="sent",
        sent_at=at,
        address=message.to[0],
        language=language,
        provider_id=str(provider_id)[:200],
        error="",
    )


def _note_away(mail: Mail, fault: Fault, *, is_sure: bool, at: datetime) -> None:
    """Let the queue wait, with this mail at its head; not for long where nobody else's mail bears it out."""
    if at >= mail.created_at + MAIL_GIVEN_UP_AFTER or (not is_sure and mail.attempts > MAIL_HOLDS_TRIES):
        _note_fault(mail, fault, at=at)
    else:
        pause_ends = at + pause_after(mail.attempts)
        _noting(mail)(due_at=mail.created_at, leased_until=pause_ends, error=fault.error)


def _note_fault(mail: Mail, fault: Fault, *, at: datetime) -> None:
    note, address = _noting(mail), _address(mail)
    if fault.meaning == "refused":
        owns_transaction(note_undeliverable)(address=address, why=fault.error, at=at)
        note(state="bounced", bounced_at=at, address=address, error=fault.error)
    elif fault.meaning == "broken":
        note(state="failed", why="refused", error=fault.error)
    elif at >= mail.created_at + MAIL_GIVEN_UP_AFTER:
        note(state="failed", why="given_up", error=fault.error)
    else:
        note(due_at=at + pause_after(mail.attempts), error=fault.error)


Noting = Callable[..., bool]


def _noting(mail: Mail) -> Noting:
    lease = mail.lease
    return lambda **stamps: owns_transaction(mark)(mail, lease=lease, **stamps)


def _address(mail: Mail) -> str:
    """Where it goes now, in lower case: a member's address is that of today."""
    return (mail.user.email if mail.user is not None else mail.address).lower()
