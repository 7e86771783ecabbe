"""Has whoever sits before this browser given their password lately?"""

from datetime import datetime, timedelta

from django.http import HttpRequest

_SINCE = "password_given_at"


def note_password(request: HttpRequest, *, at: datetime) -> None:
    """Remember in the session that the password was right at `at`."""
    request.session[_SINCE] = at.isoformat()


def gave_password(request: HttpRequest, *, within: timedelta, at: datetime) -> bool:
    """Whether it was given in this session, no longer ago than `within`."""
    since = request.session.get(_SINCE)
    return since is not None and datetime.fromisoformat(since) > at - within
