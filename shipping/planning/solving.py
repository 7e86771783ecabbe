"""How is an instance planned in so many seconds, whatever happens meanwhile?"""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shipping.planning.book import KG, NONE, PLUGS, TEU, Book, Names, Wholes, part_of
from shipping.planning.caching import is_compiled
from shipping.planning.crew import Crew, Job, Progress
from shipping.planning.greedy import first_fit
from shipping.planning.instance import Instance
from shipping.planning.laden import Found, Laden, Standing
from shipping.planning.laying import lay
from shipping.planning.parting import parts_of
from shipping.planning.plan import Plan, Stuffed, TrainPrices
from shipping.planning.rules import Fixed

# Of the time, what is left for putting the parts together and writing them down.
_LEAST_END_S, _END_SHARE = 0.3, 0.02


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan, the prices of trains, and whether there was no compiled code in time."""

    plan: Plan
    prices: Mapping[str, TrainPrices]
    was_cold: bool
    # Some part of it was made without a search.
    is_plain: bool
    # The most memory that all processes had together, what they share counted once.
    peak_kb: int


@dataclass(slots=True)
class _Part:
    """What is planned apart, and the best that is known of it; by its own numbers."""

    book: Book
    shipments: Wholes
    standing: Sequence[Standing]
    begun: Sequence[Laden]
    best: Found | None = None


def solve(
    instance: Instance,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    steps: int = 0,
    tell: Callable[[Progress], None] = lambda progress: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Solved:
    """
    The best plan that is found in so many seconds; the same seed looks in the same places.

    With `steps` each part ends after so many, and the same seed makes the same plan; else the clock decides.
    The search runs in processes of its own. If they fail or are not ready in time, a plain plan is made
    here, so there is always one.
    """
    began = time.monotonic()
    ends = began + max(0.0, seconds - max(_LEAST_END_S, seconds * _END_SHARE))
    book, names = lay(instance)
    standing, begun = _standing(instance.fixed, names), _standing(instance.standing, names)
    parts = [_part(book, standing, begun, chosen) for chosen in parts_of(book)]
    is_warm, peak_kb = compiled_by(ends), 0
    if is_warm:
        crew = Crew(
            [Job(part.book, part.standing, part.begun) for part in parts],
            seed=seed,
            workers=max(1, workers),
            steps=steps,
        )
        for part, best in zip(parts, crew.run(began, ends, tell, is_stopped), strict=True):
            part.best = best
        peak_kb = crew.peak_kb
    is_plain = any(part.best is None for part in parts)
    for part in parts:
        if part.best is None:
            part.best = _without_search(part)
    return Solved(_plan(parts, names, instance), _prices(parts, names, book), not is_warm, is_plain, peak_kb)


def plain(instance: Instance) -> Plan:
    """The plan that is made without a search."""
    book, names = lay(instance)
    standing = _standing(instance.fixed, names)
    parts = [_part(book, standing, (), chosen) for chosen in parts_of(book)]
    for part in parts:
        part.best = _without_search(part)
    return _plan(parts, names, instance)


def _without_search(part: _Part) -> Found:
    return Found(np.inf, first_fit(part.book, part.standing), np.zeros_like(part.book.limits))


def compiled_by(ends: float) -> bool:
    """Whether compiled code is there, if need be after compiling it now, until that instant."""
    if is_compiled():
        return True
    process = subprocess.Popen(
        [sys.executable, "-m", "shipping.planning.compiling"], stdin=subprocess.DEVNULL
    )
    try:
        return process.wait(max(0.0, ends - time.monotonic())) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _part(book: Book, standing: Sequence[Standing], begun: Sequence[Standing], chosen: Wholes) -> _Part:
    number = np.full(len(book.kg), NONE, np.int64)
    number[chosen] = np.arange(len(chosen))
    ours = [[replace(each, members=number[each.members]) for each in found] for found in (standing, begun)]
    stays, may_stay = ([each for each in found if (each.members != NONE).any()] for found in ours)
    part = part_of(book, chosen)
    ridden = set(part.train.tolist())
    stays += [each for each in standing if not len(each.members) and each.train in ridden]
    return _Part(
        part,
        chosen,
        stays,
        [Laden(each.train, each.way, each.box, each.members) for each in may_stay],
    )


def _standing(containers: Sequence[Fixed], names: Names) -> list[Standing]:
    shipment = {name: number for number, name in enumerate(names.shipments)}
    train = {name: number for number, name in enumerate(names.trains)}
    box = {name: number for number, name in enumerate(names.boxes)}
    way = {name: number for number, name in enumerate(names.ways)}
    return [
        Standing(
            train[each.train],
            way[each.origin, each.destination],
            box[each.box],
            np.array([shipment[one] for one in each.shipments if one in shipment], np.int64),
            each.takes_more,
        )
        for each in containers
    ]


def _plan(parts: Sequence[_Part], names: Names, instance: Instance) -> Plan:
    containers: list[tuple[int, Stuffed]] = []
    for part in parts:
        for each in part.best.containers if part.best else ():
            inside = tuple(names.shipments[i] for i in part.shipments[each.members].tolist())
            ends = names.ways[each.way]
            containers.append(
                (each.train, Stuffed(names.trains[each.train], names.boxes[each.box], *ends, inside))
            )
    train = {name: number for number, name in enumerate(names.trains)}
    containers += [(train[each.train], each) for each in _empty(instance, [each for _, each in containers])]
    return Plan([each for _, each in sorted(containers, key=lambda pair: pair[0])])


def _empty(instance: Instance, planned: Sequence[Stuffed]) -> list[Stuffed]:
    """Containers that stand with nothing in them, less those that a container of the plan can be."""
    stands = {shipment for each in instance.fixed for shipment in each.shipments}
    new = Counter(
        (each.train, each.box, each.origin, each.destination)
        for each in planned
        if stands.isdisjoint(each.shipments)
    )
    found = []
    for each in instance.fixed:
        kind = (each.train, each.box, each.origin, each.destination)
        if each.shipments:
            continue
        if each.takes_more and new[kind]:
            new[kind] -= 1
        else:
            found.append(Stuffed(*kind, ()))
    return found


def _prices(parts: Sequence[_Part], names: Names, book: Book) -> Mapping[str, TrainPrices]:
    total = sum((part.best.prices for part in parts if part.best), np.zeros_like(book.limits))
    ways = book.haul.shape[1]
    found = {}
    for number, name in enumerate(names.trains):
        cells = slice(book.row_first[number * ways], book.row_first[(number + 1) * ways])
        teu, kg, plug = total[np.unique(book.rows[cells])][:, [TEU, KG, PLUGS]].sum(axis=0).tolist()
        found[name] = TrainPrices(round(teu, 4), round(kg, 6), round(plug, 4))
    return found
