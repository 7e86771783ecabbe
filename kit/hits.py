"""How is a word looked for in many tables at once, by one query?"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, JSONObject


class Hit(NamedTuple):
    """One row that was found: `model` is such as "orders.order", `facts` tell it from the others."""

    kind: str
    model: str
    pk: UUID
    name: str
    facts: dict[str, Any]


def as_hits(
    rows: "QuerySet[Any]", *, kind: str, name: str, most: int, facts: "dict[str, Any]"
) -> "QuerySet[Any, Any]":
    """The newest of some rows as hits, for `looked_up`; `facts` are columns or expressions by name."""
    hits: QuerySet[Any, Any] = (
        # By a column without an index of its own: by one, the planner may read the whole table along it.
        rows.order_by("-created_at", "-pk")
        .annotate(
            hit_kind=Value(kind, CharField()),
            hit_model=Value(rows.model._meta.label_lower, CharField()),
            hit_pk=F("pk"),
            hit_name=Cast(F(name), CharField()),
            hit_facts=JSONObject(**facts),
        )
        .values_list("hit_kind", "hit_model", "hit_pk", "hit_name", "hit_facts")[:most]
    )
    return hits


def looked_up(parts: "Sequence[QuerySet[Any, Any]]") -> list[Hit]:
    """All hits, part by part. One query; none without parts."""
    if not parts:
        return []
    first, *others = parts
    return [Hit(*row) for row in (first.union(*others, all=True) if others else first)]
