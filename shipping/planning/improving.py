"""In which steps is a good plan made of nothing, in the time that there is?"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from shipping.planning.blocks import blocks_of, book_of_blocks
from shipping.planning.book import (
    BOXES,
    KG,
    METRES,
    NO_LIMIT,
    NONE,
    PLUGS,
    TEU,
    Book,
    Floats,
    Wholes,
    members_by_class,
)
from shipping.planning.full_loads import Fractions, assign_full_loads
from shipping.planning.greedy import first_fit
from shipping.planning.laden import Found, Laden, Standing
from shipping.planning.rebuilding import (
    carry_alone,
    rebuild_full_loads,
    rebuild_full_loads_in_turn,
    rebuild_groupage,
    settle,
)
from shipping.planning.searching import search, seed_random
from shipping.planning.stowing import Stowage, can_open, cost_on, empty, fits, open_box, place

# How large blocks of parcels are while containers are chosen.
_BLOCK_M3 = 1.5
# Steps between two looks at the clock.
_STEPS = 100
# What the search takes as chance, in money: at first, when prices have changed, at the end.
_HOT, _WARM, _COOL, _LAST = 60.0, 15.0, 1.0, 15.0
# How often containers are opened for what still waits before the search begins.
_ROUNDS = 12
# Up to so many shipments the plain plan is made in a second or less.
_FEW = 3_000
# Shares of the time.
_FIRST, _SECOND, _WHOLE = 0.40, 0.10, 0.05
# Above so many full loads, whole numbers take longer than they bring; regret takes their square.
_WHOLE_LOADS, _REGRET_LOADS = 1_500, 300
_TELL_EVERY = 0.05


Tell = Callable[[Found], None]


class Improver:
    """
    Makes plans for one book until its time is over, or its `steps` if any; each better one is told.

    By steps the same seed makes the same plans on every machine.
    """

    def __init__(
        self,
        book: Book,
        standing: Sequence[Standing],
        *,
        seconds: float,
        seed: int,
        tell: Tell,
        steps: int = 0,
        begun: Sequence[Laden] = (),
    ) -> None:
        self._book, self._standing, self._begun = book, standing, begun
        self._began, self._seconds, self._tell = time.monotonic(), seconds, tell
        fixed = np.zeros(len(book.kg), bool)
        for each in standing:
            fixed[each.members] = True
        self._loads = np.flatnonzero((book.box != NONE) & ~fixed)
        self._parcels = np.flatnonzero((book.box == NONE) & ~fixed)
        self._most_steps, self._steps = steps, 0
        self._prices = np.zeros((len(book.limits), BOXES + 1))
        self._best: Found | None = None
        seed_random(seed)

    def run(self) -> None:
        """All steps, as far as there is time."""
        self._begin()
        self._begin_plainly()
        blocks = blocks_of(self._book, self._parcels, _BLOCK_M3)
        lots = book_of_blocks(self._book, blocks)
        fractions = self._assign(self._bare().left, share=0.2)
        # From nothing, whatever stands: from there yesterday's containers would stay, wanted or not.
        groups = self._choose_boxes(lots, [], until=_FIRST, hot=_HOT)
        fractions = self._assign(self._left_by(lots, groups), share=0.1) or fractions
        groups = self._choose_boxes(lots, groups, until=_FIRST + _SECOND, hot=_WARM)
        whole = _WHOLE if len(self._loads) <= _WHOLE_LOADS else 0.0
        fractions = self._assign(self._left_by(lots, groups), share=0.1, whole=whole) or fractions
        s = self._assemble(blocks, groups, fractions)
        if self._best is not None and self._best.cost < s.cost[0] - 1e-6:
            s = self._bare()
            for each in self._best.containers:
                self._put(s, each)
        self._polish(s)
        if self._best is not None:
            # Prices are known better than when the best plan was found.
            self._tell(replace(self._best, prices=self._prices))

    def _spent(self) -> float:
        """How much of the time, or of the steps, is over: from 0 to 1."""
        spent = (time.monotonic() - self._began) / self._seconds
        return max(spent, self._steps / self._most_steps) if self._most_steps else spent

    def _bare(self) -> Stowage:
        """Nothing aboard but what stands already."""
        s = empty(self._book)
        for each in self._standing:
            if not len(each.members):
                # It takes its place all the same.
                open_box(self._book, s, each.train, NONE, each.way, each.box, NONE)
                continue
            first = int(each.members[0])
            full = self._book.box[first] != NONE
            sort = NONE if full or not each.takes_more else int(self._book.sort[first])
            holder = _holder_of(self._book, each.members) if sort == NONE else NONE
            c = open_box(self._book, s, each.train, sort, each.way, each.box, holder)
            for i in each.members:
                place(self._book, s, int(i), c)
                s.locked[i] = 1
        return s

    def _begin(self) -> None:
        """A first plan, so that there is one: what stands, then the others in turn, class by class."""
        s = self._bare()
        for each in self._begun:
            self._put(s, each)
        rebuild_full_loads_in_turn(self._book, s, self._dearest(self._loads[s.in_box[self._loads] < 0]))
        for waiting in self._by_class(self._book, self._parcels[s.in_box[self._parcels] < 0]):
            rebuild_groupage(self._book, s, int(self._book.sort[waiting[0]]), waiting, len(waiting), 0.0)
        self._note(s)

    def _begin_plainly(self) -> None:
        """The plain plan, where it is made in no time: it is sometimes the better one of few shipments."""
        if len(self._book.kg) <= _FEW:
            s = self._bare()
            for each in first_fit(self._book, self._standing):
                self._put(s, each)
            settle(self._book, s)
            self._note(s)

    def _put(self, s: Stowage, each: Laden) -> None:
        """A container of a plan, as far as there is room for it and what is in it may ride."""
        book = self._book
        able = [
            i for i in each.members.tolist() if s.in_box[i] < 0 and cost_on(book, i, each.train) < NO_LIMIT
        ]
        if not able:
            return
        if book.box[able[0]] == NONE:
            parcels = np.array([i for i in able if book.box[i] == NONE], np.int64)
            _lay_down(book, s, [Laden(each.train, each.way, each.box, parcels)])
        else:
            kg, holder = float(book.kg[able[0]]), int(book.holder[able[0]])
            if can_open(book, s, each.train, each.way, int(book.box[able[0]]), kg, holder):
                carry_alone(book, s, able[0], each.train)

    def _by_class(self, book: Book, chosen: Wholes) -> Iterator[Wholes]:
        order = chosen[np.argsort(book.sort[chosen], kind="stable")]
        for waiting in np.split(order, np.flatnonzero(np.diff(book.sort[order])) + 1):
            if len(waiting):
                yield waiting

    def _dearest(self, chosen: Wholes) -> Wholes:
        """The dearest to refuse first."""
        return chosen[np.argsort(-self._book.refusal[chosen], kind="stable")]

    def _assign(self, left: Floats, *, share: float, whole: float = 0.0) -> Fractions | None:
        """Full loads by a linear programme, and the prices that come of it."""
        seconds = min(1.0 - self._spent(), share) * self._seconds
        found = assign_full_loads(
            self._book, self._loads, left, seconds=seconds, whole_seconds=whole * self._seconds
        )
        if found is not None:
            self._prices = found.prices
        return found

    def _priced(self, lots: Book) -> Book:
        """The lots as they would cost if they paid for what they take away from full loads."""
        trains, ways, _ = lots.haul.shape
        cells = np.repeat(np.arange(trains * ways), np.diff(lots.row_first))
        price = np.zeros((trains * ways, BOXES + 1))
        np.add.at(price, cells, self._prices[lots.rows])
        price = price.reshape(trains, ways, BOXES + 1)
        a_box = (
            price[:, :, [TEU]] * lots.teu
            + price[:, :, [KG]] * lots.tare_kg
            + price[:, :, [PLUGS]] * lots.plugs
            + price[:, :, [METRES]] * lots.metres
            + price[:, :, [BOXES]]
        )
        owner = np.repeat(np.arange(len(lots.kg)), np.diff(lots.first))
        a_kg = price[lots.train, lots.way_of[lots.sort[owner]], KG] if len(owner) else np.zeros(0)
        return lots._replace(
            haul=np.minimum(lots.haul + a_box, NO_LIMIT), cost=lots.cost + a_kg * lots.kg[owner]
        )

    def _choose_boxes(
        self, lots: Book, groups: Sequence[Laden], *, until: float, hot: float
    ) -> Sequence[Laden]:
        """Which containers groupage opens, at the prices of today."""
        if not len(lots.kg):
            return ()
        priced = self._priced(lots)
        s = empty(priced)
        s.left[:] = self._bare().left
        _lay_down(priced, s, groups)
        for everyone in self._by_class(priced, np.arange(len(lots.kg))):
            sort = int(priced.sort[everyone[0]])
            for _ in range(_ROUNDS):
                before = s.cost[0]
                still = everyone[s.in_box[everyone] < 0]
                rebuild_groupage(priced, s, sort, still, len(still), 0.0)
                if s.cost[0] > before - 1:
                    break
        everyone = np.arange(len(lots.kg))
        for _ in self._anneal(priced, s, everyone, until=until, hot=hot):
            pass
        settle(priced, s)
        return _containers(priced, s)

    def _anneal(
        self,
        book: Book,
        s: Stowage,
        candidates: Wholes,
        *,
        until: float,
        hot: float,
        full_loads_too: bool = False,
    ) -> Iterator[float]:
        """Search, cooling down until so much of the time is over; at each look at the clock, what it says."""
        members, bounds = members_by_class(book)
        begins = spent = self._spent()
        while True:
            over = min(1.0, (spent - begins) / max(1e-9, until - begins))
            temperature = hot * (_COOL / hot) ** over
            search(book, s, candidates, members, bounds, _STEPS, temperature, full_loads_too)
            self._steps += _STEPS
            spent = self._spent()
            yield spent
            if spent >= until:
                return

    def _left_by(self, lots: Book, groups: Sequence[Laden]) -> Floats:
        s = empty(lots)
        s.left[:] = self._bare().left
        _lay_down(lots, s, groups)
        return s.left

    def _assemble(
        self, blocks: Sequence[Wholes], groups: Sequence[Laden], fractions: Fractions | None
    ) -> Stowage:
        """Groupage as chosen, full loads where most of them rides, the others where it costs least."""
        book, s = self._book, self._bare()
        _lay_down(book, s, [_unblocked(each, blocks) for each in groups])
        if fractions is not None:
            for j in np.argsort(-fractions.share, kind="stable"):
                if fractions.share[j] < 0.5:
                    break
                i, train = int(fractions.load[j]), int(fractions.train[j])
                way, box = int(book.way_of[book.sort[i]]), int(book.box[i])
                if can_open(book, s, train, way, box, book.kg[i], int(book.holder[i])):
                    carry_alone(book, s, i, train)
        rest = self._loads[s.in_box[self._loads] < 0]
        if len(rest) <= _REGRET_LOADS:
            rebuild_full_loads(book, s, rest, len(rest))
        else:
            rebuild_full_loads_in_turn(book, s, self._dearest(rest))
        settle(book, s)
        self._note(s)
        return s

    def _polish(self, s: Stowage) -> None:
        """Shipments one by one and all together, until the time is over."""
        everyone = np.concatenate([self._loads, self._parcels])
        if not len(everyone):
            return
        told = self._spent()
        for spent in self._anneal(self._book, s, everyone, until=1.0, hot=_LAST, full_loads_too=True):
            if spent > told + _TELL_EVERY:
                told = spent
                self._note(s)
        settle(self._book, s)
        self._note(s)

    def _note(self, s: Stowage) -> None:
        """Tell of a plan if it is the best so far."""
        if self._best is None or s.cost[0] < self._best.cost - 1e-6:
            self._best = Found(float(s.cost[0]), _containers(self._book, s), self._prices)
            self._tell(self._best)


def _containers(book: Book, s: Stowage) -> list[Laden]:
    """What is aboard, container by container."""
    aboard = np.flatnonzero(s.in_box >= 0)
    order = aboard[np.argsort(s.in_box[aboard], kind="stable")]
    return [
        Laden(int(s.c_train[c]), int(s.c_way[c]), int(s.c_box[c]), members)
        for members in np.split(order, np.flatnonzero(np.diff(s.in_box[order])) + 1)
        if len(members) and (c := int(s.in_box[members[0]])) >= 0
    ]


def _lay_down(book: Book, s: Stowage, groups: Sequence[Laden]) -> None:
    """Groupage containers as they were, the dearest to refuse first; what no longer goes in stays out."""
    for each in sorted(groups, key=lambda group: -float(book.refusal[group.members].sum())):
        sort = int(book.sort[each.members[0]])
        kg = float(book.kg[each.members].sum())
        holder = _holder_of(book, each.members)
        if can_open(book, s, each.train, each.way, each.box, kg, holder):
            c = open_box(book, s, each.train, sort, each.way, each.box, holder)
            for i in each.members:
                if fits(book, s, int(i), c):
                    place(book, s, int(i), c)


def _holder_of(book: Book, members: Wholes) -> int:
    """Whose kept places a container may use: all in it are one holder's, for whom places are kept."""
    holder = int(book.holder[members[0]])
    kept = holder != NONE and (book.camp_holder == holder).any()
    return holder if kept and (book.holder[members] == holder).all() else NONE


def _unblocked(group: Laden, blocks: Sequence[Wholes]) -> Laden:
    return Laden(group.train, group.way, group.box, np.concatenate([blocks[i] for i in group.members]))
