"""How is a plan made better, a small piece at a time: take out, put back, keep what pays?"""

import numpy as np

from shipping.planning.book import NONE, Book, Wholes
from shipping.planning.compiled import compiled
from shipping.planning.rebuilding import rebuild_full_loads, rebuild_groupage
from shipping.planning.stowing import Stowage, begin, close_box, keep, remove, undo

_MOST_FULL_LOADS = 64
_WAITING_AT_ONCE = 40
_LOOK_AT_MOST = 400
# How far around a full load others are looked for; shipments are numbered as they become ready.
_NEAR = 1_500


@compiled
def _evict(book: Book, s: Stowage, i: int) -> None:
    c = s.in_box[i]
    remove(book, s, i)
    if s.c_count[c] == 0:
        close_box(book, s, c)


@compiled
def _near(i: int, total: int) -> int:
    reach = min(_NEAR, max(1, total // 4))
    return i + np.random.randint(-reach, reach + 1)


@compiled
def _some_train(book: Book, i: int) -> int:
    count = book.first[i + 1] - book.first[i]
    return book.train[book.first[i] + np.random.randint(count)] if count else NONE


@compiled
def _take_full_loads(book: Book, s: Stowage, i: int, taken: Wholes) -> int:
    """Take out a full load and some that ride or could ride a train of its own."""
    train = _some_train(book, i)
    if train < 0:
        return 0
    own = s.c_train[s.in_box[i]] if s.in_box[i] >= 0 else NONE
    wanted = 3 + np.random.randint(12)
    taken[0] = i
    count, total = 1, len(book.kg)
    for _ in range(6 * wanted):
        if count >= wanted:
            break
        j = _near(i, total)
        if j < 0 or j >= total or book.box[j] < 0 or s.locked[j] or j == i:
            continue
        c = s.in_box[j]
        is_near = c < 0 or s.c_train[c] == train or s.c_train[c] == own or np.random.random() < 0.25
        if is_near and not np.any(taken[:count] == j):
            taken[count] = j
            count += 1
    for position in range(count):
        if s.in_box[taken[position]] >= 0:
            _evict(book, s, taken[position])
    return count


@compiled
def _take_box(book: Book, s: Stowage, c: int, taken: Wholes, count: int) -> int:
    """Take everything that may leave out of a groupage container."""
    i = s.c_first[c]
    while i >= 0:
        following = s.after[i]
        if not s.locked[i]:
            taken[count] = i
            count += 1
            remove(book, s, i)
        i = following
    if s.c_count[c] == 0:
        close_box(book, s, c)
    return count


@compiled
def _take_groupage(book: Book, s: Stowage, i: int, taken: Wholes) -> int:
    """Take out the container of a shipment and up to two of its class on trains that it could ride."""
    count, sort = 0, book.sort[i]
    c = s.in_box[i]
    for turn in range(1 + np.random.randint(3)):
        if turn > 0 or c < 0:
            c = s.head[_some_train(book, i), sort]
            if c >= 0 and s.c_next[c] >= 0 and np.random.random() < 0.5:
                c = s.c_next[c]
        if c >= 0:
            count = _take_box(book, s, c, taken, count)
        c = NONE
    return count


@compiled
def _take_waiting(
    book: Book, s: Stowage, sort: int, members: Wholes, bounds: Wholes, taken: Wholes, count: int
) -> int:
    """Add some of the class that have no place at all; those just taken out stand there already."""
    begins, ends = bounds[sort], bounds[sort + 1]
    if ends == begins:
        return count
    before, start = count, np.random.randint(begins, ends)
    for step in range(min(ends - begins, _LOOK_AT_MOST)):
        i = members[begins + (start - begins + step) % (ends - begins)]
        if s.in_box[i] >= 0 or np.any(taken[:before] == i):
            continue
        taken[count] = i
        count += 1
        if count - before >= _WAITING_AT_ONCE:
            break
    return count


@compiled
def _free_places(book: Book, s: Stowage, i: int, taken: Wholes) -> int:
    """Take one or two full loads off a train that a groupage shipment could ride."""
    train, count, total = _some_train(book, i), 0, len(book.kg)
    for _ in range(60):
        j = _near(i, total)
        if j < 0 or j >= total or book.box[j] < 0 or s.locked[j] or s.in_box[j] < 0:
            continue
        if s.c_train[s.in_box[j]] == train:
            _evict(book, s, j)
            taken[count] = j
            count += 1
            if count >= 2:
                break
    return count


@compiled
def seed_random(seed: int) -> None:
    """Begin the numbers of chance anew."""
    np.random.seed(seed)


@compiled
def search(
    book: Book,
    s: Stowage,
    candidates: Wholes,
    members: Wholes,
    bounds: Wholes,
    steps: int,
    temperature: float,
    full_loads_too: bool,
) -> int:
    """
    Take out and put back so many times; how often it was kept.

    A step starts from one of the `candidates`. What makes the plan dearer is kept with the chance
    that its temperature, in money, gives it.
    """
    taken = np.empty(len(book.kg) + _WAITING_AT_ONCE, np.int64)
    loads = np.empty(_MOST_FULL_LOADS, np.int64)
    kept = 0
    for _ in range(steps):
        i = candidates[np.random.randint(len(candidates))]
        if s.locked[i] or book.first[i] == book.first[i + 1]:
            continue
        cost = s.cost[0]
        begin(s)
        if book.box[i] >= 0:
            count = _take_full_loads(book, s, i, loads)
            rebuild_full_loads(book, s, loads, count)
        else:
            count = _take_groupage(book, s, i, taken)
            freed = _free_places(book, s, i, loads) if full_loads_too and np.random.random() < 0.12 else 0
            count = _take_waiting(book, s, book.sort[i], members, bounds, taken, count)
            noise = 0.3 if np.random.random() < 0.7 else 0.0
            rebuild_groupage(book, s, book.sort[i], taken, count, noise)
            rebuild_full_loads(book, s, loads, freed)
        dearer = s.cost[0] - cost
        if dearer <= 1e-9 or np.random.random() < np.exp(-dearer / temperature):
            kept += 1
            keep(s)
        else:
            undo(book, s, cost)
    return kept
