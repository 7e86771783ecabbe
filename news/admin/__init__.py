"""What do staff see of news?"""

from news.admin import events, mails

__all__ = ["events", "mails"]
