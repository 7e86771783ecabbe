"""Which parcels are so alike that they are planned as one for a while?"""

from collections.abc import Sequence

import numpy as np

from shipping.planning.book import NONE, Book, Floats, Wholes

# Trains that the first and the last parcel of a block may differ by.
_WINDOW = 3


def blocks_of(book: Book, movable: Wholes, most_m3: float) -> list[Wholes]:
    """Groupage of one class, group, holder and (almost) the same trains, merged up to so many m³."""
    options = book.first[movable + 1] - book.first[movable]
    movable = movable[options > 0]
    options = options[options > 0]
    earliest = book.train[book.first[movable]]
    order = np.lexsort((options, earliest, book.holder[movable], book.group[movable], book.sort[movable]))
    alike_by = [book.sort[movable], book.group[movable], book.holder[movable], earliest]
    keys = np.stack(alike_by, axis=1)[order].tolist()
    counts, sizes = options[order].tolist(), book.m3[movable][order].tolist()
    found: list[list[int]] = []
    volume, key, count = 0.0, None, 0
    for position, i in enumerate(movable[order].tolist()):
        alike = keys[position] == key and abs(counts[position] - count) <= _WINDOW
        if not found or not alike or volume + sizes[position] > most_m3:
            found.append([])
            volume, key, count = 0.0, keys[position], counts[position]
        found[-1].append(i)
        volume += sizes[position]
    return [np.array(each, np.int64) for each in found]


def book_of_blocks(book: Book, blocks: Sequence[Wholes]) -> Book:
    """A book in which each block is a shipment, on the trains that all of it may ride."""
    trains: list[Wholes] = []
    costs: list[Floats] = []
    for block in blocks:
        common, cost = _common(book, block)
        trains.append(common)
        costs.append(cost)
    heads = np.array([block[0] for block in blocks], np.int64)
    bounds = np.cumsum([0] + [len(block) for block in blocks])[:-1]
    members = np.concatenate(blocks) if blocks else np.zeros(0, np.int64)

    def total(values: Floats) -> Floats:
        return np.add.reduceat(values[members], bounds) if len(blocks) else np.zeros(0)

    return book._replace(
        kg=total(book.kg),
        m3=total(book.m3),
        group=book.group[heads],
        sort=book.sort[heads],
        box=np.full(len(blocks), NONE, np.int64),
        refusal=total(book.refusal),
        holder=book.holder[heads],
        first=np.cumsum([0] + [len(each) for each in trains]).astype(np.int64),
        train=np.concatenate(trains) if trains else np.zeros(0, np.int64),
        cost=np.concatenate(costs) if costs else np.zeros(0),
    )


def _common(book: Book, block: Wholes) -> tuple[Wholes, Floats]:
    """The trains that a whole block may ride, by departure, and what each costs it."""
    first = slice(book.first[block[0]], book.first[block[0] + 1])
    trains, cost = book.train[first], book.cost[first].copy()
    for i in block[1:]:
        own = slice(book.first[i], book.first[i + 1])
        if len(book.train[own]) == len(trains) and (book.train[own] == trains).all():
            cost += book.cost[own]
            continue
        _, here, there = np.intersect1d(trains, book.train[own], assume_unique=True, return_indices=True)
        order = np.argsort(here)
        here, there = here[order], there[order]
        trains, cost = trains[here], cost[here] + book.cost[own][there]
    return trains, cost
