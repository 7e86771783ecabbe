from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shipping.segregation import CargoClass, Group, Temperature
from shipping.splitting import GoodsLine, Part, TooBig, split
from tests.shipping.boxes import BOXES

FOOD = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
GENERAL = CargoClass(Temperature.AMBIENT_DRY, Group.GENERAL)
KUMYS = CargoClass(Temperature.CHILLED, Group.DAIRY_CHILLED)


def parts_of(*lines: GoodsLine) -> list[Part]:
    parts = split(lines=lines, boxes=BOXES)
    assert isinstance(parts, list)
    return parts


def test_a_small_order_is_one_shipment() -> None:
    parts = parts_of(GoodsLine("flour", 2_044, 3_275, 3, FOOD), GoodsLine("oil", 625, 808, 2, FOOD))
    assert parts == [Part(FOOD, (("flour", 3), ("oil", 2)), 3 * 2_044 + 2 * 625, 3 * 3_275 + 2 * 808)]


def test_what_may_not_share_is_kept_apart() -> None:
    parts = parts_of(
        GoodsLine("flour", 2_044, 3_275, 1, FOOD),
        GoodsLine("felt", 500, 1_000, 1, GENERAL),
        GoodsLine("kumys", 544, 676, 1, KUMYS),
        GoodsLine("flax", 1_000, 1_500, 1, FOOD),
    )
    assert [(part.cargo, part.units) for part in parts] == [
        (FOOD, (("flour", 1), ("flax", 1))),
        (GENERAL, (("felt", 1),)),
        (KUMYS, (("kumys", 1),)),
    ]


def test_more_flour_than_a_container_holds_falls_into_two() -> None:
    parts = parts_of(GoodsLine("flour", 25_320, 41_055, 1_000, FOOD))
    assert [part.units for part in parts] == [(("flour", 829),), (("flour", 171),)]


def test_a_later_line_fills_the_room_left_in_an_earlier_part() -> None:
    parts = parts_of(GoodsLine("flour", 25_320, 41_055, 830, FOOD), GoodsLine("tea", 100, 300, 1_000, FOOD))
    assert [part.units for part in parts] == [
        (("flour", 829), ("tea", 97)),
        (("flour", 1), ("tea", 903)),
    ]


def test_one_unit_larger_than_a_container_is_named() -> None:
    lines = [GoodsLine("flour", 25_320, 41_055, 1, FOOD), GoodsLine("rock", 21_000_001, 1, 1, FOOD)]
    assert split(lines=lines, boxes=BOXES) == TooBig("rock")


def test_an_order_of_nothing_has_no_parts() -> None:
    assert parts_of() == []


LINES = st.lists(
    st.builds(
        GoodsLine,
        st.uuids().map(str),
        st.integers(1, 20_400_000),
        st.integers(1, 60_750_000),
        st.integers(1, 60),
        st.sampled_from([FOOD, GENERAL, KUMYS]),
    ),
    max_size=6,
    unique_by=lambda line: line.line_id,
)


@given(LINES)
def test_units_are_conserved_and_no_part_is_larger_than_its_container(
    lines: list[GoodsLine],
) -> None:
    parts = parts_of(*lines)
    by_id = {line.line_id: line for line in lines}
    units = Counter[str]()
    for part in parts:
        box = BOXES[part.cargo.container_type]
        assert part.gross_g <= box.payload_g
        assert part.volume_cm3 <= box.usable_cm3
        assert part.gross_g == sum(by_id[name].gross_g * count for name, count in part.units)
        assert part.volume_cm3 == sum(by_id[name].volume_cm3 * count for name, count in part.units)
        assert {by_id[name].cargo for name, _ in part.units} == {part.cargo}
        units.update(dict(part.units))
    assert units == {line.line_id: line.quantity for line in lines}
