"""How does the window follow the catalogue?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from catalog.operations.touching import claim_touches
from catalog.queries.displaying import displays, lexicon, priced
from kit.transactions import inside_transaction, owns_transaction
from storefront.models import Shelf
from storefront.operations.estimating import estimate_new
from storefront.operations.writing import put, put_prices, take_down
from storefront.policy import REFRESH_BATCH, TIMEZONE


@inside_transaction
def refresh_touched(*, at: datetime, limit: int = REFRESH_BATCH) -> int:
    """
    Show anew what was touched first, at most `limit` touches of it; how many listings that was.

    What was shown and claimed is one transaction: an interrupted one leaves its touches.
    """
    _lock()
    claimed = claim_touches(limit=limit)
    if claimed.whole:
        show(claimed.whole, at)
    if claimed.prices:
        put_prices(listings=priced(listing_ids=claimed.prices))
    return len(claimed.whole) + len(claimed.prices)


@inside_transaction
def refresh(*, listing_ids: Collection[UUID], at: datetime) -> None:
    """Show some listings as the catalogue has them now; what isn't on sale is taken down."""
    _lock()
    show(listing_ids, at)


def fill_window(*, at: datetime) -> int:
    """Show at once whatever was touched, and when it would arrive, for loaders; how many are shown then."""
    while owns_transaction(refresh_touched)(at=at):
        pass
    owns_transaction(estimate_new)(at=at)
    return Shelf.objects.count()


def _lock() -> None:
    """Whoever read an older truth must not write after one who read a newer: one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('storefront.refreshing'))")


def show(listing_ids: Collection[UUID], at: datetime) -> None:
    """Show some listings; the caller holds the lock."""
    # The only law that depends on the day, and the papers that lapse, are China's.
    found = displays(listing_ids=listing_ids, on=at.astimezone(ZoneInfo(TIMEZONE["CN"])).date())
    shown = {each.listing_id for each in found}
    put(displays=found, lexicon=lexicon())
    if gone := [each for each in listing_ids if each not in shown]:
        take_down(listing_ids=gone)
