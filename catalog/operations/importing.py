"""What does a seller do with a file of goods?"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F

from catalog.errors import ImportNotReady, ImportRunning, TooManyImports, UndoTooLate
from catalog.lifecycle import IMPORT_ROADS
from catalog.models import ImportJob, ImportMapping, ImportRow, Seller
from catalog.operations.mapping import check_choices, check_defaults
from catalog.policy import IMPORT_UNDO_FOR, IMPORTS_AN_HOUR, MAX_IMPORT_BYTES, MAX_OPEN_IMPORTS
from catalog.queries.importing import rows_to_take_back
from kit.actors import Actor
from kit.ids import uuid7
from kit.jobs import announce, enqueue
from kit.moves import move
from kit.transactions import inside_transaction

Status = ImportJob.Status
OPEN = (Status.UPLOADED, Status.MAPPED, Status.VALIDATED, Status.RUNNING)
FOLDER = "imports"
MOST_BYTES = MAX_IMPORT_BYTES
MOST_AN_HOUR = IMPORTS_AN_HOUR
_LONGEST_NAME = 200


def keep_file(data: bytes) -> str:
    """
    Keep the bytes of a file before the row that names it; returns its key.

    Should the row never come, `clearing.sweep_files` finds it.
    """
    key = uuid7().hex
    default_storage.save(f"{FOLDER}/{key}", ContentFile(data))
    return key


@inside_transaction
def open_job(
    *, seller: Seller, file_name: str, file_key: str, data: bytes, at: datetime, by: Actor
) -> ImportJob:
    """
    Take in a file that is kept under a key; it is read, mapped and judged in the background.

    :raises TooManyImports: if so many files of its seller aren't finished.
    """
    # Locked, so that two at once don't both find room.
    Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    if ImportJob.objects.filter(seller=seller, status__in=OPEN).count() >= MAX_OPEN_IMPORTS:
        raise TooManyImports(f"{MAX_OPEN_IMPORTS} files wait already: start or cancel one of them")
    job = ImportJob.objects.create(
        seller=seller,
        file_name=file_name[:_LONGEST_NAME],
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file_key=file_key,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )
    announce("catalog.import_uploaded", job_id=job.pk)
    return job


@inside_transaction
def choose_mapping(
    *, job: ImportJob, choices: Mapping[str, Any], defaults: Mapping[str, Any], at: datetime, by: Actor
) -> ImportJob:
    """
    Say how files of this format are read, and what holds of new goods; the file is read anew.

    The row is locked by the caller. What was chosen is remembered for the seller's next file of the format.

    :raises ImportNotReady: if the file isn't read yet, or its import has begun.
    :raises BadMapping: naming what there is none of.
    """
    _check(job, "map")
    check_choices(choices, sheets=job.header.get("sheets", ()))
    check_defaults(defaults)
    ImportMapping.objects.bulk_create(
        [ImportMapping(seller=job.seller, format=job.format, created_at=at)], ignore_conflicts=True
    )
    rows = ImportMapping.objects.filter(seller=job.seller, format=job.format)
    rows.update(choices=choices, defaults=defaults, version=F("version") + 1)
    move(job, to=Status.UPLOADED, at=at, by=by, **_afresh(job))
    announce("catalog.import_uploaded", job_id=job.pk)
    return job


@inside_transaction
def start(*, job: ImportJob, at: datetime, by: Actor) -> ImportJob:
    """
    Let a judged file take effect; the row is locked by the caller.

    :raises ImportNotReady: if it isn't judged, or has begun already.
    :raises ImportRunning: if another file of the seller runs.
    """
    _check(job, "start")
    return _run(job, at=at, by=by, started_at=at)


@inside_transaction
def retry_failed(*, job: ImportJob, at: datetime, by: Actor) -> ImportJob:
    """
    Try the faulty rows once more, by what the mapping says of new goods by now; the others stay as they are.

    From now on only what these do can be taken back.

    :raises ImportNotReady: if it hasn't run, had no faults, or has begun to be taken back.
    :raises ImportRunning: if another file of the seller runs.
    """
    _check(job, "retry")
    if job.started_at is None or job.undone_at is not None:
        raise ImportNotReady("it has never run: send the file again")
    if job.is_undoing:
        raise ImportNotReady("taking it back has broken off: go on with that, or send the file again")
    ImportRow.objects.filter(job=job, verdict=ImportRow.Verdict.FAULTY).update(
        verdict=ImportRow.Verdict.UNJUDGED
    )
    mapping = ImportMapping.objects.filter(seller=job.seller_id, format=job.format).first()
    defaults = mapping.defaults if mapping else {}
    return _run(job, at=at, by=by, started_at=at, mapping={**job.mapping, "defaults": defaults})


@inside_transaction
def cancel(*, job: ImportJob, at: datetime, by: Actor) -> ImportJob:
    """
    Stop; what rows have done already stays, and can be undone.

    :raises ImportNotReady: if it has ended, or is being taken back.
    """
    _check(job, "cancel")
    if job.is_undoing:
        raise ImportNotReady("it is being taken back")
    return move(job, to=Status.CANCELLED, at=at, by=by, token=job.token + 1, leased_until=None, ended_at=at)


@inside_transaction
def undo(*, job: ImportJob, at: datetime, by: Actor) -> ImportJob:
    """
    Take back what an import did; what somebody else has changed since stays, and is noted with its row.

    :raises ImportNotReady: if it hasn't run, or was taken back already.
    :raises UndoTooLate: if it ended too long ago.
    :raises ImportRunning: if another file of the seller runs.
    """
    _check(job, "undo")
    if job.undone_at is not None or not rows_to_take_back(job).exists():
        raise ImportNotReady("there is nothing of it to take back")
    if job.ended_at is None or at > job.ended_at + IMPORT_UNDO_FOR:
        minutes = IMPORT_UNDO_FOR.seconds // 60
        raise UndoTooLate(f"an import can be taken back for {minutes} minutes after its end")
    return _run(job, at=at, by=by, is_undoing=True)


def _run(job: ImportJob, *, at: datetime, by: Actor, **columns: Any) -> ImportJob:
    try:
        with transaction.atomic():
            move(
                job,
                to=Status.RUNNING,
                at=at,
                by=by,
                **{**_afresh(job, rows=False), "ended_at": None, **columns},
            )
    except IntegrityError:
        raise ImportRunning from None
    enqueue("catalog.import_work", job_id=job.pk)
    return job


def _afresh(job: ImportJob, *, rows: bool = True) -> dict[str, Any]:
    """Columns of a job whose work begins: whoever worked on it before has lost their turn."""
    columns: dict[str, Any] = {"position": 0, "attempts": 0, "token": job.token + 1, "leased_until": None}
    return {**columns, "rows_total": 0, "counts": {}} if rows else columns


def _check(job: ImportJob, verb: str) -> None:
    if job.status not in IMPORT_ROADS[verb]:
        wanted = " or ".join(IMPORT_ROADS[verb])
        raise ImportNotReady(f"the import is {job.status}, not {wanted}", was=job.status)
