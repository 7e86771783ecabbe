"""How is what was taken out put back in better: groupage by whole containers, full loads by regret?"""

import numpy as np

from shipping.planning.book import NONE, Book, Floats, Wholes
from shipping.planning.compiled import compiled
from shipping.planning.stowing import (
    Stowage,
    any_box,
    can_open,
    close_box,
    cost_on,
    fits,
    fullest_box,
    open_box,
    place,
    remove,
)

# A container is hardly ever filled to its last litre, so a little more is counted as going in.
_OVERFULL = 1.1
_MOST_NEW_BOXES = 6


@compiled
def _in_camp(book: Book, i: int, camp: int) -> bool:
    holder = book.camp_holder[camp]
    return (book.camps[camp] >> book.group[i]) & 1 == 1 and (holder < 0 or holder == book.holder[i])


@compiled
def _cheapest_room(book: Book, s: Stowage, i: int) -> float:
    """What the shipment costs if no container is opened for it: in the best open one, or refused."""
    best = book.refusal[i]
    for option in range(book.first[i], book.first[i + 1]):
        if book.cost[option] < best and any_box(book, s, i, book.train[option]) >= 0:
            best = book.cost[option]
    return best


@compiled
def _best_opening(
    book: Book, s: Stowage, sort: int, waiting: Wholes, many: int, alone: Floats, noise: float
) -> tuple[int, int, int]:
    """
    The train, type and camp of the one container whose opening saves most, or NONE.

    `alone` is what each of the waiting costs without it. What it saves is the sum over those
    that would be cheaper on that train, scaled down to what goes in.
    """
    trains, way = book.haul.shape[0], book.way_of[sort]
    camps = len(book.camps)
    saved, wanted = np.zeros((trains, camps)), np.zeros((trains, camps))
    for position in range(many):
        i = waiting[position]
        if s.in_box[i] >= 0:
            continue
        for option in range(book.first[i], book.first[i + 1]):
            gain = alone[position] - book.cost[option]
            if gain > 0:
                train = book.train[option]
                for camp in range(camps):
                    if _in_camp(book, i, camp):
                        saved[train, camp] += gain
                        wanted[train, camp] += book.m3[i]
    best, best_train, best_box, best_camp = 0.0, NONE, NONE, NONE
    for position in range(book.boxes_of.shape[1]):
        box = book.boxes_of[sort, position]
        if box < 0:
            break
        for train in range(trains):
            if saved[train, 0] <= 0 and saved[train].max() <= 0:
                continue
            for camp in range(camps):
                holder = book.camp_holder[camp]
                if saved[train, camp] > 0 and can_open(book, s, train, way, box, 1.0, holder):
                    share = min(1.0, book.volume_m3[box] * _OVERFULL / wanted[train, camp])
                    if noise > 0:
                        share *= 1 + noise * (np.random.random() - 0.5)
                    value = saved[train, camp] * share - book.haul[train, way, box]
                    if value > best:
                        best, best_train, best_box, best_camp = value, train, box, camp
    return best_train, best_box, best_camp


@compiled
def _fill(book: Book, s: Stowage, c: int, camp: int, waiting: Wholes, many: int, alone: Floats) -> None:
    """Fill a new container with what gains most for the room that it takes."""
    train, box = s.c_train[c], s.c_box[c]
    chosen, worth = np.empty(many, np.int64), np.empty(many)
    count = 0
    for position in range(many):
        i = waiting[position]
        if s.in_box[i] >= 0 or not _in_camp(book, i, camp):
            continue
        gain = alone[position] - cost_on(book, i, train)
        if gain > 0:
            room = max(book.m3[i] / book.volume_m3[box], book.kg[i] / book.payload_kg[train, box])
            chosen[count], worth[count] = i, -gain / room
            count += 1
    for place_in_order in np.argsort(worth[:count]):
        i = chosen[place_in_order]
        if fits(book, s, i, c):
            place(book, s, i, c)


@compiled
def insert_groupage(book: Book, s: Stowage, waiting: Wholes, many: int, noise: float) -> None:
    """Put what still waits into open containers, the largest first, each where it is cheapest."""
    left, size = np.empty(many, np.int64), np.empty(many)
    count = 0
    for position in range(many):
        i = waiting[position]
        if s.in_box[i] < 0:
            left[count] = i
            size[count] = -book.m3[i] * (1 + noise * (np.random.random() - 0.5))
            count += 1
    for place_in_order in np.argsort(size[:count]):
        i = left[place_in_order]
        best, box = book.refusal[i], NONE
        for option in range(book.first[i], book.first[i + 1]):
            if book.cost[option] < best:
                c = fullest_box(book, s, i, book.train[option])
                if c >= 0:
                    best, box = book.cost[option], c
        if box >= 0:
            place(book, s, i, box)


@compiled
def rebuild_groupage(book: Book, s: Stowage, sort: int, waiting: Wholes, many: int, noise: float) -> None:
    """
    Put shipments of one class that are in no container somewhere.

    Containers are opened one by one, each where it saves most, as long as one saves anything;
    what none was opened for goes where there is room.
    """
    alone = np.empty(many)
    for position in range(many):
        i = waiting[position]
        alone[position] = _cheapest_room(book, s, i) if s.in_box[i] < 0 else 0.0
    for _ in range(_MOST_NEW_BOXES):
        train, box, camp = _best_opening(book, s, sort, waiting, many, alone, noise)
        if train < 0:
            break
        c = open_box(book, s, train, sort, book.way_of[sort], box, book.camp_holder[camp])
        _fill(book, s, c, camp, waiting, many, alone)
        if s.c_count[c] == 0:
            close_box(book, s, c)
            break
        for position in range(many):
            i = waiting[position]
            if s.in_box[i] < 0:
                cost = cost_on(book, i, train)
                if cost < alone[position] and fits(book, s, i, c):
                    alone[position] = cost
    insert_groupage(book, s, waiting, many, noise)


@compiled
def _two_best(book: Book, s: Stowage, i: int) -> tuple[int, float]:
    """The cheapest train for a full load now, and how much dearer the second would be."""
    box, way = book.box[i], book.way_of[book.sort[i]]
    best, second, train = book.refusal[i], book.refusal[i], NONE
    for option in range(book.first[i], book.first[i + 1]):
        t = book.train[option]
        cost = book.cost[option] + book.haul[t, way, box]
        if cost < second and can_open(book, s, t, way, box, book.kg[i], book.holder[i]):
            if cost < best:
                best, second, train = cost, best, t
            else:
                second = cost
    return train, second - best


@compiled
def carry_alone(book: Book, s: Stowage, i: int, train: int) -> None:
    """Put a full load into its own container on a train."""
    sort = book.sort[i]
    place(book, s, i, open_box(book, s, train, NONE, book.way_of[sort], book.box[i], book.holder[i]))


@compiled
def rebuild_full_loads(book: Book, s: Stowage, waiting: Wholes, many: int) -> None:
    """Give each of some full loads its train, the one first that would lose most by coming later."""
    done = np.zeros(many, np.int64)
    for _ in range(many):
        chosen, train, most = NONE, NONE, -1.0
        for position in range(many):
            if done[position]:
                continue
            t, regret = _two_best(book, s, waiting[position])
            if t < 0:
                done[position] = 1
            elif regret > most:
                chosen, train, most = position, t, regret
        if chosen < 0:
            return
        carry_alone(book, s, waiting[chosen], train)
        done[chosen] = 1


@compiled
def rebuild_full_loads_in_turn(book: Book, s: Stowage, waiting: Wholes) -> None:
    """The same for many: each gets the cheapest train that is left, in the order given."""
    for i in waiting:
        if s.in_box[i] < 0:
            train, _ = _two_best(book, s, i)
            if train >= 0:
                carry_alone(book, s, i, train)


@compiled
def settle(book: Book, s: Stowage) -> int:
    """Move each shipment that is cheaper elsewhere as things stand; how many moved."""
    moved = 0
    for i in range(len(book.kg)):
        if s.locked[i]:
            continue
        c, box, way = s.in_box[i], book.box[i], book.way_of[book.sort[i]]
        if c < 0:
            best = book.refusal[i]
        else:
            best = cost_on(book, i, s.c_train[c])
            if box >= 0:
                best += book.haul[s.c_train[c], way, box]
        best -= 1e-6
        train, target = NONE, NONE
        for option in range(book.first[i], book.first[i + 1]):
            t, cost = book.train[option], book.cost[option]
            if box >= 0:
                cost += book.haul[t, way, box]
                if cost < best and can_open(book, s, t, way, box, book.kg[i], book.holder[i]):
                    best, train = cost, t
            elif cost < best:
                found = fullest_box(book, s, i, t)
                if found >= 0:
                    best, train, target = cost, t, found
        if train < 0:
            continue
        if c >= 0:
            remove(book, s, i)
            if s.c_count[c] == 0 and c != target:
                close_box(book, s, c)
        if box >= 0:
            carry_alone(book, s, i, train)
        else:
            place(book, s, i, target)
        moved += 1
    return moved
