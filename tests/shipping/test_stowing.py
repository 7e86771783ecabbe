import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.containers import mass_error
from shipping.stowing import Piece, grouping_error, last_to_leave, stowing_error, stowing_order

FLOUR = Piece("FLOUR", frozenset({"DRY_FOOD"}), 900_000)
LIGHT = Piece("LIGHT", frozenset({"DAIRY_POWDER"}), 20_000)
OIL = Piece("OIL", frozenset({"LIQUID_FOOD"}), 500_000)
pieces = st.lists(st.sampled_from([FLOUR, LIGHT, OIL]), max_size=8)


def test_rule_15_oil_stands_below_flour() -> None:
    assert stowing_order([LIGHT, FLOUR, OIL]) == [OIL, FLOUR, LIGHT]
    assert stowing_error([OIL, FLOUR]) is None


def test_rule_15_oil_above_flour_is_refused_in_words() -> None:
    assert stowing_error([OIL, FLOUR, LIGHT, OIL]) == (
        "OIL holds liquid food, which stands on the floor: stow it before FLOUR, which is dry."
    )


@given(pieces)
def test_what_is_ordered_is_never_refused(given_pieces: list[Piece]) -> None:
    assert stowing_error(stowing_order(given_pieces)) is None


def test_oil_and_flour_share_no_pallet() -> None:
    assert grouping_error(["LIQUID_FOOD", "DRY_FOOD"]) == (
        "Liquid food stands on the floor below dry goods, so they share no carton and no pallet."
    )
    assert grouping_error(["DAIRY_POWDER", "DRY_FOOD"]) is None
    assert grouping_error(["LIQUID_FOOD", "LIQUID_FOOD"]) is None


def test_what_stands_last_leaves_first_and_all_of_it() -> None:
    stowed = [("a", 5), ("b", 3), ("a", 2), ("c", 4)]
    assert last_to_leave(stowed, over_g=4) == ["c"]
    assert last_to_leave(stowed, over_g=5) == ["c", "a"]
    assert last_to_leave(stowed, over_g=12) == ["c", "a", "b"]


def test_nobody_leaves_a_container_that_is_not_too_heavy() -> None:
    assert last_to_leave([("a", 5)], over_g=0) == []


def test_all_leave_when_even_that_is_not_enough() -> None:
    assert last_to_leave([("a", 5), ("b", 3)], over_g=100) == ["b", "a"]


@pytest.mark.parametrize(
    ("declared_kg", "expected_kg", "agrees"),
    [
        (24_900, 24_900, True),
        (20_000, 20_400, True),  # two in a hundred
        (20_000, 20_401, False),
        (4_000, 4_100, True),  # 100 kg
        (4_000, 3_899, False),
    ],
)
def test_rule_21_mass_agrees_within_its_tolerance(declared_kg: int, expected_kg: int, agrees: bool) -> None:
    error = mass_error(declared_g=declared_kg * 1000, expected_g=expected_kg * 1000)
    assert (error is None) is agrees


def test_rule_21_says_by_how_much_the_mass_differs() -> None:
    assert mass_error(declared_g=4_000_000, expected_g=3_800_000) == (
        "The container weighs 4,000.0 kg; by the books it should weigh 3,800.0 kg, which differs by 200.0 kg."
    )
