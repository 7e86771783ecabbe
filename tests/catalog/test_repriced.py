"""Does a rule make of a price what somebody reckons by hand?"""

import pytest

from catalog.repriced import PriceRule, moved_percent


@pytest.mark.parametrize(
    ("rule", "was", "becomes"),
    [
        # 17.50 less 5 % is 16.625.
        (PriceRule(percent_bp=-500), 1750, 1663),
        # 16.625 to tenths is 16.6, to whole yuan 17.
        (PriceRule(percent_bp=-500, round_to_minor=10), 1750, 1660),
        (PriceRule(percent_bp=-500, round_to_minor=100), 1750, 1700),
        # 10.10 and a quarter percent is 10.12525.
        (PriceRule(percent_bp=25), 1010, 1013),
        # A half goes up: 0.25 to tenths is 0.3.
        (PriceRule(percent_bp=0, round_to_minor=10), 25, 30),
        (PriceRule(amount_minor=-150), 1750, 1600),
        (PriceRule(amount_minor=149, round_to_minor=100), 1001, 1200),
        # 0.03 to whole yuan would be nothing: it is one.
        (PriceRule(percent_bp=0, round_to_minor=100), 3, 100),
        # What is less than nothing stays so, and is refused by whoever sets it.
        (PriceRule(amount_minor=-1750), 1750, 0),
        (PriceRule(price_minor=1999), 1750, 1999),
    ],
)
def test_a_price_is_changed_by_a_rule(rule: PriceRule, was: int, becomes: int) -> None:
    assert rule.of({1: was}) == {1: becomes}


def test_a_percentage_changes_the_prices_of_many_units_too_and_a_fixed_price_does_not() -> None:
    assert PriceRule(percent_bp=1000).of({1: 2000, 10: 1800}) == {1: 2200, 10: 1980}
    assert PriceRule(price_minor=1900).of({1: 2000, 10: 1800}) == {1: 1900, 10: 1800}


def test_a_move_is_told_in_whole_percent_towards_zero() -> None:
    assert [moved_percent(1000, 1309), moved_percent(1000, 691), moved_percent(1000, 1000)] == [30, -30, 0]
