"""What do staff see of buyers, carts, orders, tariffs?"""

from orders.admin import buyers, carts, groups, orders, tariffs

__all__ = ["buyers", "carts", "groups", "orders", "tariffs"]
