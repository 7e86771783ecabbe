"""Which days do people work on in a country?"""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays import HolidayBase


def is_working_day(day: date, country: str) -> bool:
    """
    Neither weekend nor public holiday, or a weekend day worked in exchange (China).

    `country` is an ISO 3166 alpha-2 code.

    :raises NotImplementedError: if no calendar is known for the country.
    """
    return _year_of(country, day.year).is_working_day(day)


def add_working_days(day: date, count: int, country: str) -> date:
    """
    The `count`-th working day after `day`, which is itself never counted.

    With 0 it is `day` when that is worked, else the next working day.

    :raises ValueError: if `count` is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return day if is_working_day(day, country) else add_working_days(day, 1, country)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, country)
    return day


@lru_cache(maxsize=64)
def _year_of(country: str, year: int) -> HolidayBase:
    # The library fills years lazily into a shared dict, which threads may see
    # half filled: one finished calendar a year is safe.
    return holidays.country_holidays(country, years=year, expand=False, language="en_US")
