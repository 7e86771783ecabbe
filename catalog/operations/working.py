"""How does the work on a seller's file go on, chunk by chunk, whoever dies over it?"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F

from catalog import policy
from catalog.models import ImportJob, ImportRow
from catalog.operations.claiming import LostTurn, claim, held
from catalog.operations.entering import enter, note_verdicts
from catalog.operations.matching import Lawbook
from catalog.operations.sifting import plan_rows
from catalog.operations.undoing import take_back
from catalog.queries.importing import rows_to_take_back
from kit.actors import SYSTEM, Actor
from kit.jobs import announce, enqueue
from kit.moves import move
from kit.transactions import inside_transaction, owns_transaction

log = logging.getLogger(__name__)

Status = ImportJob.Status
Verdict = ImportRow.Verdict
# Work of ours; files that are uploaded are read by whoever knows their formats.
OURS = (Status.MAPPED, Status.RUNNING)


def work(*, job_id: UUID, clock: Callable[[], datetime]) -> None:
    """Go on with a job for one turn, if it is nobody else's; what is left is asked for at once."""
    job = owns_transaction(claim)(job_id=job_id, statuses=OURS, at=clock())
    if job is None:
        return
    until = time.monotonic() + policy.IMPORT_TURN.total_seconds()
    book = Lawbook(job)
    try:
        while time.monotonic() < until:
            if not owns_transaction(go_on)(job=job, book=book, at=clock()):
                return
        owns_transaction(let_go)(job_id=job.pk, token=job.token)
    except LostTurn:
        return
    except Exception:
        # The sweep tries again, some times; whoever reads the log sees why.
        log.exception("import %s", job.pk)
        owns_transaction(let_go)(job_id=job.pk, token=job.token, at_once=False)


@inside_transaction
def let_go(*, job_id: UUID, token: int, at_once: bool = True) -> None:
    """End a turn before the work is done."""
    rows = ImportJob.objects.filter(pk=job_id, token=token)
    if rows.update(leased_until=None, version=F("version") + 1) and at_once:
        enqueue("catalog.import_work", job_id=job_id)


@inside_transaction
def go_on(*, job: ImportJob, book: Lawbook, at: datetime) -> bool:
    """
    Judge, apply or undo one chunk; whether more is left.

    :raises LostTurn: if it is another's turn.
    """
    held_job = held(job.pk, token=job.token, status=job.status)
    if job.status == Status.MAPPED:
        return _judge(held_job, book, at)
    return _undo(held_job, at) if held_job.is_undoing else _apply(held_job, book, at)


def actor_of(job: ImportJob) -> Actor:
    """On whose behalf a job changes goods: whoever sent the file."""
    return Actor(kind=job.by_kind, user_id=job.by_id)  # type: ignore[arg-type]


def _judge(job: ImportJob, book: Lawbook, at: datetime) -> bool:
    rows = _next(job)
    if not rows:
        move(job, to=Status.VALIDATED, at=at, by=SYSTEM, position=0, counts=counted(job), **_DONE)
        announce("catalog.import_judged", job_id=job.pk)
        return False
    before = _supposed(job, rows)
    plans, _ = plan_rows(rows, before=before, job=job, book=book, is_dry=True, at=at, by=actor_of(job))
    note_verdicts(plans)
    _proceed(job, rows[-1].number, at)
    return True


def _apply(job: ImportJob, book: Lawbook, at: datetime) -> bool:
    rows = _next(job)
    if not rows:
        counts = counted(job)
        done = Status.COMPLETED_WITH_ERRORS if counts["faulty"] else Status.COMPLETED
        move(job, to=done, at=at, by=SYSTEM, position=job.rows_total, counts=counts, ended_at=at, **_DONE)
        return False
    # What isn't stamped after the start is never taken back, and two machines' clocks may differ a little.
    at = max(at, job.started_at or at)
    by = actor_of(job)
    plans, there = plan_rows(rows, job=job, book=book, is_dry=False, at=at, by=by)
    enter(plans, there, job=job, at=at, by=by)
    _proceed(job, rows[-1].number, at)
    return True


def _undo(job: ImportJob, at: datetime) -> bool:
    rows = list(rows_to_take_back(job).order_by("-number")[: policy.IMPORT_CHUNK])
    if not rows:
        stamps: dict[str, Any] = {
            "ended_at": at,
            "undone_at": at,
            "is_undoing": False,
            "position": job.rows_total,
        }
        move(job, to=Status.CANCELLED, at=at, by=SYSTEM, reason="undone", **stamps, **_DONE)
        return False
    take_back(rows, job=job, at=at, by=actor_of(job))
    _proceed(job, job.rows_total - rows[-1].number, at)
    return True


_DONE: dict[str, Any] = {"attempts": 0, "leased_until": None}


def _next(job: ImportJob) -> list[ImportRow]:
    rows = ImportRow.objects.filter(job=job, number__gt=job.position).order_by("number")
    if job.status == Status.RUNNING:
        rows = rows.filter(applied_at__isnull=True).exclude(verdict=Verdict.FAULTY)
    return list(rows[: policy.IMPORT_CHUNK])


def _supposed(job: ImportJob, rows: list[ImportRow]) -> list[ImportRow]:
    """Earlier rows that make the products of these: in a dry run none is there."""
    keys = {row.product_key for row in rows} - {""}
    earlier = ImportRow.objects.filter(job=job, product_key__in=keys, number__lt=rows[0].number)
    first = earlier.exclude(verdict=Verdict.FAULTY).order_by("product_key", "variant_key", "number")
    return list(first.distinct("product_key"))


def _proceed(job: ImportJob, position: int, at: datetime) -> None:
    """The chunk counts together with how far it has brought the job."""
    ImportJob.objects.filter(pk=job.pk).update(
        position=position, attempts=0, leased_until=at + policy.IMPORT_LEASE, version=F("version") + 1
    )


def counted(job: ImportJob) -> dict[str, int]:
    """How many rows of a job are of which verdict, and how many prices move far."""
    rows = ImportRow.objects.filter(job=job)
    found = dict(rows.order_by().values_list("verdict").annotate(number=Count("pk")))
    far = rows.filter(notes__contains=[{"code": "import.price_moves_far"}]).count()
    named = (verdict.value for verdict in Verdict if verdict != Verdict.UNJUDGED)
    return {**{name: found.get(name, 0) for name in named}, "prices_moved": far}
