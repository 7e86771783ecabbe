"""Do parts add up, each within one of its exact share?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.shares import largest_remainder

weights_lists = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=12)


@given(total=st.integers(min_value=0, max_value=10**15), weights=weights_lists)
def test_parts_add_up_and_each_is_its_share_rounded(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    if whole:
        assert all(abs(part * whole - total * w) < whole for part, w in zip(parts, weights, strict=True))


def test_the_largest_remainder_comes_first_and_ties_go_to_the_earlier() -> None:
    assert largest_remainder(10, [1, 1, 1]) == [4, 3, 3]
    assert largest_remainder(100, [1, 2, 4]) == [14, 29, 57]


def test_a_negative_total_is_split_as_its_opposite() -> None:
    assert largest_remainder(-10, [1, 1, 1]) == [-4, -3, -3]


def test_weights_that_are_all_zero_count_as_equal() -> None:
    assert largest_remainder(5, [0, 0]) == [3, 2]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_weights_must_make_sense(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(1, weights)
