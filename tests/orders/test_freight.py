from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.freight import (
    FreightLine,
    FreightPrice,
    Rates,
    bands_as_text,
    bands_in,
    chargeable_g,
    price_freight,
)

RATES = Rates(
    currency="USD",
    per_chargeable_kg=Decimal("0.34"),
    minimum=Decimal("2.50"),
    fuel_percent=Decimal("6.0"),
    winter_percent=Decimal("4.0"),
    winter_months=[11, 12, 1, 2, 3],
    first_mile_per_kg=Decimal("0.050"),
    last_mile_per_kg=Decimal("0.280"),
    insurance_percent=Decimal("0.30"),
)
RATE = Decimal("7.10")


def priced(*lines: FreightLine, rates: Rates = RATES, departs_on: date = date(2026, 12, 1)) -> FreightPrice:
    return price_freight(lines=lines, rates=rates, currency="CNY", rate=RATE, departs_on=departs_on)


def test_rule_19_a_light_load_counts_by_its_volume() -> None:
    assert chargeable_g(gross_g=260_000, volume_cm3=800_000) == 400_000


def test_a_heavy_load_counts_by_its_mass() -> None:
    assert chargeable_g(gross_g=500_000, volume_cm3=800_000) == 500_000


def test_half_a_gram_of_volume_is_rounded_up() -> None:
    assert chargeable_g(gross_g=1, volume_cm3=3) == 2


def test_the_factor_is_the_services_own() -> None:
    assert chargeable_g(gross_g=1, volume_cm3=800_000, kg_per_m3=333) == 266_400


def test_a_winter_shipment_shows_every_component() -> None:
    price = priced(FreightLine(260_000, 800_000, 1_000_000))
    # 400 kg x 0.34 = 136 USD; 260 kg over both miles; 0.3 % of 10,000 CNY.
    assert price.chargeable_g == 400_000
    assert price.rail_minor == 96_560
    assert price.fuel_minor == 5_794  # 8.16 USD = 57.936 CNY
    assert price.winter_minor == 3_862  # 5.44 USD = 38.624 CNY
    assert price.first_mile_minor == 9_230
    assert price.last_mile_minor == 51_688
    assert price.insurance_minor == 3_000
    assert price.freight_minor == 96_560 + 5_794 + 3_862 + 9_230 + 51_688
    assert price.total_minor == price.freight_minor + 3_000


BANDS = replace(RATES, bands=bands_in("100:0.30;500:0.26"))


@pytest.mark.parametrize(
    ("kg", "rail"),
    [
        # By its own band, in US dollars.
        (50, "17.00"),
        (100, "30.00"),
        (400, "120.00"),
        (500, "130.00"),
        (1_000, "260.00"),
        # 89 kg would cost 30.26 by the kilogram, 450 kg 135.00: a hundred and five hundred cost less.
        (89, "30.00"),
        (450, "130.00"),
    ],
)
def test_a_heavier_load_costs_less_a_kilogram_and_never_more_than_the_next_band(kg: int, rail: str) -> None:
    price = priced(FreightLine(kg * 1_000, 1, 0), rates=BANDS)
    assert price.rail_minor == int((Decimal(rail) * RATE * 100).quantize(Decimal(1), ROUND_HALF_UP))


@given(st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_more_weight_never_costs_less(one: int, other: int) -> None:
    light, heavy = sorted((one, other))
    costs = [priced(FreightLine(each, 1, 0), rates=BANDS).rail_minor for each in (light, heavy)]
    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("100", "no band"),
        ("100:0,3", "no band"),
        ("500:0.30;100:0.26", "not more than 500 kg"),
        ("100:0.30;500:0.30", "not less than 0.30"),
        ("0:0.30", "a nought"),
        (";".join(f"{kg}:0.{99 - kg}" for kg in range(1, 10)), "more than 8"),
    ],
)
def test_bands_that_make_no_sense_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        bands_in(text)


def test_bands_are_written_as_they_are_read() -> None:
    assert bands_as_text(bands_in("100:0.3; 500:0.26")) == "100:0.3000;500:0.2600"
    assert bands_in(bands_as_text(BANDS.bands)) == BANDS.bands


def test_in_summer_there_is_no_winter_surcharge() -> None:
    line = FreightLine(260_000, 800_000, 1_000_000)
    price = priced(line, departs_on=date(2026, 4, 1))
    assert price.winter_minor == 0
    assert price.fuel_minor == 5_794


def test_a_small_parcel_pays_the_minimum_once() -> None:
    price = priced(FreightLine(1_000, 1_000, 10_000), FreightLine(1_000, 1_000, 10_000))
    assert price.rail_minor == 1_775


def test_surcharges_rest_on_the_minimum_too() -> None:
    assert priced(FreightLine(1_000, 1_000, 10_000)).fuel_minor == 107  # 1.065 CNY


def test_insurance_may_be_free() -> None:
    price = priced(FreightLine(1_000, 1_000, 10_000), rates=replace(RATES, insurance_percent=Decimal(0)))
    assert (price.insurance_minor, price.line_insurance_minor) == (0, (0,))


def test_freight_is_shared_by_chargeable_weight_and_insurance_by_value() -> None:
    heavy_and_cheap = FreightLine(3_000, 1_000, 10_000)
    light_and_dear = FreightLine(1_000, 1_000, 30_000)
    price = priced(heavy_and_cheap, light_and_dear)
    assert price.line_freight_minor == (price.freight_minor * 3 // 4 + 1, price.freight_minor // 4)
    assert price.line_insurance_minor == (30, 90)


def test_a_bulky_line_bears_its_volume() -> None:
    price = priced(FreightLine(1_000, 6_000, 0), FreightLine(1_000, 1_000, 0))
    # 3 kg of volume beside 1 kg of mass: three quarters of 24.22, the odd fen to the first.
    assert price.line_freight_minor == (1_817, 605)


@pytest.mark.parametrize("lines", [(), (FreightLine(0, 1, 1),)])
def test_a_shipment_without_mass_is_a_mistake(lines: Sequence[FreightLine]) -> None:
    with pytest.raises(ValueError, match="has a mass"):
        priced(*lines)


LINES = st.lists(
    st.builds(
        FreightLine,
        st.integers(1, 10**7),
        st.integers(0, 10**8),
        st.integers(0, 10**8),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES)
def test_the_shares_add_up_to_the_components(lines: list[FreightLine]) -> None:
    price = priced(*lines)
    components = (
        price.rail_minor
        + price.fuel_minor
        + price.winter_minor
        + price.first_mile_minor
        + price.last_mile_minor
    )
    assert sum(price.line_freight_minor) == components
    assert sum(price.line_insurance_minor) == price.insurance_minor
    assert min(price.line_freight_minor) >= 0
    assert len(price.line_freight_minor) == len(price.line_insurance_minor) == len(lines)
