"""What does a changed departure mean for those who stand on it?"""

from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q

from shipping.lifecycle import NOT_LOADED
from shipping.models import ContainerLeg, Departure, DepartureLeg, SlotAssignment

_GONE = ("departed", "at_border", "arrived", "done")


def can_start(departure: Departure) -> bool:
    """Whether its first train runs: neither the departure nor that leg is cancelled. One query."""
    if departure.status == Departure.Status.CANCELLED:
        return False
    first = DepartureLeg.objects.filter(departure=departure).order_by("position").first()
    return first is not None and first.cancelled_at is None


def unfit_on(departure_id: UUID) -> dict[UUID, list[UUID]]:
    """
    Shipments not loaded that a departure would bring too late, or that can no longer reach it.

    By the departure that they were sold on: their container may ride only one
    leg of the changed one. Trains that have left are no longer asked. One query.
    """
    here = ContainerLeg.objects.filter(
        container=OuterRef("slot__container"),
        released_at__isnull=True,
        departure_leg__departure=departure_id,
    )
    taken = (
        SlotAssignment.objects.filter(
            Q(slot__departure=departure_id) | Exists(here),
            released_at__isnull=True,
            shipment__status__in=NOT_LOADED,
        )
        .exclude(slot__departure__status__in=_GONE)
        .annotate(
            arrives_at=Max(
                "slot__container__container_legs__departure_leg__arrives_at",
                filter=Q(slot__container__container_legs__released_at__isnull=True),
            )
        )
    )
    spoils = Q(arrives_at__gt=F("shipment__latest_arrival_at"))
    misses = Q(
        shipment__status__in=("assigned", "handed_in"),
        shipment__simulated=False,
        shipment__ready_at__gte=F("slot__departure__cfs_cutoff_at"),
    )
    found: dict[UUID, list[UUID]] = {}
    for shipment_id, train_id in taken.filter(spoils | misses).values_list(
        "shipment_id", "slot__departure_id"
    ):
        found.setdefault(train_id, []).append(shipment_id)
    return found
