"""In which kinds of ways can the shop say no?"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


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
