"""For which reasons do the channels say no?"""

from kit.errors import Conflict, Invalid, NotFound


class ExchangeNotSetUp(NotFound):
    code = "channels.exchange_not_set_up"
    title = "No access for 1C has been made."


class ExchangeKeyExists(Conflict):
    code = "channels.exchange_key_exists"
    title = "There is an access for 1C: give it a new password instead."


class ExchangeKeyRevoked(Conflict):
    code = "channels.exchange_key_revoked"
    title = "The access for 1C is revoked: make it anew."


class BadStatusWords(Invalid):
    """A word of 1C's is to mean two things."""

    code = "channels.bad_status_words"
    title = "A word of 1C's means one thing"


class BadFeed(Invalid):
    """What was asked for can't be written in the format."""

    code = "channels.bad_feed"
    title = "Such a feed can't be made"


class TooManyFeeds(Conflict):
    code = "channels.too_many_feeds"
    title = "No more feeds: close one first"


class FeedClosed(Conflict):
    code = "channels.feed_closed"
    title = "The feed is closed"


class Failed(Exception):
    """
    What 1C is told as `failure`: `code` says why, with its facts.

    No problem document: 1C reads lines, and shows them to whoever pressed the button.
    """

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
