"""Is the price of each unit, and the number of units, what the seller said?"""

import pytest

from catalog.policy import MAX_MIN_QUANTITY
from catalog.quantities import Step, buyable, fault_in, in_words, is_allowed, nearest, unit_price
from orders.policy import MAX_LINE_UNITS

STEPS = (Step(1, 1750), Step(10, 1700), Step(60, 1600))


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(1, 1750), (9, 1750), (10, 1700), (11, 1700), (59, 1700), (60, 1600), (10_000, 1600)],
)
def test_the_largest_step_that_is_reached_holds(quantity: int, price: int) -> None:
    assert unit_price(STEPS, quantity) == price


def test_without_steps_each_unit_costs_the_same() -> None:
    assert {unit_price(STEPS[:1], quantity) for quantity in (1, 7, 500)} == {1750}


@pytest.mark.parametrize(
    ("steps", "least", "fault"),
    [
        ([], 1, None),
        ([(10, 1700), (60, 1600)], 1, None),
        ([(10, 1750)], 1, (0, "price")),
        ([(10, 1800)], 1, (0, "price")),
        ([(10, 1700), (60, 1700)], 1, (1, "price")),
        ([(10, 1700), (10, 1600)], 1, (1, "from_quantity")),
        ([(60, 1700), (10, 1600)], 1, (1, "from_quantity")),
        ([(1, 1700)], 1, (0, "from_quantity")),
        ([(12, 1700)], 12, (0, "from_quantity")),
        ([(13, 1700)], 12, None),
    ],
)
def test_steps_rise_above_the_least_and_become_cheaper(
    steps: list[tuple[int, int]], least: int, fault: tuple[int, str] | None
) -> None:
    found = fault_in(1750, [Step(*step) for step in steps], least=least)
    assert (found and (found.place, found.member)) == fault


@pytest.mark.parametrize(
    ("quantity", "least", "multiple", "allowed", "near"),
    [
        (1, 1, 1, True, (1, 1)),
        (11, 12, 6, False, (12, 12)),
        (12, 12, 6, True, (12, 12)),
        (13, 12, 6, False, (12, 18)),
        (18, 12, 6, True, (18, 18)),
        (5, 2, 2, False, (4, 6)),
        (0, 1, 1, False, (1, 1)),
        (98, 12, 3, False, (96, 99)),
        (100, 12, 3, False, (99, 99)),
        (100, 1, 1, True, (100, 100)),
        (130, 12, 6, False, (96, 96)),
    ],
)
def test_a_quantity_is_a_multiple_from_the_least_on(
    quantity: int, least: int, multiple: int, allowed: bool, near: tuple[int, int]
) -> None:
    assert is_allowed(quantity, least=least, multiple=multiple) == allowed
    assert nearest(quantity, least=least, multiple=multiple, most=100) == near


def test_what_is_allowed_is_said_in_words() -> None:
    assert in_words(least=12, multiple=6) == "at least 12, in multiples of 6"
    assert in_words(least=3, multiple=1) == "at least 3"


def test_no_seller_asks_for_more_than_a_cart_can_hold() -> None:
    assert MAX_MIN_QUANTITY == MAX_LINE_UNITS


@pytest.mark.parametrize(
    ("free", "least", "multiple", "most"),
    [(0, 1, 1, 0), (7, 1, 1, 7), (11, 12, 6, 0), (12, 12, 6, 12), (17, 12, 6, 12), (18, 12, 6, 18)],
)
def test_no_more_can_be_bought_than_is_sold_at_once(free: int, least: int, multiple: int, most: int) -> None:
    assert buyable(free, least=least, multiple=multiple) == most
