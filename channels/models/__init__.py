"""Which rows do the channels keep?"""

from channels.models.feeds import Feed, FeedItem, FeedMove

__all__ = ["Feed", "FeedItem", "FeedMove"]
