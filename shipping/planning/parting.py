"""Which parts of a book have nothing to do with each other, so that they are planned apart?"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from shipping.planning.book import Book, Wholes


def parts_of(book: Book) -> Sequence[Wholes]:
    """
    The shipments of each part, those with the most options first.

    Parts share neither a train nor any other limit: eastbound and westbound mostly.
    """
    trains, ways, _ = book.haul.shape
    cells = np.repeat(np.arange(trains * ways), np.diff(book.row_first))
    total = ways + len(book.limits)
    links = coo_array((np.ones(len(cells)), (cells % ways, ways + book.rows)), shape=(total, total))
    _, label = connected_components(links, directed=False)
    part = label[book.way_of[book.sort]] if len(book.kg) else np.zeros(0, np.int64)
    weight = np.bincount(part, weights=np.diff(book.first) + 1.0)
    return [np.flatnonzero(part == each) for each in np.argsort(-weight, kind="stable") if weight[each] > 0]
