"""Which jobs does the catalogue do in the background?"""

import logging
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from catalog.operations.claiming import due_jobs
from catalog.operations.clearing import clear_rows, sweep_files
from catalog.operations.gating import look_at_due, put_behind
from catalog.operations.reminding import remind_of_papers, remind_of_stock
from catalog.operations.shelving import sweep
from catalog.operations.working import OURS, work
from catalog.policy import GATE_BATCH, GATE_LOOKS, IMPORTS_SWEPT
from kit.clock import now
from kit.jobs import enqueue
from kit.transactions import owns_transaction

log = logging.getLogger(__name__)


@shared_task(name="catalog.forget_pictures")
def forget_pictures(**_: object) -> None:
    """Throw away files of pictures that no row names any more, or never did."""
    count = sweep(at=now())
    if count:
        log.info("%s files of pictures that nobody names were deleted", count)


@shared_task(name="catalog.remind_of_papers")
def remind_of_lapsing_papers(**_: object) -> None:
    """Tell sellers of papers that end soon or have ended, a batch in each transaction."""
    remind, at = owns_transaction(remind_of_papers), now()
    after = remind(at=at)
    while after is not None:
        after = remind(at=at, after=after)


@shared_task(name="catalog.watch_gate")
def watch_gate(**_: object) -> None:
    """
    Withhold listings that may not be sold any more, and put back those that may, batch by batch.

    After a batch that fails they are taken one by one, and what fails by itself is put behind the others.
    """
    look, at, limit = owns_transaction(look_at_due), now(), GATE_BATCH
    failed: set[UUID] = set()
    for _look in range(GATE_LOOKS):
        try:
            looked = look(at=at, limit=limit)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("the gate could not judge a batch of %s", limit)
            if limit == 1:
                behind = owns_transaction(put_behind)(at=at)
                if behind <= failed:
                    break
                failed |= behind
            limit = 1
            continue
        if looked.withheld or looked.restored:
            log.info("the gate withheld %s listings, restored %s", looked.withheld, looked.restored)
        if not looked.judged and not looked.settled:
            break


@shared_task(name="catalog.remind_of_stock")
def remind_of_low_stock(**_: object) -> None:
    """Tell sellers of goods of which little is left."""
    owns_transaction(remind_of_stock)(at=now())


@shared_task(name="catalog.import_work")
def import_work(job_id: str, **_: object) -> None:
    """Go on with one file of goods for a turn."""
    work(job_id=UUID(job_id), clock=now)


@shared_task(name="catalog.import_sweep")
def import_sweep(**_: object) -> None:
    """Ask for a turn of each file that a lost message or a dead worker left: one task has no time for all."""
    for job_id in due_jobs(statuses=OURS, at=now(), most=IMPORTS_SWEPT):
        enqueue("catalog.import_work", job_id=job_id)


@shared_task(name="catalog.forget_imports")
def forget_imports(**_: object) -> None:
    """Throw away files that nobody reads any more, and rows of imports that ended long ago."""
    at = now()
    count = sweep_files(at=at)
    clear = owns_transaction(clear_rows)
    while clear(at=at):
        pass
    if count:
        log.info("%s files of goods were deleted", count)
