"""What was asked of the railway for one quote, so that it isn't asked again for each of its parcels?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
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


class Lookout:
    """
    The railway as one quote sees it, at one instant: what a parcel asked, the next one is told.

    It is made for a quote, used in its transaction, and thrown away with it. The network is held by this
    process, of the `editions` that are read first; trains, their rooms and their slots are asked each time.
    """

    def __init__(self, at: datetime, editions: Editions | None = None) -> None:
        self._at = at
        self._editions_read = editions
        self._seen: dict[Way, list[Departure]] = {}
        # Their places in these lists.
        self._by_arrival: dict[Way, list[int]] = {}
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
        found = self._within_reach(wanted, (way.origin_id, way.destination_id, wanted.sandbox))
        stops = stops_at(self._at, self._editions)
        for departures in _together(found):
            ids = [each.id for each in departures]
            self._load(departures)
            kept: Mapping[UUID, Mapping[UUID, Needs]] = {}
            if wanted.consignor_id:
                self._load_kept(ids)
                kept = self._kept.get(wanted.consignor_id, {})
            yield options_in(
                departures,
                wanted,
                container_type=container_type,
                rails=Rails({pk: self._legs[pk] for pk in ids}, kept),
                stops=stops,
                slots=self._roomy(wanted, departures),
            )

    def train(self, departure_id: UUID) -> Departure:
        """One of the trains that options were found on, with its service."""
        return self._trains[departure_id]

    def _within_reach(self, wanted: Wanted, way: Way) -> list[Departure]:
        """Those that goods reach first, then those that they miss, the last of these anyway; by arrival."""
        if way not in self._seen:
            self._seen[way] = self._open_trains(way)
            arrivals = [train.arrives_at for train in self._seen[way]]
            self._by_arrival[way] = sorted(range(len(arrivals)), key=arrivals.__getitem__)
        trains, places = self._seen[way], range(len(self._seen[way]))
        reached = [place for place in places if trains[place].cfs_cutoff_at > wanted.ready_at]
        missed = [place for place in places if trains[place].cfs_cutoff_at <= wanted.ready_at]
        last = sorted(missed, key=lambda place: (trains[place].cfs_cutoff_at, trains[place].id))
        found = {*[*reached, *missed][:MAX_CANDIDATES], *last[-MOST_EARLIER:]}
        return [trains[place] for place in self._by_arrival[way] if place in found]

    def legs(self, departure_id: UUID) -> Sequence[DepartureLeg] | None:
        """The legs of a train in order, if options were looked for on it."""
        return self._legs.get(departure_id)

    def _open_trains(self, way: Way) -> list[Departure]:
        """The trains of a way that take bookings."""
        services = services_of(self._editions, way)
        self._services |= services
        return open_trains_of(services.keys(), at=self._at)

    def _load(self, departures: Sequence[Departure]) -> None:
        """Of trains that are looked at for the first time: their legs, their service and its ends."""
        unknown = {train.id: train for train in departures if train.id not in self._legs}
        if not unknown:
            return
        for train in unknown.values():
            train.service = self._services[train.service_id]
        self._trains |= unknown
        self._legs |= legs_on(list(unknown))

    def _roomy(self, wanted: Wanted, departures: Sequence[Departure]) -> list[OpenSlot]:
        """The open slots of the class that have room for the goods."""
        unknown = [train for train in departures if (wanted.cargo, train.id) not in self._slots]
        if unknown:
            self._slots |= {(wanted.cargo, train.id): [] for train in unknown}
            for slot in slots_of_class(wanted.cargo, unknown):
                self._slots[wanted.cargo, slot.departure_id].append(slot)
        return [
            slot
            for train in departures
            for slot in self._slots[wanted.cargo, train.id]
            if slot.free_g >= wanted.gross_g and slot.free_cm3 >= wanted.volume_cm3
        ]

    def _load_kept(self, departure_ids: Sequence[UUID]) -> None:
        """Of all consignors at once: few have any, and the next parcel may be another's."""
        unasked = [pk for pk in departure_ids if pk not in self._kept_known]
        if not unasked:
            return
        self._kept_known.update(unasked)
        for consignor_id, kept in kept_by_consignor(unasked).items():
            self._kept.setdefault(consignor_id, {}).update(kept)


def _together(trains: Sequence[Departure]) -> Iterator[list[Departure]]:
    """Trains in order of arrival, some at a time; those that arrive at once are never parted."""
    some: list[Departure] = []
    for _, found in groupby(trains, key=_arrival):
        some += found
        if len(some) >= LOOKED_AT_TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _arrival(train: Departure) -> datetime:
    return train.arrives_at
