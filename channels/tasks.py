"""Which jobs read strangers' files, go on with those of 1C, and write those that strangers fetch?"""

from uuid import UUID

from celery import shared_task

from channels import policy
from channels.operations import clearing, feeding, taking_back
from channels.operations.exchanging import end_lapsed
from channels.operations.passing_on import start_judged
from channels.operations.taking_in import due_files
from channels.operations.taking_in import read_file as read
from channels.queries.exchanging import startable
from channels.queries.feeds import due_feeds
from kit.clock import now
from kit.jobs import enqueue
from kit.transactions import owns_transaction


@shared_task(name="channels.read_import")
def read_import(job_id: str, **_: object) -> None:
    """Read one file of a seller."""
    read(job_id=UUID(job_id), clock=now)


@shared_task(name="channels.sweep_imports")
def sweep_imports(**_: object) -> None:
    """Ask for each file that a lost message or a dead worker left: one task has no time for all."""
    for job_id in due_files(at=now()):
        enqueue("channels.read_import", job_id=job_id)


@shared_task(name="channels.start_import")
def start_import(job_id: str, **_: object) -> None:
    """Let a judged file take effect, if 1C has sent it."""
    owns_transaction(start_judged)(job_id=UUID(job_id), at=now())


@shared_task(name="channels.read_orders")
def read_orders(file_id: int, **_: object) -> None:
    """Read one file of orders that 1C has sent back."""
    taking_back.read_back(file_id=file_id, clock=now)


@shared_task(name="channels.sweep_exchanges")
def sweep_exchanges(**_: object) -> None:
    """Start what waited for another file, or whose message was lost; end what nobody goes on with."""
    for job_id in startable(most=policy.EXCHANGES_SWEPT):
        owns_transaction(start_judged)(job_id=job_id, at=now())
    for file_id in taking_back.due_reports(at=now(), most=policy.REPORTS_SWEPT):
        enqueue("channels.read_orders", file_id=file_id)
    owns_transaction(end_lapsed)(at=now())


@shared_task(name="channels.forget_exchanges")
def forget_exchanges(**_: object) -> None:
    """Throw away what exchanges have left, all of it, some in each transaction."""
    for forget in (clearing.forget_pieces, clearing.forget_exchanges):
        while owns_transaction(forget)(at=now()):
            pass
    clearing.sweep_pieces(at=now())


@shared_task(name="channels.look_at_feed")
def look_at_feed(feed_id: str, goes_on: bool = False, **_: object) -> None:
    """Rewrite what has changed of one feed; where that is much, go on in another task."""
    look = owns_transaction(feeding.look_at)(feed_id=UUID(feed_id), at=now(), goes_on=goes_on)
    if not look.is_whole:
        enqueue("channels.look_at_feed", feed_id=UUID(feed_id), goes_on=True)


@shared_task(name="channels.sweep_feeds")
def sweep_feeds(**_: object) -> None:
    """Have a look at each feed that nobody has looked at lately: one task has no time for all."""
    for feed_id in due_feeds(at=now()):
        enqueue("channels.look_at_feed", feed_id=feed_id)
