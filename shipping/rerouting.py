"""Who goes where, when many must leave their trains at once?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from shipping.choosing import Option, Wanted, WhyNot, best
from shipping.limits import TrainLoad
from shipping.segregation import CargoClass

Group = tuple[object, ...]
# Class, origin, destination.
Shares = tuple[CargoClass, UUID, UUID]
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rider:
    """
    A shipment that needs another place; `not_on` are the trains that it was taken from.

    Riders of one `group` may choose among the same options; those of one
    `shares` (class, origin, destination) may stand in one container.
    """

    shipment_id: UUID
    group: Group
    shares: Shares
    wanted: Wanted
    promised_at: datetime | None = None
    not_on: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Market:
    """
    What is to be had: the options of each group, what each leg of their trains has left,
    what the box of a group takes of a leg of a gauge.
    """

    options: Mapping[Group, Sequence[Option]]
    rooms: Mapping[UUID, Sequence[tuple[int | None, TrainLoad]]]
    needs: Callable[[Group, int | None], TrainLoad]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one rider goes; the option shows the slot as it was before this rider came."""

    rider: Rider
    option: Option
    slot_id: UUID
    opens: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes where, most urgent first, and who waits, with the best of the reasons."""

    placings: tuple[Placing, ...]
    waits: Mapping[UUID, WhyNot]


def plan(riders: Iterable[Rider], market: Market, *, new_id: Callable[[], UUID]) -> Plan:
    """
    Give each rider the best place that is left when its turn comes.

    Most urgent first: what spoils first, then what was promised first, then the
    largest, for which room is hardest to find. `new_id` names the containers
    that are opened on the way. Nothing is taken from `market`.
    """
    queue = sorted(riders, key=urgency)
    book = _Book(market, {rider.group: rider.shares for rider in queue})
    placings: list[Placing] = []
    waits: dict[UUID, WhyNot] = {}
    for rider in queue:
        found = book.best(rider)
        if isinstance(found, Option):
            placings.append(book.put(rider, found, new_id))
        else:
            waits[rider.shipment_id] = found
    return Plan(tuple(placings), waits)


def urgency(rider: Rider) -> tuple[datetime, datetime, int, int, UUID]:
    """What spoils first, what was promised first, the largest; smaller is more urgent."""
    return (
        rider.wanted.latest_arrival_at or _NEVER,
        rider.promised_at or _NEVER,
        -rider.wanted.volume_cm3,
        -rider.wanted.gross_g,
        rider.shipment_id,
    )


@dataclass(frozen=True, slots=True)
class Box:
    """A container that needs another train on one leg: what it takes, from when it stands there."""

    container_id: UUID
    needs: TrainLoad
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Train:
    """A train of that leg with what it has left."""

    leg_id: UUID
    departure_id: UUID
    departs_at: datetime
    arrives_at: datetime
    room: TrainLoad


def seat(boxes: Iterable[Box], trains: Iterable[Train]) -> dict[UUID, Train | None]:
    """The next train with room for each container, in the order given; None where there is none."""
    queue = sorted(trains, key=lambda train: (train.departs_at, train.leg_id))
    rooms = {train.leg_id: train.room for train in queue}
    seats: dict[UUID, Train | None] = {}
    for box in boxes:
        found = next(
            (
                train
                for train in queue
                if train.departs_at >= box.ready_at and _fits(rooms[train.leg_id], box.needs)
            ),
            None,
        )
        if found is not None:
            rooms[found.leg_id] = _less(rooms[found.leg_id], box.needs)
        seats[box.container_id] = found
    return seats


# The places on one train by their slot; None is one yet to be opened.
_Places = dict[UUID | None, Option]


class _Book:
    """What is left in memory: options by group, arrival, train and slot, and room by leg."""

    def __init__(self, market: Market, shares: Mapping[Group, Shares]) -> None:
        self._needs = market.needs
        self._shares = shares
        self._rooms = {train: list(legs) for train, legs in market.rooms.items()}
        self._shelves: dict[Group, dict[datetime, dict[UUID, _Places]]] = {}
        for group, options in market.options.items():
            shelf = self._shelves[group] = {}
            for option in sorted(options, key=lambda each: each.arrives_at):
                trains = shelf.setdefault(option.arrives_at, {})
                trains.setdefault(option.departure_id, {})[option.slot_id] = option

    def best(self, rider: Rider) -> Option | WhyNot:
        """The first of the ranking over all trains, found without looking at later arrivals."""
        reasons = []
        for trains in self._shelves.get(rider.group, {}).values():
            places = (places for train, places in trains.items() if train not in rider.not_on)
            found = best(rider.wanted, (option for each in places for option in each.values()))
            if isinstance(found, Option):
                return found
            reasons.append(found)
        return max(reasons, key=list(WhyNot).index, default=WhyNot.NO_DEPARTURE)

    def put(self, rider: Rider, option: Option, new_id: Callable[[], UUID]) -> Placing:
        """Take the room of the option, in its slot or in a new one."""
        opens = option.slot_id is None
        slot_id = option.slot_id or new_id()
        if opens:
            self._open(rider, option, slot_id)
        left_g = option.free_g - rider.wanted.gross_g
        left_cm3 = option.free_cm3 - rider.wanted.volume_cm3
        for _, places in self._places_on(option):
            if slot_id in places:
                places[slot_id] = replace(places[slot_id], free_g=left_g, free_cm3=left_cm3)
        return Placing(rider, option, slot_id, opens)

    def _open(self, rider: Rider, option: Option, slot_id: UUID) -> None:
        legs = self._rooms[option.departure_id]
        self._rooms[option.departure_id] = [
            (gauge, _less(room, self._needs(rider.group, gauge))) for gauge, room in legs
        ]
        for group, places in self._places_on(option):
            unopened = places.get(None)
            if unopened is None:
                continue
            if self._shares.get(group) == rider.shares:
                places[slot_id] = replace(unopened, slot_id=slot_id)
            places[None] = replace(unopened, can_open=unopened.can_open and self._bears(unopened, group))

    def _bears(self, option: Option, group: Group) -> bool:
        return all(_fits(room, self._needs(group, gauge)) for gauge, room in self._rooms[option.departure_id])

    def _places_on(self, option: Option) -> Iterator[tuple[Group, _Places]]:
        """What each group may choose among on the train of an option."""
        for group, shelf in self._shelves.items():
            places = shelf.get(option.arrives_at, {}).get(option.departure_id)
            if places is not None:
                yield group, places


def _less(room: TrainLoad, load: TrainLoad) -> TrainLoad:
    return TrainLoad(
        room.mteu - load.mteu,
        room.gross_g - load.gross_g,
        room.plugs - load.plugs,
        room.length_mm - load.length_mm,
    )


def _fits(room: TrainLoad, load: TrainLoad) -> bool:
    return (
        load.mteu <= room.mteu
        and load.gross_g <= room.gross_g
        and load.plugs <= room.plugs
        and load.length_mm <= room.length_mm
    )
