"""Which embargo does a train meet on its way?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID

from shipping.clocks import instant

_TOWARDS = {"KZ-CN": " towards China", "CN-KZ": " towards Kazakhstan"}

# A station by its id, a crossing by its code.
Place = UUID | str


@dataclass(frozen=True, slots=True)
class Stop:
    """
    A railway's stop on one place; `direction` "" is both ways, no classes are all goods.

    It holds from `starts_at` until `ends_at`, which is outside; None is until lifted.
    Its words go by the clocks of its `zone`.
    """

    place: Place
    name: str
    direction: str
    segregation_classes: frozenset[str]
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    zone: str = "UTC"

    @property
    def notice(self) -> str:
        """What anybody is told: which place, for which goods, which way, until when."""
        until = instant(self.ends_at, self.zone) if self.ends_at else "it is lifted"
        goods = ", ".join(each.replace("_", " ").lower() for each in sorted(self.segregation_classes))
        whose = f" for {goods}" if goods else ""
        return f"{self.name} is under embargo{whose}{_TOWARDS.get(self.direction, '')} until {until}"

    @property
    def sentence(self) -> str:
        """What a dispatcher is told: with the reason, in the words of staff."""
        return f"{self.notice}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when a train is expected at a place; both are one instant where it only passes."""

    comes_at: datetime
    leaves_at: datetime


def stands_for(stop: Stop, *, direction: str, segregation: str) -> bool:
    """Whether the embargo means these goods going this way."""
    this_way = stop.direction in ("", direction)
    return this_way and (not stop.segregation_classes or segregation in stop.segregation_classes)


def first_met(stops: Iterable[Stop], stays: Mapping[Place, Stay]) -> Stop | None:
    """The first embargo, by when the train comes to it, that stands while the train is there."""
    met = [stop for stop in stops if stop.place in stays and _meets(stop, stays[stop.place])]
    return min(met, key=lambda stop: (stays[stop.place].comes_at, stop.name), default=None)


def passings(
    *, places: Sequence[UUID], hours: Sequence[int], departs_at: datetime, arrives_at: datetime
) -> dict[UUID, datetime]:
    """
    When a train passes each of `places`, by the typical hours between them laid over its time.

    The first is where it departs, the last where it arrives; between two
    neighbours lie the hours of the same position.
    """
    whole = sum(hours)
    gone = accumulate(hours, initial=0)
    length = arrives_at - departs_at
    return {
        place: departs_at + (length * passed / whole if whole else timedelta())
        for place, passed in zip(places, gone, strict=True)
    }


def stays_of(visits: Collection[tuple[Place, datetime]]) -> dict[Place, Stay]:
    """Each place from the first to the last instant at which the train is known to be there."""
    stays: dict[Place, Stay] = {}
    for place, at in visits:
        known = stays.get(place, Stay(at, at))
        stays[place] = Stay(min(known.comes_at, at), max(known.leaves_at, at))
    return stays


def _meets(stop: Stop, stay: Stay) -> bool:
    return stay.leaves_at >= stop.starts_at and (stop.ends_at is None or stay.comes_at < stop.ends_at)
