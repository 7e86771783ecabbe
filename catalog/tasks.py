"""Which jobs does the catalogue do in the background?"""

import logging

from celery import shared_task

from catalog.operations.reminding import remind_of_papers, remind_of_stock
from catalog.operations.shelving import sweep
from kit.clock import now
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


@shared_task(name="catalog.remind_of_stock")
def remind_of_low_stock(**_: object) -> None:
    """Tell sellers of goods of which little is left."""
    owns_transaction(remind_of_stock)(at=now())
