"""How does somebody finish signing in, at the staff site or at the console of sellers?"""

import base64
import io
from datetime import datetime
from typing import Any, NamedTuple

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.callers import address_of
from accounts.confirming import Half, finish_half, half_of, keep_factor
from accounts.operations.enrolling import Begun, begin_enrolling, begun, finish_enrolling
from accounts.operations.proving import count_code, prove
from accounts.queries import factors_of
from accounts.sites import SellerSite, StaffSite, staff_site
from kit.clock import now
from kit.errors import Problem
from kit.http import Throttled
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction

# Long enough for any code, recovery codes with their dashes too.
_LONGEST_CODE = 40


class Site(NamedTuple):
    """Where somebody signs in; `first_step` names the page that asks for the password."""

    is_staffs: bool
    pages: StaffSite | SellerSite
    first_step: str


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Of somebody of staff."""
    return take_step(request, Site(True, staff_site, "admin:login"))


def take_step(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask for the code; who has no second factor yet is shown how to get one, and goes nowhere without."""
    at = now()
    half = half_of(request, at=at, of_staff=site.is_staffs)
    if half is None:
        return HttpResponseRedirect(reverse(site.first_step))
    if factors_of(half.user).exists():
        return _ask(request, half, at, site)
    return _enrol(request, half, at, site)


def _ask(request: HttpRequest, half: Half, at: datetime, site: Site) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        try:
            count_code(half.user, address=address_of(request), at=at)
            owns_transaction(prove)(user=half.user, code=typed(request), at=at)
        except Problem as problem:
            wrong = said(problem)
        else:
            finish_half(request, half.user, at=at)
            return HttpResponseRedirect(half.leads_to)
    title = _("Your code")
    return _page(request, "accounts/admin/second_step.html", {"title": title, "wrong": wrong}, site)


def _enrol(request: HttpRequest, half: Half, at: datetime, site: Site) -> HttpResponse:
    wrong = ""
    known = begun(user=half.user, factor_id=half.factor_id, at=at)
    if request.method == "POST" and known is not None:
        try:
            count_code(half.user, address=address_of(request), at=at)
            codes = owns_transaction(finish_enrolling)(
                user=half.user, factor_id=known.row.pk, code=typed(request), at=at
            )
        except Problem as problem:
            wrong = said(problem)
        else:
            finish_half(request, half.user, at=at)
            facts = {"title": _("Your recovery codes"), "codes": codes, "leads_to": half.leads_to}
            return _page(request, "accounts/admin/first_codes.html", facts, site)
    if known is None:
        name = _("Authenticator app")
        known = owns_transaction(begin_enrolling)(user=half.user, name=name, at=at)
        keep_factor(request, known.row.pk)
    facts = {"title": _("Set up your second factor"), "wrong": wrong, **shown(known)}
    return _page(request, "accounts/admin/enrol.html", facts, site)


def typed(request: HttpRequest) -> str:
    """The code of a form, at most as long as one is."""
    return request.POST.get("code", "")[:_LONGEST_CODE]


def said(problem: Problem) -> str:
    """A refusal of a code, in the reader's words."""
    if isinstance(problem, Throttled):
        return _("That was too often: try again later.")
    return in_readers_words(problem)


def shown(known: Begun) -> dict[str, Any]:
    """What a page shows of a factor that waits: the picture, drawn here, and the secret in fours."""
    fours = [known.secret[place : place + 4] for place in range(0, len(known.secret), 4)]
    return {"picture": picture_of(known.address), "secret": " ".join(fours), "address": known.address}


def picture_of(address: str) -> str:
    """A QR code as a `data:` address of an SVG: no other host draws, or hears of, a secret."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def _page(request: HttpRequest, template: str, facts: dict[str, Any], site: Site) -> HttpResponse:
    begin_again = reverse(site.first_step)
    context = {
        **site.pages.each_context(request),
        "has_permission": False,
        "begin_again": begin_again,
        **facts,
    }
    response = TemplateResponse(request, template, context, status=400 if facts.get("wrong") else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


staff_site.add_own_pages([path("second-step/", second_step, name="second_step")])
