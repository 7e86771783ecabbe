"""What do staff see of sellers, goods, stock, tariffs?"""

from catalog.admin import changes, goods, offers, sellers, stock, tariffs

__all__ = ["changes", "goods", "offers", "sellers", "stock", "tariffs"]
