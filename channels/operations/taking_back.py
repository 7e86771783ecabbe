"""What becomes of orders that a seller's 1C sends back?"""

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from catalog.queries.importing import keys_of_variants
from channels import policy
from channels.errors import Failed
from channels.intending import Document, Goods, Intent, difference, intent_of, table
from channels.models import Exchange, ExchangeAccess, ExchangeFile, OrderReport
from channels.naming import ARCHIVE, GOODS, kind_of
from channels.operations.parsing import ReaderDied, Refused, messages
from channels.operations.passing_on import Standing
from channels.operations.receiving import check_name, open_whole
from channels.operations.unpacking import unpack_all
from channels.queries.exchanging import file_named, orders_actor_of
from channels.wording import why_said
from kit.errors import Problem
from kit.jobs import enqueue
from kit.transactions import inside_transaction, owns_transaction
from orders.operations import accepting, dispatching
from orders.queries.sold import is_paid, order_called, units_by_line

log = logging.getLogger(__name__)

# Why the buyer's money goes back, where their seller said no more.
_DECLINED = "The seller has declined the order in its own books."
_ENDED = ("declined", "cancelled", "expired")
# A piece may be missing yet: only what comes after it tells.
_UNFINISHED = {"file.cut_off", "file.empty"}


class Verdict(NamedTuple):
    """What becomes of one document."""

    outcome: str
    why: str = ""
    facts: Mapping[str, str] = {}


def read_back(*, file_id: int, clock: Callable[[], datetime]) -> None:
    """
    Read a file of orders if it is nobody else's turn, and do what each of its documents asks for; once.

    Of what isn't whole yet nothing is done: the next piece asks again. A reader that dies leaves the file to
    the sweep, which has it read again, some times. Never inside a transaction.
    """
    file = owns_transaction(take_turn)(file_id=file_id, at=clock())
    if file is None:
        return
    try:
        _read(file, clock=clock)
    finally:
        owns_transaction(end_turn)(file=file)


def _read(file: ExchangeFile, *, clock: Callable[[], datetime]) -> None:
    pieces = file.pieces.count()
    try:
        if kind_of(file.name) == ARCHIVE:
            unpack_all(exchange=file.exchange, name=file.name)
            owns_transaction(end_reading)(file=file, at=clock())
            for each in file.exchange.files.filter(awaits_reading=True):
                enqueue("channels.read_orders", file_id=each.pk)
            return
        for document in _documents(file):
            owns_transaction(take_back)(file=file, document=document, at=clock())
        owns_transaction(end_reading)(file=file, at=clock())
    except Failed as failure:
        is_final = failure.code != "exchange.bad_archive"
        owns_transaction(put_aside)(
            file=file, pieces=pieces, code=failure.code if is_final else "", facts=failure.facts, at=clock()
        )
    except Refused as refusal:
        code = "" if refusal.code in _UNFINISHED else refusal.code
        owns_transaction(put_aside)(file=file, pieces=pieces, code=code, facts=refusal.facts, at=clock())
    except (ReaderDied, OSError):
        log.exception("the reader of a file of orders died: %s", file.pk)


def standing(*, exchange: Exchange, name: str) -> Standing:
    """
    How far a file of orders is.

    :raises Failed: if there is none, it isn't whole, or can't be read.
    """
    check_name(name)
    unpack_all(exchange=exchange)
    file = file_named(exchange, name)
    if file is None or kind_of(file.name) != GOODS:
        raise Failed("exchange.no_file", name=name)
    if file.awaits_reading:
        return Standing(False, "exchange.waits", {"name": name})
    if file.why:
        raise Failed("exchange.not_taken_in", name=name, why=why_said(file.why, file.facts))
    if file.read_at is None:
        raise Failed("exchange.not_whole", name=name)
    counts = Counter(file.order_reports.values_list("outcome", flat=True))
    facts = {"taken": counts["taken"], "same": counts["same"], "untaken": counts["untaken"]}
    return Standing(True, "exchange.orders_done", {"name": name, **facts})


def due_reports(*, at: datetime, most: int) -> list[int]:
    """Files of orders that wait and nobody reads, the oldest first."""
    rows = ExchangeFile.objects.filter(_free(at), awaits_reading=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


@inside_transaction
def take_turn(*, file_id: int, at: datetime) -> ExchangeFile | None:
    """Take the turn of reading a file if it is nobody's; one that broke off too often is given up."""
    rows = ExchangeFile.objects.filter(_free(at), pk=file_id, awaits_reading=True)
    taken = rows.filter(attempts__lt=policy.READING_TRIES).update(
        attempts=F("attempts") + 1, reading_until=at + policy.READING_TURN
    )
    if not taken:
        rows.filter(attempts__gte=policy.READING_TRIES).update(
            awaits_reading=False, read_at=at, why="import.gave_up", facts={"attempts": policy.READING_TRIES}
        )
        return None
    return ExchangeFile.objects.select_related("exchange__access__seller").get(pk=file_id)


@inside_transaction
def end_turn(*, file: ExchangeFile) -> None:
    """Leave a file to others; what came of it meanwhile is read next."""
    rows = ExchangeFile.objects.filter(pk=file.pk)
    ended = rows.filter(reading_until=file.reading_until).update(reading_until=None)
    # A piece that came meanwhile counts the turns anew.
    if ended and rows.filter(awaits_reading=True, attempts=0).exists():
        enqueue("channels.read_orders", file_id=file.pk)


@inside_transaction
def take_back(*, file: ExchangeFile, document: Document, at: datetime) -> None:
    """Do what one document asks for, and list it with what came of it; the second time nothing."""
    locked = ExchangeFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not locked.awaits_reading or locked.order_reports.filter(place=document.place).exists():
        return
    access = ExchangeAccess.objects.select_related("seller").get(pk=file.exchange.access_id)
    if access.revoked_at is not None or not access.takes_orders:
        why = "exchange.no_orders" if access.revoked_at is None else "exchange.locked_out"
        ExchangeFile.objects.filter(pk=file.pk).update(awaits_reading=False, read_at=at, why=why)
        return
    intent = intent_of(document, table(access.status_words))
    by = orders_actor_of(access)
    # What is judged of it holds until it is done.
    called = order_called(by=by, pk=_uuid_or_none(document.id), number=document.number)
    order = called.select_for_update(of=("self",)).first()
    verdict = _verdict(access, order, document, intent, at=at)
    OrderReport.objects.create(
        access=access,
        file=locked,
        place=document.place,
        order=order,
        given_number=(document.number or document.id)[:80],
        verb=intent.verb,
        outcome=verdict.outcome,
        why=verdict.why,
        facts=dict(verdict.facts),
        reported_at=at,
    )
    # It gets on: only turns that bring nothing are counted.
    ExchangeFile.objects.filter(pk=file.pk, attempts__gt=1).update(attempts=1)


@inside_transaction
def end_reading(*, file: ExchangeFile, at: datetime) -> None:
    """Note that everything in a file is judged."""
    ExchangeFile.objects.filter(pk=file.pk, awaits_reading=True).update(awaits_reading=False, read_at=at)


@inside_transaction
def put_aside(
    *, file: ExchangeFile, pieces: int, code: str, facts: Mapping[str, str | int], at: datetime
) -> None:
    """Let a file be that can't be read as far as it has come; with a code for good."""
    locked = ExchangeFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.awaits_reading and locked.pieces.count() == pieces:
        ExchangeFile.objects.filter(pk=file.pk).update(
            awaits_reading=False, why=code, facts=dict(facts), read_at=at if code else None
        )


def _free(at: datetime) -> Q:
    return Q(reading_until=None) | Q(reading_until__lte=at)


def _documents(file: ExchangeFile) -> list[Document]:
    """
    All documents of a file, read by a process of its own.

    :raises Refused: if it can't be read to its end.
    """
    with TemporaryDirectory(prefix="orders-") as folder:
        path = Path(folder, "file")
        with open_whole(file) as whole, path.open("wb") as copy:
            shutil.copyfileobj(whole, copy)
        said = messages(path, {"name": file.name, "what": "orders"})
        return [_document(each["document"]) for each in said if "document" in each]


def _document(said: dict[str, Any]) -> Document:
    return replace(Document(**said), goods=tuple(Goods(*each) for each in said["goods"]))


def _verdict(
    access: ExchangeAccess, order: Any, document: Document, intent: Intent, *, at: datetime
) -> Verdict:
    if intent.why == "report.other_document":
        return Verdict("untaken", intent.why, intent.facts)
    if order is None:
        return Verdict("untaken", "report.order_unknown", {"number": document.number or document.id})
    if intent.why:
        return Verdict("untaken", intent.why, intent.facts)
    if not is_paid(order):
        asks = intent.verb or document.is_paid
        return Verdict("untaken", "report.unpaid") if asks else Verdict("same")
    if intent.verb != "decline" and (other := _difference(order, document)):
        return Verdict("untaken", "report.rows_differ" if "rows" in other else "report.goods_differ", other)
    refusal = _refusal(order, intent.verb)
    if refusal:
        return Verdict("untaken", refusal, {"status": order.status})
    if _is_done(order, intent.verb):
        return Verdict("same")
    return _done(access, order, intent.verb, at=at)


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _difference(order: Any, document: Document) -> dict[str, str] | None:
    lines = units_by_line(order)
    keys = keys_of_variants(variant_ids=[variant_id for variant_id, _, _ in lines], format="commerceml")
    return difference(document, [(keys.get(pk, sku), sku, units) for pk, sku, units in lines])


def _is_done(order: Any, verb: str) -> bool:
    """Whether the order is as far as a verb takes it, or further."""
    return (
        not verb
        or (verb == "decline" and order.status in _ENDED)
        or (verb == "accept" and order.status != "placed")
        or (verb == "pack" and order.packed_at is not None)
        or order.status == "completed"
    )


def _refusal(order: Any, verb: str) -> str:
    """Why a verb can't be done with the order as it stands; nothing goes back to where it was."""
    if verb == "decline" and order.status not in ("placed", *_ENDED):
        return "report.accepted_already"
    return "report.order_ended" if verb in ("accept", "pack") and order.status in _ENDED else ""


def _done(access: ExchangeAccess, order: Any, verb: str, *, at: datetime) -> Verdict:
    by = orders_actor_of(access)
    try:
        with transaction.atomic():
            if verb == "decline":
                accepting.decline(order=order, reason=_DECLINED, at=at, by=by)
                return Verdict("taken")
            if order.status == "placed":
                accepting.accept(order=order, at=at, by=by)
            if verb == "pack":
                dispatching.pack(order=order, packages={}, at=at, by=by)
            return Verdict("taken")
    except Problem as refusal:
        return Verdict("untaken", "report.refused", {"code": refusal.code})
