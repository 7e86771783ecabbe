"""How does a page of staff make sure that it is still they who sit there?"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.callers import address_of
from accounts.confirming import confirmed_lately, note_confirmed
from accounts.models import User
from accounts.operations.proving import count_proof, prove_again
from accounts.policy import CONFIRMED_FOR
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.http import Throttled
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction

View = Callable[..., HttpResponseBase]
# What the question adds to the form that it interrupts.
_CODE, _THEN = "_confirming_code", "_confirming_then"
_BY_LINK = "by link"


def confirmed_first(view: View) -> View:
    """Let nobody at a page, or at what it does, who has not proved lately who they are."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = ask_again(request)
        return asked if asked is not None else view(request, *args, **kwargs)

    return guarded


def confirmed_to_post(view: View) -> View:
    """Let everybody look who may, and let nobody post who has not proved lately who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = ask_again(request) if request.method == "POST" else None
        return asked if asked is not None else view(request, *args, **kwargs)

    return guarded


class Confirming:
    """A list whose `confirmed_verbs` move money or let somebody in."""

    confirmed_verbs: ClassVar[Collection[str]] = ()


def confirmed_verbs_first(view: View) -> Any:
    """Let nobody use one of those of a list who has not proved lately who they are."""

    @wraps(view)
    def guarded(admin: Confirming, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Of several fields of that name Django may read any: all are looked at.
        used = set(admin.confirmed_verbs) & set(request.POST.getlist("action"))
        asked = ask_again(request) if used else None
        return asked if asked is not None else view(admin, request, *args, **kwargs)

    return guarded


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """
    None for whoever proved lately who they are; else the page that asks them to.

    What was posted rides along in it and goes on from there, as if nobody had asked. Files don't: who sends
    some is led back to the page that they came from.
    """
    at = now()
    then = request.POST.get(_THEN)
    if confirmed_lately(request, at=at):
        return _go_on(request, then) if then is not None else None
    if then is None:
        return _question(request, wrong="")
    user = cast("User", request.user)
    try:
        count_proof(user, address=address_of(request), at=at)
        owns_transaction(prove_again)(user=user, code=request.POST.get(_CODE, ""), password="", at=at)
    except Throttled:
        return _question(request, wrong=_("That was too often: try again later."))
    except Problem as problem:
        return _question(request, wrong=in_readers_words(problem))
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


def _question(request: HttpRequest, *, wrong: str) -> HttpResponse:
    ours = (_CODE, _THEN, "csrfmiddlewaretoken")
    kept = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
    by_link = request.method != "POST" or bool(request.FILES) or request.POST.get(_THEN) == _BY_LINK
    context = {
        **staff_site.each_context(request),
        "title": _("Is it still you?"),
        "wrong": wrong,
        "kept": [] if by_link else kept,
        "then": _BY_LINK if by_link else "",
        "loses_file": bool(request.FILES),
        "minutes": int(CONFIRMED_FOR.total_seconds() // 60),
        "code_name": _CODE,
        "then_name": _THEN,
        "address": request.get_full_path(),
    }
    response = TemplateResponse(request, "accounts/admin/confirm.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response
