"""Which jobs read strangers' files?"""

import time
from uuid import UUID

from celery import shared_task

from channels.operations.taking_in import due_files
from channels.operations.taking_in import read_file as read
from channels.policy import SWEEP_FOR
from kit.clock import now


@shared_task(name="channels.read_import")
def read_import(job_id: str, **_: object) -> None:
    """Read one file of a seller."""
    read(job_id=UUID(job_id), clock=now)


@shared_task(name="channels.sweep_imports")
def sweep_imports(**_: object) -> None:
    """Read the files that a lost message or a dead worker left."""
    until = time.monotonic() + SWEEP_FOR.total_seconds()
    for job_id in due_files(at=now()):
        read(job_id=job_id, clock=now)
        if time.monotonic() > until:
            break
