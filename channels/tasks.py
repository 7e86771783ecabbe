"""Which jobs read strangers' files, and write those that strangers fetch?"""

from uuid import UUID

from celery import shared_task

from channels.operations import feeding
from channels.operations.taking_in import due_files
from channels.operations.taking_in import read_file as read
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


@shared_task(name="channels.look_at_feed")
def look_at_feed(feed_id: str, **_: object) -> None:
    """Rewrite what has changed of one feed; where that is much, go on in another task."""
    look = owns_transaction(feeding.look_at)(feed_id=UUID(feed_id), at=now())
    if not look.is_whole:
        enqueue("channels.look_at_feed", feed_id=UUID(feed_id))


@shared_task(name="channels.sweep_feeds")
def sweep_feeds(**_: object) -> None:
    """Have a look at each feed that nobody has looked at lately: one task has no time for all."""
    for feed_id in due_feeds(at=now()):
        enqueue("channels.look_at_feed", feed_id=feed_id)
