from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shipping.embargoes import Place, Stay, Stop, first_met, passings, stands_for, stays_of

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KHORGOS, LANZHOU, SEA = "KHORGOS", UUID(int=1), UUID(int=2)
SNOW = Stop(KHORGOS, "Khorgos", "", frozenset(), NOON, NOON + 24 * HOUR, "snow")


def test_the_sentence_names_the_place_the_end_and_the_reason() -> None:
    assert SNOW.sentence == "Khorgos is under embargo until 2 Dec 12:00 UTC: snow"
    assert replace(SNOW, ends_at=None).sentence == "Khorgos is under embargo until it is lifted: snow"


@pytest.mark.parametrize(
    ("direction", "classes", "meant"),
    [
        ("", frozenset[str](), True),
        ("KZ-CN", frozenset[str](), True),
        ("CN-KZ", frozenset[str](), False),
        ("KZ-CN", frozenset({"DRY_FOOD"}), True),
        ("KZ-CN", frozenset({"FEED"}), False),
    ],
)
def test_an_embargo_means_some_goods_going_some_way(
    direction: str, classes: frozenset[str], *, meant: bool
) -> None:
    stop = replace(SNOW, direction=direction, segregation_classes=classes)
    assert stands_for(stop, direction="KZ-CN", segregation="DRY_FOOD") is meant


@pytest.mark.parametrize(
    ("comes", "leaves", "meets"),
    [(-3, -1, False), (-3, 0, True), (5, 6, True), (23, 30, True), (24, 30, False)],
    ids=["gone before", "leaves as it begins", "within", "still there", "comes as it ends"],
)
def test_an_embargo_is_met_from_its_first_instant_until_its_last(
    comes: int, leaves: int, *, meets: bool
) -> None:
    stays: dict[Place, Stay] = {KHORGOS: Stay(NOON + comes * HOUR, NOON + leaves * HOUR)}
    assert (first_met([SNOW], stays) is SNOW) is meets


def test_without_an_end_it_is_met_whenever_one_comes() -> None:
    stays: dict[Place, Stay] = {KHORGOS: Stay(NOON + 999 * HOUR, NOON + 999 * HOUR)}
    stop = replace(SNOW, ends_at=None)
    assert first_met([stop], stays) is stop


def test_the_embargo_that_is_reached_first_is_named() -> None:
    later = replace(SNOW, place=LANZHOU, name="Lanzhou")
    stays: dict[Place, Stay] = {
        LANZHOU: Stay(NOON + 9 * HOUR, NOON + 9 * HOUR),
        KHORGOS: Stay(NOON, NOON + HOUR),
    }
    assert first_met([later, SNOW], stays) is SNOW
    assert first_met([replace(SNOW, place=SEA)], stays) is None


def test_stations_between_are_passed_in_proportion_to_the_typical_hours() -> None:
    # Planned for 10 + 30 hours, it takes 20 today.
    found = passings(
        places=[UUID(int=9), LANZHOU, SEA], hours=[10, 30], departs_at=NOON, arrives_at=NOON + 20 * HOUR
    )
    assert found == {UUID(int=9): NOON, LANZHOU: NOON + 5 * HOUR, SEA: NOON + 20 * HOUR}


def test_a_train_stays_from_its_first_to_its_last_instant_at_a_place() -> None:
    visits: list[tuple[Place, datetime]] = [
        (KHORGOS, NOON + 2 * HOUR),
        (SEA, NOON + 9 * HOUR),
        (KHORGOS, NOON),
    ]
    assert stays_of(visits) == {
        KHORGOS: Stay(NOON, NOON + 2 * HOUR),
        SEA: Stay(NOON + 9 * HOUR, NOON + 9 * HOUR),
    }
