"""What does a count of a warehouse say before it is closed?"""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import StockCount, StockCountLine, StockLevel


@dataclass(frozen=True, slots=True)
class Counted:
    """
    Lots that were counted, and of those how many differ; units that are too many, and too few.

    `uncounted` are the lots with units in the warehouse that nobody has counted: they stay as they are.
    """

    lots: int
    differing: int
    surplus: int
    shortage: int
    uncounted: int


def counted(count: StockCount) -> Counted:
    """The sums of one count. Two queries."""
    more = F("counted") - F("on_hand")
    sums = count.lines.aggregate(
        lots=Count("pk"),
        differing=Count("pk", filter=~Q(counted=F("on_hand"))),
        surplus=Coalesce(Sum(more, filter=Q(counted__gt=F("on_hand"))), 0),
        shortage=Coalesce(Sum(-more, filter=Q(counted__lt=F("on_hand"))), 0),
    )
    return Counted(**sums, uncounted=uncounted_levels(count).count())


def lines_of(count: StockCount) -> QuerySet[StockCountLine]:
    """What was counted, with what it is called."""
    return count.lines.select_related("level__lot__variant__product")


def differing(lines: QuerySet[StockCountLine]) -> QuerySet[StockCountLine]:
    """Those of some lines that closing books something for."""
    return lines.exclude(counted=F("on_hand"))


def uncounted_levels(count: StockCount) -> QuerySet[StockLevel]:
    """The levels with units in the warehouse that nobody has counted yet."""
    there = StockLevel.objects.filter(
        lot__variant__seller=count.seller_id, warehouse=count.warehouse_id, on_hand__gt=0
    )
    rows = there.exclude(pk__in=count.lines.values("level"))
    return rows.select_related("lot__variant__product", "warehouse")
