"""What do staff see of buyers, those who import, carts, orders, searches, tariffs?"""

from orders.admin import (
    allowances,
    attachments,
    buyers,
    carts,
    groups,
    identities,
    notes,
    orders,
    searches,
    tariffs,
)

__all__ = [
    "allowances",
    "attachments",
    "buyers",
    "carts",
    "groups",
    "identities",
    "notes",
    "orders",
    "searches",
    "tariffs",
]
