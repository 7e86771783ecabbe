"""Does a border bear only as many trains a day as both railways agreed on?"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shipping.crossings import BorderBook, BorderDay, BorderLimit

ALMATY = ZoneInfo("Asia/Almaty")
# 15 a day each way since 1 March 2025 at Altynkol - Horgos, 28 since 1 July 2025 at Dostyk - Alashankou.
LIMITS = {
    "KHORGOS": BorderLimit("Altynkol - Horgos", 15, ALMATY),
    "DOSTYK": BorderLimit("Dostyk - Alashankou", 28, ALMATY),
}
TUESDAY = BorderDay("KHORGOS", "KZ-CN", date(2026, 12, 1))


def test_khorgos_takes_the_fifteenth_train_of_a_day_and_refuses_the_sixteenth() -> None:
    book = BorderBook(LIMITS, [TUESDAY] * 14)
    assert book.refusal(TUESDAY) is None
    book.add(TUESDAY)
    assert book.refusal(TUESDAY) == (
        "Altynkol - Horgos bears 15 trains a day each way, "
        "15 are planned from Kazakhstan to China on Tue 1 Dec 2026"
    )


def test_each_direction_day_and_crossing_has_its_own_count() -> None:
    book = BorderBook(LIMITS, [TUESDAY] * 15)
    for other in (
        BorderDay("KHORGOS", "CN-KZ", TUESDAY.day),
        BorderDay("KHORGOS", "KZ-CN", date(2026, 12, 2)),
        BorderDay("DOSTYK", "KZ-CN", TUESDAY.day),
    ):
        assert book.refusal(other) is None


def test_dostyk_bears_twenty_eight() -> None:
    day = BorderDay("DOSTYK", "CN-KZ", date(2026, 12, 1))
    assert BorderBook(LIMITS, [day] * 27).refusal(day) is None
    assert BorderBook(LIMITS, [day] * 28).refusal(day) is not None


def test_a_train_counts_on_the_day_of_the_stations_own_clock() -> None:
    book = BorderBook(LIMITS)
    # 19:00 UTC is midnight in Almaty since 1 March 2024.
    for minute, day in ((59, 30), (0, 1)):
        starts_at = datetime(2026, 11, 30, 18 if minute else 19, minute, tzinfo=UTC)
        found = book.day_of(crossing="KHORGOS", direction="KZ-CN", starts_at=starts_at)
        assert found is not None
        assert found.day.day == day


def test_a_crossing_without_a_known_limit_refuses_nobody() -> None:
    assert BorderBook(LIMITS).day_of(crossing="ROAD", direction="KZ-CN", starts_at=datetime.now(UTC)) is None
