"""Are goods still on sale at the very moment in which they are sold?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from catalog.queries.gating import kept_off
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
