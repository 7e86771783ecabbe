"""Does what is promised come true as often as was said, and say what it rests on?"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.promising import LegHistory, Span, Way, span_of

START = datetime(2026, 12, 1, 13, tzinfo=UTC)
# The train to the border, the yard, the train to Lianyungang: minutes by the timetable.
PLANNED = (32 * 60, 16 * 60, 144 * 60)
LAST_MILE = 24 * 60
Run = tuple[int, int, int]


def h(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def way(runs: Sequence[Run], *, hours: float = 0, last_mile_min: int = LAST_MILE) -> Way:
    """The three legs of a train that leaves `hours` after the first, by what earlier trains took."""
    starts = (0, PLANNED[0] / 60, (PLANNED[0] + PLANNED[1]) / 60)
    return Way(
        [
            LegHistory(
                h(hours + starts[place]), PLANNED[place], [run[place] for run in runs], waits=place != 1
            )
            for place in range(3)
        ],
        last_mile_min,
    )


def arrival(run: Run, *, hours: float = 0) -> datetime:
    """When the goods of one train come to the door: the second train waits for its time."""
    first, yard, last = (timedelta(minutes=each) for each in run)
    leaves = max(h(hours) + first + yard, h(hours + 48))
    return leaves + last + timedelta(minutes=LAST_MILE)


def skewed(dice: Random, spread: float, stops: float) -> Run:
    """Lognormal legs; now and then the border stands still for two to five days."""
    first, yard, last = (
        minutes * dice.lognormvariate(0, sigma)
        for minutes, sigma in zip(PLANNED, (spread, 2 * spread, 0.8 * spread), strict=True)
    )
    if dice.random() < stops:
        yard += dice.uniform(48, 120) * 60
    return round(first), round(yard), round(last)


def two_routes(dice: Random) -> Run:
    """Every third train goes the long way round."""
    first, yard, last = skewed(dice, 0.1, 0)
    return first, yard, last + (40 * 60 if dice.random() < 1 / 3 else 0)


def share_within(span: Span, arrivals: Sequence[datetime]) -> float:
    return sum(span.from_at <= each <= span.until_at for each in arrivals) / len(arrivals)


SHAPES: dict[str, Callable[[Random], Run]] = {
    "hardly any spread": lambda dice: skewed(dice, 0.03, 0),
    "skewed": lambda dice: skewed(dice, 0.2, 0),
    "skewed, the border shut for one in fifty": lambda dice: skewed(dice, 0.2, 0.02),
    "skewed, the border shut for one in ten": lambda dice: skewed(dice, 0.2, 0.1),
    "wild": lambda dice: skewed(dice, 0.4, 0.05),
    "two routes": two_routes,
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_nine_of_ten_of_a_thousand_shipments_come_within_what_was_promised(shape: str, seed: int) -> None:
    dice = Random(f"{shape} {seed}")
    runs = [SHAPES[shape](dice) for _ in range(1_300)]
    promised = span_of([way(runs[:300])], percent=90)
    assert (promised.percent, promised.basis, promised.observations) == (90, "history", 300)
    assert 0.85 <= share_within(promised, [arrival(run) for run in runs[300:]]) <= 0.95


def test_thirty_runs_promise_no_more_than_thirty_runs_can() -> None:
    shares = []
    for seed in range(40):
        dice = Random(seed)
        runs = [skewed(dice, 0.2, 0.05) for _ in range(230)]
        shares.append(
            share_within(span_of([way(runs[:30])], percent=90), [arrival(run) for run in runs[30:]])
        )
    # One such span is off by much, but not all of them to the same side.
    assert 0.87 <= sum(shares) / len(shares) <= 0.93


def test_of_thirty_runs_the_next_falls_as_likely_between_any_two() -> None:
    # Ten, twenty … three hundred minutes leave 31 gaps: a twentieth of them is one and a half.
    only = LegHistory(START, 150, [10 * number for number in range(30, 0, -1)])
    told = span_of([Way([only], 0)], percent=90)
    first, last = ((each - START) / timedelta(minutes=1) for each in (told.from_at, told.until_at))
    assert first == pytest.approx(15.5, abs=0.5)
    assert last == pytest.approx(294.5, abs=0.5)


def test_when_the_last_of_two_trains_comes_is_promised_as_surely() -> None:
    dice = Random(7)
    runs = [skewed(dice, 0.2, 0.05) for _ in range(2_300)]
    promised = span_of([way(runs[:300]), way(runs[:300], hours=24)], percent=90)
    both = [
        max(arrival(first), arrival(second, hours=24))
        for first, second in zip(runs[300:1_300], runs[1_300:], strict=True)
    ]
    assert 0.85 <= share_within(promised, both) <= 0.95


def test_as_many_come_before_as_after() -> None:
    dice = Random(3)
    runs = [skewed(dice, 0.2, 0) for _ in range(3_300)]
    promised = span_of([way(runs[:300])], percent=90)
    arrivals = [arrival(run) for run in runs[300:]]
    early = sum(each < promised.from_at for each in arrivals) / len(arrivals)
    late = sum(each > promised.until_at for each in arrivals) / len(arrivals)
    assert 0.02 <= early <= 0.08
    assert 0.02 <= late <= 0.08


@pytest.mark.parametrize("place", [0, 1, 2])
def test_twenty_nine_runs_of_one_leg_leave_the_timetable_only(place: int) -> None:
    known = way([PLANNED] * 30)
    legs = list(known.legs)
    few = LegHistory(legs[place].departs_at, PLANNED[place], [PLANNED[place]] * 29, legs[place].waits)
    told = span_of([Way([*legs[:place], few, *legs[place + 1 :]], LAST_MILE)], percent=90)
    assert told == Span(h(192 + 24), h(192 + 24), None, "timetable", 29)
    assert span_of([known], percent=90) == Span(h(192 + 24), h(192 + 24), 90, "history", 30)


def test_one_train_without_history_leaves_the_timetable_for_all() -> None:
    told = span_of([way([PLANNED] * 30), way([], hours=24)], percent=90)
    assert told == Span(h(24 + 192 + 24), h(24 + 192 + 24), None, "timetable", 0)


def test_a_fast_train_waits_for_the_next_ones_time() -> None:
    fast = way([(20 * 60, 10 * 60, PLANNED[2])] * 30)
    assert span_of([fast], percent=90).from_at == h(48 + 144 + 24)


def test_what_one_leg_loses_the_time_until_the_next_train_gives_back() -> None:
    slow_but_in_time = way([(36 * 60, 12 * 60, PLANNED[2])] * 30)
    assert span_of([slow_but_in_time], percent=90).until_at == h(48 + 144 + 24)


def test_the_yard_begins_when_the_train_comes_before_its_time_or_after() -> None:
    early = way([(20 * 60, 30 * 60, PLANNED[2])] * 30)
    assert span_of([early], percent=90).until_at == h(50 + 144 + 24)
    late = way([(40 * 60, 16 * 60, PLANNED[2])] * 30)
    assert span_of([late], percent=90).until_at == h(56 + 144 + 24)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_slowing_one_leg_moves_what_is_promised(place: int) -> None:
    dice = Random(5)
    runs = [skewed(dice, 0.1, 0) for _ in range(100)]
    # By sixteen hours, more than the connection absorbs.
    slower = [
        (run[0] + (place == 0) * 960, run[1] + (place == 1) * 960, run[2] + (place == 2) * 960)
        for run in runs
    ]
    before, after = (span_of([way(each)], percent=90) for each in (runs, slower))
    assert after.from_at > before.from_at
    assert after.until_at > before.until_at + timedelta(hours=8)


def test_a_wider_span_holds_more() -> None:
    dice = Random(9)
    runs = [skewed(dice, 0.2, 0) for _ in range(100)]
    half, most = (span_of([way(runs)], percent=percent) for percent in (50, 90))
    assert most.from_at < half.from_at < half.until_at < most.until_at


RUNS = st.lists(st.tuples(*[st.integers(1, 20_000)] * 3), min_size=30, max_size=60)


@given(runs=RUNS, dice=st.randoms(use_true_random=False))
def test_the_same_runs_promise_the_same_in_whatever_order(runs: list[Run], dice: Random) -> None:
    told = span_of([way(runs)], percent=90)
    shuffled = list(runs)
    dice.shuffle(shuffled)
    assert span_of([way(shuffled)], percent=90) == told


@given(runs=RUNS)
def test_nothing_is_promised_that_was_never_seen(runs: list[Run]) -> None:
    told = span_of([way(runs)], percent=90)
    fastest, slowest = (
        arrival((how(run[0] for run in runs), how(run[1] for run in runs), how(run[2] for run in runs)))
        for how in (min, max)
    )
    assert fastest <= told.from_at <= told.until_at <= slowest
