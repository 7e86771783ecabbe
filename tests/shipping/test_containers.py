from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.containers import Fit, units_that_fit
from tests.shipping.boxes import BOXES

FLOUR_BAG = (25_320, 41_055)
ROBOT_VACUUM = (5_690, 31_395)
PV_PALLET = (928_780, 3_262_875)


def fit_of(iso_code: str, unit: tuple[int, int]) -> tuple[Fit, int]:
    box = BOXES[iso_code]
    fit = units_that_fit(gross_g=unit[0], volume_cm3=unit[1], free_g=box.payload_g, free_cm3=box.usable_cm3)
    return fit, fit.units * unit[0] // 1000


@pytest.mark.parametrize(
    ("iso_code", "unit", "units", "kg", "binds"),
    [
        ("22G1", FLOUR_BAG, 727, 18_407, "volume"),
        ("42G1", FLOUR_BAG, 829, 20_990, "mass"),
        ("45G1", ROBOT_VACUUM, 2_184, 12_426, "volume"),
        ("45G1", PV_PALLET, 21, 19_504, "volume"),
    ],
)
def test_rule_8_worked_loads(iso_code: str, unit: tuple[int, int], units: int, kg: int, binds: str) -> None:
    fit, mass_kg = fit_of(iso_code, unit)
    assert (fit.units, fit.binds, mass_kg) == (units, binds, kg)


@pytest.mark.parametrize(
    ("iso_code", "takes_packages"),
    [("22G1", True), ("L5G1", True), ("45R1", True), ("22U1", False), ("22T1", False), ("42P3", False)],
)
def test_packages_go_into_boxes_with_doors_alone(iso_code: str, takes_packages: bool) -> None:
    assert replace(BOXES["42G1"], iso_code=iso_code).takes_packages is takes_packages


@pytest.mark.parametrize(
    ("iso_code", "payload_g"),
    [
        ("22G1", 21_750_000),  # rail cap 24 t less tare
        ("42G1", 21_000_000),  # cargo cap of forty feet
        ("45R1", 20_400_000),  # rail cap 25 t less tare
        ("22U1", 0),  # trains refuse open tops
    ],
)
def test_the_smallest_cap_is_the_payload(iso_code: str, payload_g: int) -> None:
    assert BOXES[iso_code].payload_g == payload_g


def test_the_plate_binds_where_the_railway_takes_more() -> None:
    box = BOXES["22G1"]
    strong = type(box)("22G1", 20, box.volume_cm3, box.tare_g, 20_000_000, 24_000_000)
    assert strong.payload_g == 17_750_000


def test_nine_tenths_of_the_volume_are_usable() -> None:
    assert BOXES["42G1"].usable_cm3 == 60_750_000


def test_an_opened_box_takes_its_tare_and_all_it_may_hold() -> None:
    assert BOXES["42G1"].permitted_gross_g == 24_900_000


def test_mass_is_named_when_both_bind() -> None:
    assert units_that_fit(gross_g=2, volume_cm3=3, free_g=4, free_cm3=6) == Fit(2, "mass")


def test_nothing_fits_when_more_than_all_is_taken() -> None:
    assert units_that_fit(gross_g=1, volume_cm3=1, free_g=-5, free_cm3=10) == Fit(0, "mass")
    assert units_that_fit(gross_g=1, volume_cm3=1, free_g=10, free_cm3=-5) == Fit(0, "volume")


@pytest.mark.parametrize("unit", [(0, 1), (1, 0)])
def test_a_unit_without_mass_or_volume_is_a_mistake(unit: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="a mass and a volume"):
        units_that_fit(gross_g=unit[0], volume_cm3=unit[1], free_g=1, free_cm3=1)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 10**8), st.integers(0, 10**8))
def test_what_fits_fits_and_one_more_does_not(
    gross_g: int, volume_cm3: int, free_g: int, free_cm3: int
) -> None:
    units = units_that_fit(gross_g=gross_g, volume_cm3=volume_cm3, free_g=free_g, free_cm3=free_cm3).units
    assert units * gross_g <= free_g
    assert units * volume_cm3 <= free_cm3
    assert (units + 1) * gross_g > free_g or (units + 1) * volume_cm3 > free_cm3
