from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.wagons import (
    WAGONS,
    LoadedBox,
    TrainLimits,
    Wagon,
    marshal,
    pair_error,
    pair_up,
    train_errors,
    wagon_errors,
)

T = 1_000_000
LIMITS = TrainLimits(wagons=55, gross_g=1_300 * T, plugs=2)
small_masses = st.lists(st.integers(3 * T, 25 * T), max_size=8)


def box(number: int, tonnes: float, *, feet: int = 20, plug: bool = False) -> LoadedBox:
    limit_g = (24 if feet == 20 else 25) * T
    return LoadedBox(UUID(int=number), f"BOX{number}", feet, int(tonnes * T), limit_g, plug)


def boxes(masses: list[int]) -> list[LoadedBox]:
    return [
        LoadedBox(UUID(int=number), f"BOX{number}", 20, mass, 24 * T) for number, mass in enumerate(masses)
    ]


def most_pairs(masses: list[int]) -> int:
    """By trying everything: the first box stays alone, or goes with each of the others."""
    if len(masses) < 2:
        return 0
    first, rest = masses[0], masses[1:]
    best = most_pairs(rest)
    for index, other in enumerate(rest):
        if pair_error(first, other) is None:
            best = max(best, 1 + most_pairs(rest[:index] + rest[index + 1 :]))
    return best


def test_rule_9_two_that_differ_by_four_and_a_half_tonnes_share_a_wagon() -> None:
    assert pair_error(23 * T, 18_500_000) is None


def test_rule_9_two_that_differ_by_more_than_five_tonnes_do_not() -> None:
    sentence = "Two twenty-foot boxes on one wagon differ by less than 5 t; these differ by 5.1 t."
    assert pair_error(23 * T, 17_900_000) == sentence
    assert pair_error(17_900_000, 23 * T) == sentence


def test_rule_9_five_tonnes_to_the_gram_are_too_many() -> None:
    assert pair_error(23 * T, 18 * T) is not None
    assert pair_error(23 * T, 18 * T + 1) is None


def test_rule_9_more_than_twenty_four_tonnes_fail_alone() -> None:
    sentence = "A twenty-foot box weighs at most 24 t; this one weighs 24.1 t."
    assert pair_error(24_100_000, 24 * T) == sentence
    assert pair_error(24 * T, 24 * T) is None
    assert wagon_errors([Wagon(1, (box(1, 24.1),))], gauge_mm=1520)[0] == (
        "BOX1 weighs 24.1 t; trains bear 24 t of its type."
    )


@given(small_masses)
def test_no_pairing_makes_more_pairs(masses: list[int]) -> None:
    pairs, alone = pair_up(boxes(masses))
    assert len(pairs) == most_pairs(masses)
    assert len(alone) == len(masses) - 2 * len(pairs)


@given(small_masses)
def test_every_box_stands_once_and_every_pair_may_share(masses: list[int]) -> None:
    given_boxes = boxes(masses)
    wagons = marshal(given_boxes)
    standing = [each for wagon in wagons for each in wagon.boxes]
    assert sorted(standing, key=lambda each: each.key.int) == given_boxes
    assert [wagon.order for wagon in wagons] == list(range(1, len(wagons) + 1))
    for wagon in wagons:
        for first, second in combinations(wagon.boxes, 2):
            assert pair_error(first.gross_g, second.gross_g) is None


TOO_DIFFERENT = "Two twenty-foot boxes on one wagon differ by less than 5 t; these differ by 8 t."


def test_a_single_twenty_foot_box_is_flagged() -> None:
    wagons = marshal([box(1, 20), box(2, 12), box(3, 24, feet=40)])
    assert wagon_errors(wagons, gauge_mm=1435) == [
        f"BOX1 is alone on wagon 2: a twenty-foot box rides only in a pair. Beside BOX2: {TOO_DIFFERENT}",
        f"BOX2 is alone on wagon 3: a twenty-foot box rides only in a pair. Beside BOX1: {TOO_DIFFERENT}",
    ]
    assert wagon_errors(marshal([box(1, 20)]), gauge_mm=1435) == [
        "BOX1 is alone on wagon 1: a twenty-foot box rides only in a pair."
    ]
    assert wagon_errors([Wagon(1, (box(1, 20),)), Wagon(2, (box(2, 19),))], gauge_mm=1435)[0].endswith(
        "It could stand beside BOX2."
    )


def test_forty_and_forty_five_feet_stand_alone_without_a_word() -> None:
    wagons = marshal([box(1, 24, feet=40), box(2, 23, feet=45)])
    assert [len(wagon.boxes) for wagon in wagons] == [1, 1]
    assert wagon_errors(wagons, gauge_mm=1435) == []


def test_cooled_boxes_stand_together_at_the_head_and_the_rest_grows_lighter() -> None:
    wagons = marshal(
        [
            box(1, 10, feet=40),
            box(2, 24, feet=40),
            box(3, 9, feet=40, plug=True),
            box(4, 23),
            box(5, 22),
            box(6, 12, feet=40, plug=True),
        ]
    )
    assert [[each.name for each in wagon.boxes] for wagon in wagons] == [
        ["BOX6"],
        ["BOX3"],
        ["BOX4", "BOX5"],
        ["BOX2"],
        ["BOX1"],
    ]


def test_the_heavier_of_a_pair_stands_in_front() -> None:
    [wagon] = marshal([box(1, 18.5), box(2, 23)])
    assert [each.name for each in wagon.boxes] == ["BOX2", "BOX1"]
    assert wagon.gross_g == 41_500_000


def test_a_pair_whose_masses_have_changed_since_is_named() -> None:
    wagon = Wagon(4, (box(1, 23), box(2, 17.9)))
    [error] = wagon_errors([wagon], gauge_mm=1435)
    assert error.startswith("Wagon 4, BOX1 and BOX2: Two twenty-foot boxes on one wagon differ by less than")
    assert error.endswith("these differ by 5.1 t.")


@pytest.mark.parametrize(
    "load", [(box(1, 20, feet=40), box(2, 20)), (box(1, 9), box(2, 9), box(3, 9)), (box(1, 9, feet=40),) * 2]
)
def test_a_wagon_has_one_place(load: tuple[LoadedBox, ...]) -> None:
    [error] = wagon_errors([Wagon(7, load)], gauge_mm=1435)
    assert error.endswith("stand on wagon 7, which has room for one box or two of twenty feet.")


def test_a_wagon_weighs_itself_too() -> None:
    heavy = LoadedBox(UUID(int=1), "BOX1", 40, 50 * T, 60 * T)
    assert wagon_errors([Wagon(2, (heavy,))], gauge_mm=1435) == [
        "Wagon 2 would weigh 72.4 t with its own mass; it bears 72 t."
    ]
    assert wagon_errors([Wagon(2, (heavy,))], gauge_mm=1520) == []


@pytest.mark.parametrize("gauge_mm", WAGONS)
def test_the_heaviest_pair_is_borne_on_either_gauge(gauge_mm: int) -> None:
    assert wagon_errors([Wagon(1, (box(1, 24), box(2, 24)))], gauge_mm=gauge_mm) == []


@pytest.mark.parametrize(
    ("count", "errors"), [(52, []), (53, ["The containers weigh 1,325 t, the train bears 1,300 t."])]
)
def test_rule_10_mass_binds_before_the_last_wagon(count: int, errors: list[str]) -> None:
    wagons = marshal(box(number, 25, feet=40) for number in range(count))
    assert train_errors(wagons, limits=LIMITS) == errors


def test_every_limit_of_the_train_is_named() -> None:
    wagons = marshal(box(number, 24, feet=40, plug=number < 3) for number in range(56))
    assert train_errors(wagons, limits=LIMITS) == [
        "Wagons needed: 56; the train has 55.",
        "The containers weigh 1,344 t, the train bears 1,300 t.",
        "Plugs needed: 3; the train has 2.",
    ]
