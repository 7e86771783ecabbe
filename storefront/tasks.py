"""Which background jobs does the shop window answer to?"""

import time
from zoneinfo import ZoneInfo

from celery import shared_task

from catalog.operations import touching
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations import estimating, knowing, noticing, refreshing
from storefront.policy import NOTICE_BATCH, REFRESH_BATCH, REFRESH_FOR, TIMEZONE


@shared_task(name="storefront.refresh")
def refresh(**_: object) -> None:
    """Show anew what changed, batch by batch, until nothing is left or others want their turn."""
    until = time.monotonic() + REFRESH_FOR.total_seconds()
    while owns_transaction(refreshing.refresh_touched)(at=now(), limit=REFRESH_BATCH):
        owns_transaction(estimating.estimate_new)(at=now())
        if time.monotonic() > until:
            return


@shared_task(name="storefront.turn_the_day")
def turn_the_day(**_: object) -> None:
    """Show anew what a new day in China makes lawful, or its end unlawful."""
    today = now().astimezone(ZoneInfo(TIMEZONE["CN"])).date()
    owns_transaction(touching.touch_dated)(on=today)


@shared_task(name="storefront.find_due_notices")
def find_due_notices(**_: object) -> None:
    """Tell who waited for what is there now."""
    while owns_transaction(noticing.find_due)(at=now()) == NOTICE_BATCH:
        pass


@shared_task(name="storefront.recount_terms")
def recount_terms(**_: object) -> None:
    """Count anew how common each known word is, and forget those that no listing has any more."""
    owns_transaction(knowing.recount)()


@shared_task(name="storefront.estimate")
def estimate(**_: object) -> None:
    """Ask the railway when goods would arrive."""
    owns_transaction(estimating.estimate_all)(at=now())
