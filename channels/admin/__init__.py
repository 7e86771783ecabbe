"""What do staff see of the channels?"""

from channels.admin import exchanges, feeds

__all__ = ["exchanges", "feeds"]
