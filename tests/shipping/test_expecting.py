"""Is an arrival expected by the plan, by the position, by what was observed?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.expecting import Expected, Run, Step, expected, forecast, leg_times, nearest_rank, placed

START = datetime(2026, 12, 1, 13, tzinfo=UTC)
HOURS = (32, 16, 144)


def h(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def way(*observed: list[int]) -> list[Step]:
    """The train to the border, the yard, the train to Lianyungang: 192 hours."""
    steps, begins = [], 0
    for place, hours in enumerate(HOURS):
        seen = observed[place] if place < len(observed) else []
        steps.append(Step(h(begins), leg_times(planned_min=hours * 60, observed=seen)))
        begins += hours
    return steps


def test_192_hours_from_almaty_end_at_nine_in_the_evening_of_lianyungang() -> None:
    told = expected(way())
    assert told.at == datetime(2026, 12, 9, 13, tzinfo=UTC)
    assert told.at.astimezone(ZoneInfo("Asia/Shanghai")).hour == 21


def test_by_the_timetable_nine_of_ten_take_no_more_than_half_as_long_again() -> None:
    assert expected(way()) == Expected(h(192), h(288), "timetable", 0)


@pytest.mark.parametrize(("planned_min", "late_min"), [(60, 90), (61, 92), (0, 0)])
def test_half_a_minute_counts_as_one(planned_min: int, late_min: int) -> None:
    assert leg_times(planned_min=planned_min, observed=[]).late_min == late_min


def test_twenty_nine_observations_are_too_few_thirty_are_enough() -> None:
    few = leg_times(planned_min=600, observed=[500] * 29)
    enough = leg_times(planned_min=600, observed=[500] * 30)
    assert (few.typical_min, few.late_min, few.observations) == (600, 900, 29)
    assert (enough.typical_min, enough.late_min, enough.observations) == (500, 500, 30)


def test_the_median_and_the_ninth_decile_are_values_that_were_observed() -> None:
    times = leg_times(planned_min=600, observed=list(range(30, 0, -1)))
    assert (times.typical_min, times.late_min) == (15, 27)


@pytest.mark.parametrize(("percent", "value"), [(1, 10), (25, 10), (26, 20), (50, 20), (90, 40), (100, 40)])
def test_percentiles_are_of_the_nearest_rank(percent: int, value: int) -> None:
    assert nearest_rank([40, 10, 30, 20], percent) == value


def test_history_counts_only_when_every_leg_that_remains_has_enough_of_it() -> None:
    seen = [32 * 60] * 30
    assert expected(way(seen, [16 * 60] * 30, [144 * 60] * 29)).basis == "timetable"
    assert expected(way(seen, [16 * 60] * 31, [144 * 60] * 40)) == Expected(h(192), h(192), "history", 30)


def test_a_leg_that_lies_behind_needs_no_history() -> None:
    steps = way([], [16 * 60] * 30, [150 * 60] * 30)
    under_way = placed(steps, {"departed": h(0), "at_border": h(32)})
    assert expected(under_way) == Expected(h(198), h(198), "history", 30)


def test_a_train_that_leaves_late_shifts_all_that_follows() -> None:
    steps = placed(way(), {"departed": h(5)})
    assert forecast(steps) == [Run(h(5), h(37)), Run(h(37), h(53)), Run(h(53), h(197))]


def test_a_train_that_comes_early_waits_for_the_next_ones_time() -> None:
    steps = placed(way(), {"departed": h(0), "at_border": h(20)})
    assert forecast(steps)[1:] == [Run(h(20), h(36)), Run(h(48), h(192))]
    assert expected(steps).at == h(192)


def test_a_train_that_catches_up_brings_the_arrival_forward_again() -> None:
    late = placed(way(), {"departed": h(9)})
    caught_up = placed(way(), {"departed": h(9), "at_border": h(35), "transshipped": h(50)})
    assert (expected(late).at, expected(caught_up).at) == (h(201), h(194))


def test_the_yards_report_sends_no_train_off_before_its_time() -> None:
    first, yard, last = placed(way(), {"transshipped": h(40)})
    left = Step(last.departs_at, last.times, departed_at=h(40))
    assert forecast([first, yard, left])[-1] == Run(h(48), h(192))
    late = Step(last.departs_at, last.times, departed_at=h(60))
    assert forecast([first, yard, late])[-1] == Run(h(60), h(204))


def test_a_later_train_of_the_last_leg_moves_the_arrival_by_its_own_time() -> None:
    *before, last = way()
    moved = [*before, Step(last.departs_at + timedelta(hours=48), last.times)]
    assert expected(moved).at == h(240)


def test_late_trains_miss_no_train_that_leaves_later_still() -> None:
    *before, last = way()
    moved = [*before, Step(h(100), last.times)]
    assert expected(moved) == Expected(h(244), h(316), "timetable", 0)


def test_what_has_arrived_is_expected_when_it_came() -> None:
    assert expected(placed(way(), {"arrived": h(180)})) == Expected(h(180), h(180), "timetable", 0)
    assert expected(placed(way(), {"delivered": h(200)})).at == h(200)


def test_of_the_reports_at_the_end_the_earliest_tells_the_arrival() -> None:
    reached = {"delivered": h(220), "out_for_delivery": h(210), "arrived": h(195)}
    assert expected(placed(way(), reached)).at == h(195)


def test_what_the_train_was_reported_to_do_holds_where_the_goods_have_no_report() -> None:
    first, *rest = way()
    steps = [Step(first.departs_at, first.times, departed_at=h(3)), *rest]
    assert forecast(placed(steps, {}))[0] == Run(h(3), h(35))


def test_a_way_of_one_train_ends_by_its_arrival_alone() -> None:
    [only] = placed(way()[:1], {"departed": h(1), "at_border": h(2)})
    assert (only.departed_at, only.arrived_at) == (h(1), None)


STAGES = st.sampled_from(["departed", "at_border", "transshipped", "arrived", "handed_in"])


@given(st.dictionaries(STAGES, st.integers(-100, 400).map(h)))
def test_late_is_never_before_usual_and_no_train_leaves_ahead_of_time(reached: dict[str, datetime]) -> None:
    steps = placed(way(), reached)
    told = expected(steps)
    assert told.late_at >= told.at
    assert "arrived" in reached or told.at >= steps[-1].departs_at + timedelta(hours=144)
