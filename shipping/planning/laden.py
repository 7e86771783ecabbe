"""What is a plan by numbers, before its shipments and trains have their names again?"""

from collections.abc import Sequence
from dataclasses import dataclass

from shipping.planning.book import Floats, Wholes


@dataclass(frozen=True, slots=True)
class Laden:
    """A container in a plan; `members` are shipments of the book."""

    train: int
    way: int
    box: int
    members: Wholes


@dataclass(frozen=True, slots=True)
class Standing:
    """A container that stands already; nothing joins it unless it `takes_more`."""

    train: int
    way: int
    box: int
    members: Wholes
    takes_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan so far: what it costs, its containers, the price of each row of limits."""

    cost: float
    containers: Sequence[Laden]
    prices: Floats
