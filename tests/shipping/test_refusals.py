from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shipping import refusals
from shipping.choosing import Option, Wanted, WhyNot
from shipping.limits import TrainLoad, length_needed_mm, limits_error
from shipping.refusals import Refusal, cubic_metres, kilograms, refusal
from shipping.segregation import CargoClass, Group, Temperature

FOOD = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
KUMYS = CargoClass(Temperature.CHILLED, Group.DAIRY_CHILLED)
LAMB = CargoClass(Temperature.FROZEN, Group.FROZEN_MEAT)
CLOSES = datetime(2026, 11, 28, 13, tzinfo=UTC)
ARRIVES = datetime(2026, 12, 9, 13, tzinfo=UTC)
FLOUR = Wanted(gross_g=25_320, volume_cm3=41_000, cargo=FOOD, ready_at=CLOSES - timedelta(hours=1))
BOX = Option(
    departure_id=UUID(int=1),
    slot_id=UUID(int=2),
    cargo=FOOD,
    cut_off_at=CLOSES,
    arrives_at=ARRIVES,
    capacity_g=21_000_000,
    capacity_cm3=60_750_000,
    free_g=3_000_500,
    free_cm3=5_250_000,
)


def test_what_fits_is_not_refused() -> None:
    assert refusal(FLOUR, BOX) is None


@pytest.mark.parametrize(
    ("wanted", "option", "code", "sentence"),
    [
        (
            replace(FLOUR, gross_g=21_400_000),
            BOX,
            WhyNot.LARGER_THAN_CONTAINER,
            "The shipment weighs 21,400 kg, the container bears 21,000 kg.",
        ),
        (
            replace(FLOUR, volume_cm3=61_000_000),
            BOX,
            WhyNot.LARGER_THAN_CONTAINER,
            "The shipment fills 61 m³, the container holds 60.75 m³.",
        ),
        (
            replace(FLOUR, gross_g=4_000_000),
            BOX,
            WhyNot.SLOT_FULL,
            "The shipment weighs 4,000 kg, the container has 3,000.5 kg left.",
        ),
        (
            replace(FLOUR, volume_cm3=6_000_000),
            BOX,
            WhyNot.SLOT_FULL,
            "The shipment fills 6 m³, the container has 5.25 m³ left.",
        ),
        (
            replace(FLOUR, ready_at=CLOSES + timedelta(hours=1, minutes=10)),
            BOX,
            WhyNot.CUT_OFF_PASSED,
            "The warehouse closes on 28 Nov 13:00 UTC, the goods come at 14:10.",
        ),
        (
            replace(FLOUR, ready_at=CLOSES),
            BOX,
            WhyNot.CUT_OFF_PASSED,
            "The warehouse closes on 28 Nov 13:00 UTC, the goods come at 13:00.",
        ),
        (
            replace(FLOUR, ready_at=CLOSES + timedelta(days=2)),
            BOX,
            WhyNot.CUT_OFF_PASSED,
            "The warehouse closes on 28 Nov 13:00 UTC, the goods come on 30 Nov 13:00 UTC.",
        ),
        (
            replace(FLOUR, latest_arrival_at=ARRIVES - timedelta(hours=13)),
            BOX,
            WhyNot.ARRIVES_TOO_LATE,
            "The train arrives on 9 Dec 13:00 UTC, the goods may arrive until 9 Dec 00:00 UTC.",
        ),
        (
            FLOUR,
            replace(BOX, embargo="Khorgos is under embargo until it is lifted: snow"),
            WhyNot.EMBARGO,
            "Khorgos is under embargo until it is lifted: snow",
        ),
        (
            FLOUR,
            replace(
                BOX,
                slot_id=None,
                can_open=False,
                train_full="The gross mass of the train would be 1,325 t, it bears 1,300.",
            ),
            WhyNot.TRAIN_FULL,
            "The gross mass of the train would be 1,325 t, it bears 1,300.",
        ),
        (
            FLOUR,
            replace(BOX, slot_id=None, can_open=False),
            WhyNot.TRAIN_FULL,
            "The train takes no further container.",
        ),
        (
            FLOUR,
            replace(BOX, cargo=CargoClass(Temperature.AMBIENT_DRY, Group.COSMETICS)),
            WhyNot.OTHER_CLASS,
            "The container is laid out for cosmetics without cooling, the shipment is food without cooling.",
        ),
    ],
)
def test_every_refusal_is_a_sentence_with_its_numbers(
    wanted: Wanted, option: Option, code: WhyNot, sentence: str
) -> None:
    assert refusal(wanted, option) == Refusal(code, sentence)


def test_rule_16_kumys_in_a_box_without_cooling_is_refused() -> None:
    found = refusal(replace(FLOUR, cargo=KUMYS), replace(BOX, cargo=KUMYS))
    sentence = "The shipment travels at 4 °C, the container is not cooled."
    assert found == Refusal(WhyNot.NEEDS_COOLED_BOX, sentence)
    assert refusal(replace(FLOUR, cargo=KUMYS), replace(BOX, cargo=KUMYS, is_cooled=True)) is None


def test_rule_16_kumys_and_frozen_lamb_never_share_a_cooled_box() -> None:
    found = refusal(replace(FLOUR, cargo=KUMYS), replace(BOX, cargo=LAMB, is_cooled=True))
    assert found == Refusal(
        WhyNot.OTHER_CLASS,
        "The container is laid out for frozen meat at -18 °C, the shipment is chilled dairy at 2 to 6 °C.",
    )


def test_every_reason_has_its_sentence() -> None:
    assert set(refusals._SENTENCES) == set(WhyNot)


@pytest.mark.parametrize(
    ("grams", "shown"), [(25_320, "25.32 kg"), (21_000_000, "21,000 kg"), (500, "0.5 kg"), (100, "0.1 kg")]
)
def test_masses_are_shown_in_kilograms(grams: int, shown: str) -> None:
    assert kilograms(grams) == shown


def test_volumes_are_shown_in_cubic_metres() -> None:
    assert cubic_metres(60_750_000) == "60.75 m³"
    assert cubic_metres(41_000) == "0.041 m³"


@pytest.mark.parametrize(
    ("mteu", "gauge_mm", "length_mm"),
    [
        (2_000, 1520, 14_000),
        (2_000, 1435, 13_466),
        (2_000, None, 14_000),
        (1_000, 1520, 7_000),
        (1_000, 1435, 6_733),
        (2_250, 1435, 15_150),
    ],
)
def test_a_box_takes_its_share_of_a_conditional_wagon(
    mteu: int, gauge_mm: int | None, length_mm: int
) -> None:
    assert length_needed_mm(mteu=mteu, gauge_mm=gauge_mm) == length_mm


def test_57_conditional_wagons_of_1520_fill_a_train_of_798_metres() -> None:
    each = length_needed_mm(mteu=2_000, gauge_mm=1520)
    limits = TrainLoad(mteu=200_000, gross_g=10**10, plugs=0, length_mm=798_000)
    full = TrainLoad(mteu=57 * 2_000, gross_g=0, plugs=0, length_mm=57 * each)
    assert limits_error(limits=limits, load=full) is None
    over = replace(full, length_mm=58 * each)
    sentence = "The length of train ALA 1520 would be 812 m, it bears 798."
    assert limits_error(limits=limits, load=over, of="train ALA 1520") == sentence
