"""Are money, days and hours said as readers of each language write them?"""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from kit.money import Money
from kit.saying import (
    day_of,
    day_said,
    hour_of,
    leading_said,
    money_said,
    name_said,
    page,
    pair_said,
    spoken,
)

AT = datetime(2026, 12, 9, 19, 5, tzinfo=UTC)
THIN = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "yuan", "tenge"),
    [
        ("en", "¥1,234,567.80", "₸12,300"),
        ("ru", f"1{THIN}234{THIN}567,80{THIN}¥", f"12{THIN}300{THIN}₸"),
        ("kk", f"1{THIN}234{THIN}567,80{THIN}¥", f"12{THIN}300{THIN}₸"),
        ("zh-hans", "¥1,234,567.80", "₸12,300"),
    ],
)
def test_money_is_written_as_in_shops(language: str, yuan: str, tenge: str) -> None:
    with translation.override(language):
        assert (money_said(Money(123456780, "CNY")), money_said(Money(1230000, "KZT"))) == (yuan, tenge)


@pytest.mark.parametrize(
    ("language", "pair", "leading"),
    [("en", "A: 1", "A:"), ("ru", "A: 1", "A:"), ("kk", "A: 1", "A:"), ("zh-hans", "A：1", "A：")],
)
def test_what_follows_a_label_is_the_colon_of_its_language(language: str, pair: str, leading: str) -> None:
    with translation.override(language):
        assert (pair_said("A", "1"), leading_said("A")) == (pair, leading)
        assert [leading_said(words) for words in ("A: b", "A：b")] == ["A: b", "A：b"]


def test_won_are_whole() -> None:
    with translation.override("en"):
        assert money_said(Money(35_000, "KRW")) == "₩35,000"


def test_tiyn_are_told_where_there_are_any() -> None:
    with translation.override("en"):
        assert (money_said(Money(1230050, "KZT")), money_said(Money(-5, "CNY"))) == ("₸12,300.50", "−¥0.05")


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "9 December 2026"),
        ("ru", "9 декабря 2026 года"),
        ("kk", "2026 ж. 9 желтоқсан"),
        ("zh-hans", "2026年12月9日"),
    ],
)
def test_days_are_written_in_words(language: str, day: str) -> None:
    with translation.override(language):
        assert day_said(date(2026, 12, 9)) == day


def test_an_instant_is_told_by_the_clock_of_the_reader() -> None:
    with translation.override("en"):
        assert day_of(AT, "Asia/Shanghai") == "10 December 2026"
        assert hour_of(AT, "Asia/Almaty") == "10 December 2026, 00:05 (Almaty time)"
        assert hour_of(AT, "Europe/Moscow") == "9 December 2026, 22:05 (UTC+0300)"
    with translation.override("zh-hans"):
        assert hour_of(AT, "Asia/Shanghai") == "2026年12月10日 03:05（北京时间）"


def test_whoever_reads_another_language_is_told_in_english() -> None:
    with translation.override("de"):
        assert (spoken(), day_said(date(2026, 5, 1))) == ("en", "1 May 2026")


def test_names_fall_back_as_everywhere() -> None:
    with translation.override("kk"):
        assert name_said({"ru": "Мука", "en": "Flour"}) == "Мука"


def test_a_page_has_an_absolute_address(settings: object) -> None:
    settings.PUBLIC_URL = "https://shop.example"  # type: ignore[attr-defined]
    assert page("/track/ABC", lang="ru", tz="Asia/Almaty") == (
        "https://shop.example/track/ABC?lang=ru&tz=Asia%2FAlmaty"
    )
