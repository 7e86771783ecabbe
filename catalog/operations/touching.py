"""Who takes over what must be shown anew?"""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from catalog.models import Certificate, Listing, ListingTouch, PositiveListEntry
from kit.transactions import inside_transaction

_LOOK_BACK_DAYS = 3


class Claimed(NamedTuple):
    """Listings to show anew, each in one of the two, in id order: whole, or nothing but their prices."""

    whole: list[UUID]
    prices: list[UUID]


@inside_transaction
def claim_touches(*, limit: int) -> Claimed:
    """
    Listings of which something changed that buyers are shown, taken off the list in turn: `limit` touches.

    The caller shows them anew in the same transaction: when it is undone they are
    back on the list. What another transaction commits later is found later.
    """
    first = ListingTouch.objects.order_by("rank", "pk").select_for_update(skip_locked=True)
    rows = list(first.values_list("pk", "listing_id", "rank")[:limit])
    ListingTouch.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
    whole = {listing_id for _, listing_id, rank in rows if rank != ListingTouch.Rank.PRICES}
    return Claimed(sorted(whole), sorted({listing_id for _, listing_id, _ in rows} - whole))


@inside_transaction
def touch_dated(*, on: date) -> int:
    """
    Have listings shown anew whose papers, or the law on which they rest, began or ended lately.

    No row changes when a day does. Looking back over some days finds what nobody asked about in time.
    How many listings those are.
    """
    since = on - timedelta(days=_LOOK_BACK_DAYS)
    turned = Q(valid_from__range=(since, on)) | Q(valid_to__range=(since, on))
    papers = Certificate.objects.filter(turned, status=Certificate.Status.VERIFIED)
    law = PositiveListEntry.objects.filter(turned).values("hs6")
    concerned = Listing.objects.filter(
        Q(variant__product__in=papers.filter(product__isnull=False).values("product"))
        | Q(variant__seller__in=papers.filter(product__isnull=True).values("seller"))
        | Q(variant__product__tariff_code__hs6__in=law),
        status=Listing.Status.LIVE,
    )
    ids = list(concerned.values_list("pk", flat=True))
    rank = ListingTouch.Rank.AROUND
    ListingTouch.objects.bulk_create(
        (ListingTouch(listing_id=each, rank=rank) for each in ids), batch_size=5_000
    )
    return len(ids)
