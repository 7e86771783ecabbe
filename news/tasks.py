"""Which background jobs do news answer to?"""

import time

from celery import shared_task

from kit.clock import now
from kit.transactions import owns_transaction
from news.operations.dispatching import dispatch
from news.policy import DISPATCH_FOR


@shared_task(name="news.dispatch")
def dispatch_events(**_: object) -> None:
    """Hand events on, batch by batch, until none is left or others want their turn."""
    until = time.monotonic() + DISPATCH_FOR.total_seconds()
    while owns_transaction(dispatch)(at=now()):
        if time.monotonic() > until:
            return
