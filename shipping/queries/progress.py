"""How far have some shipments come?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from shipping.models import Roll, Shipment, SlotAssignment
from shipping.queries.tracking import TrackedChange, change_of


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
    """The state of each shipment that is known, by its id. Three queries."""
    trains = trains_of(shipment_ids=shipment_ids)
    changes = _changes_of(shipment_ids)
    shipments = Shipment.objects.filter(pk__in=shipment_ids).annotate(
        events_count=Count("events"),
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
            departure=trains.get(shipment.pk),
            delivered_at=shipment.delivered_at,
            delivery_recorded_at=shipment.delivery_recorded_at if shipment.delivered_at else None,
            waiting_reason=shipment.waiting_reason,
            events=shipment.events_count,
            changes=tuple(changes[shipment.pk]),
        )
        for shipment in shipments
    }


def trains_of(*, shipment_ids: Collection[UUID]) -> dict[UUID, Train]:
    """The departure of each shipment that has a slot. One query."""
    active = SlotAssignment.objects.filter(shipment_id__in=shipment_ids, released_at__isnull=True)
    return {
        assignment.shipment_id: Train(
            id=assignment.slot.departure.pk,
            service_code=assignment.slot.departure.service.code,
            departs_at=assignment.slot.departure.departs_at,
            arrives_at=assignment.slot.departure.arrives_at,
            cfs_cutoff_at=assignment.slot.departure.cfs_cutoff_at,
        )
        for assignment in active.select_related("slot__departure__service")
    }


def _changes_of(shipment_ids: Collection[UUID]) -> dict[UUID, list[TrackedChange]]:
    """Each time that one of some shipments was taken from its train, the first one first. One query."""
    changes: dict[UUID, list[TrackedChange]] = defaultdict(list)
    rolls = Roll.objects.filter(shipment__in=shipment_ids).select_related("rebooking")
    for roll in rolls.order_by("rolled_at", "id"):
        changes[roll.shipment_id].append(change_of(roll))
    return changes
