"""What do staff see of buyers, carts, orders, searches, tariffs?"""

from orders.admin import attachments, buyers, carts, groups, notes, orders, searches, tariff_pages, tariffs

__all__ = [
    "attachments",
    "buyers",
    "carts",
    "groups",
    "notes",
    "orders",
    "searches",
    "tariff_pages",
    "tariffs",
]
