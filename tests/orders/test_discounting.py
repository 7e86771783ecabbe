"""Does a coupon take off what it says, to the last minor unit?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.coupon_codes import compact_code, problem_of_code
from orders.discounting import Bought, Terms, discounts, goods_it_is_for

LINES = (
    Bought("flour", 1_000, ("food", "wheat-flour")),
    Bought("oil", 500, ("food", "oils")),
    Bought("soap", 333, ("care",)),
)


def test_ten_percent_of_18_33_are_1_83_shared_by_what_lines_cost() -> None:
    # 183.3 is 183. By 1000 : 500 : 333 of 1833 these are 99.84, 49.92 and 33.25: the two largest remainders
    # get one each.
    assert discounts(Terms(percent=Decimal(10)), LINES) == {"flour": 100, "oil": 50, "soap": 33}


def test_half_a_minor_unit_goes_up() -> None:
    assert discounts(Terms(percent=Decimal("12.5")), [Bought("a", 20)]) == {"a": 3}


def test_a_fixed_sum_is_shared_and_never_more_than_nine_tenths() -> None:
    assert discounts(Terms(amount_minor=300), LINES[:2]) == {"flour": 200, "oil": 100}
    assert discounts(Terms(amount_minor=5_000), [Bought("a", 2_000)]) == {"a": 1_800}


def test_it_takes_nothing_off_other_goods() -> None:
    food = Terms(amount_minor=150, categories=frozenset({"food"}))
    assert discounts(food, LINES) == {"flour": 100, "oil": 50}
    assert goods_it_is_for(food, LINES) == 1_500
    soap_and_oils = Terms(amount_minor=83, categories=frozenset({"oils"}), listing_ids=frozenset({"soap"}))
    # 83 by 500 : 333 are 49.82 and 33.18.
    assert discounts(soap_and_oils, LINES) == {"oil": 50, "soap": 33}
    assert discounts(Terms(amount_minor=5, listing_ids=frozenset({"tea"})), LINES) == {}


@given(
    goods=st.lists(st.integers(1, 10**9), min_size=1, max_size=50),
    percent=st.decimals("0.01", 90, places=2),
)
def test_shares_add_up_and_leave_every_line_something(goods: list[int], percent: Decimal) -> None:
    lines = [Bought(str(place), minor) for place, minor in enumerate(goods)]
    off = discounts(Terms(percent=percent), lines)
    assert sum(off.values()) <= sum(goods) * 90 // 100
    assert abs(sum(off.values()) - min(sum(goods) * percent / 100, Decimal(sum(goods) * 90 // 100))) <= 1
    assert all(0 <= off[line.line_id] <= line.goods_minor for line in lines)


@pytest.mark.parametrize("written", ["nauryz-10", " Nauryz-10 ", "ＮＡＵＲＹＺ-10", "NAURYZ -10"])
def test_however_it_is_typed_it_is_the_same_code(written: str) -> None:
    assert compact_code(written) == "NAURYZ-10"
    assert problem_of_code(compact_code(written)) == ""


@pytest.mark.parametrize("written", ["", "AB", "A" * 33, "10%", "A\u202eB1", "<b>x"])
def test_what_is_no_code_is_told_why(written: str) -> None:
    assert problem_of_code(compact_code(written)) != ""
