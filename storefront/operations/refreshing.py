"""How does the window follow the catalogue?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from catalog.operations.touching import claim_touches
from catalog.queries.displaying import displays, lexicon, listing_ids_on_sale
from kit.transactions import inside_transaction, owns_transaction
from storefront.models import Shelf
from storefront.operations.writing import put, take_down
from storefront.policy import REBUILD_BATCH, REFRESH_BATCH, TIMEZONE

# Whoever read an older truth must not write after one who read a newer: one at a time.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('storefront.refreshing'))"


@inside_transaction
def refresh_touched(*, at: datetime, limit: int = REFRESH_BATCH) -> int:
    """
    Show anew what was touched first, at most `limit` touches of it; how many listings that was.

    What was shown and claimed is one transaction: an interrupted one leaves its touches.
    """
    _alone()
    ids = claim_touches(limit=limit)
    if ids:
        _show(ids, at)
    return len(ids)


@inside_transaction
def refresh(*, listing_ids: Collection[UUID], at: datetime) -> None:
    """Show some listings as the catalogue has them now; what isn't on sale is taken down."""
    _alone()
    _show(listing_ids, at)


class Rebuilding:
    """
    One pass over all listings on sale in the order of their ids, a transaction for each batch.

    Readers keep reading meanwhile: rows that are right already aren't written. Memory is that
    of one batch, however many there are.
    """

    def __init__(self, *, at: datetime, batch: int = REBUILD_BATCH) -> None:
        self.at = at
        self.done = 0
        self._batch = batch
        self._after: UUID | None = None

    def step(self) -> bool:
        """Make the next batch anew; whether there was one."""
        ids = listing_ids_on_sale(after=self._after, limit=self._batch)
        last = ids[-1] if ids else None
        owns_transaction(self._replace)(ids, self._after, last)
        self._after = last
        self.done += len(ids)
        return bool(ids)

    def _replace(self, ids: Collection[UUID], after: UUID | None, last: UUID | None) -> None:
        """Show these; take down what stands between the last one before them and the last of them."""
        stale = Shelf.objects.exclude(listing_id__in=ids)
        if after is not None:
            stale = stale.filter(listing_id__gt=after)
        if last is not None:
            stale = stale.filter(listing_id__lte=last)
        refresh(listing_ids=[*ids, *stale.values_list("listing_id", flat=True)], at=self.at)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _show(listing_ids: Collection[UUID], at: datetime) -> None:
    # The only law that depends on the day, and the papers that lapse, are China's.
    found = displays(listing_ids=listing_ids, on=at.astimezone(ZoneInfo(TIMEZONE["CN"])).date())
    shown = {each.listing_id for each in found}
    put(displays=found, lexicon=lexicon(), at=at)
    if gone := [each for each in listing_ids if each not in shown]:
        take_down(listing_ids=gone)
