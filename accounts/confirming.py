"""Who sits before this browser, how sure are we of it, and since when?"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.policy import CONFIRMED_FOR, SECOND_STEP_WITHIN
from accounts.queries import people

_HALF = "half_signed_in"
_SINCE, _PROVED, _CONFIRMED = "password_given_at", "second_factor_at", "confirmed_at"
_BACKEND = "accounts.sessions.SessionBackend"


class Half(NamedTuple):
    """Somebody who has given their password and nothing else: for all other pages they are a stranger."""

    user: User
    leads_to: str
    factor_id: str


def begin_half(request: HttpRequest, user: User, *, leads_to: str, at: datetime) -> None:
    """Remember in a new session that the password was right; nobody is signed in by that."""
    request.session.flush()
    request.session[_HALF] = {
        "user": str(user.pk),
        "bound": user.get_session_auth_hash(),
        "at": at.isoformat(),
        "leads_to": leads_to,
    }


def half_of(request: HttpRequest, *, at: datetime, of_staff: bool = True) -> Half | None:
    """
    Who is to take the second step here: not after too long, nor after another password or a reset.

    At the staff site that is staff alone, at the console of sellers everybody else.
    """
    kept = request.session.get(_HALF)
    if kept is None or datetime.fromisoformat(kept["at"]) <= at - SECOND_STEP_WITHIN:
        return None
    user = people().filter(pk=kept["user"], is_active=True, is_staff=of_staff).first()
    if user is None or not constant_time_compare(kept["bound"], user.get_session_auth_hash()):
        return None
    return Half(user, kept["leads_to"], kept.get("factor", ""))


def keep_factor(request: HttpRequest, factor_id: object) -> None:
    """Remember which factor is being enrolled in this very session: no other one is shown its secret."""
    request.session[_HALF] = {**request.session[_HALF], "factor": str(factor_id)}


def finish_half(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Sign in whose password and code were right, under a session key that nobody has seen."""
    login(request, user, backend=_BACKEND)
    request.session.pop(_HALF, None)
    request.session[_PROVED] = request.session[_SINCE] = request.session[_CONFIRMED] = at.isoformat()


def finish_by_password(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Sign in who needs no second factor and has none; what money asks for stays shut to them."""
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session[_SINCE] = at.isoformat()


def passed_factor(request: HttpRequest) -> bool:
    """Whether a second factor was given for this session. No query."""
    return _PROVED in request.session


def note_confirmed(request: HttpRequest, *, at: datetime) -> None:
    """Remember in the session that somebody proved again at `at` who they are."""
    request.session[_CONFIRMED] = at.isoformat()


def confirmed_lately(request: HttpRequest, *, at: datetime) -> bool:
    """Whether that, or signing in, was lately enough for what moves money or lets somebody in."""
    return _is_since(request, _CONFIRMED, at - CONFIRMED_FOR)


def note_password(request: HttpRequest, *, at: datetime) -> None:
    """Remember in the session that the password was right at `at`."""
    request.session[_SINCE] = at.isoformat()


def gave_password(request: HttpRequest, *, within: timedelta, at: datetime) -> bool:
    """Whether it was given in this session, no longer ago than `within`."""
    return _is_since(request, _SINCE, at - within)


def _is_since(request: HttpRequest, name: str, instant: datetime) -> bool:
    since = request.session.get(name)
    return since is not None and datetime.fromisoformat(since) > instant
