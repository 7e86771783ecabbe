"""What is the outside world told, and has it heard?"""

from news.models.events import Event, Feed, FeedEntry

__all__ = ["Event", "Feed", "FeedEntry"]
