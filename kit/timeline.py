"""What happened, told from many tables in one order of time, by one query?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Collate, Concat, JSONObject, LPad

Rows = QuerySet[Any, Any]
_COLUMNS = (
    "told_at",
    "told_key",
    "told_source",
    "told_model",
    "told_row",
    "told_by",
    "told_by_id",
    "told_facts",
)
_NEWEST_FIRST = ("-told_at", "-told_key")


class Happening(NamedTuple):
    """
    One thing that happened: `source` says which, `facts` how.

    `key` puts those of one instant in order; `model` is such as "orders.order",
    `row` the id of its row; `by_kind` is empty where nobody is known.
    """

    at: datetime
    key: str
    source: str
    model: str
    row: str
    by_kind: str
    by_id: UUID | None
    facts: dict[str, Any]


class Mark(NamedTuple):
    """Where a page ended."""

    at: datetime
    key: str


def told(
    rows: "QuerySet[Any]",
    *,
    source: str,
    rank: int,
    at: str = "at",
    by: str = "by_kind",
    by_id: str = "by_id",
    of: str = "",
    facts: Mapping[str, Any],
) -> Rows:
    """
    Some rows as happenings, for `newest`.

    `rank` (two digits) is the place in time of this source among others at one
    instant. `by` is a column, or a kind of actor in quotes; `of` leads to the
    row whose page tells more. `facts` are columns or expressions by name.
    """
    model: Any = rows.model
    for step in filter(None, of.split("__")):
        model = model._meta.get_field(step).related_model
    kind = Value(by.strip("'"), CharField()) if by.startswith("'") else F(by)
    key = Concat(Value(f"{rank:02}"), LPad(Cast("pk", CharField()), 36, Value("0")))
    happenings: Rows = rows.annotate(
        told_at=F(at),
        told_key=Collate(key, "C"),
        told_source=Value(source, CharField()),
        told_model=Value(model._meta.label_lower, CharField()),
        told_row=Cast(f"{of}_id" if of else "pk", CharField()),
        told_by=Cast(kind, CharField()),
        told_by_id=Cast(F(by_id) if by_id else Value(None), UUIDField()),
        told_facts=JSONObject(**facts),
    ).values_list(*_COLUMNS)
    return happenings


def newest(sources: Sequence[Rows], *, before: Mark | None, most: int) -> list[Happening]:
    """The newest of what all sources tell, at most so many, older than a mark. One query."""
    parts = [_older(rows, before).order_by(*_NEWEST_FIRST)[:most] for rows in sources]
    if not parts:
        return []
    first, *others = parts
    rows = first.union(*others, all=True).order_by(*_NEWEST_FIRST)[:most] if others else first
    return [Happening(*row) for row in rows]


def _older(rows: Rows, mark: Mark | None) -> Rows:
    if mark is None:
        return rows
    return rows.filter(Q(told_at__lt=mark.at) | Q(told_at=mark.at, told_key__lt=mark.key))
