"""For which reasons do the channels say no?"""

from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class FeedNotFound(NotFound):
    code: ClassVar[str] = "channels.feed_not_found"
    title = "There is no such feed"


class BadFeed(Invalid):
    """What was asked for can't be written in the format."""

    code: ClassVar[str] = "channels.bad_feed"
    title = "Such a feed can't be made"


class TooManyFeeds(Conflict):
    code: ClassVar[str] = "channels.too_many_feeds"
    title = "No more feeds: close one first"


class FeedClosed(Conflict):
    code: ClassVar[str] = "channels.feed_closed"
    title = "The feed is closed"
