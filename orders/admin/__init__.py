"""What do staff see of buyers, those who import, carts, coupons, orders, searches, tariffs?"""

from orders.admin import (
    allowances,
    attachments,
    buyers,
    carts,
    claims,
    coupons,
    deciding_pages,
    groups,
    identities,
    notes,
    orders,
    recalls,
    refund_pages,
    searches,
    tariff_pages,
    tariffs,
)

__all__ = [
    "allowances",
    "attachments",
    "buyers",
    "carts",
    "claims",
    "coupons",
    "deciding_pages",
    "groups",
    "identities",
    "notes",
    "orders",
    "recalls",
    "refund_pages",
    "searches",
    "tariff_pages",
    "tariffs",
]
