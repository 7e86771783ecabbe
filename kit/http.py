"""Which answer does each kind of refusal get over HTTP?"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from kit.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    Problem,
    Refused,
    Unavailable,
    step,
)
from kit.transactions import sqlstate_of

MEDIA_TYPE = "application/problem+json"
_STATUS_OF_KIND: tuple[tuple[type[Problem], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Refused, 422),
    (Invalid, 400),
    (Unavailable, 503),
)
# lock_not_available, query_canceled, and those worth another try, which didn't help: too much at once,
# not a fault of the request.
_BUSY = {"55P03", "57014", "40001", "40P01"}


class HttpProblem(Problem):
    """A refusal that only HTTP knows, with its own status."""

    status: ClassVar[int]


class Unauthenticated(HttpProblem):
    """Nobody is signed in, or the credential is no longer good."""

    status, code, title = 401, "auth.required", "Please sign in"


class Forbidden(HttpProblem):
    """The caller is known and may not come in here."""

    status, code, title = 403, "access.denied", "You may not do this"


class MethodNotAllowed(HttpProblem):
    """This address has no such method."""

    status, code, title = 405, "request.method_not_allowed", "This address has no such method"


class NotAcceptable(HttpProblem):
    """We can't answer in the asked format."""

    status, code, title = 406, "request.not_acceptable", "Only JSON is spoken here"


class Stale(HttpProblem):
    """If-Match names an older version."""

    status, code, title = 412, "request.stale", "It has changed since you read it"


class TooLarge(HttpProblem):
    """The body is larger than anything that we read."""

    status, code, title = 413, "request.too_large", "The body is too large"


class UnsupportedMediaType(HttpProblem):
    """The body isn't JSON, or no form where a file is expected."""

    status, code, title = 415, "request.unsupported_media_type", "This kind of body is not read here"


class MatchRequired(HttpProblem):
    """A change of a shared resource came without If-Match."""

    status, code, title = 428, "request.if_match_required", "Send If-Match with the ETag you read"


class Throttled(HttpProblem):
    """Too many tries; `retry_after` says in how many seconds to try again."""

    status, code, title = 429, "request.throttled", "Too many tries"


class Unforeseen(HttpProblem):
    """A fault of ours, told without details."""

    status, code, title = 500, "server.error", "Something went wrong on our side"


class DatabaseAway(Unavailable):
    """PostgreSQL doesn't answer."""

    code = "service.database_away"
    title = "The database is away for a moment"


class Busy(Unavailable):
    """Somebody held a lock, or a statement took, for too long."""

    code = "service.busy"
    title = "Too many want the same thing at once"


def status_of(problem: Problem) -> int:
    """The HTTP status of a problem, by its kind."""
    if isinstance(problem, HttpProblem):
        return problem.status
    return next(status for kind, status in _STATUS_OF_KIND if isinstance(problem, kind))


def document_of(problem: Problem) -> dict[str, object]:
    """The RFC 9457 document of a problem: facts first, so that none hides a fixed member."""
    return {
        **problem.facts,
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": status_of(problem),
        "code": problem.code,
        "detail": problem.detail,
        "errors": [field._asdict() for field in problem.fields],
    }


def headers_of(problem: Problem) -> dict[str, str]:
    """Retry-After where it is known, and the challenge of a 401."""
    headers = {}
    if (wait := problem.facts.get("retry_after")) is not None:
        headers["Retry-After"] = str(wait)
    if isinstance(problem, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every foreseen error becomes a problem document."""
    problem = problem_of(error)
    if problem is None:
        return None
    set_rollback()
    return Response(
        document_of(problem),
        status=status_of(problem),
        headers=headers_of(problem),
        content_type=MEDIA_TYPE,
    )


def plain_response(problem: Problem) -> HttpResponse:
    """The same answer for code that runs outside DRF: middleware and Django's own handlers."""
    return JsonResponse(
        document_of(problem),
        status=status_of(problem),
        headers={**headers_of(problem), "Cache-Control": "private, no-store"},
        content_type=MEDIA_TYPE,
    )


def problem_of(error: Exception) -> Problem | None:
    """What the reader is told about an error, or None when it is a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.APIException):
        return _of_drf(error)
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation | UnreadablePostError):
        return Invalid()
    if isinstance(error, OperationalError | InterfaceError):
        return Busy(retry_after=1) if sqlstate_of(error) in _BUSY else DatabaseAway(retry_after=2)
    return None


_OF_STATUS: dict[int, type[Problem]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    413: TooLarge,
    415: UnsupportedMediaType,
}


def _of_drf(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        fields = list(flatten(error.detail))
        return Invalid(fields[0].message if fields else "", fields=fields)
    if isinstance(error, exceptions.Throttled):
        return Throttled(retry_after=int(getattr(error, "wait", None) or 1))
    return _OF_STATUS.get(error.status_code, Invalid)(str(error.detail))


def flatten(detail: Any, pointer: str = "") -> "list[FieldProblem]":
    """DRF's nested error details as a flat list with JSON pointers."""
    if isinstance(detail, dict):
        return [
            problem
            for name, inner in detail.items()
            for problem in flatten(inner, pointer if name == "non_field_errors" else pointer + step(name))
        ]
    if isinstance(detail, list):
        return [
            problem
            for place, inner in enumerate(detail)
            for problem in flatten(inner, f"{pointer}/{place}" if isinstance(inner, dict | list) else pointer)
        ]
    return [FieldProblem(pointer, f"field.{getattr(detail, 'code', 'invalid')}", str(detail))]
