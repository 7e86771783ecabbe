"""What do staff see of buyers, carts, orders, searches, tariffs?"""

from orders.admin import attachments, buyers, carts, claims, groups, notes, orders, searches, tariffs

__all__ = ["attachments", "buyers", "carts", "claims", "groups", "notes", "orders", "searches", "tariffs"]
