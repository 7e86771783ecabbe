"""Which rows come next in a list that changes while it is read?"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from kit.errors import FieldProblem, Invalid
from kit.rest import In, WholeField

M = TypeVar("M", bound=Model)

DEFAULT_LIMIT = 24
LARGEST_LIMIT = 100
LONGEST_CURSOR = 1_500


class PageQuery(In):
    """The query parameters of every list; subclass it to add filters."""

    limit = WholeField(
        min_value=1, max_value=LARGEST_LIMIT, default=DEFAULT_LIMIT, help_text="Rows in a page."
    )
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="Opaque: follow `next` and `previous`."
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows of a list, with the addresses of its neighbours."""

    rows: list[M]
    next: str | None
    previous: str | None

    def as_json(self, render: Callable[[M], Any]) -> dict[str, Any]:
        """The page as doors answer it."""
        return {
            "items": [render(row) for row in self.rows],
            "next": self.next,
            "previous": self.previous,
        }


def keyset_page(
    request: Request, rows: QuerySet[M], *, order: Sequence[str], limit: int, cursor: str = ""
) -> Page[M]:
    """
    One page of `rows` in `order`, found by its neighbours' values, never by counting.

    `order` names columns that are never null, "-" first for descending; the
    last one must be unique. Its values are read by attribute, `a__b` through
    relations, so annotations work too.

    :raises Invalid: if the cursor isn't one of ours for this order.
    """
    backwards, values = read_cursor(cursor, width=len(order)) if cursor else (False, None)
    ordered = rows.order_by(*(_turned(name) if backwards else name for name in order))
    if values is not None:
        ordered = _narrowed(ordered, order, values, backwards)
    found = list(ordered[: limit + 1])
    more, page = len(found) > limit, found[:limit]
    if backwards:
        page.reverse()
    return Page(
        rows=page,
        next=_link(request, order, page[-1:], False) if more or backwards else None,
        previous=_link(request, order, page[:1], True)
        if (more if backwards else values is not None)
        else None,
    )


def _narrowed(rows: QuerySet[M], order: Sequence[str], values: Sequence[Any], backwards: bool) -> QuerySet[M]:
    try:
        return rows.filter(_beyond(order, values, backwards))
    except (ValueError, TypeError, OverflowError, ValidationError):
        raise bad_cursor() from None


def _beyond(order: Sequence[str], values: Sequence[Any], backwards: bool) -> Q:
    """Rows after the cursor: equal in a prefix, then beyond in the next column."""
    anywhere = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        comparison = "lt" if name.startswith("-") != backwards else "gt"
        anywhere |= equal & Q(**{f"{column}__{comparison}": value})
        equal &= Q(**{column: value})
    return anywhere


def _link(request: Request, order: Sequence[str], rows: Sequence[Model], backwards: bool) -> str | None:
    if not rows:
        return None
    values = [_value(rows[0], name.removeprefix("-")) for name in order]
    return cursor_link(request, values, backwards=backwards)


def cursor_link(request: Request, values: Sequence[Any], *, backwards: bool) -> str:
    """The address of the page after, or before, the row that has these values in the order of its list."""
    # Letters of other scripts as they are: escaped, a name would outgrow what an address may hold.
    text = json.dumps([int(backwards), *values], default=str, separators=(",", ":"), ensure_ascii=False)
    query = request.query_params.copy()
    query["cursor"] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def read_cursor(cursor: str, *, width: int) -> tuple[bool, list[Any]]:
    """
    Whether a cursor leads backwards, and the `width` values that it was made of.

    :raises Invalid: if it isn't one of ours.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, *values = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise bad_cursor() from None
    if len(values) != width or backwards not in (0, 1):
        raise bad_cursor()
    if not all(isinstance(value, str | int | bool | float) for value in values):
        raise bad_cursor()
    return bool(backwards), values


def bad_cursor() -> Invalid:
    """What is answered to a cursor that no list of ours has given."""
    return Invalid(fields=[FieldProblem("/cursor", "field.invalid", "not a cursor of this list")])
