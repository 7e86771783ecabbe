"""Is time told as people of each language tell it, and never so that it could be another?"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from shipping.time_words import USUAL_ZONES, ZONES, clock_name, dated, is_zone, length, shift, zone_name
from shipping.wording import LANGUAGES

NOON = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Wed 9 Dec 2026, 14:00 UTC+5"),
        ("ru", "ср, 9 дек. 2026 г., 14:00 UTC+5"),
        ("kk", "2026 ж. 9 жел., ср, 14:00 UTC+5"),
        ("zh-Hans", "2026年12月9日周三 14:00 UTC+5"),
    ],
)
def test_a_day_is_written_as_each_language_writes_it(language: str, told: str) -> None:
    assert plain(dated(language, NOON, "Asia/Almaty")) == told


def test_a_line_breaks_between_day_and_hour_alone() -> None:
    for language in LANGUAGES:
        assert dated(language, NOON, "Asia/Almaty").count(" ") == 1


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("UTC", "09:00 UTC"),
        ("Asia/Kolkata", "14:30 UTC+5:30"),
        ("America/St_Johns", "05:30 UTC−3:30"),
        ("Asia/Shanghai", "17:00 UTC+8"),
    ],
)
def test_the_distance_from_utc_is_always_told(zone: str, end: str) -> None:
    assert plain(dated("en", NOON, zone)).endswith(f" {end}")


@pytest.mark.parametrize(
    ("language", "late", "early"),
    [
        ("en", "2 d 2 h 10 min late", "2 d 2 h 10 min early"),
        ("ru", "на 2 дн. 2 ч 10 мин позже", "на 2 дн. 2 ч 10 мин раньше"),
        ("kk", "2 күн 2 сағ 10 мин кеш", "2 күн 2 сағ 10 мин ерте"),
        ("zh-Hans", "晚2天2小时10分钟", "早2天2小时10分钟"),
    ],
)
def test_a_shift_says_days_hours_minutes_and_which_way(language: str, late: str, early: str) -> None:
    by = timedelta(days=2, hours=2, minutes=10)
    assert (shift(language, by), shift(language, -by)) == (late, early)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1, minutes=5), "1 d 5 min"),
        (timedelta(seconds=59 * 60 + 40), "1 h"),
    ],
)
def test_what_is_nothing_is_left_out(time: timedelta, said: str) -> None:
    assert length("en", time) == said


def test_less_than_a_minute_is_no_shift() -> None:
    assert shift("en", timedelta(seconds=29)) == shift("en", timedelta(0)) == ""


@pytest.mark.parametrize(
    ("language", "zone", "name"),
    [
        ("en", "UTC", "in UTC"),
        ("en", "Asia/Almaty", "Almaty time"),
        ("en", "America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("ru", "Asia/Shanghai", "по времени Пекина"),
        ("ru", "Europe/Paris", "по часовому поясу Paris"),
        ("kk", "Asia/Almaty", "Алматы уақыты"),
        ("zh-Hans", "Asia/Shanghai", "北京时间"),
    ],
)
def test_a_clock_is_called_by_its_city(language: str, zone: str, name: str) -> None:
    assert clock_name(language, zone) == name


def test_the_zones_of_the_world_are_known_and_nothing_else() -> None:
    assert is_zone("Europe/Paris")
    for name in ("", "Mars/Olympus", "../../etc/passwd", "localtime", "Europe", "europe/paris"):
        assert not is_zone(name)


def test_the_usual_zones_are_among_those_to_choose() -> None:
    assert set(USUAL_ZONES) == set(ZONES) == set(LANGUAGES)
    for language, zone in USUAL_ZONES.items():
        assert zone in ZONES[language]
        assert zone_name(language, zone) == ZONES[language][zone]
