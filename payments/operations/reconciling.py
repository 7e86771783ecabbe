"""How do the lines of a bank statement become money of payments?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kit.actors import Actor
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import Told, Words, say
from payments import policy
from payments.errors import AmountMismatch, BadStatement, StatementLineDecided, StatementLineNotFound
from payments.models import StatementLine
from payments.operations.confirming import confirm_transfer
from payments.operations.locking import lock_payment
from payments.providers.bank_transfer import our_accounts
from payments.queries.matching import line_of, matcher_for, open_lines
from payments.readers import Entry, Unreadable, read

_BATCH = 1_000
# Why a file can't be read, in its sender's language.
_WHY: Mapping[str, Words] = {
    "other_format": _("The file is neither CAMT.053 (XML) nor 1CClientBankExchange."),
    "no_xml": _("The file is no XML that is read here."),
    "other_document": _("The document is “%(found)s”, not camt.053."),
    "no_account": _("%(field)s: the statement names no account."),
    "missing": _("%(place)s, %(field)s: missing."),
    "bad_amount": _("%(place)s, %(field)s: “%(found)s” is no amount above nothing."),
    "bad_currency": _("%(place)s, %(field)s: the shop doesn't count in “%(found)s”."),
    "bad_day": _("%(place)s, %(field)s: “%(found)s” is no day."),
    "encoding": _("Кодировка: “%(found)s” is none of Windows, DOS, UTF-8."),
    "cut_off": _("%(place)s: this document has no end, the file is cut off."),
    "not_begun": _("%(place)s: a document ends that hasn't begun."),
    "too_many": _("A statement has at most %(most)s incoming lines: send it in parts."),
}
# Django's `bulk_update` takes longer than all the rest; a line decided meanwhile stays as it is.
_SUGGESTED = """
    UPDATE payments_statementline AS line
    SET suggested_id = found.payment_id, score = found.score, is_sure = found.is_sure, version = version + 1
    FROM unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::boolean[])
        AS found (line_id, payment_id, score, is_sure)
    WHERE line.id = found.line_id AND line.state = 'open'
"""


class TakenIn(NamedTuple):
    """How many lines of a file are new, were known, aren't incoming, aren't booked yet; how many are sure."""

    new: int
    known: int
    outgoing: int
    pending: int
    sure: int


@inside_transaction
def take_in_statement(*, data: bytes, at: datetime, by: Actor) -> TakenIn:
    """
    Keep the incoming lines of a statement and match them; the same file again changes nothing.

    :raises BadStatement: naming place and reason, if it can't be read, is too large, or is of an account
        that isn't ours.
    """
    if len(data) > policy.MAX_STATEMENT_BYTES:
        raise BadStatement(say("A statement has at most %(most)s bytes.", most=policy.MAX_STATEMENT_BYTES))
    try:
        statement = read(data)
    except Unreadable as error:
        raise BadStatement(Told(str(_WHY[error.code]) % error.facts), code=error.code) from error
    ours = our_accounts()
    strangers = sorted({each.account for each in statement.entries} - ours)
    if strangers:
        raise BadStatement(say("The account %(account)s isn't one of ours.", account=strangers[0]))
    before = StatementLine.objects.count()
    for batch in _batches(statement.entries):
        StatementLine.objects.bulk_create([_row(each, at) for each in batch], ignore_conflicts=True)
    new = StatementLine.objects.count() - before
    match_lines(at=at)
    sure = open_lines().filter(is_sure=True).count()
    return TakenIn(new, len(statement.entries) - new, statement.outgoing, statement.pending, sure)


@inside_transaction
def match_lines(*, at: datetime) -> int:
    """
    Suggest a payment for each line that waits, by what waits for money now; how many changed.

    A dozen statements however many lines there are.
    """
    lines = list(open_lines()[: policy.MOST_LINES_MATCHED])
    matcher = matcher_for(lines)
    found = []
    for line in lines:
        best = next(iter(matcher.suggest(line_of(line), most=1)), None)
        now = (best.key, best.score, best.is_sure) if best else (None, 0, False)
        if now != (line.suggested_id, line.score, line.is_sure):
            found.append((line.id, *now))
    if not found:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SUGGESTED, [list(column) for column in zip(*found, strict=True)])
        return int(cursor.rowcount)


@inside_transaction
def book_line(
    *, line_id: UUID, payment_id: UUID, over_minor: int | None = 0, at: datetime, by: Actor
) -> StatementLine:
    """
    Book a line to a payment, as if staff had typed it in.

    `over_minor` is by how much more, or less, than is due whoever books it knows that it is; None is whatever
    comes. Nothing takes a booking back.

    What that does to the payment is said at `confirm_transfer`.

    :raises StatementLineNotFound, PaymentNotFound: if there is none.
    :raises StatementLineDecided: if it was booked or put aside.
    :raises AmountMismatch: if its currency is another than the payment's, or the sum differs otherwise.
    :raises NotATransfer: if the payment isn't paid by bank transfer.
    """
    # The payment first, as everywhere.
    payment = lock_payment(payment_id)
    line = _lock_open(line_id)
    if line.currency != payment.currency:
        raise AmountMismatch(
            say(
                "%(came)s came, and the payment is in %(currency)s.",
                came=line.amount,
                currency=payment.currency,
            )
        )
    due = payment.amount_minor - payment.received_minor
    if over_minor is not None and line.amount_minor - due != over_minor:
        raise AmountMismatch(
            say("%(came)s came, and %(due)s is due.", came=line.amount, due=Money(due, payment.currency))
        )
    confirm_transfer(
        payment_id=payment_id,
        received_minor=line.amount_minor,
        statement_line=line.receipt,
        at=at,
        by=by,
    )
    return _decide(line, state="booked", at=at, by=by, payment_id=payment_id)


@inside_transaction
def put_line_aside(*, line_id: UUID, state: str, note: str, at: datetime, by: Actor) -> StatementLine:
    """
    Note that a line was sent back to its payer (`returned`), or is none of ours (`ignored`), and why.

    :raises StatementLineNotFound: if there is none.
    :raises StatementLineDecided: if it was booked or put aside before.
    """
    if state not in StatementLine.PUT_ASIDE:
        raise ValueError(f"{state} is no way to put a line aside")
    return _decide(_lock_open(line_id), state=state, note=note, at=at, by=by)


@inside_transaction
def take_line_up(*, line_id: UUID, at: datetime, by: Actor) -> StatementLine:
    """
    Decide once more on a line that was put aside.

    :raises StatementLineNotFound: if there is none.
    :raises StatementLineDecided: if it was booked.
    """
    line = _lock(line_id)
    if line.state == "booked":
        raise StatementLineDecided(line=str(line_id))
    columns = {"state": "open", "decided_at": None, "decided_by_id": by.user_id or by.key_id}
    StatementLine.objects.filter(pk=line_id).update(**columns, version=F("version") + 1)
    line.refresh_from_db()
    return line


def _row(entry: Entry, at: datetime) -> StatementLine:
    return StatementLine(
        account=entry.account,
        key=entry.key,
        booked_on=entry.booked_on,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        payer=entry.payer,
        payer_number=entry.payer_number,
        payer_account=entry.payer_account,
        purpose=entry.purpose,
        created_at=at,
    )


def _batches(entries: Sequence[Entry]) -> "Sequence[Sequence[Entry]]":
    rest = iter(entries)
    return list(iter(lambda: list(islice(rest, _BATCH)), []))


def _lock(line_id: UUID) -> StatementLine:
    line = StatementLine.objects.select_for_update(no_key=True).filter(pk=line_id).first()
    if line is None:
        raise StatementLineNotFound(line=str(line_id))
    return line


def _lock_open(line_id: UUID) -> StatementLine:
    line = _lock(line_id)
    if line.state != "open":
        raise StatementLineDecided(line=str(line_id), state=line.state)
    return line


def _decide(
    line: StatementLine,
    *,
    state: str,
    at: datetime,
    by: Actor,
    payment_id: UUID | None = None,
    note: str = "",
) -> StatementLine:
    columns = {
        "state": state,
        "payment_id": payment_id,
        "note": note[:200],
        "decided_at": at,
        "decided_by_id": by.user_id or by.key_id,
    }
    StatementLine.objects.filter(pk=line.pk).update(**columns, version=F("version") + 1)
    line.refresh_from_db()
    return line
