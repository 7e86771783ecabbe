"""What do staff see of news?"""

from news.admin import events, mails, webhooks

__all__ = ["events", "mails", "webhooks"]
