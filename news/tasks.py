"""Which background jobs do news answer to?"""

import time

from celery import shared_task
from django.core.mail import get_connection

from kit.clock import now
from kit.transactions import owns_transaction
from news.operations.digesting import fold
from news.operations.forgetting import forget_log
from news.operations.giving_up import give_up_waiting
from news.operations.handing_on import hand_on
from news.operations.mailing import send_batch
from news.operations.pruning import forget_facts
from news.operations.sending import send_due
from news.operations.shortening import shorten_feeds
from news.policy import DIGEST_ZONES, DISPATCH_FOR, MAIL_FOR


@shared_task(name="news.dispatch")
def dispatch_events(**_: object) -> None:
    """Hand events on, batch by batch, until none is left or others want their turn."""
    until = time.monotonic() + DISPATCH_FOR.total_seconds()
    while hand_on(at=now()):
        if time.monotonic() > until:
            return


@shared_task(name="news.send_webhooks")
def send_webhooks(**_: object) -> None:
    """Call the endpoints for which something is due, unless another worker does."""
    send_due()


@shared_task(name="news.forget_log")
def forget(**_: object) -> None:
    """Throw away what was sent to endpoints a month ago, and give up what waits for one that is off."""
    at = now()
    for verb in (give_up_waiting, forget_log):
        while owns_transaction(verb)(at=at):
            pass


@shared_task(name="news.send_mail")
def send_due_mail(**_: object) -> None:
    """Send mails that are due through one connection, until none is left or others want their turn."""
    until = time.monotonic() + MAIL_FOR.total_seconds()
    # Opened by the first mail there is, and once for all of them.
    outlet = get_connection()
    try:
        while send_batch(outlet=outlet, at=now()).more and time.monotonic() < until:
            pass
    finally:
        outlet.close()


@shared_task(name="news.send_digests")
def make_digests(**_: object) -> None:
    """Fold what was gathered until this morning, wherever it is one; the mails wait with all others."""
    for language in DIGEST_ZONES:
        while owns_transaction(fold)(language=language, at=now()):
            pass


@shared_task(name="news.forget_facts")
def forget_old_facts(**_: object) -> None:
    """Forget what old mails were made of."""
    while forget_facts(at=now()):
        pass


@shared_task(name="news.shorten_feeds")
def shorten(**_: object) -> None:
    """Throw away what is too old to be pulled, batch by batch."""
    while owns_transaction(shorten_feeds)(at=now()):
        pass
