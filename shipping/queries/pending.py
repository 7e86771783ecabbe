"""Which changes of trains have not been worked out to the end?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Value

from shipping.models import Departure, DepartureLeg, Discrepancy

_BEING_CUT = Q(cut_to_mteu__isnull=False) | Q(cut_to_gross_g__isnull=False)


@dataclass(frozen=True, slots=True)
class Excess:
    """What still has to leave one leg that is being cut: milli-TEU, gross grams."""

    leg: str
    mteu: int
    gross_g: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A departure that was changed; without `since` only its cuts are left, for want of other room."""

    departure_id: UUID
    name: str
    since: datetime | None
    excess: Sequence[Excess]


def due() -> "QuerySet[Departure]":
    """The departures that were changed, or are being cut, and whose consequences are still due."""
    cut = DepartureLeg.objects.filter(_BEING_CUT)
    return Departure.objects.filter(Q(follow_up_at__isnull=False) | Q(pk__in=cut.values("departure_id")))


def stuck(*, before: datetime) -> "QuerySet[Departure]":
    """Those of them for which the job has had time since `before`: a person has to look."""
    return due().filter(Q(follow_up_at__isnull=True) | Q(follow_up_at__lt=before))


def for_a_person(*, before: datetime) -> tuple[int, int]:
    """How many departures are stuck, and how many differences nobody has settled. One query."""
    open_ones = Discrepancy.objects.filter(settled_at__isnull=True)
    both = _counted("stuck", stuck(before=before)).union(_counted("open", open_ones), all=True)
    found: dict[str, int] = dict(both)
    return found.get("stuck", 0), found.get("open", 0)


def _counted(name: str, rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    named = rows.order_by().annotate(what=Value(name)).values("what")
    counted: QuerySet[Any, Any] = named.annotate(how_many=Count("pk")).values_list("what", "how_many")
    return counted


def unfinished(*, before: datetime, limit: int) -> list[Unfinished]:
    """The first departures to leave among the stuck, with what still stands in the way. Two queries."""
    legs = DepartureLeg.objects.filter(_BEING_CUT).order_by("position")
    rows = stuck(before=before).select_related("service").prefetch_related(Prefetch("legs", legs))
    return [
        Unfinished(row.pk, str(row), row.follow_up_at, [_excess(leg) for leg in row.legs.all()])
        for row in rows.order_by("departs_at", "id")[:limit]
    ]


def _excess(leg: DepartureLeg) -> Excess:
    return Excess(
        leg=str(leg),
        mteu=0 if leg.cut_to_mteu is None else max(leg.cap_mteu - leg.cut_to_mteu, 0),
        gross_g=0 if leg.cut_to_gross_g is None else max(leg.cap_gross_g - leg.cut_to_gross_g, 0),
    )
