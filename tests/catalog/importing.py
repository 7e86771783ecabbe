"""How do tests bring jobs of files into the middle of their work?"""

from datetime import datetime, timedelta
from typing import Any

from catalog import policy
from catalog.models import (
    ImportJob,
    Seller,
    StockLevel,
)
from catalog.operations import importing
from catalog.operations.adjusting import adjust
from catalog.operations.claiming import claim
from catalog.operations.matching import Lawbook
from catalog.operations.working import OURS, go_on, work
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from tests.catalog.conftest import AT
from tests.catalog.files import BY, fresh, judged, row

AFTER_LEASE = AT + policy.IMPORT_LEASE + timedelta(seconds=1)


def begun(mill: Seller, count: int) -> tuple[ImportJob, Any]:
    """A running job whose first row is applied, and whoever has the turn."""
    job = judged(mill, [row(f"N{number}", price="5") for number in range(count)])
    owns_transaction(importing.start)(job=job, at=AT, by=BY)
    turn = owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AT)
    assert turn is not None
    owns_transaction(go_on)(job=turn, book=Lawbook(turn), at=AT)
    return fresh(job, "running"), turn


def correct(units: int) -> None:
    """Put the only level right by hand."""
    level = StockLevel.objects.get()
    owns_transaction(adjust)(level=level, quantity=units, reason="counted", at=AT, by=SYSTEM)


def retried(job: ImportJob, *, at: datetime) -> ImportJob:
    """Try the faulty rows of a job again, to the end."""
    owns_transaction(importing.retry_failed)(job=job, at=at, by=BY)
    work(job_id=job.pk, clock=lambda: at)
    return fresh(job)


def worn_out(job: ImportJob, *, at: datetime) -> ImportJob:
    """A job over which everybody dies who takes it from now on."""
    for _ in range(policy.IMPORT_ATTEMPTS + 1):
        owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=at)
        at += policy.IMPORT_LEASE + timedelta(seconds=1)
    return fresh(job, "failed")
