"""Which trains meet an embargo, as they are expected now?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise, zip_longest
from uuid import UUID

from django.db.models import Q, QuerySet

from kit.editions import Editions, Held
from shipping.embargoes import Place, Stay, Stop, first_met, passings, stands_for, stays_of
from shipping.models import Departure, DepartureLeg, Embargo, Roll, RouteLeg, TrainService
from shipping.queries.sight import in_timetable

# What is asked of legs here: other columns, of hundreds of rows, take their time.
_OF_LEGS = ("position", "kind", "origin", "destination", "departs_at", "arrives_at")
_AHEAD = (
    Departure.Status.PLANNED,
    Departure.Status.OPEN,
    Departure.Status.CLOSED,
    Departure.Status.LOADED,
    Departure.Status.DEPARTED,
    Departure.Status.AT_BORDER,
)


def standing(*, at: datetime) -> "QuerySet[Embargo]":
    """Embargoes that hold now or will."""
    open_end = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    return Embargo.objects.filter(open_end, lifted_at__isnull=True).select_related(
        "location", "crossing__station"
    )


class _Stops:
    """Embargoes that hold from some instant on."""

    def __init__(self) -> None:
        self._known: tuple[datetime, list[Stop]] | None = None

    def at(self, at: datetime) -> list[Stop]:
        """Those that hold now or will. One query, none for what is later than what was asked first."""
        known = self._known
        if known is None or at < known[0]:
            self._known = known = at, [stop_of(embargo) for embargo in standing(at=at)]
        return [stop for stop in known[1] if stop.ends_at is None or stop.ends_at > at]


_STOPS = Held(_Stops, "shipping_embargo", "shipping_location", "shipping_crossing")


def stops_at(at: datetime, editions: Editions) -> list[Stop]:
    """Embargoes that hold now or will, of these editions. One query, none while they are held."""
    return _STOPS.at(editions).at(at)


def stop_of(embargo: Embargo) -> Stop:
    """An embargo in the words of the arithmetic."""
    station, crossing = embargo.location, embargo.crossing
    place: Place = station.pk if station else crossing.code if crossing else ""
    name = station.names.get("en", station.code) if station else str(crossing)
    where = station or (crossing.station if crossing else None)
    return Stop(
        place=place,
        name=name,
        direction=embargo.direction,
        segregation_classes=frozenset(embargo.segregation_classes),
        starts_at=embargo.starts_at,
        ends_at=embargo.ends_at,
        reason=embargo.reason,
        zone=where.timezone if where else "UTC",
    )


def stops_met(
    departures: Collection[Departure],
    *,
    stops: Sequence[Stop],
    segregation: str,
    legs: Mapping[UUID, Sequence[DepartureLeg]] | None = None,
) -> dict[UUID, Stop]:
    """
    For each departure that meets one of these embargoes with goods of this class, the first that it meets.

    One query at most where the legs are given; the departures' services are loaded.
    """
    return met_by_class(departures, stops=stops, classes=[segregation], legs=legs)[segregation]


def met_by_class(
    departures: Collection[Departure],
    *,
    stops: Sequence[Stop],
    classes: Collection[str],
    legs: Mapping[UUID, Sequence[DepartureLeg]] | None = None,
) -> dict[str, dict[UUID, Stop]]:
    """The same for goods of several classes, by class: no more queries than for one."""
    meant = {each: _meant(departures, stops, each) for each in classes}
    ids = {pk for of_class in meant.values() for pk in of_class}
    if not ids:
        return {each: {} for each in classes}
    stays = stays_by_train(
        [train for train in departures if train.pk in ids],
        legs=legs or legs_of(ids),
        places={stop.place for of_class in meant.values() for found in of_class.values() for stop in found},
    )
    return {
        each: {pk: stop for pk, found in of_class.items() if (stop := first_met(found, stays[pk]))}
        for each, of_class in meant.items()
    }


def _meant(
    departures: Collection[Departure], stops: Sequence[Stop], segregation: str
) -> dict[UUID, list[Stop]]:
    """
    The embargoes that stand for these goods on each train, wherever it runs; none for most.

    Trains of the test world meet none: they are there to be relied upon.
    """
    meant = {
        train.pk: [
            stop
            for stop in stops
            if not train.service.sandbox
            and stands_for(stop, direction=train.service.direction, segregation=segregation)
        ]
        for train in departures
    }
    return {pk: found for pk, found in meant.items() if found}


def all_met(legs: Mapping[Departure, Sequence[DepartureLeg]], *, at: datetime) -> dict[UUID, list[Stop]]:
    """
    Every embargo that each departure meets with any goods; the services are loaded, the legs given.

    One query; one more where an embargo stands on a station between the ends of legs.
    """
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops or not legs:
        return {}
    by_id = {train.pk: found for train, found in legs.items()}
    stays = stays_by_train(list(legs), legs=by_id, places={stop.place for stop in stops})
    return {
        train.pk: [
            stop
            for stop in stops
            if not train.service.sandbox
            and stop.direction in ("", train.service.direction)
            and first_met([stop], stays[train.pk])
        ]
        for train in legs
    }


def is_stopped(leg: DepartureLeg, goods: Collection[str], *, at: datetime) -> bool:
    """
    Whether the train of one leg meets, on that leg, an embargo on any of these classes of goods.

    One query while none stands; the leg's departure and service are loaded.
    """
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    train = leg.departure
    return any(met_by_class([train], stops=stops, classes=goods, legs={train.pk: [leg]}).values())


def trains_under(embargo: Embargo, *, at: datetime) -> list[Departure]:
    """The departures that the embargo will meet, as they are expected now; not those past its place."""
    stop = stop_of(embargo)
    trains = in_timetable().filter(status__in=_AHEAD, arrives_at__gte=embargo.starts_at)
    if embargo.ends_at:
        trains = trains.filter(departs_at__lt=embargo.ends_at)
    if embargo.direction:
        trains = trains.filter(service__direction=embargo.direction)
    if embargo.crossing:
        trains = trains.filter(service__crossing=embargo.crossing.code)
    found = list(trains.select_related("service").order_by("id"))
    legs = legs_of([train.pk for train in found])
    stays = stays_by_train(found, legs=legs, places=[stop.place])
    return [
        train
        for train in found
        if first_met([stop], stays[train.pk]) and stays[train.pk][stop.place].leaves_at >= at
    ]


def legs_under(embargo: Embargo, trains: Sequence[Departure]) -> list[UUID]:
    """The legs on which those trains come to the place of the embargo. At most one query a leg of a train."""
    place = stop_of(embargo).place
    found: list[UUID] = []
    legs = legs_of([train.pk for train in trains])
    for some in zip_longest(*(legs[train.pk] for train in trains)):
        nth = {leg.departure_id: [leg] for leg in some if leg is not None}
        present = [train for train in trains if train.pk in nth]
        stays = stays_by_train(present, legs=nth, places=[place])
        found += [nth[pk][0].pk for pk, visited in stays.items() if place in visited]
    return found


def rolled_by(embargo: Embargo) -> "QuerySet[Roll]":
    """What was taken from its train because of the embargo."""
    return Roll.objects.filter(
        cause=Roll.Cause.EMBARGO,
        reason=stop_of(embargo).sentence[:200],
        rolled_at__gte=embargo.created_at,
    )


def stays_by_train(
    departures: Collection[Departure],
    *,
    legs: Mapping[UUID, Sequence[DepartureLeg]],
    places: Collection[Place],
) -> dict[UUID, dict[Place, Stay]]:
    """
    When each train is expected where: at the ends of its legs, at its crossing, at stations between.

    Stations between are only looked up for trains of which one of `places` is none of the former.
    One query then.
    """
    stations = {place for place in places if isinstance(place, UUID)}
    # Where one train ends, another only passes.
    passing = [
        train for train in departures if stations - {end for leg in legs[train.pk] for end in _ends(leg)}
    ]
    routes = _routes({train.service.route_id for train in passing}) if passing else {}
    return {
        train.pk: stays_of(_visits(train.service, legs[train.pk], routes.get(train.service.route_id, ())))
        for train in departures
    }


def legs_of(
    departure_ids: Collection[UUID], *, columns: Collection[str] = _OF_LEGS
) -> dict[UUID, list[DepartureLeg]]:
    """The legs of some departures in order, with what embargoes ask of them or other columns. One query."""
    found: dict[UUID, list[DepartureLeg]] = {pk: [] for pk in departure_ids}
    rows = DepartureLeg.objects.filter(departure_id__in=list(found)).order_by("position")
    for leg in rows.only("departure", *columns):
        found[leg.departure_id].append(leg)
    return found


def _visits(
    service: TrainService, legs: Sequence[DepartureLeg], route: Sequence[tuple[UUID, UUID, int]]
) -> list[tuple[Place, datetime]]:
    visits: list[tuple[Place, datetime]] = []
    for leg in legs:
        visits += [(leg.origin_id, leg.departs_at), (leg.destination_id, leg.arrives_at)]
        if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT:
            visits += [(service.crossing, leg.departs_at), (service.crossing, leg.arrives_at)]
        elif steps := _part(route, leg):
            visits += passings(
                places=[steps[0][0], *(step[1] for step in steps)],
                hours=[step[2] for step in steps],
                departs_at=leg.departs_at,
                arrives_at=leg.arrives_at,
            ).items()
    return visits


def _part(route: Sequence[tuple[UUID, UUID, int]], leg: DepartureLeg) -> Sequence[tuple[UUID, UUID, int]]:
    """The steps of the route that one train runs."""
    starts = [index for index, step in enumerate(route) if step[0] == leg.origin_id]
    ends = [index for index, step in enumerate(route) if step[1] == leg.destination_id]
    part = route[starts[0] : ends[-1] + 1] if starts and ends else ()
    return part if all(before[1] == after[0] for before, after in pairwise(part)) else ()


def _routes(route_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, UUID, int]]]:
    routes: dict[UUID, list[tuple[UUID, UUID, int]]] = {}
    steps = RouteLeg.objects.filter(route_id__in=route_ids).order_by("position")
    for route_id, turned, start, end, hours in steps.values_list(
        "route_id", "reversed", "leg__origin_id", "leg__destination_id", "leg__typical_hours"
    ):
        routes.setdefault(route_id, []).append((end, start, hours) if turned else (start, end, hours))
    return routes


def _ends(leg: DepartureLeg) -> tuple[UUID, UUID]:
    return leg.origin_id, leg.destination_id
