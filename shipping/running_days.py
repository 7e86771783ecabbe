"""On which days does a train run when there are holidays, when a station is closed?"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kit.calendars import holiday_on

RUNS = "runs"
SHIFTS = "shifts"
CANCELS = "cancels"

_COUNTRIES = {"KZ": "Kazakhstan", "CN": "China"}


@dataclass(frozen=True, slots=True)
class HolidayEffect:
    """What holidays of a country, told by a part of their English names, do to its trains."""

    country: str
    holiday: str
    effect: str


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days, both included, on which a place handles no trains; the place's own clock tells the day."""

    place: str
    first: date
    last: date
    effect: str
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """At which place, by its code and its English name, a train is between which minutes after departure."""

    place: str
    name: str
    zone: ZoneInfo
    from_min: int
    to_min: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a train can't run as on any other day, and what becomes of it."""

    effect: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The day on which the train of a nominal day runs, None when it doesn't, and why it differs."""

    day: date | None
    sentence: str = ""


def obstacle_on(
    departs_at: datetime,
    *,
    day: date,
    country: str,
    calls: Iterable[Call],
    holidays: Collection[HolidayEffect],
    closures: Collection[ClosedDays],
) -> Obstacle | None:
    """
    What stands in the way of a train that leaves at `departs_at`, on the local day `day` of the origin.

    The origin's country decides on holidays; a closure counts on the day that the
    train is planned at the place. What cancels outweighs what shifts.
    """
    found = [*_holiday_obstacles(day, country, holidays), *_closure_obstacles(departs_at, calls, closures)]
    cancelling = (each for each in found if each.effect == CANCELS)
    shifting = (each for each in found if each.effect == SHIFTS)
    return next(cancelling, None) or next(shifting, None)


def running_day(
    nominal: date,
    *,
    obstacle: Callable[[date], Obstacle | None],
    taken: Collection[date],
    at_most: int,
) -> Verdict:
    """
    On which day the train of a nominal day runs.

    It shifts to the next day, at most `at_most` days later, that has no obstacle
    and isn't `taken` by another train of its service; without one it doesn't run.
    """
    found = obstacle(nominal)
    if found is None:
        return Verdict(nominal)
    if found.effect == CANCELS:
        return Verdict(None, f"Does not run: {found.sentence}.")
    for count in range(1, at_most + 1):
        day = nominal + timedelta(days=count)
        if day not in taken and obstacle(day) is None:
            return Verdict(day, f"Runs on {shown(day)} instead of {shown(nominal)}: {found.sentence}.")
    return Verdict(None, f"Does not run: {found.sentence}, and no day of the next {at_most} is free.")


def shown(day: date) -> str:
    """A day as dispatchers write it: Tue 1 Dec 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def country_name(code: str) -> str:
    """A country as a note names it to everyone."""
    return _COUNTRIES.get(code, code)


def _holiday_obstacles(day: date, country: str, holidays: Collection[HolidayEffect]) -> Iterable[Obstacle]:
    rules = [rule for rule in holidays if rule.country == country]
    name = holiday_on(day, country) if rules else None
    return [
        Obstacle(rule.effect, f"{name} in {country_name(country)}")
        for rule in rules
        if name is not None and rule.holiday.lower() in name.lower()
    ]


def _closure_obstacles(
    departs_at: datetime, calls: Iterable[Call], closures: Collection[ClosedDays]
) -> Sequence[Obstacle]:
    return [
        Obstacle(closed.effect, f"{call.name} is closed: {closed.reason.rstrip('.')}")
        for call in (calls if closures else ())
        for closed in closures
        if closed.place == call.place and _is_there(departs_at, call, closed)
    ]


def _is_there(departs_at: datetime, call: Call, closed: ClosedDays) -> bool:
    first, last = (
        (departs_at + timedelta(minutes=minutes)).astimezone(call.zone).date()
        for minutes in (call.from_min, call.to_min)
    )
    return first <= closed.last and closed.first <= last
