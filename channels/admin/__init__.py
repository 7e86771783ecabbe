"""What do staff see of the channels?"""

from channels.admin import exchanges, feeds, reports

__all__ = ["exchanges", "feeds", "reports"]
