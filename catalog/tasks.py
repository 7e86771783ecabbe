"""Which jobs does the catalogue do in the background?"""

import logging

from celery import shared_task

from catalog.operations.shelving import sweep
from kit.clock import now

log = logging.getLogger(__name__)


@shared_task(name="catalog.forget_pictures")
def forget_pictures(**_: object) -> None:
    """Throw away files of pictures that no row names any more, or never did."""
    count = sweep(at=now())
    if count:
        log.info("%s files of pictures that nobody names were deleted", count)
