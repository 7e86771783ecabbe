from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.calendars import add_working_days, is_working_day

DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


def test_a_weekend_is_stepped_over() -> None:
    friday = date(2026, 11, 27)
    assert add_working_days(friday, 1, "KZ") == date(2026, 11, 30)


def test_independence_day_of_kazakhstan_is_not_worked() -> None:
    assert not is_working_day(date(2026, 12, 16), "KZ")
    assert add_working_days(date(2026, 12, 15), 1, "KZ") == date(2026, 12, 17)


def test_a_chinese_sunday_worked_in_exchange_counts() -> None:
    assert is_working_day(date(2026, 9, 20), "CN")
    assert add_working_days(date(2026, 9, 19), 1, "CN") == date(2026, 9, 20)


def test_the_golden_week_is_not_worked_in_china_but_is_in_kazakhstan() -> None:
    assert add_working_days(date(2026, 9, 30), 1, "CN") == date(2026, 10, 8)
    assert add_working_days(date(2026, 9, 30), 1, "KZ") == date(2026, 10, 1)


def test_a_count_may_reach_into_the_next_year() -> None:
    # 1, 2 (observed on the 4th) and 7 January are holidays of Kazakhstan in 2027.
    assert add_working_days(date(2026, 12, 30), 3, "KZ") == date(2027, 1, 6)


def test_days_of_a_holiday_of_ones_own_are_not_worked() -> None:
    # From Monday the 23rd to Wednesday the 25th: the second day worked after the 20th is the 27th.
    away = (date(2026, 11, 23), date(2026, 11, 25))
    assert add_working_days(date(2026, 11, 20), 2, "KZ", away) == date(2026, 11, 27)
    assert add_working_days(date(2026, 11, 23), 0, "KZ", away) == date(2026, 11, 26)
    assert add_working_days(date(2026, 11, 26), 2, "KZ", away) == add_working_days(
        date(2026, 11, 26), 2, "KZ"
    )


def test_no_days_from_a_worked_day_is_that_day() -> None:
    assert add_working_days(date(2026, 11, 23), 0, "KZ") == date(2026, 11, 23)


def test_no_days_from_a_sunday_is_monday() -> None:
    assert add_working_days(date(2026, 11, 22), 0, "KZ") == date(2026, 11, 23)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 23), -1, "KZ")


def test_a_country_without_a_calendar_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        is_working_day(date(2026, 11, 23), "XX")


@given(DAYS, st.integers(1, 15), st.sampled_from(["KZ", "CN"]))
def test_exactly_so_many_working_days_lie_between(day: date, count: int, country: str) -> None:
    end = add_working_days(day, count, country)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert is_working_day(end, country)
    assert sum(is_working_day(one, country) for one in between) == count
