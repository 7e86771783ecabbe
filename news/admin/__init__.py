"""What do staff see of news?"""

from news.admin import events, mails, preferences, webhooks

__all__ = ["events", "mails", "preferences", "webhooks"]
