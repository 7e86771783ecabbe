"""How is somebody asked again who they are, while what they were about to do waits?"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.callers import address_of
from accounts.confirming import confirmed_lately, note_confirmed
from accounts.models import User
from accounts.operations.proving import count_proof, prove_again
from accounts.policy import CONFIRMED_FOR
from accounts.queries import factors_of
from kit.clock import now
from kit.errors import Problem
from kit.http import Throttled
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction

# Shows the question, by the facts that its form needs, in the frame of a site.
Question = Callable[[HttpRequest, Mapping[str, Any]], HttpResponse]
# What the question adds to the form that it interrupts.
_CODE, _THEN = "_confirming_code", "_confirming_then"
_BY_LINK = "by link"


def asked_again(
    request: HttpRequest, question: Question, *, by_password: bool = False
) -> HttpResponse | None:
    """
    None for whoever proved lately who they are; else the page that asks them to.

    What was posted rides along in it and goes on from there, as if nobody had asked. Files don't: who sends
    some is led back to the page that they came from. With `by_password` whoever has no second factor gives
    their password, as over REST.
    """
    at = now()
    then = request.POST.get(_THEN)
    if confirmed_lately(request, at=at):
        return _go_on(request, then) if then is not None else None
    user = cast("User", request.user)
    by_password = by_password and not factors_of(user).exists()
    if then is None:
        return _asked(request, question, by_password=by_password, wrong="")
    typed = request.POST.get(_CODE, "")
    code, password = ("", typed) if by_password else (typed, "")
    try:
        count_proof(user, address=address_of(request), at=at)
        owns_transaction(prove_again)(user=user, code=code, password=password, at=at)
    except Throttled:
        wrong = _("That was too often: try again later.")
        return _asked(request, question, by_password=by_password, wrong=wrong)
    except Problem as problem:
        wrong = _("This password is wrong.") if by_password else in_readers_words(problem)
        return _asked(request, question, by_password=by_password, wrong=wrong)
    note_confirmed(request, at=at)
    return _go_on(request, then)


def _go_on(request: HttpRequest, then: str) -> HttpResponse | None:
    """As if the question had not been asked: what was posted stays, without what it added."""
    if then == _BY_LINK:
        return HttpResponseRedirect(request.get_full_path())
    posted = request.POST.copy()
    for name in (_CODE, _THEN):
        posted.pop(name, None)
    request.POST = posted  # type: ignore[assignment]
    return None


def _asked(request: HttpRequest, question: Question, *, by_password: bool, wrong: str) -> HttpResponse:
    ours = (_CODE, _THEN, "csrfmiddlewaretoken")
    kept = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
    by_link = request.method != "POST" or bool(request.FILES) or request.POST.get(_THEN) == _BY_LINK
    facts = {
        "title": _("Is it still you?"),
        "wrong": wrong,
        "by_password": by_password,
        "kept": [] if by_link else kept,
        "then": _BY_LINK if by_link else "",
        "loses_file": bool(request.FILES),
        "minutes": int(CONFIRMED_FOR.total_seconds() // 60),
        "code_name": _CODE,
        "then_name": _THEN,
        "address": request.get_full_path(),
    }
    response = question(request, facts)
    response.headers["Cache-Control"] = "private, no-store"
    return response
