"""How are containers opened, filled and emptied on paper, a thousand times a second, and undone?"""

from typing import NamedTuple

import numpy as np

from shipping.planning.book import BOXES, KG, METRES, NO_LIMIT, NONE, PLUGS, TEU, Book, Floats, Wholes
from shipping.planning.compiled import compiled

_OPENED, _CLOSED, _PLACED, _REMOVED = range(4)
_SLACK = 1e-9


class Stowage(NamedTuple):
    """
    Who is in which container on which train, and what is left of every limit.

    Containers c are numbered as they come; those of one class on one train hang together in a
    list that begins at `head[t, k]`, what is in one begins at `c_first[c]`. `log` holds what was
    done since it was switched on, so that it can be undone in the opposite order.
    """

    c_train: Wholes
    c_class: Wholes
    c_way: Wholes
    c_box: Wholes
    c_holder: Wholes
    c_count: Wholes
    c_groups: Wholes
    c_in_group: Wholes
    c_next: Wholes
    c_prev: Wholes
    c_first: Wholes
    c_kg: Floats
    c_m3: Floats
    in_box: Wholes
    after: Wholes
    before: Wholes
    locked: Wholes
    left: Floats
    in_pairs: Wholes
    used_kept: Floats
    head: Wholes
    spare: Wholes
    spare_count: Wholes
    cost: Floats
    log: Wholes
    log_state: Wholes


def empty(book: Book) -> Stowage:
    """Nothing aboard: all are refused, which is what it costs."""
    shipments, classes = len(book.kg), len(book.way_of)
    trains, _, _ = book.haul.shape
    containers = shipments + 1
    groups = max(1, len(book.clash))
    left = book.limits.copy()
    if book.kept.shape[1]:
        # Kept places are taken from the row of the train itself, which has its number.
        left[:trains, TEU] -= book.kept.sum(axis=1)

    def none(many: int) -> Wholes:
        return np.full(many, NONE, np.int64)

    return Stowage(
        c_train=none(containers),
        c_class=none(containers),
        c_way=none(containers),
        c_box=none(containers),
        c_holder=none(containers),
        c_count=np.zeros(containers, np.int64),
        c_groups=np.zeros(containers, np.int64),
        c_in_group=np.zeros((containers, groups), np.int64),
        c_next=none(containers),
        c_prev=none(containers),
        c_first=none(containers),
        c_kg=np.zeros(containers),
        c_m3=np.zeros(containers),
        in_box=none(shipments),
        after=none(shipments),
        before=none(shipments),
        locked=np.zeros(shipments, np.int64),
        left=left,
        in_pairs=np.zeros((len(left), book.kept.shape[1] + 1), np.int64),
        used_kept=np.zeros((trains, book.kept.shape[1])),
        head=np.full((trains, max(1, classes)), NONE, np.int64),
        spare=np.arange(containers, dtype=np.int64)[::-1].copy(),
        spare_count=np.array([containers], np.int64),
        cost=np.array([book.refusal.sum()]),
        log=np.zeros((6 * shipments + 5_000, 7), np.int64),
        log_state=np.zeros(2, np.int64),
    )


@compiled
def _note(s: Stowage, kind: int, a: int, b: int, c: int, d: int, e: int, f: int) -> None:
    if s.log_state[1]:
        at = s.log_state[0]
        row = s.log[at]
        row[0], row[1], row[2], row[3], row[4], row[5], row[6] = kind, a, b, c, d, e, f
        s.log_state[0] = at + 1


@compiled
def _kept_needed(book: Book, s: Stowage, train: int, holder: int, teu: float) -> float:
    """How many of these TEU aren't covered by what is kept for the holder."""
    if holder < 0:
        return teu
    used, kept = s.used_kept[train, holder], book.kept[train, holder]
    return max(0.0, used + teu - kept) - max(0.0, used - kept)


@compiled
def can_open(book: Book, s: Stowage, train: int, way: int, box: int, kg: float, holder: int) -> bool:
    """Whether one more container with so many kilograms in it has a place on every row."""
    if book.haul[train, way, box] >= NO_LIMIT:
        return False
    at = train * book.haul.shape[1] + way
    for position in range(book.row_first[at], book.row_first[at + 1]):
        row = book.rows[position]
        left = s.left[row]
        teu = book.teu[box]
        if book.in_pairs[box] and book.row_pairs[row]:
            whose = holder + 1 if row == train else 0
            teu = 0.0 if s.in_pairs[row, whose] % 2 else 2 * teu
        if row == train:
            teu = _kept_needed(book, s, train, holder, teu)
        if (
            left[TEU] < teu
            or left[KG] < book.tare_kg[box] + kg
            or left[PLUGS] < book.plugs[box]
            or left[METRES] < book.metres[box]
            or left[BOXES] < 1
        ):
            return False
    return True


@compiled
def _take_rows(book: Book, s: Stowage, train: int, way: int, box: int, holder: int, sign: int) -> None:
    at = train * book.haul.shape[1] + way
    for position in range(book.row_first[at], book.row_first[at + 1]):
        row = book.rows[position]
        teu = book.teu[box]
        if book.in_pairs[box] and book.row_pairs[row]:
            # Pairs are made among a holder's own, or among all others; on a stage among all.
            whose = holder + 1 if row == train else 0
            if sign < 0:
                s.in_pairs[row, whose] -= 1
            teu = 0.0 if s.in_pairs[row, whose] % 2 else 2 * teu
            if sign > 0:
                s.in_pairs[row, whose] += 1
        if row == train and holder >= 0:
            signed = teu
            if sign < 0:
                s.used_kept[train, holder] -= teu
            teu = _kept_needed(book, s, train, holder, teu)
            if sign > 0:
                s.used_kept[train, holder] += signed
        s.left[row, TEU] -= sign * teu
        s.left[row, KG] -= sign * book.tare_kg[box]
        s.left[row, PLUGS] -= sign * book.plugs[box]
        s.left[row, METRES] -= sign * book.metres[box]
        s.left[row, BOXES] -= sign


@compiled
def open_box(book: Book, s: Stowage, train: int, sort: int, way: int, box: int, holder: int) -> int:
    """Open a container; `sort` is its class, NONE for a full load, which nobody may join."""
    s.spare_count[0] -= 1
    c = s.spare[s.spare_count[0]]
    s.c_train[c], s.c_class[c], s.c_way[c], s.c_box[c], s.c_holder[c] = train, sort, way, box, holder
    s.c_count[c], s.c_groups[c], s.c_first[c] = 0, 0, NONE
    s.c_kg[c], s.c_m3[c] = 0.0, 0.0
    s.c_prev[c], s.c_next[c] = NONE, NONE
    if sort >= 0:
        old = s.head[train, sort]
        s.c_next[c] = old
        if old >= 0:
            s.c_prev[old] = c
        s.head[train, sort] = c
    _take_rows(book, s, train, way, box, holder, 1)
    s.cost[0] += book.haul[train, way, box]
    _note(s, _OPENED, c, 0, 0, 0, 0, 0)
    return c


@compiled
def close_box(book: Book, s: Stowage, c: int) -> None:
    """Close a container in which nothing is left."""
    train, sort, way, box, holder = s.c_train[c], s.c_class[c], s.c_way[c], s.c_box[c], s.c_holder[c]
    if sort >= 0:
        if s.c_prev[c] >= 0:
            s.c_next[s.c_prev[c]] = s.c_next[c]
        else:
            s.head[train, sort] = s.c_next[c]
        if s.c_next[c] >= 0:
            s.c_prev[s.c_next[c]] = s.c_prev[c]
    _take_rows(book, s, train, way, box, holder, -1)
    s.cost[0] -= book.haul[train, way, box]
    _note(s, _CLOSED, c, train, sort, way, box, holder)
    s.c_train[c] = NONE
    s.spare[s.spare_count[0]] = c
    s.spare_count[0] += 1


@compiled
def cost_on(book: Book, i: int, train: int) -> float:
    """What it costs that a shipment rides this train, its container left aside."""
    for option in range(book.first[i], book.first[i + 1]):
        if book.train[option] == train:
            return book.cost[option]
    return NO_LIMIT


@compiled
def _take_kg(book: Book, s: Stowage, c: int, kg: float) -> None:
    at = s.c_train[c] * book.haul.shape[1] + s.c_way[c]
    for position in range(book.row_first[at], book.row_first[at + 1]):
        s.left[book.rows[position], KG] -= kg


@compiled
def place(book: Book, s: Stowage, i: int, c: int) -> None:
    """Put a shipment into a container."""
    old = s.c_first[c]
    s.in_box[i], s.before[i], s.after[i] = c, NONE, old
    if old >= 0:
        s.before[old] = i
    s.c_first[c] = i
    s.c_count[c] += 1
    s.c_kg[c] += book.kg[i]
    s.c_m3[c] += book.m3[i]
    group = book.group[i]
    s.c_in_group[c, group] += 1
    s.c_groups[c] |= 1 << group
    _take_kg(book, s, c, book.kg[i])
    s.cost[0] += cost_on(book, i, s.c_train[c]) - book.refusal[i]
    _note(s, _PLACED, i, c, 0, 0, 0, 0)


@compiled
def remove(book: Book, s: Stowage, i: int) -> None:
    """Take a shipment out of its container, which stays open."""
    c = s.in_box[i]
    if s.before[i] >= 0:
        s.after[s.before[i]] = s.after[i]
    else:
        s.c_first[c] = s.after[i]
    if s.after[i] >= 0:
        s.before[s.after[i]] = s.before[i]
    s.c_count[c] -= 1
    s.c_kg[c] -= book.kg[i]
    s.c_m3[c] -= book.m3[i]
    group = book.group[i]
    s.c_in_group[c, group] -= 1
    if s.c_in_group[c, group] == 0:
        s.c_groups[c] &= ~(1 << group)
    _take_kg(book, s, c, -book.kg[i])
    s.cost[0] += book.refusal[i] - cost_on(book, i, s.c_train[c])
    s.in_box[i] = NONE
    _note(s, _REMOVED, i, c, 0, 0, 0, 0)


@compiled
def begin(s: Stowage) -> None:
    """From here on everything can be undone."""
    s.log_state[0], s.log_state[1] = 0, 1


@compiled
def keep(s: Stowage) -> None:
    """What was done stays."""
    s.log_state[0], s.log_state[1] = 0, 0


@compiled
def undo(book: Book, s: Stowage, cost: float) -> None:
    """Everything as it was when `begin` was called; `cost` is what it was then, without rounding."""
    s.log_state[1] = 0
    for at in range(s.log_state[0] - 1, -1, -1):
        row = s.log[at]
        if row[0] == _OPENED:
            close_box(book, s, row[1])
        elif row[0] == _CLOSED:
            # The last one closed is the next one opened, so it has its old number again.
            open_box(book, s, row[2], row[3], row[4], row[5], row[6])
        elif row[0] == _PLACED:
            remove(book, s, row[1])
        else:
            place(book, s, row[1], row[2])
    s.log_state[0] = 0
    s.cost[0] = cost


@compiled
def fits(book: Book, s: Stowage, i: int, c: int) -> bool:
    """Whether a shipment may join what is in a container of its class."""
    box, train = s.c_box[c], s.c_train[c]
    if s.c_m3[c] + book.m3[i] > book.volume_m3[box] + _SLACK:
        return False
    if s.c_kg[c] + book.kg[i] > book.payload_kg[train, box] + _SLACK:
        return False
    if s.c_groups[c] & book.clash[book.group[i]]:
        return False
    if s.c_holder[c] >= 0 and s.c_holder[c] != book.holder[i]:
        return False
    at = train * book.haul.shape[1] + s.c_way[c]
    for position in range(book.row_first[at], book.row_first[at + 1]):
        if s.left[book.rows[position], KG] < book.kg[i]:
            return False
    return True


@compiled
def any_box(book: Book, s: Stowage, i: int, train: int) -> int:
    """An open container of its class on a train in which a shipment fits, or NONE."""
    c = s.head[train, book.sort[i]]
    while c >= 0:
        if fits(book, s, i, c):
            return c
        c = s.c_next[c]
    return NONE


@compiled
def fullest_box(book: Book, s: Stowage, i: int, train: int) -> int:
    """The fullest of those in which it fits, or NONE."""
    best, most = NONE, -1.0
    c = s.head[train, book.sort[i]]
    while c >= 0:
        if s.c_m3[c] > most and fits(book, s, i, c):
            best, most = c, s.c_m3[c]
        c = s.c_next[c]
    return best
