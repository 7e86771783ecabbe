"""How does a door describe itself to those who write clients?"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from kit.errors import Invalid, NotFound, Problem, Unavailable
from kit.http import (
    MEDIA_TYPE,
    Busy,
    DatabaseAway,
    Forbidden,
    MatchRequired,
    NotAcceptable,
    Stale,
    Throttled,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    status_of,
)
from kit.rest import In

F = TypeVar("F", bound=Callable[..., Any])
JSON, FORM = "application/json", "multipart/form-data"
MATCHED_METHODS = ("PATCH", "PUT", "DELETE")
WRITING_METHODS = ("POST", *MATCHED_METHODS)
# Those who may act for more than one organisation.
MEMBERS = frozenset({"seller", "partner"})
_USUAL = (Invalid, NotAcceptable, Throttled, Unavailable, Busy, DatabaseAway)


@dataclass(frozen=True)
class Operation:
    """What a door's method says of itself beyond its Python signature."""

    query: type[In] | None = None
    problems: tuple[type[Problem], ...] = field(default_factory=tuple)
    id: str = ""


def operation(
    *,
    id: str,
    summary: str,
    request: Any = None,
    form: Any = None,
    response: Any = None,
    status: int = 200,
    query: type[In] | None = None,
    problems: Sequence[type[Problem]] = (),
    description: str = "",
    request_example: object = None,
    response_example: object = None,
    tags: Sequence[str] = (),
) -> Callable[[F], F]:
    """
    Describe one method of a door: the document and the door itself read it.

    `query` is a strict serializer of the query parameters; without one every
    parameter is refused. `problems` are those that this operation raises
    besides the usual ones. Wrap `response` in `page_of` for lists. A body that
    comes with a file is a `form` instead of a `request`.
    """
    given = OpenApiExample(
        "Request", value=request_example, request_only=True, media_type=FORM if form else JSON
    )
    answered = OpenApiExample("Response", value=response_example, response_only=True)
    examples = [each for each in (given, answered) if each.value is not None]

    def describe(handler: F) -> F:
        described: F = extend_schema(
            operation_id=id,
            summary=summary,
            description=description or None,
            request={FORM: form} if form else request,
            responses={status: OpenApiResponse(response, description=summary)},
            parameters=[query] if query is not None else [],
            examples=examples,
            tags=list(tags) or None,
        )(handler)
        described.operation = Operation(query, tuple(problems), id)  # type: ignore[attr-defined]
        return described

    return describe


class FieldProblemOut(serializers.Serializer[Any]):
    """One guilty field."""

    pointer = serializers.CharField(help_text="JSON pointer into the body, or the parameter.")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """An RFC 9457 problem document; facts of the case stand beside these members."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable and dotted: decide by this.")
    detail = serializers.CharField()
    errors = FieldProblemOut(many=True)  # type: ignore[assignment]


@functools.cache
def page_of(out: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The serializer of a page of `out`."""
    members: Mapping[str, Any] = {
        "__doc__": "One page; follow `next` until it is null.",
        "items": out(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    }
    return type(f"{out.__name__.removesuffix('Out')}Page", (serializers.Serializer,), dict(members))


class ProblemSchema(AutoSchema):
    """Adds what every door does anyway: headers, ETags, idempotency, problem answers."""

    def get_override_parameters(self) -> list[Any]:
        """The method's own parameters, then the headers that its kind of request takes."""
        return [*super().get_override_parameters(), *_headers(self.method, self.view)]

    def get_tags(self) -> list[str]:
        """The first step of the path names the group."""
        steps = [step for step in self.path.split("/") if step and not step.startswith("{")]
        return [steps[2] if len(steps) > 2 else "api"]

    def get_auth(self) -> list[Any]:
        """A credential where one is asked for; an empty choice where anybody may come in."""
        auths: list[Any] = super().get_auth()
        if auths and "anonymous" in _admitted(self.method, self.view):
            auths.append({})
        return auths

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """An `OrderOut` is the document's `Order`, an `OrderIn` its `OrderRequest`."""
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Out").removesuffix("In")

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(  # type: ignore[no-untyped-call]
            serializer, direction
        )
        if isinstance(serializer, In):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        by_status: dict[int, list[type[Problem]]] = {}
        for problem in self._problems():
            by_status.setdefault(status_of(problem.__new__(problem)), []).append(problem)
        for status, problems in sorted(by_status.items()):
            codes = ", ".join(sorted({f"`{problem.code}`" for problem in problems}))
            answer = OpenApiResponse(ProblemOut, description=codes)
            bodies[str(status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                answer, str(status), [MEDIA_TYPE]
            )
        return bodies

    def _problems(self) -> list[type[Problem]]:
        handler = getattr(self.view, self.method.lower(), None)
        told: Operation = getattr(handler, "operation", Operation())
        usual: list[type[Problem]] = [*_USUAL, *getattr(self.view, "entry_problems", ())]
        is_public = "anonymous" in _admitted(self.method, self.view)
        if not (is_public and self.method == "GET"):
            usual += getattr(self.view, "scope_problems", ())
        if not is_public:
            usual += [Unauthenticated, Forbidden]
        if "{" in self.path:
            usual.append(NotFound)
        if self.method in WRITING_METHODS:
            usual += [TooLarge, UnsupportedMediaType]
        if self.method in MATCHED_METHODS:
            usual += [MatchRequired, Stale]
        if self.method == "POST" and _is_repeatable(self.view):
            usual += getattr(self.view, "idempotency_problems", ())
        return list(dict.fromkeys([*usual, *told.problems]))


class MoneySchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Money is one shape everywhere in the document."""

    target_class = "kit.rest.MoneyField"

    def get_name(self) -> str:
        """The one component to which all amounts refer."""
        return "Money"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """An object of two texts."""
        return {
            "type": "object",
            "description": "An amount in its currency, with as many decimals as that currency has.",
            "properties": {
                "amount": {"type": "string", "pattern": r"^-?\d{1,13}(\.\d{1,2})?$"},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }


def _admitted(method: str, view: Any) -> Any:
    return getattr(view, "readers" if method == "GET" else "writers", {})


def _is_repeatable(view: Any) -> bool:
    return getattr(view, "idempotency", "exempt") != "exempt"


def _matches_if_asked(method: str, view: Any) -> bool:
    """Whether a POST says that it may answer 412."""
    handler = getattr(view, method.lower(), None)
    told: Operation = getattr(handler, "operation", Operation())
    return method == "POST" and Stale in told.problems


def _headers(method: str, view: Any) -> list[OpenApiParameter]:
    headers = []
    if method == "POST" and _is_repeatable(view):
        headers.append(
            _header(
                "Idempotency-Key",
                "Repeat the request with the same key and it takes effect once.",
                required=view.idempotency == "required",
            )
        )
        headers.append(_answered("Idempotent-Replayed", "`true` when this is the first answer again."))
    if method in MATCHED_METHODS:
        headers.append(_header("If-Match", "The ETag that you read.", required=True))
    elif _matches_if_asked(method, view):
        headers.append(_header("If-Match", "The ETag that you read: 412 when it has changed since."))
    if method == "GET":
        headers.append(_header("If-None-Match", "The ETag that you have: 304 when it still holds."))
        headers.append(_answered("ETag", "For If-None-Match, and for If-Match of a change."))
    return [*headers, *_headers_of_readers(method, view)]


def _headers_of_readers(method: str, view: Any) -> list[OpenApiParameter]:
    """What tells one caller from another, or picks their language."""
    headers = []
    admitted = set(_admitted(method, view))
    if "Accept-Language" in getattr(view, "vary", ()):
        headers.append(_header("Accept-Language", "Which of en, ru, kk, zh-Hans to answer in."))
    if "anonymous" not in admitted and admitted & MEMBERS:
        headers.append(_header("X-Organisation", "For which of your organisations you act, by its id."))
    if name := getattr(view, "caller_header", ""):
        headers.append(_header(name, "What lets an anonymous caller come back."))
    return headers


def _header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=required,
        description=description,
    )


def _answered(name: str, description: str) -> OpenApiParameter:
    """A header of successful answers."""
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        response=["200", "201", "202", "204"],
        description=description,
    )
