"""What do staff see of the channels?"""

from channels.admin import feeds

__all__ = ["feeds"]
