"""Between which instants will goods be at their buyer's door, and how sure is that?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from shipping.expecting import HISTORY, TIMETABLE
from shipping.policy import OBSERVATIONS_NEEDED

# So many journeys are imagined, spread evenly over what may happen by a lattice: a prime, and a
# generator with which any few legs of them together are spread evenly too (L'Ecuyer and Lemieux).
# A fixed lattice rather than dice: the same history always promises the same.
_JOURNEYS = 1_021
_GENERATOR = 76
_MINUTE_S = 60
_LONG_AGO = -(10**12)
# What legs take is worked out once for as many histories and places in a way; 8 KB each.
_MOST_KEPT = 512

# One number for each journey.
Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LegHistory:
    """
    One leg of a way: when it is to run, for how long, how many minutes it really took of late.

    A train `waits` for its time, however early the boxes are there; a yard begins when they come.
    """

    departs_at: datetime
    planned_min: int
    observed: Sequence[int]
    waits: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """The legs of one departure in their order; `last_mile_min` is from its station to the door."""

    legs: Sequence[LegHistory]
    last_mile_min: int


@dataclass(frozen=True, slots=True)
class Span:
    """
    When goods come to the door: `percent` of a hundred such journeys end from `from_at` until `until_at`.

    By the timetable alone (`basis`) nothing is known of how many do: `percent` is
    None, and both instants are the planned one. `observations` are those of the
    leg of which there are the fewest.
    """

    from_at: datetime
    until_at: datetime
    percent: int | None
    basis: str
    observations: int


def span_of(ways: Sequence[Way], *, percent: int) -> Span:
    """
    When all that rides these ways has come, each way once however much rides it.

    As many journeys end before the span as after it. A leg is taken to be as
    late as it was of late, whatever the others do: what it loses, the time until
    the next train leaves may give back.

    :raises IndexError: if there is no way, or one without legs.
    """
    observations = min(len(leg.observed) for way in ways for leg in way.legs)
    if observations < OBSERVATIONS_NEEDED:
        planned_at = max(_planned(way) for way in ways)
        return Span(planned_at, planned_at, None, TIMETABLE, observations)
    start = ways[0].legs[0].departs_at
    ends = np.sort(_ends(ways, start))
    outside = _JOURNEYS * (100 - percent) // 200
    first_s, last_s = int(ends[outside]), int(ends[-1 - outside])
    return Span(
        start + timedelta(seconds=first_s), start + timedelta(seconds=last_s), percent, HISTORY, observations
    )


def _planned(way: Way) -> datetime:
    """When the timetable has it at the door."""
    ends_at = way.legs[0].departs_at
    for leg in way.legs:
        begins_at = max(ends_at, leg.departs_at) if leg.waits else ends_at
        ends_at = begins_at + timedelta(minutes=leg.planned_min)
    return ends_at + timedelta(minutes=way.last_mile_min)


def _ends(ways: Sequence[Way], start: datetime) -> Seconds:
    """When the last of each imagined journey's goods come, in seconds since `start`."""
    last = np.full(_JOURNEYS, _LONG_AGO, dtype=np.int64)
    stride = 1
    for way in ways:
        clock = np.full(_JOURNEYS, _seconds(way.legs[0].departs_at, start), dtype=np.int64)
        for leg in way.legs:
            stride = stride * _GENERATOR % _JOURNEYS
            clock = _after(clock, leg, start, stride)
        last = np.maximum(last, clock + way.last_mile_min * _MINUTE_S)
    return last


def _after(clock: Seconds, leg: LegHistory, start: datetime, stride: int) -> Seconds:
    """The journeys after one more leg; each takes another part of what it may take."""
    leaves = _seconds(leg.departs_at, start) if leg.waits else _LONG_AGO
    return np.maximum(clock, leaves) + _taken(tuple(leg.observed), stride)


@lru_cache(maxsize=_MOST_KEPT)
def _taken(observed: tuple[int, ...], stride: int) -> Seconds:
    """What each journey takes of those durations; the trains of a service share their histories."""
    taken: Seconds = _durations(observed)[np.arange(_JOURNEYS) * stride % _JOURNEYS]
    taken.flags.writeable = False
    return taken


def _durations(observed: Sequence[int]) -> Seconds:
    """
    As many durations as there are journeys, equally likely, shortest first, in seconds.

    The next run falls as likely between any two neighbours of those observed, or
    beyond either end, as between any other two: so few observations claim no more
    than they can. Whole numbers throughout, so that every machine says the same.
    """
    known = np.sort(np.array(observed, dtype=np.int64))
    most, parts = len(known) - 1, 2 * _JOURNEYS
    place = (2 * np.arange(_JOURNEYS, dtype=np.int64) + 1) * (len(known) + 1) - parts
    below, rest = np.divmod(np.clip(place, 0, most * parts), parts)
    above = np.minimum(below + 1, most)
    taken: Seconds = known[below] * _MINUTE_S + (known[above] - known[below]) * _MINUTE_S * rest // parts
    return taken


def _seconds(at: datetime, start: datetime) -> int:
    return (at - start) // timedelta(seconds=1)
