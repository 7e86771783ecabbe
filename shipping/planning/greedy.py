"""Which plan is there at once, without compiled code?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from shipping.planning.book import BOXES, KG, METRES, NO_LIMIT, NONE, PLUGS, TEU, Book, Floats
from shipping.planning.laden import Laden, Standing

# How much more than its share of a container a parcel pays that opens one: not all are filled.
_SHARE = 1.15


@dataclass(slots=True)
class _Open:
    train: int
    way: int
    box: int
    kg: float = 0.0
    m3: float = 0.0
    groups: int = 0
    members: list[int] = field(default_factory=list)


def first_fit(book: Book, standing: Sequence[Standing]) -> list[Laden]:
    """
    Each shipment in turn onto the train that is cheapest for it, a parcel paying its share of a container.

    Twenty-foot boxes are counted as if each stood alone; what is kept for a holder is left to its full loads.
    """
    return _Greedy(book, standing).plan()


class _Greedy:
    def __init__(self, book: Book, standing: Sequence[Standing]) -> None:
        self._book = book
        self._left = book.limits.copy()
        trains = book.haul.shape[0]
        self._left[:trains, TEU] -= book.kept.sum(axis=1)
        self._kept = book.kept.copy()
        self._open: dict[tuple[int, int], list[_Open]] = {}
        self._all: list[_Open] = []
        self._done = np.zeros(len(book.kg), bool)
        for each in standing:
            self._stand(each)

    def plan(self) -> list[Laden]:
        """What is aboard when all have been asked."""
        order = np.argsort(-self._book.refusal, kind="stable")
        for i in order[~self._done[order]].tolist():
            self._carry(i)
        return [
            Laden(each.train, each.way, each.box, np.array(each.members, np.int64))
            for each in self._all
            if each.members
        ]

    def _rows(self, train: int, way: int) -> list[int]:
        at = train * self._book.haul.shape[1] + way
        found: list[int] = self._book.rows[self._book.row_first[at] : self._book.row_first[at + 1]].tolist()
        return found

    def _takes(self, box: int, kg: float) -> Floats:
        book = self._book
        takes = np.zeros(BOXES + 1)
        takes[TEU] = book.teu[box] * (2 if book.in_pairs[box] else 1)
        takes[KG], takes[PLUGS] = book.tare_kg[box] + kg, book.plugs[box]
        takes[METRES], takes[BOXES] = book.metres[box], 1
        return takes

    def _stand(self, each: Standing) -> None:
        book = self._book
        first = int(each.members[0]) if len(each.members) else NONE
        opened = self._begin(each.train, each.way, each.box, first)
        for i in each.members.tolist():
            self._add(opened, i)
            self._done[i] = True
        if each.takes_more and len(each.members) and book.box[each.members[0]] == NONE:
            self._open.setdefault((each.train, int(book.sort[each.members[0]])), []).append(opened)

    def _begin(self, train: int, way: int, box: int, i: int) -> _Open:
        opened = _Open(train, way, box)
        self._all.append(opened)
        takes = self._takes(box, 0.0)
        self._left[self._rows(train, way)] -= takes
        if self._is_kept(train, i, takes[TEU]):
            self._left[train, TEU] += takes[TEU]
            self._kept[train, self._book.holder[i]] -= takes[TEU]
        return opened

    def _is_kept(self, train: int, i: int, teu: float) -> bool:
        """Whether a full load rides on a place that is kept for its holder."""
        if i == NONE or self._book.box[i] == NONE or self._book.holder[i] == NONE:
            return False
        return bool(self._kept[train, self._book.holder[i]] >= teu)

    def _add(self, opened: _Open, i: int) -> None:
        book = self._book
        opened.members.append(i)
        opened.kg += book.kg[i]
        opened.m3 += book.m3[i]
        opened.groups |= 1 << int(book.group[i])
        self._left[self._rows(opened.train, opened.way), KG] -= book.kg[i]

    def _carry(self, i: int) -> None:
        book = self._book
        way = int(book.way_of[book.sort[i]])
        best, train, chosen = float(book.refusal[i]), NONE, NONE
        joined: _Open | None = None
        for option in range(book.first[i], book.first[i + 1]):
            t, cost = int(book.train[option]), float(book.cost[option])
            if cost >= best:
                continue
            room = self._room(i, t)
            if room is not None:
                best, train, joined = cost, t, room
                continue
            for box, share in self._boxes(i, t):
                whole = cost + book.haul[t, way, box] * share
                if whole < best and self._has_place(t, way, box, i):
                    best, train, chosen, joined = whole, t, box, None
        if train < 0:
            return
        if joined is None:
            joined = self._begin(train, way, chosen, i)
            if book.box[i] == NONE:
                self._open.setdefault((train, int(book.sort[i])), []).append(joined)
        self._add(joined, i)

    def _boxes(self, i: int, train: int) -> list[tuple[int, float]]:
        book = self._book
        if book.box[i] != NONE:
            return [(int(book.box[i]), 1.0)]
        found = []
        for box in book.boxes_of[book.sort[i]].tolist():
            if box != NONE:
                room = max(book.m3[i] / book.volume_m3[box], book.kg[i] / book.payload_kg[train, box])
                if room <= 1:
                    found.append((box, min(1.0, float(room) * _SHARE)))
        return found

    def _has_place(self, train: int, way: int, box: int, i: int) -> bool:
        book = self._book
        if book.haul[train, way, box] >= NO_LIMIT or book.kg[i] > book.payload_kg[train, box]:
            return False
        needs = self._takes(box, float(book.kg[i]))
        rows = self._rows(train, way)
        left = self._left[rows]
        if self._is_kept(train, i, needs[TEU]):
            left[rows.index(train), TEU] = NO_LIMIT
        return bool((left >= needs).all())

    def _room(self, i: int, train: int) -> _Open | None:
        book = self._book
        if book.box[i] != NONE:
            return None
        for opened in self._open.get((train, int(book.sort[i])), ()):
            box = opened.box
            if (
                opened.m3 + book.m3[i] <= book.volume_m3[box]
                and opened.kg + book.kg[i] <= book.payload_kg[train, box]
                and not opened.groups & int(book.clash[book.group[i]])
                and (self._left[self._rows(train, opened.way), KG] >= book.kg[i]).all()
            ):
                return opened
        return None
