from dataclasses import replace

import pytest

from shipping.limits import TrainLoad, limits_error

TRAIN = TrainLoad(mteu=110_000, gross_g=1_300_000_000, plugs=12, length_mm=760_000)
FORTY_FOOT = TrainLoad(mteu=2_000, gross_g=25_000_000, plugs=0, length_mm=12_192)


def boxes(count: int) -> TrainLoad:
    return TrainLoad(
        mteu=count * FORTY_FOOT.mteu,
        gross_g=count * FORTY_FOOT.gross_g,
        plugs=0,
        length_mm=count * FORTY_FOOT.length_mm,
    )


@pytest.mark.parametrize("count", [50, 52])
def test_rule_10_52_boxes_of_25_tonnes_pass(count: int) -> None:
    assert limits_error(limits=TRAIN, load=boxes(count)) is None


def test_rule_10_the_53rd_fails_by_mass_though_55_places_exist() -> None:
    sentence = "The gross mass of the train would be 1,325 t, it bears 1,300."
    assert limits_error(limits=TRAIN, load=boxes(53)) == sentence


@pytest.mark.parametrize(
    ("load", "sentence"),
    [
        (replace(boxes(1), mteu=112_000), "The places of the train would be 56, it bears 55."),
        (replace(boxes(1), plugs=13), "The plugs of the train would be 13, it bears 12."),
        (replace(boxes(1), length_mm=761_000), "The length of the train would be 761 m, it bears 760."),
    ],
)
def test_every_limit_binds(load: TrainLoad, sentence: str) -> None:
    assert limits_error(limits=TRAIN, load=load) == sentence


def test_a_train_filled_to_the_last_of_everything_passes() -> None:
    assert limits_error(limits=TRAIN, load=TRAIN) is None
