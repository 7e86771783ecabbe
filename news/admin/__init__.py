"""What do staff see of news?"""

from news.admin import events

__all__ = ["events"]
