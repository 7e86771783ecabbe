"""What does a seller pay us of what is ordered?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.queries.taxonomy import kinds_of
from orders.models import Order
from payments.queries.commission import Commission, Sold, commissions


def commissions_on(order: Order, lines: Sequence[Mapping[str, Any]], *, at: datetime) -> list[Commission]:
    """
    The commission on each line of a quoted order, by the price list of the day.

    It is taken of what the seller is paid: of the price after a discount of theirs, of the
    whole price where the shop bears the discount. Three queries, one more for a coupon.
    """
    is_sellers = order.coupon is not None and order.coupon.seller_id is not None
    kinds = kinds_of(listing_ids=[UUID(line["listing_id"]) for line in lines])
    sold = [
        Sold(
            organisation_id=order.seller.organisation_id,
            categories=kinds.get(UUID(line["listing_id"]), ()),
            market=order.group.market,
            currency=order.currency,
            goods_minor=line["goods_minor"] - (line["discount_minor"] if is_sellers else 0),
        )
        for line in lines
    ]
    return commissions(sold, at=at)
