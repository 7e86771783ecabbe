"""How do the files of an exchange become jobs of the catalogue, which start without a person?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.errors import ImportRunning, TooManyImports
from catalog.import_wording import fault_said, why_said
from catalog.neutral import Header
from catalog.operations import importing
from catalog.operations.withdrawing import withdraw_unnamed
from catalog.queries.importing import faults_counted, imports_of
from catalog.queries.selling import own_seller
from channels.errors import Failed
from channels.models import Exchange, ExchangeFile
from channels.naming import GOODS, WHOLE_NAMES, base_of, kind_of
from channels.operations.exchanging import held_open
from channels.operations.receiving import check_name, open_whole
from channels.operations.unpacking import unpack_all
from channels.queries.exchanging import ENDED, ENDED_WELL, actor_of, file_named, unended_before
from kit.transactions import inside_transaction, owns_transaction

# Of a job without a file: no file of 1C that is kept is called so, for want of an ending.
WITHDRAWAL = "deactivate"
_FORMAT = "commerceml"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a file is: `is_done`, or not yet; `code` and `facts` are what 1C is told of it."""

    is_done: bool
    code: str
    facts: Mapping[str, str | int]


def take_in(*, exchange: Exchange, name: str, at: datetime) -> Standing:
    """
    Have a file taken in by the catalogue, one after the other; asked again, say how far it is.

    Never inside a transaction.

    :raises Failed: naming why it can't be, or wasn't.
    """
    check_name(name)
    unpack_all(exchange=exchange)
    file = file_named(exchange, name)
    # An archive is no goods: its files are asked for by their own names.
    if file is None or kind_of(file.name) != GOODS:
        raise Failed("exchange.no_file", name=name)
    if file.job_id is None:
        if unended_before(file):
            return Standing(False, "exchange.waits", {"name": name})
        with open_whole(file) as stream:
            data = stream.read()
        key = importing.keep_file(data)
        owns_transaction(open_job)(file=file, file_key=key, data=data, at=at)
    return _standing(file, at=at)


def take_off(*, exchange: Exchange, at: datetime) -> Standing:
    """
    Take off sale what a whole set of files names nowhere; without such files, nothing.

    Never inside a transaction.

    :raises Failed: if some file of the exchange was not taken in: what it names nobody knows.
    """
    files = list(ExchangeFile.objects.filter(exchange=exchange).select_related("job"))
    if not any(each.is_whole for each in files):
        return Standing(True, "exchange.withdrawn", {})
    for file in files:
        if _is_left_out(file):
            raise Failed("exchange.not_all", name=file.name)
    waiting = next((each for each in files if each.job and each.job.status not in ENDED), None)
    if waiting is not None and waiting.name != WITHDRAWAL:
        return _standing(waiting, at=at, is_done=False)
    if all(each.name != WITHDRAWAL for each in files):
        # Also what a file of changes names is there.
        named_by = [each.job_id for each in files if each.job_id is not None]
        owns_transaction(open_withdrawal)(exchange=exchange, named_by=named_by, at=at)
    return Standing(True, "exchange.withdrawn", {})


@inside_transaction
def open_job(*, file: ExchangeFile, file_key: str, data: bytes, at: datetime) -> None:
    """
    Open the job of a file whose bytes are kept, unless somebody else has.

    :raises Failed: if the exchange is over, or too many files wait.
    """
    exchange = held_open(file.exchange)
    locked = ExchangeFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.job_id is None:
        by = actor_of(exchange.access)
        try:
            job = importing.open_job(
                seller=own_seller(by), file_name=file.name, file_key=file_key, data=data, at=at, by=by
            )
        except TooManyImports as refusal:
            raise Failed("exchange.files_wait") from refusal
        ExchangeFile.objects.filter(pk=file.pk).update(job=job.pk)


@inside_transaction
def open_withdrawal(*, exchange: Exchange, named_by: list[UUID], at: datetime) -> None:
    """
    Open the job that takes off sale what the jobs `named_by` don't name, once.

    :raises Failed: if the exchange is over, or too many files wait.
    """
    held = held_open(exchange)
    if held.files.filter(name=WITHDRAWAL).exists():
        return
    by = actor_of(held.access)
    asked: dict[str, Any] = {"named_by": named_by, "format": _FORMAT, "name": WITHDRAWAL, "at": at, "by": by}
    try:
        job = withdraw_unnamed(seller=own_seller(by), **asked)
    except TooManyImports as refusal:
        raise Failed("exchange.files_wait") from refusal
    ExchangeFile.objects.create(exchange=held, name=WITHDRAWAL, job_id=job.pk)


@inside_transaction
def start_judged(*, job_id: UUID, at: datetime) -> None:
    """
    Let a judged file of an exchange take effect, if it is one.

    One of which nothing could be taken in waits for its seller, and one that names nothing and would take all
    goods off sale.
    While another file of the seller runs it is left to the next sweep.
    """
    file = ExchangeFile.objects.filter(job=job_id).select_related("exchange__access__seller").first()
    if file is None or file.is_held:
        return
    exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=file.exchange_id)
    if exchange.end == Exchange.End.REPLACED:
        return
    by = actor_of(file.exchange.access)
    job = imports_of(by).select_for_update(of=("self",)).get(pk=job_id)
    if job.status != "validated":
        return
    if _is_all_faulty(job.counts) or (file.name != WITHDRAWAL and _names_nothing(job.header, job.counts)):
        ExchangeFile.objects.filter(pk=file.pk).update(is_held=True)
        return
    try:
        importing.start(job=job, at=at, by=by)
    except ImportRunning:
        return


@inside_transaction
def header_of_part(*, job_id: UUID, header: Header) -> Header:
    """
    What a file says of itself, as it is meant: of one of several files nobody knows what it leaves out.

    Files that were not sent by 1C keep what they say.
    """
    file = ExchangeFile.objects.filter(job=job_id).select_related("exchange").first()
    if file is None or header.is_changes_only is not False:
        return header
    ExchangeFile.objects.filter(pk=file.pk).update(is_whole=True)
    name = base_of(file.name)
    # A second catalogue has files of the same names in another folder: neither names the goods of the other.
    alike = [each for each in file.exchange.files.values_list("name", flat=True) if base_of(each) == name]
    is_alone = not file.exchange.is_in_parts and name in WHOLE_NAMES and len(alike) == 1
    return header if is_alone else replace(header, is_changes_only=True)


def _is_left_out(file: ExchangeFile) -> bool:
    """Whether nobody knows what a file names: it or its archive was not taken in, or not well."""
    if file.job is None:
        return not file.is_unpacked
    return file.is_held or (file.job.status in ENDED and file.job.status not in ENDED_WELL)


def _standing(file: ExchangeFile, *, at: datetime, is_done: bool = True) -> Standing:
    """
    How far the job of a file is.

    :raises Failed: if it ended otherwise than well, or waits for the seller.
    """
    file = ExchangeFile.objects.select_related("job", "exchange__access").get(pk=file.pk)
    assert file.job is not None
    if file.job.status == "validated" and not file.is_held:
        owns_transaction(start_judged)(job_id=file.job.pk, at=at)
        file = ExchangeFile.objects.select_related("job").get(pk=file.pk)
    job, facts = file.job, _named(file)
    assert job is not None
    if file.is_held and job.status not in ENDED_WELL:
        raise _held(file)
    if job.status in ENDED_WELL:
        faulty = int(job.counts.get("faulty", 0))
        facts.update(good=job.rows_total - faulty, faulty=faulty)
        return Standing(is_done, "exchange.done", facts)
    if job.status in ENDED:
        facts["why"] = str(why_said(job.why)) if job.why else str(job.get_status_display())
        raise Failed("exchange.not_taken_in", **facts)
    facts.update(done=job.position, total=job.rows_total)
    return Standing(False, "exchange.progress", facts)


def _named(file: ExchangeFile) -> dict[str, str | int]:
    return {"name": file.name}


def _held(file: ExchangeFile) -> Failed:
    assert file.job is not None
    if _names_nothing(file.job.header, file.job.counts) and not _is_all_faulty(file.job.counts):
        return Failed("exchange.names_nothing", **_named(file))
    first = next(iter(faults_counted(file.job.pk, most=1)), None)
    facts = {**_named(file), "field": "", "why": ""}
    if first is not None:
        facts.update(field=first.fault.field, why=str(fault_said(first.fault)))
    return Failed("exchange.all_faulty", **facts)


def _is_all_faulty(counts: Mapping[str, int]) -> bool:
    """Whether no row that stands in the file could take effect."""
    return bool(counts.get("faulty")) and not _has_good(counts)


def _names_nothing(header: Mapping[str, Any], counts: Mapping[str, int]) -> bool:
    """Whether a file that says it is whole does nothing but take goods off sale."""
    is_whole = header.get("is_changes_only") is False
    return is_whole and bool(counts.get("withdrawn")) and not _has_good(counts)


def _has_good(counts: Mapping[str, int]) -> bool:
    return any(counts.get(each) for each in ("new", "changed", "unchanged"))
