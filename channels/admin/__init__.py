"""Which pages of staff belong to the channels?"""

from channels.admin import exchanges

__all__ = ["exchanges"]
