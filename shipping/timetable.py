"""When does a train run, by which legs, until when is it open?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from kit.shares import largest_remainder

RAIL = "rail"
TRANSSHIPMENT = "transshipment"

# What a leg of a service's plan may not change, by column of a sheet.
_WAY_COLUMNS = (
    ("position", "position"),
    ("kind", "kind"),
    ("gauge_mm", "gauge_mm"),
    ("origin_code", "origin"),
    ("destination_code", "destination"),
)


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
class Stop:
    """Between which minutes after its departure a train is at a place."""

    place: str
    from_min: int
    to_min: int


@dataclass(frozen=True, slots=True)
class LegPlan:
    """What a service promises of one of its trains, or of the transshipment between two."""

    position: int
    kind: str
    gauge_mm: int | None
    train_number: str
    origin: str
    destination: str
    departs_after_min: int
    arrives_after_min: int
    places: int
    gross_cap_g: int
    plugs: int
    max_length_mm: int


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """What a service promises: on which days, when, until when it is open, with how much room."""

    code: str
    name: str
    route: str
    weekdays: tuple[int, ...]
    departs_local: time
    transit_h: int
    cfs_cutoff_h: int
    doc_cutoff_h: int
    cy_cutoff_h: int
    valid_from: date
    valid_to: date | None
    legs: tuple[LegPlan, ...]


@dataclass(frozen=True, slots=True)
class PlanError:
    """What is wrong with a service's plan, by the column; `position` tells the leg, 0 the service."""

    column: str
    reason: str
    position: int = 0


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


def stops(*, legs: Sequence[Leg], spans: Sequence[tuple[int, int]]) -> list[Stop]:
    """
    Where a train is when: every place of its route, with minutes after departure.

    `spans` are the first and last minute of each train and transshipment; within
    one the typical hours of its legs are scaled. Both places of a transshipment
    count for the whole of it.

    :raises ValueError: if there are not as many spans as trains and transshipments.
    """
    groups = [list(group) for _, group in groupby(legs, key=lambda leg: (leg.mode, leg.gauge_mm))]
    found: list[Stop] = []
    for group, (first, last) in zip(groups, spans, strict=True):
        # While boxes change trains, both yards are at work.
        changes = group[0].mode == TRANSSHIPMENT
        before = found.pop() if found else Stop(group[0].origin, first, first)
        found.append(Stop(before.place, before.from_min, last if changes else first))
        hours = [leg.typical_hours for leg in group]
        at = first
        for leg, minutes in zip(group, largest_remainder(last - first, hours), strict=True):
            at += minutes
            found.append(Stop(leg.destination, first if changes else at, at))
    return found


def plan_errors(plan: ServicePlan) -> list[PlanError]:
    """All that contradicts itself in a service's plan; an empty list when nothing does."""
    return [*_day_errors(plan), *_cut_off_errors(plan), *_leg_errors(plan)]


def way_errors(plan: ServicePlan, like: ServicePlan) -> list[PlanError]:
    """Where a plan leaves the way of a service over the same route: its legs' ends, kinds and gauges."""
    if plan.route != like.route:
        return [PlanError("route_code", f"the service runs over {like.route}")]
    if len(plan.legs) != len(like.legs):
        return [PlanError("position", f"{len(plan.legs)} legs instead of {len(like.legs)}")]
    return [
        PlanError(column, f"{getattr(leg, name)!r} instead of {getattr(known, name)!r}", known.position)
        for leg, known in zip(plan.legs, like.legs, strict=True)
        for column, name in _WAY_COLUMNS
        if getattr(leg, name) != getattr(known, name)
    ]


def _day_errors(plan: ServicePlan) -> Iterator[PlanError]:
    if not plan.weekdays or not set(plan.weekdays) <= set(range(1, 8)):
        yield PlanError("weekdays", "give days of the week from 1 (Monday) to 7")
    if len(set(plan.weekdays)) != len(plan.weekdays):
        yield PlanError("weekdays", "a day stands there twice")
    if plan.valid_to is not None and plan.valid_to < plan.valid_from:
        yield PlanError("valid_to", "the last day lies before the first")


def _cut_off_errors(plan: ServicePlan) -> Iterator[PlanError]:
    if not plan.cy_cutoff_h <= plan.doc_cutoff_h <= plan.cfs_cutoff_h:
        yield PlanError("doc_cutoff_h", "the warehouse closes first, then the papers, then the terminal")


def _leg_errors(plan: ServicePlan) -> Iterator[PlanError]:
    if [leg.position for leg in plan.legs] != list(range(1, len(plan.legs) + 1)) or not plan.legs:
        yield PlanError("position", "the legs of a service are numbered 1, 2, 3 without a gap")
        return
    ends = [0, *(leg.arrives_after_min for leg in plan.legs)]
    for leg, before in zip(plan.legs, ends, strict=False):
        if leg.arrives_after_min <= leg.departs_after_min:
            yield PlanError("arrives_after_min", "the leg ends before it begins", leg.position)
        if leg.departs_after_min < before:
            yield PlanError("departs_after_min", "it begins before the leg ahead has ended", leg.position)
        if leg.places < 1:
            yield PlanError("places", "a leg without a place carries nothing", leg.position)
    if plan.legs[0].departs_after_min:
        yield PlanError("departs_after_min", "the first train leaves at minute 0", 1)
    if ends[-1] != plan.transit_h * 60:
        yield PlanError(
            "arrives_after_min",
            f"the last leg ends after {ends[-1]} min, the transit time is {plan.transit_h * 60}",
            len(plan.legs),
        )


def gauge_break_error(legs: Sequence[Leg]) -> str | None:
    """Where rail legs of two gauges meet without a transshipment between, or None (rule 14)."""
    for before, after in pairwise(legs):
        if before.mode == after.mode == RAIL and before.gauge_mm != after.gauge_mm:
            return (
                f"The gauge changes from {before.gauge_mm} to {after.gauge_mm} mm at "
                f"{after.origin} without a transshipment."
            )
    return None
