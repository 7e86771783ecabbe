"""Which jobs does the shop itself have?"""

import logging

from celery import shared_task
from django.conf import settings

from catalog.operations.loading import relay_lots
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from payments.operations.loading import relay_rates
from shop.sandbox import lay_sandbox

log = logging.getLogger(__name__)


@shared_task(name="shop.refresh_sandbox")
def refresh_sandbox(**_: object) -> None:
    """Lay the test world's lots relative to today again, fill up what testers have bought."""
    done = lay_sandbox(at=now())
    log.info("test world laid: %s", ", ".join(f"{what} {each}" for what, each in done.items()))


@shared_task(name="shop.refresh_demo")
def refresh_demo(**_: object) -> None:
    """Lay the demonstration's lots and exchange rates relative to today again; elsewhere do nothing."""
    if not settings.DEMO:
        return
    at = now()
    lots = owns_transaction(relay_lots)(at=at, by=SYSTEM)
    rates = owns_transaction(relay_rates)(at=at)
    log.info("demonstration laid to %s: lots %s, %s new rates", at.date(), lots, rates)
