"""Which way do goods go before the train, and which does the train?"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from kit.editions import Editions, Held
from shipping.errors import NoRoute
from shipping.models import Leg, Location, TrainService
from shipping.routing import Hop, nearest
from shipping.timetable import RAIL
from shipping.timetable import Leg as PlannedLeg

# From one station to another, of one world.
Way = tuple[UUID, UUID, bool]

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


class Routes:
    """Ways from warehouses to stations; what one of them asked isn't asked again for the next."""

    def __init__(self) -> None:
        self._journeys: dict[tuple[str, str, bool], Journey] = {}
        self._places: dict[str, tuple[UUID, str]] = {}
        self._ends: dict[tuple[str, bool], dict[str, tuple[UUID, UUID]]] = {}
        self._hops: dict[str, list[Hop]] = {}

    def journey(self, *, first_mile_from: str, destination: str, sandbox: bool = False) -> Journey:
        """
        The nearest station of the warehouse's own country with a service to `destination`.

        Both are location codes. Three queries, none for a second warehouse of the country.

        :raises NoRoute: if no service to `destination` starts where the warehouse can reach.
        """
        asked = first_mile_from, destination, sandbox
        if asked not in self._journeys:
            self._journeys[asked] = self._found(*asked)
        return self._journeys[asked]

    def _found(self, first_mile_from: str, destination: str, sandbox: bool) -> Journey:
        start = self._place(first_mile_from)
        ends = self._ends_of(destination, sandbox=sandbox)
        way = None
        if start is not None:
            way = nearest(hops=self._hops_in(start[1]), start=first_mile_from, goals=ends.keys())
        if start is None or way is None:
            raise NoRoute(first_mile_from=first_mile_from, destination=destination)
        origin_id, destination_id = ends[way.goal]
        return Journey(
            first_mile_from_id=start[0],
            origin_id=origin_id,
            origin_code=way.goal,
            destination_id=destination_id,
            destination_code=destination,
            first_mile_min=way.hours * 60,
        )

    def _place(self, code: str) -> tuple[UUID, str] | None:
        """Id and country of a place: there are dozens, so all are asked for at once."""
        if not self._places:
            rows = Location.objects.values_list("code", "id", "country")
            self._places = {name: (pk, country) for name, pk, country in rows}
        return self._places.get(code)

    def _ends_of(self, destination: str, *, sandbox: bool) -> dict[str, tuple[UUID, UUID]]:
        """Where services to a place begin, by code: both ends' ids."""
        if (destination, sandbox) not in self._ends:
            rows = TrainService.objects.filter(destination__code=destination, sandbox=sandbox)
            ends = rows.values_list("origin__code", "origin_id", "destination_id")
            self._ends[destination, sandbox] = {code: (one, other) for code, one, other in ends}
        return self._ends[destination, sandbox]

    def _hops_in(self, country: str) -> list[Hop]:
        if country not in self._hops:
            self._hops[country] = _hops(country)
        return self._hops[country]


_ROUTES = Held(Routes, "shipping_location", "shipping_leg", "shipping_trainservice")


def _services() -> dict[Way, dict[UUID, TrainService]]:
    found: dict[Way, dict[UUID, TrainService]] = {}
    for each in TrainService.objects.select_related("origin", "destination"):
        found.setdefault((each.origin_id, each.destination_id, each.sandbox), {})[each.pk] = each
    return found


_SERVICES = Held(_services, "shipping_trainservice", "shipping_location")


def services_of(editions: Editions, way: Way) -> Mapping[UUID, TrainService]:
    """The services of a way by their ids, each with its ends, held. One query, or none."""
    return _SERVICES.at(editions).get(way, {})


def routes_of(editions: Editions) -> Routes:
    """The ways of these editions, which every quote of this process asks."""
    return _ROUTES.at(editions)


def journey(*, first_mile_from: str, destination: str, sandbox: bool = False) -> Journey:
    """
    One such way. Three queries.

    :raises NoRoute: as above.
    """
    return Routes().journey(first_mile_from=first_mile_from, destination=destination, sandbox=sandbox)


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
