from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.choosing import Option, Wanted, WhyNot, rank, why_not
from shipping.segregation import CargoClass, Group, Temperature

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FOOD = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
GENERAL = CargoClass(Temperature.AMBIENT_DRY, Group.GENERAL)
WANTED = Wanted(gross_g=12_000, volume_cm3=20_000, cargo=FOOD, ready_at=NOW)
PAYLOAD_G, USABLE_CM3 = 21_000_000, 60_750_000


def option(
    number: int = 1,
    *,
    slot: int | None = None,
    arrives_in_days: int = 10,
    free_g: int = PAYLOAD_G,
    free_cm3: int = USABLE_CM3,
    cargo: CargoClass = FOOD,
    can_open: bool = True,
    cut_off_at: datetime = NOW + timedelta(days=1),
) -> Option:
    return Option(
        departure_id=UUID(int=number),
        slot_id=None if slot is None else UUID(int=slot),
        cargo=cargo,
        cut_off_at=cut_off_at,
        arrives_at=NOW + timedelta(days=arrives_in_days),
        capacity_g=PAYLOAD_G,
        capacity_cm3=USABLE_CM3,
        free_g=free_g,
        free_cm3=free_cm3,
        can_open=can_open,
    )


def test_the_earliest_arrival_comes_first_even_if_a_later_train_has_an_open_slot() -> None:
    early, late = option(1, arrives_in_days=9), option(2, slot=5, free_g=20_000, arrives_in_days=10)
    assert rank(WANTED, [late, early]).options == (early, late)


def test_of_one_arrival_the_fuller_container_comes_first() -> None:
    fuller, emptier = option(slot=7, free_g=50_000), option(slot=3, free_g=90_000)
    assert rank(WANTED, [emptier, fuller]).options == (fuller, emptier)


def test_a_container_is_as_full_as_its_scarcer_measure() -> None:
    full_by_volume = option(slot=7, free_cm3=30_000)
    full_by_mass = option(slot=3, free_g=90_000)
    assert rank(WANTED, [full_by_mass, full_by_volume]).options[0] == full_by_volume


@pytest.mark.parametrize(("free_g", "fuller"), [(33_000, "mass"), (34_000, "volume")])
def test_fullness_is_measured_after_loading(free_g: int, fuller: str) -> None:
    # What is left by volume is 61,000 of 60,750,000: 0.1004 %; by mass 0.1000 or 0.1048 %.
    by = {"mass": option(slot=1, free_g=free_g), "volume": option(slot=2, free_cm3=81_000)}
    assert rank(WANTED, list(by.values())).options[0] == by[fuller]


def test_an_open_slot_comes_before_a_new_one() -> None:
    opened, new = option(slot=7), option()
    assert rank(WANTED, [new, opened]).options == (opened, new)


def test_equals_go_by_id() -> None:
    options = [option(2, slot=1), option(1, slot=9), option(1, slot=8), option(2)]
    assert rank(WANTED, options).options == (options[2], options[1], options[0], options[3])


def test_a_ranking_with_options_has_no_reason() -> None:
    assert rank(WANTED, [option()]).why_not is None


@pytest.mark.parametrize(
    ("wanted", "offered", "reason"),
    [
        (WANTED, option(cargo=GENERAL), WhyNot.OTHER_CLASS),
        (WANTED, option(cut_off_at=NOW), WhyNot.CUT_OFF_PASSED),
        (
            replace(WANTED, latest_arrival_at=NOW + timedelta(days=9)),
            option(),
            WhyNot.ARRIVES_TOO_LATE,
        ),
        (replace(WANTED, gross_g=PAYLOAD_G + 1), option(), WhyNot.LARGER_THAN_CONTAINER),
        (replace(WANTED, volume_cm3=USABLE_CM3 + 1), option(), WhyNot.LARGER_THAN_CONTAINER),
        (WANTED, option(slot=1, free_g=11_999), WhyNot.SLOT_FULL),
        (WANTED, option(slot=1, free_cm3=19_999), WhyNot.SLOT_FULL),
        (WANTED, option(can_open=False), WhyNot.TRAIN_FULL),
    ],
)
def test_what_cannot_take_the_shipment_is_out_for_a_reason(
    wanted: Wanted, offered: Option, reason: WhyNot
) -> None:
    assert why_not(wanted, offered) is reason
    assert rank(wanted, [offered]).options == ()
    assert rank(wanted, [offered]).why_not is reason


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        (WANTED, option(cut_off_at=NOW + timedelta(seconds=1))),
        (replace(WANTED, latest_arrival_at=NOW + timedelta(days=10)), option()),
        (WANTED, option(slot=1, free_g=12_000, free_cm3=20_000)),
        (replace(WANTED, gross_g=PAYLOAD_G, volume_cm3=USABLE_CM3), option()),
        (WANTED, option(slot=1, can_open=False)),
    ],
)
def test_what_just_takes_the_shipment_is_in(wanted: Wanted, offered: Option) -> None:
    assert rank(wanted, [offered]).options == (offered,)


def test_without_options_there_is_no_departure() -> None:
    assert rank(WANTED, []).why_not is WhyNot.NO_DEPARTURE


def test_the_nearest_miss_is_the_reason() -> None:
    options = [
        option(1, cut_off_at=NOW),
        option(2, can_open=False),
        option(2, slot=4, free_g=1),
        option(3, slot=5, cargo=GENERAL),
    ]
    assert rank(WANTED, options).why_not is WhyNot.TRAIN_FULL


OPTIONS = st.lists(
    st.builds(
        option,
        st.integers(1, 4),
        slot=st.none() | st.integers(1, 50),
        arrives_in_days=st.integers(1, 4),
        free_g=st.integers(0, PAYLOAD_G),
        free_cm3=st.integers(0, USABLE_CM3),
        cargo=st.sampled_from([FOOD, GENERAL]),
        can_open=st.booleans(),
    ),
    max_size=10,
    unique_by=lambda one: (one.departure_id, one.slot_id),
)


@given(OPTIONS, st.integers(1, PAYLOAD_G), st.integers(1, USABLE_CM3))
def test_no_container_is_ever_overfilled(options: list[Option], gross_g: int, volume_cm3: int) -> None:
    ranking = rank(replace(WANTED, gross_g=gross_g, volume_cm3=volume_cm3), options)
    for one in ranking.options:
        assert gross_g <= one.free_g
        assert volume_cm3 <= one.free_cm3
        assert one.cargo == FOOD
    assert (ranking.why_not is None) == bool(ranking.options)
    arrivals = [one.arrives_at for one in ranking.options]
    assert arrivals == sorted(arrivals)


@given(OPTIONS.flatmap(lambda options: st.tuples(st.just(options), st.permutations(options))))
def test_the_order_of_the_options_makes_no_difference(
    pair: tuple[list[Option], list[Option]],
) -> None:
    assert rank(WANTED, pair[0]) == rank(WANTED, pair[1])
