"""On which days does a train run around holidays and closures?"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kit.calendars import holiday_on
from shipping.running_days import (
    CANCELS,
    RUNS,
    SHIFTS,
    Call,
    ClosedDays,
    HolidayEffect,
    Obstacle,
    Verdict,
    obstacle_on,
    running_day,
)

ALMATY, SHANGHAI = ZoneInfo("Asia/Almaty"), ZoneInfo("Asia/Shanghai")
NAURYZ = HolidayEffect("KZ", "Nowruz", SHIFTS)
SPRING = HolidayEffect("CN", "Chinese New Year", CANCELS)
GOLDEN_WEEK = HolidayEffect("CN", "National Day", SHIFTS)
MONDAY = date(2026, 11, 30)
# Leaves Almaty-1 at 18:00, is at Urumqi two days and a half later.
LEAVES = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
URUMQI = Call("CN-URUMQI-LP", "Urumqi International Land Port", SHANGHAI, 60 * 60, 60 * 60)
YARD = Call("KZ-KHORGOS-GW", "Khorgos Gateway", ALMATY, 20 * 60, 32 * 60)


def obstacle(day: date, *, country: str = "KZ", closures: tuple[ClosedDays, ...] = ()) -> Obstacle | None:
    return obstacle_on(
        LEAVES,
        day=day,
        country=country,
        calls=[YARD, URUMQI],
        holidays=[NAURYZ, SPRING, GOLDEN_WEEK],
        closures=closures,
    )


def closed(place: str, first: date, last: date, effect: str = SHIFTS) -> ClosedDays:
    return ClosedDays(place, first, last, effect, "track works")


def on(*days: date, effect: str = SHIFTS) -> object:
    """An obstacle on some days only."""
    return lambda day: Obstacle(effect, "track works") if day in days else None


@pytest.mark.parametrize(
    ("day", "country", "name"),
    [
        ((2027, 3, 22), "KZ", "Nowruz Holiday"),
        ((2027, 3, 25), "KZ", None),
        ((2027, 2, 6), "CN", "Chinese New Year (Spring Festival)"),
        ((2026, 10, 1), "CN", "National Day"),
        # Days off in exchange belong to the holiday ahead of them.
        ((2026, 2, 23), "CN", "Chinese New Year (Spring Festival)"),
        # So does the weekend between two days of a holiday, and no other weekend.
        ((2026, 2, 21), "CN", "Chinese New Year (Spring Festival)"),
        ((2026, 10, 4), "CN", "National Day"),
        ((2026, 3, 28), "KZ", None),
        # Worked in exchange, so no holiday at all.
        ((2026, 10, 10), "CN", None),
    ],
)
def test_a_day_bears_the_name_of_its_holiday(day: tuple[int, int, int], country: str, name: str) -> None:
    assert holiday_on(date(*day), country) == name


def test_a_train_without_an_obstacle_runs_on_its_day() -> None:
    assert running_day(MONDAY, obstacle=on(), taken=[], at_most=3) == Verdict(MONDAY)  # type: ignore[arg-type]


def test_nauryz_shifts_trains_that_leave_in_kazakhstan() -> None:
    found = obstacle(date(2027, 3, 22))
    assert found == Obstacle(SHIFTS, "Nowruz Holiday in Kazakhstan")
    assert obstacle(date(2027, 3, 22), country="CN") is None


def test_spring_festival_cancels_trains_that_leave_in_china_and_no_others() -> None:
    found = obstacle(date(2027, 2, 6), country="CN")
    assert found is not None
    assert found.effect == CANCELS
    assert obstacle(date(2027, 2, 6), country="KZ") is None


def test_golden_week_shifts_to_the_first_day_after_it() -> None:
    verdict = running_day(
        date(2026, 10, 7), obstacle=lambda day: obstacle(day, country="CN"), taken=[], at_most=3
    )
    assert verdict.day == date(2026, 10, 8)
    assert verdict.sentence.startswith("Runs on Thu 8 Oct 2026 instead of Wed 7 Oct 2026: National Day")


def test_a_holiday_without_a_rule_changes_nothing() -> None:
    assert holiday_on(date(2026, 12, 16), "KZ") == "Independence Day"
    assert obstacle(date(2026, 12, 16)) is None


def test_a_train_shifts_past_days_that_are_taken_or_blocked() -> None:
    blocked = on(MONDAY, date(2026, 12, 2))
    verdict = running_day(MONDAY, obstacle=blocked, taken=[date(2026, 12, 1)], at_most=3)  # type: ignore[arg-type]
    assert verdict.day == date(2026, 12, 3)


def test_a_train_that_would_shift_too_far_does_not_run() -> None:
    blocked = on(*(date(2026, 12, day) for day in (1, 2, 3)), MONDAY)
    verdict = running_day(MONDAY, obstacle=blocked, taken=[], at_most=3)  # type: ignore[arg-type]
    assert verdict == Verdict(None, "Does not run: track works, and no day of the next 3 is free.")


def test_what_cancels_is_never_shifted() -> None:
    verdict = running_day(MONDAY, obstacle=on(MONDAY, effect=CANCELS), taken=[], at_most=3)  # type: ignore[arg-type]
    assert verdict == Verdict(None, "Does not run: track works.")


def test_a_station_counts_on_the_local_day_on_which_the_train_is_there() -> None:
    # 30 November 13:00 UTC and 60 hours: 3 December 01:00 UTC, 09:00 in Shanghai.
    there = date(2026, 12, 3)
    assert obstacle(MONDAY, closures=(closed("CN-URUMQI-LP", there, there),)) == Obstacle(
        SHIFTS, "Urumqi International Land Port is closed: track works"
    )
    for day in (date(2026, 12, 2), date(2026, 12, 4)):
        assert obstacle(MONDAY, closures=(closed("CN-URUMQI-LP", day, day),)) is None


def test_a_day_is_that_of_the_station_and_not_of_utc() -> None:
    # 1 December 20:00 UTC is 2 December in Shanghai.
    late = Call("CN-XIAN-ILP", "Xi'an International Port", SHANGHAI, 31 * 60, 31 * 60)
    found = obstacle_on(
        LEAVES,
        day=MONDAY,
        country="KZ",
        calls=[late],
        holidays=[],
        closures=[closed("CN-XIAN-ILP", date(2026, 12, 2), date(2026, 12, 2))],
    )
    assert found is not None


def test_a_train_that_stands_overnight_is_there_on_both_days() -> None:
    # In the yard from 1 December 14:00 to 2 December 02:00, local time.
    for day, is_closed in ((1, True), (2, True), (3, False)):
        rule = closed("KZ-KHORGOS-GW", date(2026, 12, day), date(2026, 12, day))
        assert (obstacle(MONDAY, closures=(rule,)) is not None) == is_closed


def test_another_stations_closure_is_no_obstacle() -> None:
    assert obstacle(MONDAY, closures=(closed("CN-LANZHOU", MONDAY, date(2026, 12, 31)),)) is None


def test_what_cancels_outweighs_what_shifts_and_what_runs_is_nothing() -> None:
    whole = (MONDAY, date(2026, 12, 31))
    shifts, cancels = (closed("CN-URUMQI-LP", *whole, effect=effect) for effect in (SHIFTS, CANCELS))
    found = obstacle(MONDAY, closures=(shifts, cancels))
    assert found is not None
    assert found.effect == CANCELS
    assert obstacle(MONDAY, closures=(closed("CN-URUMQI-LP", *whole, effect=RUNS),)) is None
