"""How far have some shipments come?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FilteredRelation, Min, Q

from shipping.models import Roll, Shipment
from shipping.queries.tracking import TrackedChange, change_of

# What is told of a train, by where it stands seen from the departure.
_TRAIN = {
    "id": "pk",
    "service_code": "service__code",
    "departs_at": "departs_at",
    "arrives_at": "arrives_at",
    "cfs_cutoff_at": "cfs_cutoff_at",
}


@dataclass(frozen=True, slots=True)
class Train:
    """The departure that a shipment is assigned to."""

    id: UUID
    service_code: str
    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """
    What the upper floors are told of a shipment.

    `delivered_at` is the instant that was reported, which lies ahead when it was
    simulated; windows count from `delivery_recorded_at`.
    """

    number: str
    tracking_code: str
    status: str
    eta_at: datetime | None
    hand_in_by_at: datetime | None
    handed_in_at: datetime | None
    promised_at: datetime | None
    departure: Train | None
    delivered_at: datetime | None
    delivery_recorded_at: datetime | None
    waiting_reason: str
    events: int
    changes: tuple[TrackedChange, ...]


def progress(*, shipment_ids: Collection[UUID]) -> dict[UUID, Progress]:
    """
    The state of each shipment that is known, by its id. Two queries.

    A shipment and its train are read in one statement: between two it may be assigned or rolled.
    """
    changes = _changes_of(shipment_ids)
    riding = FilteredRelation("assignments", condition=Q(assignments__released_at__isnull=True))
    shipments = Shipment.objects.filter(pk__in=shipment_ids).annotate(
        riding=riding,
        **{f"train_{column}": F(f"riding__slot__departure__{path}") for column, path in _TRAIN.items()},
        events_count=Count("events", distinct=True),
        delivery_recorded_at=Min("events__recorded_at", filter=Q(events__kind="delivered")),
    )
    return {
        shipment.pk: Progress(
            number=shipment.number,
            tracking_code=shipment.tracking_code,
            status=shipment.status,
            eta_at=shipment.eta_at,
            hand_in_by_at=shipment.hand_in_by_at,
            handed_in_at=shipment.handed_in_at,
            promised_at=shipment.promised_at,
            departure=_train_of(shipment),
            delivered_at=shipment.delivered_at,
            delivery_recorded_at=shipment.delivery_recorded_at if shipment.delivered_at else None,
            waiting_reason=shipment.waiting_reason,
            events=shipment.events_count,
            changes=tuple(changes[shipment.pk]),
        )
        for shipment in shipments
    }


def _train_of(shipment: Any) -> Train | None:
    if shipment.train_id is None:
        return None
    return Train(**{column: getattr(shipment, f"train_{column}") for column in _TRAIN})


def _changes_of(shipment_ids: Collection[UUID]) -> dict[UUID, list[TrackedChange]]:
    """Each time that one of some shipments was taken from its train, the first one first. One query."""
    changes: dict[UUID, list[TrackedChange]] = defaultdict(list)
    rolls = Roll.objects.filter(shipment__in=shipment_ids).select_related("rebooking")
    for roll in rolls.order_by("rolled_at", "id"):
        changes[roll.shipment_id].append(change_of(roll))
    return changes
