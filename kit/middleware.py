"""What happens to every request before anyone reads it?"""

import re
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from kit.errors import FieldProblem, Invalid, step
from kit.faults import answer
from kit.http import TooLarge, plain_response, problem_of
from kit.ids import uuid7
from kit.uploads import largest_body

Next = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# The admin's toolkit evaluates expressions in attributes (Alpine) and styles elements inline. It has no
# inline scripts, so a script that somebody smuggles into a page doesn't run.
_ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class RequestGuard:
    """Refuses what is too large or has a broken length, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or answer 400 or 413 at once."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return plain_response(Invalid("Content-Length is not a number"))
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(length[:20]) > usual and int(length[:20]) > (most := largest_body(request)):
            return plain_response(TooLarge(limit_bytes=most))
        if request.META.get("HTTP_TRANSFER_ENCODING") and length == "0":
            return plain_response(Invalid("a body needs a Content-Length"))
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return plain_response(Invalid("NUL has no place in an address", fields=_with_nul(request)))
        return self.get_response(request)


def _with_nul(request: HttpRequest) -> list[FieldProblem]:
    """The parameters of an address that hold NUL, as far as they have names."""
    try:
        given = request.GET.lists()
    except SuspiciousOperation:
        # So many parameters that nobody reads them.
        return []
    guilty = (name for name, values in given if "\x00" in "".join(values) and "\x00" not in name)
    return [FieldProblem(step(name), "field.invalid", "must not hold NUL") for name in guilty]


class AuditContext:
    """Names the request, and its signed-in person, in every audit row that it causes."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request inside an audit context and answer with its id."""
        asked = request.headers.get("X-Request-ID", "")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else str(uuid7())
        with pghistory.context(request=request_id, method=request.method, path=request.path[:200]):
            if not _is_api(request):
                _remember_session_user(request)
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class ContentSecurityPolicy:
    """Lets pages load from here alone; the admin's toolkit needs inline scripts."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the policy that fits the path."""
        response = self.get_response(request)
        admin = request.path.startswith(("/admin/", "/seller/"))
        response.headers.setdefault("Content-Security-Policy", _ADMIN_POLICY if admin else _POLICY)
        return response


class ReadersLanguage(LocaleMiddleware):
    """
    Answers pages in the language that their reader chose, else in one that the browser asks for.

    The API speaks English: what it says to programs must not depend on who runs them. Where names of
    goods and places are told in several languages, its doors say so themselves.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language."""
        if not _is_api(request):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tell it, with what it depended on."""
        return response if _is_api(request) else super().process_response(request, response)


class DatabaseAwayPages:
    """Answers 503 when PostgreSQL is away, also where no API door catches the error."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a lost database into its problem document; leave other faults alone."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        problem = problem_of(error)
        return answer(request, problem) if problem is not None else None


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _remember_session_user(request: HttpRequest) -> None:
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        pghistory.context(user=str(request.user.pk))
