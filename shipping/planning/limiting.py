"""What has limits, and which of it does a container on a train take of?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from shipping.planning.book import BOXES, KG, METRES, NO_LIMIT, PLUGS, TEU, Floats, Wholes
from shipping.planning.instance import Instance, Way


class Rows:
    """What has limits, and which of it a container on a train and way takes of."""

    def __init__(self, trains: int, ways: int) -> None:
        self._of: dict[int, list[int]] = defaultdict(list)
        self._limits: list[list[float]] = []
        self._pairs: list[int] = []
        self._cells = trains * ways

    def add(self, limits: Mapping[int, float], cells: Sequence[int], *, in_pairs: bool) -> None:
        """A row with limits by what is counted, of which the cells (train * ways + way) take."""
        row = len(self._limits)
        self._limits.append([limits.get(counted, NO_LIMIT) for counted in range(BOXES + 1)])
        self._pairs.append(int(in_pairs))
        for cell in cells:
            self._of[cell].append(row)

    @property
    def first(self) -> Wholes:
        """Where the rows of each cell begin."""
        counts = [len(self._of.get(cell, ())) for cell in range(self._cells)]
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(counts, np.int64))])

    @property
    def rows(self) -> Wholes:
        """The rows of all cells, one cell after the other."""
        return np.array([row for cell in range(self._cells) for row in self._of.get(cell, ())], np.int64)

    @property
    def limits(self) -> Floats:
        """What is there of each."""
        return np.array(self._limits, float).reshape(-1, BOXES + 1)

    @property
    def in_pairs(self) -> Wholes:
        """Where twenty-foot boxes take places two by two."""
        return np.array(self._pairs, np.int64)


def rows_of(instance: Instance, rides: Mapping[tuple[int, int], Way], ways: int) -> Rows:
    """A row for each train (which has its number), for its stages, for each limit at a border."""
    found = Rows(len(instance.trains), ways)
    cells: dict[int, list[int]] = defaultdict(list)
    for number, way in rides:
        cells[number].append(number * ways + way)
    holders = {each.holder for each in instance.shipments}
    for number, train in enumerate(instance.trains):
        lost = sum(each.teu for each in train.allotments if each.holder not in holders)
        limits = {TEU: train.teu - lost, KG: train.gross_kg, PLUGS: train.plugs}
        found.add(limits, cells[number], in_pairs=True)
    for number, train in enumerate(instance.trains):
        for position, stage in enumerate(train.stages):
            over = [cell for cell in cells[number] if position in rides[number, cell % ways].stages]
            amounts = {TEU: stage.teu, KG: stage.gross_kg, METRES: stage.length_m, PLUGS: stage.plugs}
            found.add(_known(amounts), over, in_pairs=True)
    for limit in instance.border_limits:
        over = [
            cell
            for number, train in enumerate(instance.trains)
            for cell in cells[number]
            if train.crosses is not None
            and train.crosses.border == limit.border
            and limit.from_h <= train.crosses.at_h < limit.until_h
        ]
        found.add(_known({TEU: limit.teu, BOXES: limit.containers}), over, in_pairs=False)
    return found


def _known(amounts: Mapping[int, float | None]) -> dict[int, float]:
    return {counted: amount for counted, amount in amounts.items() if amount is not None}
