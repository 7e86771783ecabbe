"""How does somebody of staff look after their own second factors?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.admin.second_step import said, shown, typed
from accounts.callers import address_of
from accounts.guarding import confirmed_first
from accounts.models import User
from accounts.operations.enrolling import (
    begin_enrolling,
    begun,
    finish_enrolling,
    remove_factor,
    renew_recovery_codes,
)
from accounts.operations.proving import count_code
from accounts.queries import factors_of, recovery_codes_left
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.transactions import owns_transaction

_NEW_FACTOR = "new_factor"
_LONGEST_NAME = 50


@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def second_factors(request: HttpRequest) -> HttpResponse:
    """What somebody signs in with; a post takes one away, or makes new recovery codes."""
    user, at = cast("User", request.user), now()
    if request.method == "POST":
        return _changed(request, user, at)
    facts = {
        "title": _("Your second factors"),
        "factors": list(factors_of(user)),
        "codes_left": recovery_codes_left(user),
    }
    return _page(request, "accounts/admin/factors.html", facts)


def _changed(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    verb = request.POST.get("verb")
    if verb == "codes":
        codes = owns_transaction(renew_recovery_codes)(user=user, at=at)
        facts = {"title": _("Your recovery codes"), "codes": codes, "leads_to": _here()}
        return _page(request, "accounts/admin/new_codes.html", facts)
    if verb != "remove":
        raise Http404
    try:
        factor_id = UUID(request.POST.get("factor", ""))
    except ValueError:
        raise Http404 from None
    try:
        owns_transaction(remove_factor)(user=user, factor_id=factor_id, at=at)
    except Problem as problem:
        messages.error(request, said(problem))
    else:
        # Every other browser of theirs is signed out by it.
        update_session_auth_hash(request, user)
        messages.success(request, _("It is removed. Whatever else was signed in is signed out."))
    return HttpResponseRedirect(_here())


@confirmed_first
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def add_factor(request: HttpRequest) -> HttpResponse:
    """Another app or phone, such as a spare one."""
    user, at, wrong = cast("User", request.user), now(), ""
    known = begun(user=user, factor_id=request.session.get(_NEW_FACTOR, ""), at=at)
    if "name" in request.POST:
        # Begun anew, under that name.
        known = None
    if request.method == "POST" and known is not None:
        try:
            count_code(user, address=address_of(request), at=at)
            owns_transaction(finish_enrolling)(user=user, factor_id=known.row.pk, code=typed(request), at=at)
        except Problem as problem:
            wrong = said(problem)
        else:
            del request.session[_NEW_FACTOR]
            messages.success(request, _("It counts from now on."))
            return HttpResponseRedirect(_here())
    if known is None:
        name = request.POST.get("name", "").replace("\0", "").strip()[:_LONGEST_NAME] or _(
            "Authenticator app"
        )
        try:
            known = owns_transaction(begin_enrolling)(user=user, name=name, at=at)
        except Problem as problem:
            messages.error(request, said(problem))
            return HttpResponseRedirect(_here())
        request.session[_NEW_FACTOR] = str(known.row.pk)
    facts = {"title": _("Another second factor"), "wrong": wrong, **shown(known)}
    return _page(request, "accounts/admin/add_factor.html", facts)


def _here() -> str:
    return reverse("admin:second_factors")


def _page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    context = {**staff_site.each_context(request), **facts}
    response = TemplateResponse(request, template, context, status=400 if facts.get("wrong") else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(view: Callable[..., HttpResponseBase]) -> Any:
    return never_cache(staff_site.admin_view(view))


staff_site.add_own_pages(
    [
        path("second-factors/", _own(second_factors), name="second_factors"),
        path("second-factors/add/", _own(add_factor), name="add_factor"),
    ]
)
