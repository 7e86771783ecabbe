"""What does a person see whom a page refuses, and what a program?"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.errors import Invalid, NotFound, Problem
from kit.http import Forbidden, Unforeseen, headers_of, plain_response, problem_of, status_of

_API = "/api/"
# Sites whose pages lead back to their first one.
_SITES = ("/admin/", "/seller/")
# What to do about it, by status.
_WORDS = {
    400: _("Go back, load the page anew and send it once more."),
    403: _("If your work needs it, ask an administrator."),
    404: _("The address may be mistyped, or what stood here is gone."),
    413: _("Send less at once, or a smaller file."),
    500: _("It is noted on our side. Try again; if it stays so, tell us when it happened."),
    503: _("Try again in a moment."),
}


def answer(request: HttpRequest, problem: Problem, *, words: str = "") -> HttpResponse:
    """
    A page in the reader's language for a browser that shows pages, the problem's document for all others.

    The page needs neither database nor session: it is shown when those are what failed.
    """
    if request.path.startswith(_API) or "text/html" not in request.headers.get("Accept", ""):
        return plain_response(problem)
    status = status_of(problem)
    context = {
        "status": status,
        "title": gettext(problem.title),
        "words": words or _WORDS.get(status, ""),
        "home": next((site for site in _SITES if request.path.startswith(site)), ""),
    }
    headers = {**headers_of(problem), "Cache-Control": "private, no-store"}
    return HttpResponse(render_to_string("kit/fault.html", context), status=status, headers=headers)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return answer(request, NotFound())


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return answer(request, Forbidden())


def outdated_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django shows when a form doesn't prove that it came from a page of ours."""
    return answer(request, Forbidden(), words=gettext("The page had been open for too long: load it anew."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    known = problem_of(exception) if exception is not None else None
    return answer(request, known or Invalid())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what a middleware itself raised comes here, unseen by any other."""
    error = sys.exc_info()[1]
    known = problem_of(error) if isinstance(error, OperationalError | InterfaceError) else None
    return answer(request, known or Unforeseen())
