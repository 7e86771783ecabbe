"""Which days do people work on in a country?"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from holidays import HolidayBase

# How the library names a day off for which a weekend day is worked.
_IN_EXCHANGE = "Day off (substituted"
TARGET = "TARGET"
# The first and the last day of somebody's own holiday.
Away = tuple[date, date]


def is_working_day(day: date, country: str) -> bool:
    """
    Neither weekend nor public holiday, or a weekend day worked in exchange (China).

    `country` is an ISO 3166 alpha-2 code, or `TARGET` for the days on which the euro's banks pay each other.

    :raises NotImplementedError: if no calendar is known for the country.
    """
    return _year_of(country, day.year).is_working_day(day)


def add_working_days(day: date, count: int, country: str, away: Away | None = None) -> date:
    """
    The `count`-th working day after `day`, which is itself never counted; days of a holiday aren't worked.

    With 0 it is `day` when that is worked, else the next working day.

    :raises ValueError: if `count` is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return day if _is_worked(day, country, away) else add_working_days(day, 1, country, away)
    while count:
        day += timedelta(days=1)
        count -= _is_worked(day, country, away)
    return day


def _is_worked(day: date, country: str, away: Away | None) -> bool:
    return is_working_day(day, country) and not (away and away[0] <= day <= away[1])


def end_of_working_day(
    *, since: datetime, days: int, country: str, zone: str, hour: int, away: Away | None = None
) -> datetime:
    """
    The hour at which the `days`-th working day after an instant ends, by the clocks of `zone`.

    From `away[0]` to `away[1]` nobody is there.
    """
    place = ZoneInfo(zone)
    day = add_working_days(since.astimezone(place).date(), days, country, away)
    return datetime.combine(day, time(hour), place)


def holiday_on(day: date, country: str) -> str | None:
    """
    The English name of the public holiday on which a day falls, or None.

    A day off in exchange, and a weekend within the holiday, bear the name of the
    holiday that they belong to: the nearest named day before, else after, with
    no working day between.

    :raises NotImplementedError: if no calendar is known for the country.
    """
    if is_working_day(day, country):
        return None
    named = _name_of(day, country)
    if named:
        return named
    # A weekend belongs to a holiday only between two of its days; a day off always belongs to one.
    inside = all(any(_is_holiday(each, country) for each in _rest(day, country, step)) for step in (-1, 1))
    if not inside and not _is_holiday(day, country):
        return None
    near = (_name_of(each, country) for step in (-1, 1) for each in _rest(day, country, step))
    return next((name for name in near if name), None)


def _rest(day: date, country: str, step: int) -> Iterator[date]:
    """The neighbouring days, one way, until the first that is worked."""
    day += timedelta(days=step)
    while not is_working_day(day, country):
        yield day
        day += timedelta(days=step)


def _is_holiday(day: date, country: str) -> bool:
    return day in _year_of(country, day.year)


def _name_of(day: date, country: str) -> str | None:
    name = _year_of(country, day.year).get(day)
    return None if name is None or name.startswith(_IN_EXCHANGE) else str(name)


@lru_cache(maxsize=64)
def _year_of(country: str, year: int) -> HolidayBase:
    # The library fills years lazily into a shared dict, which threads may see
    # half filled: one finished calendar a year is safe.
    if country == TARGET:
        return holidays.financial_holidays("XECB", years=year, expand=False)
    return holidays.country_holidays(country, years=year, expand=False, language="en_US")
