"""What do staff see of sellers, goods and their kinds, stock, tariffs?"""

from catalog.admin import certificates, changes, goods, imports, kinds, offers, sellers, stock, tariffs

__all__ = ["certificates", "changes", "goods", "imports", "kinds", "offers", "sellers", "stock", "tariffs"]
