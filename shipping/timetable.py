"""When does a train run, by which legs, until when is it open?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from kit.shares import largest_remainder

RAIL = "rail"
TRANSSHIPMENT = "transshipment"


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of a route as planned; a transshipment has no gauge of its own."""

    origin: str
    destination: str
    mode: str
    gauge_mm: int | None
    typical_hours: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one train, or one transshipment, does of the whole way."""

    origin: str
    destination: str
    mode: str
    gauge_mm: int | None
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The instants at which the consolidation warehouse, the papers and the terminal close."""

    cfs_at: datetime
    documents_at: datetime
    terminal_at: datetime


def departures(
    *, weekdays: Collection[int], local_time: time, zone: ZoneInfo, first: date, last: date
) -> list[datetime]:
    """
    The instants (UTC) at which a service leaves from `first` to `last`, both included.

    Days and hour are those of the origin; weekdays are ISO, Monday is 1.
    """
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [
        datetime.combine(day, local_time, zone).astimezone(UTC)
        for day in days
        if day.isoweekday() in weekdays
    ]


def cut_offs(*, departs_at: datetime, cfs_h: int, documents_h: int, terminal_h: int) -> CutOffs:
    """The closing instants, each so many hours before departure (rule 12)."""
    return CutOffs(*(departs_at - timedelta(hours=h) for h in (cfs_h, documents_h, terminal_h)))


def is_open(*, at: datetime, cut_off_at: datetime) -> bool:
    """Closed at the instant itself (rule 12)."""
    return at < cut_off_at


def eta(*, departs_at: datetime, transit_h: int) -> datetime:
    """When the train is expected at its destination (rule 13)."""
    return departs_at + timedelta(hours=transit_h)


def through_parts(*, legs: Sequence[Leg], departs_at: datetime, transit_h: int) -> list[Part]:
    """
    Lay the legs of a service over its through time: one part a train or transshipment.

    Neighbouring legs of one gauge are one train. Typical hours are scaled to
    `transit_h` in whole minutes, whose sum is exact: the last part arrives at
    the `eta`.

    :raises ValueError: if there are no legs.
    """
    groups = [list(group) for _, group in groupby(legs, key=lambda leg: (leg.mode, leg.gauge_mm))]
    hours = [sum(leg.typical_hours for leg in group) for group in groups]
    parts: list[Part] = []
    at = departs_at
    for group, minutes in zip(groups, largest_remainder(transit_h * 60, hours), strict=True):
        ends = at + timedelta(minutes=minutes)
        first, last = group[0], group[-1]
        parts.append(Part(first.origin, last.destination, first.mode, first.gauge_mm, at, ends))
        at = ends
    return parts


def gauge_break_error(legs: Sequence[Leg]) -> str | None:
    """Where rail legs of two gauges meet without a transshipment between, or None (rule 14)."""
    for before, after in pairwise(legs):
        if before.mode == after.mode == RAIL and before.gauge_mm != after.gauge_mm:
            return (
                f"The gauge changes from {before.gauge_mm} to {after.gauge_mm} mm at "
                f"{after.origin} without a transshipment."
            )
    return None
