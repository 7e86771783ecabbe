import pytest

from shipping.segregation import (
    CargoClass,
    ClassRefusal,
    Group,
    Temperature,
    cargo_class,
    goes_below,
    may_ride_in,
    may_share,
)

MAY_SHARE = [
    {"DRY_FOOD", "LIQUID_FOOD", "DAIRY_POWDER"},
    {"COSMETICS"},
    {"ELECTRONICS", "TEXTILE"},
    {"FROZEN_MEAT"},
    {"DAIRY_CHILLED"},
    {"PROJECT_CARGO"},
    {"FEED"},
]
CLASSES = sorted(set().union(*MAY_SHARE))


def goods(segregation: str, temperature: str = "AMBIENT_DRY") -> CargoClass:
    cargo = cargo_class(temperature=temperature, segregation=segregation)
    assert isinstance(cargo, CargoClass)
    return cargo


KUMYS = ("DAIRY_CHILLED", "CHILLED_2_6")
LAMB = ("FROZEN_MEAT", "FROZEN_-18")


@pytest.mark.parametrize("first", CLASSES)
@pytest.mark.parametrize("second", CLASSES)
def test_the_matrix_holds_for_every_pair(first: str, second: str) -> None:
    expected = any({first, second} <= group for group in MAY_SHARE)
    assert may_share(goods(first), goods(second)) == expected


def test_rule_15_flour_and_shampoo_never_share() -> None:
    assert not may_share(goods("DRY_FOOD"), goods("COSMETICS"))


def test_rule_15_flour_and_linseed_oil_share_with_the_oil_below() -> None:
    assert may_share(goods("DRY_FOOD"), goods("LIQUID_FOOD"))
    assert goes_below("LIQUID_FOOD")
    assert not goes_below("DRY_FOOD")


@pytest.mark.parametrize("segregation", ["DANGEROUS", "CHEMICALS", "", "dry_food"])
def test_rule_15_a_class_outside_the_matrix_is_refused(segregation: str) -> None:
    answer = cargo_class(temperature="AMBIENT_DRY", segregation=segregation)
    assert answer is ClassRefusal.CLASS_REFUSED


def test_an_unknown_climate_is_refused() -> None:
    answer = cargo_class(temperature="WARM", segregation="DRY_FOOD")
    assert answer is ClassRefusal.UNKNOWN_TEMPERATURE


def test_rule_16_kumys_rides_in_no_dry_box() -> None:
    assert not may_ride_in(goods(*KUMYS), is_cooled=False)
    assert may_ride_in(goods(*KUMYS), is_cooled=True)


def test_rule_16_kumys_and_frozen_lamb_need_two_boxes() -> None:
    assert goods(*KUMYS).container_type == goods(*LAMB).container_type == "45R1"
    assert not may_share(goods(*KUMYS), goods(*LAMB))


def test_one_group_at_two_set_points_needs_two_boxes() -> None:
    chocolate = goods("DRY_FOOD", "AMBIENT_COOL_15_21")
    assert not may_share(chocolate, goods("DRY_FOOD"))


@pytest.mark.parametrize(
    ("temperature", "container_type", "set_point_c"),
    [
        (Temperature.AMBIENT_DRY, "42G1", None),
        (Temperature.AMBIENT_COOL, "45R1", 18),
        (Temperature.CHILLED, "45R1", 4),
        (Temperature.FROZEN, "45R1", -18),
    ],
)
def test_the_climate_decides_the_box(
    temperature: Temperature, container_type: str, set_point_c: int | None
) -> None:
    cargo = CargoClass(temperature, Group.FOOD)
    assert (cargo.container_type, cargo.set_point_c) == (container_type, set_point_c)
    assert cargo.needs_plug == (set_point_c is not None)


def test_dry_goods_may_ride_in_a_cooled_box() -> None:
    assert may_ride_in(goods("DRY_FOOD"), is_cooled=True)
    assert may_ride_in(goods("DRY_FOOD"), is_cooled=False)
