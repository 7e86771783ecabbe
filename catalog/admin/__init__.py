"""What do staff see of sellers, goods and their kinds, stock, tariffs?"""

from catalog.admin import changes, goods, kinds, offers, sellers, stock, tariffs

__all__ = ["changes", "goods", "kinds", "offers", "sellers", "stock", "tariffs"]
