"""How does a page of staff make sure that it is still they who sit there?"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from accounts.reassuring import asked_again
from accounts.sites import staff_site

View = Callable[..., HttpResponseBase]


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
    """None for whoever proved lately who they are; else the page of the staff site that asks them to."""
    return asked_again(request, _question)


def _question(request: HttpRequest, facts: Mapping[str, Any]) -> HttpResponse:
    context = {**staff_site.each_context(request), **facts}
    return TemplateResponse(request, "accounts/admin/confirm.html", context, status=403)
