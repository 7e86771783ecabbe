"""In which kinds of ways can the shop say no?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple


class FieldProblem(NamedTuple):
    """What is wrong with one field, named by its JSON pointer."""

    pointer: str
    code: str
    message: str


def step(name: object) -> str:
    """One step of a JSON pointer, to the member of that name."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


class Problem(Exception):
    """
    A refusal that its reader can act on.

    Subclass one of the kinds below, never this class, and give a stable dotted
    `code` with a short `title`. `detail` explains this one occurrence; facts
    (JSON values) are shown beside it; `fields` name the guilty fields.
    """

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str = "", *, fields: Sequence[FieldProblem] = (), **facts: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.fields = tuple(fields)
        self.facts = facts


class NotFound(Problem):
    """It doesn't exist, or isn't yours to see."""

    code = "request.not_found"
    title = "There is no such thing here"


class Conflict(Problem):
    """The state of the thing forbids it now."""

    code = "request.conflict"
    title = "The present state forbids this"


class Refused(Problem):
    """It was understood, and a rule of the shop forbids it."""

    code = "request.refused"
    title = "A rule forbids this"


class Invalid(Problem):
    """It can't be understood or contradicts itself."""

    code = "request.invalid"
    title = "The request is not valid"


class Unavailable(Problem):
    """Something that we need is away; `retry_after` says in how many seconds to ask again."""

    code = "service.unavailable"
    title = "The service is not available for a moment"

    def __init__(
        self,
        detail: str = "",
        *,
        retry_after: int = 5,
        fields: Sequence[FieldProblem] = (),
        **facts: object,
    ) -> None:
        super().__init__(detail, fields=fields, retry_after=retry_after, **facts)


def of_line(line_id: object, member: str, message: str, *, code: str = "field.invalid") -> FieldProblem:
    """
    What is wrong with a member of one line, for a verb that knows its lines by their ids alone.

    Its door says at which place of the body that is: `placed`.
    """
    return FieldProblem(f"{_LINES}{step(line_id)}{step(member)}", code, message)


@contextmanager
def placed(lines: Sequence[Mapping[str, Any]]) -> Iterator[None]:
    """
    Where a verb refuses `of_line`, point at that line's place in the body's `lines`.

    The last one of a line that is named twice. What is about none of them is left out: the caller sent
    nothing there.
    """
    places = {str(line["line_id"]): place for place, line in enumerate(lines)}
    try:
        yield
    except Problem as problem:
        problem.fields = tuple(_placed(problem.fields, places))
        raise


@contextmanager
def blaming(pointers: Mapping[type[Problem], str]) -> Iterator[None]:
    """
    Where a verb refuses for a reason that one field of the body is to blame for, name that field.

    For verbs with several doors: each door knows by which field it was asked. A reason that names its
    fields itself keeps them.
    """
    try:
        yield
    except tuple(pointers) as problem:
        if not problem.fields:
            [pointer, *_] = [told for kind, told in pointers.items() if isinstance(problem, kind)]
            code = "field.unknown_reference" if isinstance(problem, NotFound) else "field.not_allowed"
            problem.fields = (FieldProblem(pointer, code, problem.detail),)
        raise


_LINES = "/lines"


def _placed(fields: Sequence[FieldProblem], places: Mapping[str, int]) -> Iterator[FieldProblem]:
    for each in fields:
        if not each.pointer.startswith(_LINES + "/"):
            yield each
            continue
        line_id, _, member = each.pointer.removeprefix(_LINES + "/").partition("/")
        if line_id in places:
            yield each._replace(pointer=f"{_LINES}/{places[line_id]}/{member}")
