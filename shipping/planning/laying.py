"""How is an instance laid out in a book: which trains may each shipment ride, at what cost?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from shipping.planning.book import NO_LIMIT, NONE, Book, Floats, Names, Wholes
from shipping.planning.instance import Instance, Shipment, Train
from shipping.planning.limiting import rows_of
from shipping.planning.rules import Embargo

HOURS_A_DAY = 24
_CLOCK = 1e-6
_CUBIC, _KILO = 1e-6, 1e-6


def lay(instance: Instance) -> tuple[Book, Names]:
    """The book of an instance, and what its numbers stand for."""
    return _Laying(instance).book()


class _Laying:
    """Numbers for names, then one array after another."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._boxes = list(instance.boxes.values())
        self._trains = list(instance.trains)
        self._ways = sorted({(way.origin, way.destination) for each in self._trains for way in each.ways})
        # What goes where no train does is of no way, and has no options.
        self._ways = sorted({*self._ways, *((each.origin, each.destination) for each in instance.shipments)})
        self._way = {way: number for number, way in enumerate(self._ways)}
        self._sorts: dict[tuple[int, str], int] = {}
        for each in instance.shipments:
            key = (self._way[each.origin, each.destination], each.temperature)
            self._sorts.setdefault(key, len(self._sorts))
        self._groups = _numbered(each.segregation for each in instance.shipments)
        self._holders = _numbered(each.holder for each in instance.shipments if each.holder is not None)
        self._rides = {
            (number, self._way[way.origin, way.destination]): way
            for number, train in enumerate(self._trains)
            for way in train.ways
        }

    def book(self) -> tuple[Book, Names]:
        rows = rows_of(self._instance, self._rides, len(self._ways))
        first, train, cost = self._options()
        shipments, boxes = self._instance.shipments, self._boxes
        kept = self._kept()
        holders = np.flatnonzero(kept.sum(axis=0) > 0).tolist()
        clash, camps = _segregation(self._groups, self._instance.segregation)
        box_number = {box.name: number for number, box in enumerate(boxes)}
        costs = self._instance.costs
        book = Book(
            kg=np.array([each.kg for each in shipments], float),
            m3=np.array([each.m3 for each in shipments], float),
            group=np.array([self._groups[each.segregation] for each in shipments], np.int64),
            sort=np.array([self._sort_of(each) for each in shipments], np.int64),
            box=np.array([box_number[each.box] if each.box else NONE for each in shipments], np.int64),
            refusal=np.array(
                [each.revenue * costs.refusal_times[each.priority] for each in shipments], float
            ),
            holder=np.array([self._holders.get(each.holder or "", NONE) for each in shipments], np.int64),
            first=first,
            train=train,
            cost=cost,
            haul=self._haul(),
            way_of=np.array([way for way, _ in self._sorts], np.int64),
            boxes_of=self._boxes_of(),
            teu=np.array([box.teu for box in boxes], float),
            tare_kg=np.array([box.tare_kg for box in boxes], float),
            plugs=np.array([box.plugs for box in boxes], float),
            metres=np.array([box.length_m for box in boxes], float),
            volume_m3=np.array([box.usable_m3 for box in boxes], float),
            in_pairs=np.array([box.pairs for box in boxes], np.int64),
            payload_kg=self._payload(),
            row_first=rows.first,
            rows=rows.rows,
            limits=rows.limits,
            row_pairs=rows.in_pairs,
            clash=clash,
            camps=np.tile(camps, 1 + len(holders)),
            camp_holder=np.repeat(np.array([NONE, *holders], np.int64), len(camps)),
            kept=kept,
        )
        names = Names(
            [each.id for each in shipments],
            [each.id for each in self._trains],
            self._ways,
            [box.name for box in boxes],
        )
        return book, names

    def _sort_of(self, each: Shipment) -> int:
        return self._sorts[self._way[each.origin, each.destination], each.temperature]

    def _haul(self) -> Floats:
        haul = np.full((len(self._trains), len(self._ways), len(self._boxes)), NO_LIMIT)
        for train, way in self._rides:
            for number, box in enumerate(self._boxes):
                if box.name in self._trains[train].cost:
                    haul[train, way, number] = self._trains[train].cost[box.name]
        return haul

    def _payload(self) -> Floats:
        return np.array(
            [
                [min(box.payload_kg, train.payload_kg.get(box.name, box.payload_kg)) for box in self._boxes]
                for train in self._trains
            ],
            float,
        ).reshape(len(self._trains), len(self._boxes))

    def _boxes_of(self) -> Wholes:
        found = [
            [n for n, box in enumerate(self._boxes) if box.takes_groupage and climate in box.temperatures]
            for _, climate in self._sorts
        ]
        width = max(1, *map(len, found)) if found else 1
        return np.array([each + [NONE] * (width - len(each)) for each in found], np.int64).reshape(-1, width)

    def _kept(self) -> Floats:
        kept = np.zeros((len(self._trains), len(self._holders)))
        for number, train in enumerate(self._trains):
            for allotment in train.allotments:
                # A holder of whom nothing is planned keeps the places all the same.
                if allotment.holder in self._holders:
                    kept[number, self._holders[allotment.holder]] += allotment.teu
        return kept

    def _options(self) -> tuple[Wholes, Wholes, Floats]:
        """For each shipment the trains that it may ride, by departure, and what that costs."""
        shipments = self._instance.shipments
        by_way: dict[int, list[int]] = defaultdict(list)
        for number, each in enumerate(shipments):
            by_way[self._way[each.origin, each.destination]].append(number)
        count = np.zeros(len(shipments) + 1, np.int64)
        found = [(np.array(members), *self._of_way(way, members)) for way, members in by_way.items()]
        for members, allowed, _, _ in found:
            count[members + 1] = allowed.sum(axis=1)
        first = np.cumsum(count)
        train, cost = np.zeros(first[-1], np.int64), np.zeros(first[-1])
        for members, allowed, trains, costs in found:
            rows, columns = np.nonzero(allowed)
            ahead = np.cumsum(allowed, axis=1)[rows, columns] - 1
            places = first[members[rows]] + ahead
            train[places], cost[places] = trains[columns], costs[rows, columns]
        return first, train, cost

    def _of_way(self, way: int, members: Sequence[int]) -> tuple[Wholes, Wholes, Floats]:
        """Which of a way's trains its shipments may ride, those trains, what each ride costs."""
        numbers = [train for train, other in self._rides if other == way]
        numbers.sort(key=lambda number: (self._trains[number].departs_h, number))
        trains = np.array(numbers, np.int64)
        departs = np.array([self._trains[n].departs_h for n in numbers], float)
        cut_offs = np.array([self._trains[n].cut_off_h for n in numbers], float)
        arrives = departs + np.array([self._rides[n, way].transit_h for n in numbers], float)
        rows = [self._instance.shipments[n] for n in members]
        costs = self._instance.costs
        ready, due = _column(each.ready_h for each in rows), _column(each.due_h for each in rows)
        late = np.maximum(0.0, arrives[None, :] - due)
        allowed = (ready <= cut_offs[None, :] + _CLOCK) & (late <= costs.most_late_h + _CLOCK)
        a_day = _column(each.revenue * costs.late_per_day[each.priority] for each in rows)
        stored = _column(each.m3 for each in rows) * costs.storage_per_m3_day
        money = (a_day * late + stored * (departs[None, :] - ready)) / HOURS_A_DAY
        self._rules(rows, numbers, way, arrives, allowed)
        self._told(rows, trains, allowed, money)
        return allowed, trains, money

    def _rules(
        self, rows: Sequence[Shipment], numbers: Sequence[int], way: int, arrives: Floats, allowed: Wholes
    ) -> None:
        """Shelf life, embargoes, and full loads that are too much for their container on a train."""
        latest = np.array(
            [NO_LIMIT if each.arrive_by_h is None else each.arrive_by_h for each in rows], float
        )
        allowed &= arrives[None, :] <= latest[:, None] + _CLOCK
        self._full_loads(rows, numbers, allowed)
        ends = self._ways[way]
        for embargo in self._instance.embargoes:
            met = [
                number for number, train in enumerate(numbers) if _meets(embargo, self._trains[train], ends)
            ]
            hit = [
                number
                for number, each in enumerate(rows)
                if embargo.segregation in (None, each.segregation)
                and embargo.temperature in (None, each.temperature)
            ]
            if met and hit:
                allowed[np.ix_(hit, met)] = False

    def _full_loads(self, rows: Sequence[Shipment], numbers: Sequence[int], allowed: Wholes) -> None:
        payload = self._payload()
        number = {box.name: place for place, box in enumerate(self._boxes)}
        for place, each in enumerate(rows):
            if each.box is not None:
                box = self._boxes[number[each.box]]
                if each.temperature not in box.temperatures or each.m3 > box.usable_m3 + _CUBIC:
                    allowed[place] = False
                allowed[place] &= each.kg <= payload[numbers, number[each.box]] + _KILO

    def _told(self, rows: Sequence[Shipment], trains: Wholes, allowed: Wholes, money: Floats) -> None:
        """What was told of a train pays for another; what is frozen or stands in a container has no other."""
        costs, previous = self._instance.costs, self._instance.previous
        number = {each.id: place for place, each in enumerate(self._trains)}
        standing = {each: fixed.train for fixed in self._instance.fixed for each in fixed.shipments}
        for place, each in enumerate(rows):
            train = previous.get(each.id)
            if train is not None:
                elsewhere = trains != number[train]
                money[place, elsewhere] += costs.change_fixed + costs.change_share * each.revenue
                if each.id in self._instance.frozen:
                    allowed[place, elsewhere] = False
            if each.id in standing:
                # It stands there whatever the clock says; what it costs is the same.
                allowed[place] = trains == number[standing[each.id]]


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, float)[:, None]


def _meets(embargo: Embargo, train: Train, ends: tuple[str, str]) -> bool:
    """Whether an embargo is upon a train on its way between two ends."""
    if embargo.origin not in (None, ends[0]) or embargo.destination not in (None, ends[1]):
        return False
    crosses = train.crosses
    if embargo.border is not None and (crosses is None or crosses.border != embargo.border):
        return False
    if not embargo.by_crossing:
        return embargo.from_h <= train.departs_h < embargo.until_h
    return crosses is not None and embargo.from_h <= crosses.at_h < embargo.until_h


def _numbered(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found.setdefault(name, len(found))
    return found


def _segregation(groups: Mapping[str, int], apart: frozenset[tuple[str, str]]) -> tuple[Wholes, Wholes]:
    """Which groups each never shares with, as bits, and the largest sets that get along, as bits."""
    clash = np.zeros(max(1, len(groups)), np.int64)
    for one, other in apart:
        if one in groups and other in groups:
            clash[groups[one]] |= 1 << groups[other]
            clash[groups[other]] |= 1 << groups[one]
    camps: set[int] = set()
    for first in range(len(groups)):
        # One camp for each group, filled up with whoever gets along with all in it: enough to choose from.
        for turn in (range(len(groups)), range(len(groups) - 1, -1, -1)):
            bits = 1 << first
            for each in turn:
                if not clash[each] & (bits | 1 << each):
                    bits |= 1 << each
            camps.add(bits)
    return clash, np.array(sorted(camps) or [1], np.int64)
