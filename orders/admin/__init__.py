"""What do staff see of buyers, carts, orders, searches, tariffs?"""

from orders.admin import buyers, carts, groups, orders, searches, tariffs

__all__ = ["buyers", "carts", "groups", "orders", "searches", "tariffs"]
