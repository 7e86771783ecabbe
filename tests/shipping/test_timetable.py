from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.timetable import (
    Leg,
    cut_offs,
    departures,
    eta,
    gauge_break_error,
    is_open,
    stops,
    through_parts,
)

ALMATY, SHANGHAI = ZoneInfo("Asia/Almaty"), ZoneInfo("Asia/Shanghai")
DEPARTS = datetime(2026, 12, 1, 13, tzinfo=UTC)
TO_ALTYNKOL = Leg("KZ-ALMATY1", "KZ-ALTYNKOL", "rail", 1520, 16)
OVER_THE_BORDER = Leg("KZ-ALTYNKOL", "KZ-KHORGOS-GW", "transshipment", None, 6)
TO_HORGOS = Leg("KZ-KHORGOS-GW", "CN-HORGOS", "rail", 1435, 18)
TO_JINGHE = Leg("CN-HORGOS", "CN-JINGHE", "rail", 1435, 8)
THROUGH = [TO_ALTYNKOL, OVER_THE_BORDER, TO_HORGOS, TO_JINGHE]


def test_a_service_leaves_on_its_weekdays_at_its_own_hour() -> None:
    instants = departures(
        weekdays=[1, 2, 3, 4],
        local_time=time(18),
        zone=ALMATY,
        first=date(2026, 11, 26),
        last=date(2026, 12, 1),
    )
    assert instants == [
        datetime(2026, 11, 26, 13, tzinfo=UTC),
        datetime(2026, 11, 30, 13, tzinfo=UTC),
        datetime(2026, 12, 1, 13, tzinfo=UTC),
    ]


def test_the_weekday_is_that_of_the_origin() -> None:
    # 06:00 on Tuesday in Shanghai is still Monday in UTC.
    instants = departures(
        weekdays=[2],
        local_time=time(6),
        zone=SHANGHAI,
        first=date(2026, 12, 1),
        last=date(2026, 12, 1),
    )
    assert instants == [datetime(2026, 11, 30, 22, tzinfo=UTC)]


def test_rule_12_the_warehouse_closes_72_hours_before() -> None:
    closing = cut_offs(departs_at=DEPARTS, cfs_h=72, documents_h=48, terminal_h=24)
    assert closing.cfs_at == datetime(2026, 11, 28, 13, tzinfo=UTC)
    assert closing.documents_at == datetime(2026, 11, 29, 13, tzinfo=UTC)
    assert closing.terminal_at == datetime(2026, 11, 30, 13, tzinfo=UTC)


def test_rule_12_closed_at_the_instant() -> None:
    closes = datetime(2026, 11, 28, 13, tzinfo=UTC)
    assert is_open(at=closes - timedelta(seconds=1), cut_off_at=closes)
    assert not is_open(at=closes, cut_off_at=closes)


def test_rule_13_192_hours_later_it_is_nine_in_the_evening_in_shanghai() -> None:
    arrives = eta(departs_at=DEPARTS, transit_h=192)
    assert arrives == datetime(2026, 12, 9, 13, tzinfo=UTC)
    assert arrives.astimezone(SHANGHAI).strftime("%F %H:%M") == "2026-12-09 21:00"


def test_rule_14_two_gauges_may_not_meet() -> None:
    legs = [TO_ALTYNKOL, Leg("KZ-ALTYNKOL", "CN-JINGHE", "rail", 1435, 30)]
    assert gauge_break_error(legs) == (
        "The gauge changes from 1520 to 1435 mm at KZ-ALTYNKOL without a transshipment."
    )


def test_rule_14_a_transshipment_joins_them() -> None:
    assert gauge_break_error(THROUGH) is None
    assert gauge_break_error([]) is None


def test_a_through_service_is_two_trains_and_a_transshipment() -> None:
    parts = through_parts(legs=THROUGH, departs_at=DEPARTS, transit_h=96)
    assert [(part.origin, part.destination, part.mode, part.gauge_mm) for part in parts] == [
        ("KZ-ALMATY1", "KZ-ALTYNKOL", "rail", 1520),
        ("KZ-ALTYNKOL", "KZ-KHORGOS-GW", "transshipment", None),
        ("KZ-KHORGOS-GW", "CN-JINGHE", "rail", 1435),
    ]
    # 16, 6 and 26 of 48 typical hours, doubled.
    assert [part.arrives_at - part.departs_at for part in parts] == [
        timedelta(hours=32),
        timedelta(hours=12),
        timedelta(hours=52),
    ]


def test_the_parts_follow_each_other() -> None:
    parts = through_parts(legs=THROUGH, departs_at=DEPARTS, transit_h=95)
    assert parts[0].departs_at == DEPARTS
    assert [part.departs_at for part in parts[1:]] == [part.arrives_at for part in parts[:-1]]


def test_a_service_without_legs_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="weights"):
        through_parts(legs=[], departs_at=DEPARTS, transit_h=96)


@given(
    st.lists(st.integers(1, 100), min_size=1, max_size=12),
    st.lists(st.integers(1, 100), min_size=1, max_size=12),
    st.integers(1, 400),
)
def test_the_last_part_arrives_exactly_at_the_eta(
    hours_1520: list[int], hours_1435: list[int], transit_h: int
) -> None:
    legs = [
        *(Leg("A", "B", "rail", 1520, hours) for hours in hours_1520),
        Leg("B", "C", "transshipment", None, 6),
        *(Leg("C", "D", "rail", 1435, hours) for hours in hours_1435),
    ]
    parts = through_parts(legs=legs, departs_at=DEPARTS, transit_h=transit_h)
    assert len(parts) == 3
    assert parts[-1].arrives_at == eta(departs_at=DEPARTS, transit_h=transit_h)
    assert all(part.arrives_at >= part.departs_at for part in parts)
    assert all(part.arrives_at.second == 0 for part in parts)


def test_a_train_is_at_every_place_of_its_route_at_a_share_of_its_time() -> None:
    legs = [
        Leg("ALA", "ZHE", "rail", 1520, 1),
        Leg("ZHE", "ALT", "rail", 1520, 3),
        Leg("ALT", "KHO", "transshipment", None, 6),
        Leg("KHO", "LYG", "rail", 1435, 10),
    ]
    found = stops(legs=legs, spans=[(0, 480), (500, 700), (720, 2000)])
    assert [(stop.place, stop.from_min, stop.to_min) for stop in found] == [
        ("ALA", 0, 0),
        ("ZHE", 120, 120),
        # Both yards are at work while the boxes change trains.
        ("ALT", 480, 700),
        ("KHO", 500, 720),
        ("LYG", 2000, 2000),
    ]
