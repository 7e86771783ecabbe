"""What on the railway waits for a person, and what can't wait?"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from kit.piles import Pile, pile
from shipping.models import Discrepancy, Roll, Shipment
from shipping.queries.pending import stuck
from shipping.queries.sight import in_timetable


class Unplaced(NamedTuple):
    """A train that so many shipments have lost without another; `zone` is that of its origin."""

    name: str
    departs_at: datetime
    zone: str
    shipments: int


def waiting_for_staff(*, before: datetime) -> dict[str, Pile]:
    """
    Shipments that need somebody, held by customs, without a train; trains stuck since `before`; differences.

    Five queries.
    """
    status = Shipment.Status
    return {
        "attention": pile(_real().filter(attention_at__isnull=False), "attention_at"),
        "customs": pile(_held_by_customs(), "held_at"),
        "waiting": pile(_real().filter(status=status.WAITING), "requested_at"),
        "stuck": pile(stuck(before=before).filter(service__sandbox=False), "follow_up_at"),
        "discrepancies": pile(
            Discrepancy.objects.filter(settled_at__isnull=True, container__sandbox=False), "created_at"
        ),
    }


def _real() -> "QuerySet[Shipment]":
    """Nobody works for what is only a test."""
    return Shipment.objects.filter(sandbox=False)


def _held_by_customs() -> "QuerySet[Shipment]":
    """Each with since when."""
    hold = Shipment.Status.CUSTOMS_HOLD
    since = Max("moves__at", filter=Q(moves__became=hold))
    return _real().filter(status=hold).annotate(held_at=since)


def unplaced(departure_ids: Collection[UUID]) -> dict[UUID, Unplaced]:
    """Those of some trains from which shipments were taken that have no place since. Two queries."""
    waiting = Roll.objects.filter(
        from_departure__in=departure_ids, to_departure__isnull=True, rebooking__isnull=True
    )
    counted = waiting.order_by().values("from_departure").annotate(count=Count("shipment", distinct=True))
    counts = {row["from_departure"]: row["count"] for row in counted}
    trains = in_timetable().filter(pk__in=counts).select_related("service__origin")
    return {
        train.pk: Unplaced(
            train.service.code, train.departs_at, train.service.origin.timezone, counts[train.pk]
        )
        for train in trains
    }
