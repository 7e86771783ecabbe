"""How does what there is to be planned lie in arrays, so that compiled code can work on it?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

# What a row of limits counts.
TEU, KG, PLUGS, METRES, BOXES = range(5)
NO_LIMIT = 1e15
NONE = -1


class Book(NamedTuple):
    """
    Everything given, by number: shipments n, options o, trains t, ways w, types of container b.

    A *class* k is groupage of one way and temperature. An *option* is a train that a shipment may
    ride, at a cost (late, waiting, moved); those of shipment i are `first[i]:first[i + 1]`, by
    departure. A *row* is something with limits: a train, one of its stages, a day at a border.
    A *camp* is a set of segregation groups that may share a container, of one holder or of all.
    """

    kg: Floats
    m3: Floats
    group: Wholes
    sort: Wholes
    box: Wholes
    refusal: Floats
    holder: Wholes
    first: Wholes
    train: Wholes
    cost: Floats
    # What a container costs: by train, way, type; NO_LIMIT where the train takes none.
    haul: Floats
    way_of: Wholes
    # Types for groupage of a class, the unused end filled with NONE.
    boxes_of: Wholes
    teu: Floats
    tare_kg: Floats
    plugs: Floats
    metres: Floats
    volume_m3: Floats
    in_pairs: Wholes
    payload_kg: Floats
    # Rows that a container takes of: those of train t and way w are row_first[t * ways + w]: … + 1.
    row_first: Wholes
    rows: Wholes
    limits: Floats
    row_pairs: Wholes
    # Which groups a group never shares a container with, and camps, both as bits.
    clash: Wholes
    camps: Wholes
    # Whose goods alone a camp takes, on places that are kept for them; NONE takes everybody's.
    camp_holder: Wholes
    # TEU kept by train and holder.
    kept: Floats


class Names(NamedTuple):
    """What the numbers of a book stand for."""

    shipments: Sequence[int]
    trains: Sequence[str]
    ways: Sequence[tuple[str, str]]
    boxes: Sequence[str]


def slices(first: Wholes, chosen: Wholes) -> Wholes:
    """The positions of all options of some shipments, one after the other."""
    lengths = first[chosen + 1] - first[chosen]
    ends = np.cumsum(lengths)
    positions = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    found: Wholes = positions + np.repeat(first[chosen] - (ends - lengths), lengths)
    return found


def part_of(book: Book, chosen: Wholes) -> Book:
    """The book of some shipments alone; trains, ways and limits stay."""
    options = slices(book.first, chosen)
    lengths = book.first[chosen + 1] - book.first[chosen]
    per_shipment: dict[str, Any] = {
        name: getattr(book, name)[chosen]
        for name in ("kg", "m3", "group", "sort", "box", "refusal", "holder")
    }
    return book._replace(
        **per_shipment,
        first=np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        train=book.train[options],
        cost=book.cost[options],
    )


def members_by_class(book: Book) -> tuple[Wholes, Wholes]:
    """Groupage shipments by class: the shipments, and where each class begins (one more at the end)."""
    groupage = np.flatnonzero(book.box == NONE)
    order = groupage[np.argsort(book.sort[groupage], kind="stable")]
    bounds = np.searchsorted(book.sort[order], np.arange(len(book.way_of) + 1))
    return order.astype(np.int64), bounds.astype(np.int64)
