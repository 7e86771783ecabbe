"""What delivery was the buyer of an order promised?"""

from orders.models import Order
from orders.policy import MARKET_TIMEZONE
from orders.promising import Promise


def promise_of(order: Order) -> Promise | None:
    """
    As its quote had it when the order was placed, or None of an order older than such promises.

    No query if the order's group is loaded.
    """
    if order.delivery_from_at is None or order.delivery_until_at is None:
        return None
    return Promise(
        from_at=order.delivery_from_at,
        until_at=order.delivery_until_at,
        percent=order.delivery_percent,
        basis=order.delivery_basis,
        zone=MARKET_TIMEZONE[order.group.market],
    )
