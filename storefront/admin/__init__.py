"""What do staff see and edit of the shop window?"""

from storefront.admin import notices, synonyms, window

__all__ = ["notices", "synonyms", "window"]
