"""Are goods still on sale at the very moment in which they are sold?"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from catalog.gating import Reason
from catalog.models import Certificate, Lot
from catalog.queries.gating import judged, kept_off
from kit.transactions import inside_transaction

# Buyers share these locks; whoever blocks a listing or suspends its seller waits for them, or they for him.
_ON_SALE = """
    SELECT listing.id
    FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    JOIN catalog_seller AS seller ON seller.id = variant.seller_id
    WHERE listing.id = ANY(%s::uuid[]) AND listing.market = %s
    AND listing.status = 'live' AND seller.status = 'verified'
    ORDER BY listing.id
    FOR SHARE OF listing, seller
"""


@inside_transaction
def hold_on_sale(*, listing_ids: Collection[UUID], market: str, at: datetime) -> set[UUID]:
    """
    Those of some listings that are on sale on a market, and stay so until the caller's transaction ends.

    A price may be held by a quote; leave to sell may not, nor papers that ended a second ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ON_SALE, [sorted(listing_ids), market])
        held = {row[0] for row in cursor.fetchall()}
    return held - kept_off(listing_ids=held, at=at).keys()


@inside_transaction
def lots_kept_off(*, taken: Mapping[UUID, Collection[UUID]], at: datetime) -> dict[UUID, list[Reason]]:
    """
    Why some listings can't be sold from the lots that were taken for them, by listing; empty if they can.

    A lot without its paper may have come between the look at what is free and the taking. One query, three
    where papers are by lot.
    """
    lot_ids = {lot_id for some in taken.values() for lot_id in some}
    of_lots = Certificate.objects.filter(lot__variant__lots__in=lot_ids, status=Certificate.Status.VERIFIED)
    if not of_lots.exists():
        return {}
    codes = dict(Lot.objects.filter(pk__in=lot_ids).values_list("pk", "code"))
    lots = {listing_id: [codes[lot_id] for lot_id in some] for listing_id, some in taken.items()}
    found = judged(listing_ids=taken.keys(), at=at, lots=lots)
    return {pk: list(each.verdict.reasons) for pk, each in found.items() if not each.verdict.is_open}
