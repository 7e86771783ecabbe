"""What do staff see of the shop window?"""

from storefront.admin import notices, window

__all__ = ["notices", "window"]
