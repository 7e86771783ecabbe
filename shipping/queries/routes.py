"""Which way do goods go before the train, and which does the train?"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from shipping.errors import NoRoute
from shipping.models import Leg, Location, TrainService
from shipping.routing import Hop, nearest
from shipping.timetable import RAIL
from shipping.timetable import Leg as PlannedLeg

# A whole service in one direction, which overlaps the single legs.
THROUGH = "rail_through"


@dataclass(frozen=True, slots=True)
class Journey:
    """Where the train begins and ends, and the way to it from the seller's warehouse."""

    first_mile_from_id: UUID
    origin_id: UUID
    origin_code: str
    destination_id: UUID
    destination_code: str
    first_mile_min: int


def journey(*, first_mile_from: str, destination: str, sandbox: bool = False) -> Journey:
    """
    The nearest station of the warehouse's own country with a service to `destination`.

    Both are location codes. Three queries.

    :raises NoRoute: if no service to `destination` starts where the warehouse can reach.
    """
    start = Location.objects.filter(code=first_mile_from).values("id", "country").first()
    ends = TrainService.objects.filter(destination__code=destination, sandbox=sandbox).values_list(
        "origin__code", "origin_id", "destination_id"
    )
    by_code = {code: (origin_id, destination_id) for code, origin_id, destination_id in ends}
    way = None
    if start is not None:
        hops = _hops(start["country"])
        way = nearest(hops=hops, start=first_mile_from, goals=by_code.keys())
    if start is None or way is None:
        raise NoRoute(first_mile_from=first_mile_from, destination=destination)
    origin_id, destination_id = by_code[way.goal]
    return Journey(
        first_mile_from_id=start["id"],
        origin_id=origin_id,
        origin_code=way.goal,
        destination_id=destination_id,
        destination_code=destination,
        first_mile_min=way.hours * 60,
    )


def planned_route(service: TrainService) -> list[PlannedLeg]:
    """The legs of a service in order, as planned; `route__route_legs__leg` with ends is prefetched."""
    return [
        planned_leg(step.leg, is_reversed=step.reversed)
        for step in sorted(service.route.route_legs.all(), key=lambda step: step.position)
    ]


def planned_leg(leg: Leg, *, is_reversed: bool) -> PlannedLeg:
    """A leg in the words of the timetable's arithmetic; its two ends are loaded."""
    ends = (leg.origin.code, leg.destination.code)
    origin, destination = reversed(ends) if is_reversed else ends
    gauge_mm = leg.gauges_mm[0] if leg.mode == RAIL else None
    return PlannedLeg(origin, destination, leg.mode, gauge_mm, leg.typical_hours)


def _hops(country: str) -> list[Hop]:
    legs = Leg.objects.filter(origin__country=country, destination__country=country).exclude(mode=THROUGH)
    return [
        Hop(*values)
        for values in legs.annotate(start=F("origin__code"), end=F("destination__code")).values_list(
            "start", "end", "typical_hours"
        )
    ]
