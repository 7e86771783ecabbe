"""What was asked of the railway for one quote, so that it isn't asked again for each of its parcels?"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import NamedTuple
from uuid import UUID

from kit.editions import Editions, read_editions
from shipping.choosing import Option, Wanted
from shipping.models import ContainerType, Departure, DepartureLeg, TrainService
from shipping.policy import LOOKED_AT_TOGETHER, MAX_CANDIDATES, MOST_EARLIER
from shipping.promising import Span
from shipping.promising import Way as PromisedWay
from shipping.queries.candidates import Rails, legs_on, open_trains_of, options_in
from shipping.queries.carriage import container_type_for, container_types_of
from shipping.queries.embargoes import stops_at
from shipping.queries.forecasts import Stretch
from shipping.queries.kept import Needs, kept_by_consignor
from shipping.queries.routes import Journey, Way, routes_of, services_of
from shipping.queries.slots import OpenSlot, slots_of_class
from shipping.segregation import CargoClass


class _Trains(NamedTuple):
    """
    The trains of a way that take bookings, first to leave first, and when each closes and arrives.

    `by_*` are places in these lists, in order of arrival and of closing; `cut_offs` are in the latter.
    """

    departures: Sequence[Departure]
    arrivals: Sequence[datetime]
    by_arrival: Sequence[int]
    cut_offs: Sequence[datetime]
    by_cut_off: Sequence[int]


# Trains of a way by their places, what goods ask of a box, and for whom places are kept on them, if for any.
_Alike = tuple[Way, tuple[int, ...], CargoClass, str, UUID | None]


class Lookout:
    """
    The railway as one quote sees it, at one instant: what a parcel asked, the next one is told.

    It is made for a quote, used in its transaction, and thrown away with it. The network is held by this
    process, of the `editions` that are read first; trains, their rooms and their slots are asked each time.
    """

    def __init__(self, at: datetime, editions: Editions | None = None) -> None:
        self._at = at
        self._editions_read = editions
        self._seen: dict[Way, _Trains] = {}
        # Parcels differ in what they weigh, seldom in what else decides.
        self._options: dict[_Alike, Sequence[Option]] = {}
        self._services: dict[UUID, TrainService] = {}
        self._trains: dict[UUID, Departure] = {}
        self._legs: dict[UUID, Sequence[DepartureLeg]] = {}
        self._slots: dict[tuple[CargoClass, UUID], list[OpenSlot]] = {}
        self._kept: dict[UUID, dict[UUID, dict[UUID, Needs]]] = {}
        self._kept_known: set[UUID] = set()
        # How long each stretch took of late, by departure the way that promises are worked out from, by
        # departures of a trip what they come to.
        self.observed: dict[Stretch, Sequence[int]] = {}
        self.ways: dict[UUID, PromisedWay] = {}
        self.spans: dict[tuple[UUID, ...], Span] = {}

    @property
    def _editions(self) -> Editions:
        if self._editions_read is None:
            self._editions_read = read_editions()
        return self._editions_read

    def container_type(self, cargo: CargoClass) -> ContainerType:
        """
        The size-type that slots of a class are opened as.

        :raises NotCarried: if the reference data has no such type.
        """
        return container_type_for(cargo, among=self.container_types())

    def container_types(self) -> Mapping[str, ContainerType]:
        """All size-types by their code."""
        return container_types_of(self._editions)

    def journey(self, *, first_mile_from: str, destination: str, sandbox: bool) -> Journey:
        """
        As the question of the same name.

        :raises NoRoute: as it does.
        """
        routes = routes_of(self._editions)
        return routes.journey(first_mile_from=first_mile_from, destination=destination, sandbox=sandbox)

    def options(
        self, wanted: Wanted, *, way: Journey, container_type: ContainerType
    ) -> Iterator[Sequence[Option]]:
        """
        The options on the trains of a way that goods reach first, and on the last ones that they miss.

        They come some trains at a time, in order of arrival and all that arrive at once together: nothing is
        asked about those that come after what was looked for. Five queries for the first of them, four for
        the next, none for another parcel of the same class.
        """
        of_way = way.origin_id, way.destination_id, wanted.sandbox
        trains = self._trains_of(of_way)
        for places in _together(_within_reach(wanted.ready_at, trains), trains.arrivals):
            departures = [trains.departures[place] for place in places]
            self._load(departures)
            kept = self._kept_for(wanted.consignor_id, departures)
            alike = of_way, places, wanted.cargo, wanted.segregation, wanted.consignor_id if kept else None
            if alike not in self._options:
                self._options[alike] = options_in(
                    departures,
                    wanted,
                    container_type=container_type,
                    rails=Rails({each.id: self._legs[each.id] for each in departures}, kept),
                    stops=stops_at(self._at, self._editions),
                    slots=self._slots_of(wanted.cargo, departures),
                )
            # Most open slots are full: the ranking needn't look at each of them.
            yield [
                each
                for each in self._options[alike]
                if each.slot_id is None
                or (each.free_g >= wanted.gross_g and each.free_cm3 >= wanted.volume_cm3)
            ]

    def train(self, departure_id: UUID) -> Departure:
        """One of the trains that options were found on, with its service."""
        return self._trains[departure_id]

    def legs(self, departure_id: UUID) -> Sequence[DepartureLeg] | None:
        """The legs of a train in order, if options were looked for on it."""
        return self._legs.get(departure_id)

    def _trains_of(self, way: Way) -> _Trains:
        if way not in self._seen:
            services = services_of(self._editions, way)
            self._services |= services
            open_trains = open_trains_of(services.keys(), at=self._at)
            arrivals = [train.arrives_at for train in open_trains]
            closing = sorted(
                (train.cfs_cutoff_at, train.id, place) for place, train in enumerate(open_trains)
            )
            self._seen[way] = _Trains(
                departures=open_trains,
                arrivals=arrivals,
                by_arrival=sorted(range(len(arrivals)), key=arrivals.__getitem__),
                cut_offs=[closes_at for closes_at, *_ in closing],
                by_cut_off=[place for *_, place in closing],
            )
        return self._seen[way]

    @property
    def known_legs(self) -> Iterator[DepartureLeg]:
        """Those of all trains on which options were looked for."""
        return chain.from_iterable(self._legs.values())

    def _load(self, departures: Sequence[Departure]) -> None:
        """Of trains that are looked at for the first time: their legs, their service and its ends."""
        unknown = {train.id: train for train in departures if train.id not in self._legs}
        if not unknown:
            return
        for train in unknown.values():
            train.service = self._services[train.service_id]
        self._trains |= unknown
        self._legs |= legs_on(list(unknown))

    def _slots_of(self, cargo: CargoClass, departures: Sequence[Departure]) -> list[OpenSlot]:
        """The open slots of the class, however full they are."""
        unknown = [train for train in departures if (cargo, train.id) not in self._slots]
        if unknown:
            self._slots |= {(cargo, train.id): [] for train in unknown}
            for slot in slots_of_class(cargo, unknown):
                self._slots[cargo, slot.departure_id].append(slot)
        return [slot for train in departures for slot in self._slots[cargo, train.id]]

    def _kept_for(
        self, consignor_id: UUID | None, departures: Sequence[Departure]
    ) -> Mapping[UUID, Mapping[UUID, Needs]]:
        """Of all consignors at once: few have any, and the next parcel may be another's."""
        if consignor_id is None:
            return {}
        unasked = [train.id for train in departures if train.id not in self._kept_known]
        if unasked:
            self._kept_known.update(unasked)
            for other_id, kept in kept_by_consignor(unasked).items():
                self._kept.setdefault(other_id, {}).update(kept)
        return self._kept.get(consignor_id, {})


def _within_reach(ready_at: datetime, trains: _Trains) -> list[int]:
    """Those that goods reach first, then those that they miss, the last of these anyway; by arrival."""
    missed = trains.by_cut_off[: bisect_right(trains.cut_offs, ready_at)]
    reached = set(trains.by_arrival).difference(missed)
    found = {*[*sorted(reached), *sorted(missed)][:MAX_CANDIDATES], *missed[-MOST_EARLIER:]}
    return [place for place in trains.by_arrival if place in found]


def _together(places: Sequence[int], arrivals: Sequence[datetime]) -> Iterator[tuple[int, ...]]:
    """Trains in order of arrival, some at a time; those that arrive at once are never parted."""
    some: list[int] = []
    for _, found in groupby(places, key=arrivals.__getitem__):
        some += found
        if len(some) >= LOOKED_AT_TOGETHER:
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)
