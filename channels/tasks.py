"""Which jobs read strangers' files?"""

from uuid import UUID

from celery import shared_task

from channels.operations.taking_in import due_files
from channels.operations.taking_in import read_file as read
from kit.clock import now
from kit.jobs import enqueue


@shared_task(name="channels.read_import")
def read_import(job_id: str, **_: object) -> None:
    """Read one file of a seller."""
    read(job_id=UUID(job_id), clock=now)


@shared_task(name="channels.sweep_imports")
def sweep_imports(**_: object) -> None:
    """Ask for each file that a lost message or a dead worker left: one task has no time for all."""
    for job_id in due_files(at=now()):
        enqueue("channels.read_import", job_id=job_id)
