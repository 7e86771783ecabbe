"""Over which legs does one come from one place to another?"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hop:
    """Two neighbouring places; a hop is made in either direction."""

    origin: str
    destination: str
    hours: int


@dataclass(frozen=True, slots=True)
class Way:
    """The nearest of several goals, and how many hours away it is."""

    goal: str
    hours: int


class MissingLeg(ValueError):
    """No leg joins these neighbours."""

    def __init__(self, origin: str, destination: str) -> None:
        super().__init__(f"no leg joins {origin} and {destination}")


def nearest(*, hops: Iterable[Hop], start: str, goals: Collection[str]) -> Way | None:
    """The goal that is reached in the fewest hours, ties by code, or None when none is reached."""
    neighbours: dict[str, list[tuple[str, int]]] = {}
    for hop in hops:
        neighbours.setdefault(hop.origin, []).append((hop.destination, hop.hours))
        neighbours.setdefault(hop.destination, []).append((hop.origin, hop.hours))
    queue, seen = [(0, start)], set[str]()
    while queue:
        hours, place = heapq.heappop(queue)
        if place in goals:
            return Way(place, hours)
        if place in seen:
            continue
        seen.add(place)
        for neighbour, more in neighbours.get(place, []):
            heapq.heappush(queue, (hours + more, neighbour))
    return None


def lay(*, places: Sequence[str], legs: Mapping[tuple[str, str], T]) -> list[tuple[T, bool]]:
    """
    The leg between each two neighbours of `places`, and whether it is run backwards.

    :raises MissingLeg: if two neighbours have no leg in either direction.
    """
    way: list[tuple[T, bool]] = []
    for origin, destination in pairwise(places):
        if (origin, destination) in legs:
            way.append((legs[origin, destination], False))
        elif (destination, origin) in legs:
            way.append((legs[destination, origin], True))
        else:
            raise MissingLeg(origin, destination)
    return way
