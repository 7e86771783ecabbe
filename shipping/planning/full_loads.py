"""Which full load rides which train at the least cost, and what is a place on each train worth?"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from shipping.planning.book import BOXES, KG, METRES, NO_LIMIT, PLUGS, TEU, Book, Floats, Wholes, slices

# Kilograms and money have numbers of one size then, which solvers like.
_TONNE = 1_000.0
_GRAND = 1_000.0
# Only what costs so little more than the best can be in a plan that is nearly the best.
_NEARLY = 800.0
_MOST_COLUMNS = 20_000


@dataclass(frozen=True, slots=True)
class Fractions:
    """
    How much of each full load rides each train, and the price of each row's limits.

    `share[j]` belongs to the full load `load[j]` on train `train[j]`. `prices` are in money for one
    TEU, kg, plug, metre and container of each row.
    """

    load: Wholes
    train: Wholes
    share: Floats
    prices: Floats


class _Programme:
    """Each full load rides once at most; what rides takes of its rows."""

    def __init__(self, book: Book, loads: Wholes, left: Floats) -> None:
        options = slices(book.first, loads)
        which = np.repeat(np.arange(len(loads)), book.first[loads + 1] - book.first[loads])
        train, way = book.train[options], book.way_of[book.sort[loads[which]]]
        haul = book.haul[train, way, book.box[loads[which]]]
        allowed = haul < NO_LIMIT
        self.which, self.load, self.train = which[allowed], loads[which[allowed]], train[allowed]
        money = book.cost[options] + haul - book.refusal[loads[which]]
        self.money: Floats = money[allowed]
        box, way = book.box[self.load], way[allowed]
        self._loads = len(loads)
        self._fill(book, left, box, way)

    def _fill(self, book: Book, left: Floats, box: Wholes, way: Wholes) -> None:
        cells = self.train * book.haul.shape[1] + way
        columns = slices(book.row_first, cells)
        counts = book.row_first[cells + 1] - book.row_first[cells]
        owner = np.repeat(np.arange(len(cells)), counts)
        rows = book.rows[columns]
        takes = np.zeros((len(owner), BOXES + 1))
        boxes = box[owner]
        takes[:, TEU] = book.teu[boxes]
        # What is kept for its holder is thought to be enough; when it is put aboard this is asked again.
        holder, train = book.holder[self.load[owner]], self.train[owner]
        if book.kept.shape[1]:
            keeps = (holder >= 0) & (book.kept[train, holder] > 0) & (rows == train)
            takes[keeps, TEU] = 0
        takes[:, KG] = (book.tare_kg[boxes] + book.kg[self.load[owner]]) / _TONNE
        takes[:, PLUGS] = book.plugs[boxes]
        takes[:, METRES] = book.metres[boxes]
        takes[:, BOXES] = 1
        limits = np.maximum(0.0, left).copy()
        limits[:, KG] /= _TONNE
        # A row that nobody could fill is left out.
        self.limited = np.argwhere(limits < NO_LIMIT / _TONNE / 10)
        number = np.full(limits.shape, -1, np.int64)
        number[self.limited[:, 0], self.limited[:, 1]] = np.arange(len(self.limited)) + self._loads
        parts = [(self.which, np.arange(len(self.which)), np.ones(len(self.which)))]
        for counted in range(BOXES + 1):
            used = (takes[:, counted] > 0) & (number[rows, counted] >= 0)
            parts.append((number[rows[used], counted], owner[used], takes[used, counted]))
        row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
        self.height = self._loads + len(self.limited)
        self.matrix = csr_matrix((value, (row, column)), shape=(self.height, len(self.which)))
        self.upper = np.concatenate([np.ones(self._loads), limits[self.limited[:, 0], self.limited[:, 1]]])

    def prices(self, marginals: Floats, rows: int) -> Floats:
        """What the limits are worth, from the marginals of the rows of the programme."""
        found = np.zeros((rows, BOXES + 1))
        worth = np.maximum(0.0, -marginals[self._loads :])
        found[self.limited[:, 0], self.limited[:, 1]] = worth
        found[:, KG] /= _TONNE
        return found


def assign_full_loads(
    book: Book, loads: Wholes, left: Floats, *, seconds: float, whole_seconds: float = 0.0
) -> Fractions | None:
    """
    The cheapest way to spread full loads over what is left of the limits, in parts where they don't go in.

    :param left: by row and what is counted; as `Stowage.left`.
    :param seconds: after which the solver is told to stop; nothing is returned then.
    :param whole_seconds: how long whole numbers are looked for afterwards, among the cheap trains.
    """
    if not len(loads):
        return Fractions(*(np.zeros(0, np.int64),) * 2, np.zeros(0), np.zeros((len(book.limits), BOXES + 1)))
    programme = _Programme(book, loads, left)
    # Presolving, and money in units, make this programme ten times slower.
    answer = linprog(
        programme.money / _GRAND,
        A_ub=programme.matrix,
        b_ub=programme.upper,
        bounds=(0, 1),
        method="highs-ds",
        options={"time_limit": max(0.1, seconds), "presolve": False},
    )
    if answer.status != 0:
        return None
    marginals = np.asarray(answer.ineqlin.marginals) * _GRAND
    prices = programme.prices(marginals, len(book.limits))
    share = np.asarray(answer.x)
    if whole_seconds > 0:
        share = _whole(programme, share, marginals, whole_seconds)
    return Fractions(programme.load, programme.train, share, prices)


def _whole(programme: _Programme, share: Floats, marginals: Floats, seconds: float) -> Floats:
    """Whole numbers near the fractions, or these if there is no time."""
    reduced = programme.money - programme.matrix.T @ marginals
    chosen = np.flatnonzero((reduced < _NEARLY) | (share > 1e-6))
    if not len(chosen):
        return share
    if len(chosen) > _MOST_COLUMNS:
        order = np.argsort(np.where(share[chosen] > 1e-6, -1.0, reduced[chosen]))
        chosen = np.sort(chosen[order[:_MOST_COLUMNS]])
    answer = milp(
        programme.money[chosen],
        constraints=LinearConstraint(programme.matrix[:, chosen], ub=programme.upper),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(chosen)),
        options={"time_limit": seconds, "mip_rel_gap": 2e-4},
    )
    if answer.x is None:
        return share
    found = np.zeros(len(share))
    found[chosen] = answer.x
    return found
