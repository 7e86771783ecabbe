"""Whose turn is it to work on a seller's file?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from catalog import policy
from catalog.models import ImportJob
from kit.actors import SYSTEM
from kit.moves import move
from kit.transactions import inside_transaction

Status = ImportJob.Status


class LostTurn(Exception):
    """Somebody else works on the job by now, or nobody any more."""


@inside_transaction
def claim(*, job_id: UUID, statuses: tuple[str, ...], at: datetime) -> ImportJob | None:
    """Take a job that nobody works on, counted as an attempt before the work; None: nothing is to be done."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    rows = ImportJob.objects.filter(free, pk=job_id, status__in=statuses)
    taken = rows.filter(attempts__lt=policy.IMPORT_ATTEMPTS).update(
        attempts=F("attempts") + 1,
        token=F("token") + 1,
        leased_until=at + policy.IMPORT_LEASE,
        version=F("version") + 1,
    )
    if taken:
        return ImportJob.objects.select_related("seller").get(pk=job_id)
    # Asked for anew: whoever had the turn may have let go of it since.
    worn = rows.filter(attempts__gte=policy.IMPORT_ATTEMPTS)
    worn_out = worn.select_for_update(of=("self",)).first()
    if worn_out is not None:
        _give_up(worn_out, at=at)
    return None


def held(job_id: UUID, *, token: int, status: str) -> ImportJob:
    """
    The job, locked, while it is its holder's turn.

    :raises LostTurn: if it isn't any more.
    """
    rows = ImportJob.objects.select_related("seller").select_for_update(of=("self",))
    job = rows.filter(pk=job_id, token=token, status=status).first()
    if job is None:
        raise LostTurn
    return job


def due_jobs(*, statuses: tuple[str, ...], at: datetime, most: int) -> list[UUID]:
    """Jobs with work that nobody does, lapsed turns first, then the oldest."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    rows = ImportJob.objects.filter(free, status__in=statuses).order_by("leased_until", "id")
    return list(rows.values_list("pk", flat=True)[:most])


def _give_up(job: ImportJob, *, at: datetime) -> None:
    """End a job; one that is being taken back goes on being that: its rows are not to be tried again."""
    why = {"code": "import.gave_up", "facts": {"attempts": job.attempts}}
    to = Status.REJECTED if job.status == Status.UPLOADED else Status.FAILED
    move(job, to=to, at=at, by=SYSTEM, why=why, leased_until=None, ended_at=at)
