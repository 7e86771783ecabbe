from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.freshness import fresh_until, is_fresh_on_arrival

TODAY = date(2026, 11, 23)
ON_THE_WAY = timedelta(days=12)


def wholemeal_flour_passes(made_days_ago: int) -> bool:
    made = TODAY - timedelta(days=made_days_ago)
    return is_fresh_on_arrival(made=made, best_before=made + timedelta(days=180), arrival=TODAY + ON_THE_WAY)


def test_rule_17_flour_made_60_days_ago_arrives_with_60_percent_left() -> None:
    assert wholemeal_flour_passes(60)


def test_rule_17_flour_made_90_days_ago_arrives_with_43_percent_left() -> None:
    assert not wholemeal_flour_passes(90)


def test_half_of_180_days_is_left_until_the_90th_day() -> None:
    made = date(2026, 1, 1)
    assert fresh_until(made, made + timedelta(days=180)) == made + timedelta(days=90)


def test_the_day_given_passes_and_the_next_does_not() -> None:
    made = date(2026, 1, 1)
    best_before = made + timedelta(days=180)
    last = made + timedelta(days=90)
    assert is_fresh_on_arrival(made=made, best_before=best_before, arrival=last)
    assert not is_fresh_on_arrival(made=made, best_before=best_before, arrival=last + timedelta(days=1))


def test_an_odd_life_keeps_the_larger_half() -> None:
    made = date(2026, 1, 1)
    assert fresh_until(made, made + timedelta(days=5)) == made + timedelta(days=2)


def test_a_share_that_binary_fractions_miss_costs_no_day() -> None:
    made = date(2026, 1, 1)
    assert fresh_until(made, made + timedelta(days=100), 0.55) == made + timedelta(days=45)


def test_goods_without_an_end_are_always_fresh() -> None:
    assert is_fresh_on_arrival(made=TODAY, best_before=None, arrival=date.max)


def test_goods_that_end_before_they_are_made_are_refused() -> None:
    with pytest.raises(ValueError, match="before they are made"):
        fresh_until(TODAY, TODAY - timedelta(days=1))


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_beyond_the_whole_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        fresh_until(TODAY, TODAY, share)


@given(st.integers(0, 4000), st.integers(0, 100))
def test_the_day_given_is_the_last_that_passes(life: int, percent: int) -> None:
    best_before = TODAY + timedelta(days=life)
    last = fresh_until(TODAY, best_before, percent / 100)
    assert (best_before - last).days * 100 >= life * percent
    assert ((best_before - last).days - 1) * 100 < life * percent
