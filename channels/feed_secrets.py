"""Which address of a feed does nobody guess?"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from channels.models import GoodsFeed

_SALT = "channels.feed"


def token_of(feed: "GoodsFeed") -> str:
    """The secret part of a feed's address: nothing of it is kept, the next `secret_number` makes another."""
    return _token(feed, settings.SECRET_KEY)


def is_token_of(feed: "GoodsFeed", token: str) -> bool:
    """Whether a token is the feed's, also by a key of the installation that was replaced but still counts."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(token, _token(feed, key)) for key in keys)


def url_of(feed: "GoodsFeed", extension: str) -> str:
    """The whole address that is given to whoever fetches the feed."""
    # No log of ours holds what stands behind the question mark.
    return f"{settings.PUBLIC_URL}{reverse('feed', args=(feed.pk.hex, extension))}?key={token_of(feed)}"


def _token(feed: "GoodsFeed", key: str) -> str:
    said = f"{feed.pk.hex}:{feed.secret_number}"
    return salted_hmac(_SALT, said, secret=key, algorithm="sha256").hexdigest()[:40]
