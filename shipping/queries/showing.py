"""Which rows does a list of departures or shipments need, in a bounded number of queries?"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from shipping.lifecycle import DEPARTURE, NOT_LOADED, SHIPMENT
from shipping.models import Departure, DepartureLeg, Package, Roll, Shipment, SlotAssignment
from shipping.queries.sight import in_timetable
from shipping.timetable import is_open

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
_ROLLED = ("from_departure__service", "to_departure__service", "rebooking__to_departure__service")
_AFTER_OPENING = ("load", "depart")
# What each group of staff may do with a shipment.
_VERBS_OF_DISPATCH = ("assign", "move", "roll", "hold", "release")
_VERBS_OF_CUSTOMS = ("hold", "release")
# Cut-offs matter until a train is loaded; its limits and times until it has arrived.
_BEFORE_LOADING = ("planned", "open", "closed")
_BEFORE_ARRIVAL = (*_BEFORE_LOADING, "loaded", "departed", "at_border")


def departures(*, sandbox: bool = False) -> "QuerySet[Departure]":
    """Departures of one world with their service and legs: three queries for any number of rows."""
    legs = DepartureLeg.objects.select_related("origin", "destination").order_by("position")
    return (
        in_timetable(sandbox=sandbox)
        .select_related("service__origin", "service__destination")
        .prefetch_related(Prefetch("legs", queryset=legs))
    )


def shipments(seen: "QuerySet[Shipment]") -> "QuerySet[Shipment]":
    """Shipments with places, packages and the slot they stand on: four queries for any number of rows."""
    active = SlotAssignment.objects.filter(released_at__isnull=True).select_related(
        "slot__departure__service", "slot__container", "slot__container_type"
    )
    return seen.select_related("first_mile_from", "origin", "destination").prefetch_related(
        Prefetch("assignments", queryset=active, to_attr="active"),
        Prefetch("packages", queryset=Package.objects.select_related("unit__parent").order_by("sscc")),
        Prefetch("rolls", queryset=Roll.objects.select_related(*_ROLLED).order_by("-rolled_at", "-id")),
    )


def may_reopen(departure: Departure, *, at: datetime) -> bool:
    """Whether a closed departure can take goods again: it runs, and its warehouse cut-off lies ahead."""
    return departure.runs_through and is_open(at=at, cut_off_at=departure.cfs_cutoff_at)


def departure_verbs(departure: Departure, *, at: datetime) -> list[str]:
    """What may be done with a departure now, by the names of the addresses."""
    if departure.status == Departure.Status.CANCELLED:
        # It opens or closes by being restored.
        return ["restore"]
    verbs = [verb for verb, became in _DEPARTURE_VERBS.items() if DEPARTURE.allows(departure.status, became)]
    if departure.status == Departure.Status.CLOSED and not may_reopen(departure, at=at):
        verbs.remove("open")
    if "cancel" not in verbs and departure.status in _BEFORE_ARRIVAL and _has_later_train(departure):
        verbs.append("cancel")
    if departure.status == Departure.Status.OPEN:
        # A report of an open train closes it first.
        verbs += _AFTER_OPENING
    if departure.status in _BEFORE_ARRIVAL:
        verbs += ("reschedule", "cut")
    if departure.status in _BEFORE_LOADING:
        verbs.append("extend-cut-offs")
    if departure.status == Departure.Status.OPEN and departure.runs_through:
        verbs.append("hold-places")
    if departure.edited_at is not None and departure.status in _BEFORE_LOADING:
        verbs.append("follow-timetable")
    return [*verbs, "restore"] if _differs(departure) else verbs


def _has_later_train(departure: Departure) -> bool:
    """Whether one of its trains can still be cancelled alone."""
    return any(leg.actual_departed_at is None and leg.cancelled_at is None for leg in departure.legs.all())


def _differs(departure: Departure) -> bool:
    """Whether it, or a leg that has not left, does not run as planned."""
    return departure.status in (*_BEFORE_ARRIVAL, Departure.Status.CANCELLED) and (
        departure.cancelled_at is not None
        or departure.departs_at != departure.planned_departs_at
        or any(_leg_differs(leg) for leg in departure.legs.all())
    )


def _leg_differs(leg: DepartureLeg) -> bool:
    return leg.actual_departed_at is None and (
        leg.cancelled_at is not None
        or (leg.cap_mteu, leg.cap_gross_g) != (leg.full_mteu, leg.full_gross_g)
        or (leg.departs_at, leg.arrives_at) != (leg.planned_departs_at, leg.planned_arrives_at)
    )


def shipment_verbs(shipment: Shipment, *, roles: Collection[str]) -> list[str]:
    """What staff with these roles may do with one of `shipments` now; nothing leaves a sealed container."""
    mine = _VERBS_OF_DISPATCH if "dispatch" in roles else _VERBS_OF_CUSTOMS if "customs" in roles else ()
    may_leave = not _is_sealed_in(shipment)
    verbs = {
        "assign": shipment.status == "waiting",
        "move": shipment.status in ("waiting", "assigned", "handed_in") and may_leave,
        "roll": shipment.status in NOT_LOADED and may_leave,
        "hold": SHIPMENT.allows(shipment.status, "on_hold"),
        "release": shipment.status == "on_hold",
    }
    return [verb for verb, allowed in verbs.items() if allowed and verb in mine]


def _is_sealed_in(shipment: Any) -> bool:
    """Whether anything of it stands in the container of its slot, and that is sealed."""
    if not shipment.active or shipment.active[0].slot.container.sealed_at is None:
        return False
    return any(_stands_in_a_container(package) for package in shipment.packages.all())


def _stands_in_a_container(package: Package) -> bool:
    unit = package.unit
    pallet = unit.parent if unit else None
    return any(each is not None and each.container_id is not None for each in (package, unit, pallet))
