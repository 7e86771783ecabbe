"""Which rows does a list of departures or shipments need, in a bounded number of queries?"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet, Sum

from shipping.lifecycle import DEPARTURE, SHIPMENT
from shipping.models import Departure, DepartureLeg, Package, Shipment, Slot, SlotAssignment

# What staff may do with a departure, by the verb's name in the address.
_DEPARTURE_VERBS = {
    "open": "open",
    "close": "closed",
    "cancel": "cancelled",
    "load": "loaded",
    "depart": "departed",
    "at-border": "at_border",
    "arrive": "arrived",
}
_AFTER_OPENING = ("load", "depart")


@dataclass(frozen=True, slots=True)
class SlotsOfKind:
    """What the opened slots of one container type and class still hold."""

    container_type: str
    temperature_class: str
    segregation_group: str
    opened: int
    assigned: int
    free_g: int
    free_cm3: int


def departures() -> "QuerySet[Departure]":
    """Departures with their service and legs: three queries for any number of rows."""
    legs = DepartureLeg.objects.select_related("origin", "destination").order_by("position")
    return Departure.objects.select_related("service__origin", "service__destination").prefetch_related(
        Prefetch("legs", queryset=legs)
    )


def slots_of(*, departure_id: UUID) -> list[SlotsOfKind]:
    """The slots that are opened on a departure, summed by kind. Two queries."""
    slots = Slot.objects.filter(departure_id=departure_id).exclude(free_g=0, status=Slot.Status.DONE)
    kinds = ("container_type__iso_code", "temperature_class", "segregation_group")
    riding = SlotAssignment.objects.filter(slot__departure_id=departure_id, released_at__isnull=True)
    assigned = {
        tuple(row[f"slot__{kind}"] for kind in kinds): row["count"]
        for row in riding.values(*(f"slot__{kind}" for kind in kinds)).annotate(count=Count("id"))
    }
    rows = slots.values(*kinds).annotate(opened=Count("id"), sum_g=Sum("free_g"), sum_cm3=Sum("free_cm3"))
    return [
        SlotsOfKind(
            container_type=row["container_type__iso_code"],
            temperature_class=row["temperature_class"],
            segregation_group=row["segregation_group"],
            opened=row["opened"],
            assigned=assigned.get(tuple(row[kind] for kind in kinds), 0),
            free_g=row["sum_g"],
            free_cm3=row["sum_cm3"],
        )
        for row in rows.order_by(*kinds)
    ]


def shipments(seen: "QuerySet[Shipment]") -> "QuerySet[Shipment]":
    """Shipments with places, packages and the slot they stand on: three queries for any number of rows."""
    active = SlotAssignment.objects.filter(released_at__isnull=True).select_related(
        "slot__departure__service", "slot__container", "slot__container_type"
    )
    return seen.select_related("first_mile_from", "origin", "destination").prefetch_related(
        Prefetch("assignments", queryset=active, to_attr="active"),
        Prefetch("packages", queryset=Package.objects.order_by("sscc")),
    )


def departure_verbs(departure: Departure) -> list[str]:
    """What may be done with a departure now, by the names of the addresses."""
    verbs = [verb for verb, became in _DEPARTURE_VERBS.items() if DEPARTURE.allows(departure.status, became)]
    # A report of an open train closes it first.
    return [*verbs, *_AFTER_OPENING] if departure.status == Departure.Status.OPEN else verbs


def shipment_verbs(shipment: Shipment, *, roles: Collection[str]) -> list[str]:
    """What a member of staff with these roles may do with a shipment now."""
    if "dispatch" not in roles:
        return []
    can_roll = shipment.status in ("assigned", "handed_in", "on_hold")
    verbs = {
        "roll": can_roll,
        "hold": SHIPMENT.allows(shipment.status, "on_hold"),
        "release": shipment.status == "on_hold",
    }
    return [verb for verb, allowed in verbs.items() if allowed]
