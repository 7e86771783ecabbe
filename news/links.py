"""Which links of a mail let its reader choose what they hear, without signing in?"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.errors import BadLink
from news.topics import DIGEST, TOPICS

_UNSUBSCRIBE, _AGAIN, _PREFERENCES = "news.unsubscribe", "news.again", "news.preferences"
# Mails are kept for years; a link to all preferences, which shows what somebody has to do with us, is not.
_PREFERENCES_GOOD_FOR = timedelta(days=180)
# A page is open for no longer than this before its button is pressed.
_AGAIN_GOOD_FOR = timedelta(days=1)


def unsubscribe_url(user_id: UUID, topic: str, *, language: str) -> str:
    """Where one button, or one request of a mail program, ends a topic for a member: good for ever."""
    return _url("unsubscribe", signing.dumps([user_id.hex, topic], salt=_UNSUBSCRIBE), language)


def preferences_url(user_id: UUID, *, language: str) -> str:
    """Where a member chooses how to hear of each topic."""
    return _url("preferences", signing.dumps(user_id.hex, salt=_PREFERENCES), language)


def read_unsubscribe_key(key: str) -> tuple[UUID, str]:
    """
    The member and the topic that a key was signed for.

    :raises BadLink: if it is broken, or of a topic that is no more.
    """
    try:
        user_id, topic = signing.loads(key, salt=_UNSUBSCRIBE)
    except signing.BadSignature:
        raise BadLink from None
    if topic != DIGEST and topic not in TOPICS:
        raise BadLink
    return UUID(user_id), topic


def again_key(user_id: UUID, modes: Mapping[str, str]) -> str:
    """What the button on the page of who has unsubscribed carries: how they heard of it till then."""
    return signing.dumps([user_id.hex, dict(modes)], salt=_AGAIN)


def read_again_key(key: str) -> tuple[UUID, Mapping[str, str]]:
    """
    The member, and how they heard of some topics.

    :raises BadLink: if it is broken, or older than a day.
    """
    try:
        user_id, modes = signing.loads(key, salt=_AGAIN, max_age=_AGAIN_GOOD_FOR)
    except signing.BadSignature:
        raise BadLink from None
    return UUID(user_id), {topic: mode for topic, mode in modes.items() if topic in TOPICS}


def read_preferences_key(key: str) -> UUID:
    """
    The member whose preferences a key was signed for.

    :raises BadLink: if it is broken or older than half a year.
    """
    try:
        return UUID(signing.loads(key, salt=_PREFERENCES, max_age=_PREFERENCES_GOOD_FOR))
    except signing.BadSignature:
        raise BadLink from None


def _url(page: str, key: str, language: str) -> str:
    return f"{settings.PUBLIC_URL}/mail/{page}?{urlencode({'key': key, 'lang': language})}"
