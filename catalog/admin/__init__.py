"""What do staff see of sellers, goods, stock, tariffs?"""

from catalog.admin import goods, offers, sellers, stock, tariffs

__all__ = ["goods", "offers", "sellers", "stock", "tariffs"]
