"""Does the cheapest place that keeps the promise come first?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.choosing import Option, Wanted, rank
from shipping.marginal import (
    MICRO,
    Costs,
    Promise,
    TrainCosts,
    Worth,
    by_marginal_cost,
    freight,
    marginal_cost,
)
from shipping.segregation import CargoClass, Group, Temperature

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FOOD = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
DAIRY = CargoClass(Temperature.CHILLED, Group.DAIRY_CHILLED)
PAYLOAD_G, USABLE_CM3 = 21_000_000, 60_750_000
WORTH = Worth(
    freight_cents_per_m3=10_000,
    freight_cooled_percent=200,
    freight_least_cents=300,
    chargeable_kg_per_m3=400,
    late_per_mille=10,
    late_cooled_per_mille=25,
    late_spoiling_per_mille=60,
    storage_cents_per_m3_day=60,
)
# Two cubic metres of half a tonne.
WANTED = Wanted(gross_g=500_000, volume_cm3=2_000_000, cargo=FOOD, ready_at=NOW)
MARGIN = 2 * DAY
A_TEU, A_TONNE, A_PLUG, HAUL = 40_000, 1_000, 5_000, 320_000


def option(number: int, *, slot: int | None = None, days: int = 10, free_g: int = PAYLOAD_G) -> Option:
    """A train that arrives in so many days, or the open slot `slot` on it."""
    return Option(
        departure_id=UUID(int=number),
        slot_id=None if slot is None else UUID(int=slot),
        cargo=FOOD,
        cut_off_at=NOW + DAY,
        arrives_at=NOW + days * DAY,
        capacity_g=PAYLOAD_G,
        capacity_cm3=USABLE_CM3,
        free_g=free_g,
        free_cm3=USABLE_CM3,
    )


def train(days: int = 3, **prices: int) -> TrainCosts:
    """A train that leaves in so many days."""
    return TrainCosts(NOW + days * DAY, **{"haul_cents": HAUL, **prices})


def costs(**trains: TrainCosts) -> Costs:
    """The trains `t1`, `t2` …, and a container of two TEU and four tonnes."""
    return Costs(WORTH, {UUID(int=int(name[1:])): each for name, each in trains.items()}, 2_000, 4_000_000)


def order(options: list[Option], among: Costs, *, promised_in_days: int | None) -> list[Option]:
    promised_at = None if promised_in_days is None else NOW + promised_in_days * DAY
    return list(rank(WANTED, options, by_marginal_cost(among, Promise(promised_at, MARGIN))).options)


def test_an_open_container_of_a_later_train_comes_before_a_new_one_while_the_promise_is_kept() -> None:
    new, opened = option(1, days=10), option(2, slot=5, days=11)
    among = costs(t1=train(2), t2=train(3))
    assert order([new, opened], among, promised_in_days=14) == [opened, new]


def test_no_saving_buys_a_broken_promise() -> None:
    new, opened = option(1, days=10), option(2, slot=5, days=13)
    among = costs(t1=train(2, cents_per_teu=9_000_000), t2=train(5))
    # Due two days before it is promised: the rest is for delays.
    assert order([opened, new], among, promised_in_days=14) == [new, opened]
    assert order([opened, new], among, promised_in_days=15) == [opened, new]


def test_where_no_train_keeps_the_promise_the_least_late_comes_first_however_dear() -> None:
    soon, late = option(1, days=20), option(2, slot=5, days=22)
    assert order([late, soon], costs(t1=train(12), t2=train(14)), promised_in_days=9) == [soon, late]


def test_without_a_promise_the_first_train_comes_first() -> None:
    new, opened = option(1, days=10), option(2, slot=5, days=11)
    assert order([opened, new], costs(t1=train(2), t2=train(3)), promised_in_days=None) == [new, opened]


def test_of_two_open_containers_the_one_that_waits_less_comes_first() -> None:
    sooner, later = option(1, slot=8, days=11), option(2, slot=5, days=11)
    assert order([later, sooner], costs(t1=train(2), t2=train(3)), promised_in_days=20) == [sooner, later]


def test_a_train_with_slack_comes_before_one_whose_places_are_dear() -> None:
    dear, slack = option(1, days=10), option(2, days=12)
    among = costs(t1=train(2, cents_per_teu=A_TEU), t2=train(4))
    assert order([dear, slack], among, promised_in_days=20) == [slack, dear]


def test_of_equal_costs_the_fuller_container_comes_first() -> None:
    emptier, fuller = option(1, slot=3), option(1, slot=7, free_g=600_000)
    assert order([emptier, fuller], costs(t1=train()), promised_in_days=20) == [fuller, emptier]


@pytest.mark.parametrize(
    ("name", "cents", "paid_open", "paid_new"),
    [
        ("haul_cents", HAUL, 0, HAUL),
        ("cents_per_teu", A_TEU, 0, 2 * A_TEU),
        # Half a tonne of goods, four of the box.
        ("cents_per_tonne", A_TONNE, A_TONNE // 2, A_TONNE // 2 + 4 * A_TONNE),
        ("cents_per_plug", A_PLUG, 0, 0),
    ],
)
def test_a_new_container_pays_for_its_place_and_an_open_one_for_the_mass_of_the_goods(
    name: str, cents: int, paid_open: int, paid_new: int
) -> None:
    among = costs(t1=TrainCosts(NOW, **{"haul_cents": 0, name: cents}))
    assert marginal_cost(WANTED, option(1, slot=5), among) == paid_open * MICRO
    assert marginal_cost(WANTED, option(1), among) == paid_new * MICRO


def test_a_cooled_container_pays_for_its_plug() -> None:
    among = costs(t1=TrainCosts(NOW, 0, cents_per_plug=A_PLUG))
    chilled = replace(WANTED, cargo=DAIRY)
    assert marginal_cost(chilled, option(1), among) == A_PLUG * MICRO
    assert marginal_cost(chilled, option(1, slot=5), among) == 0


def test_goods_wait_by_their_volume_until_their_train_leaves() -> None:
    among = costs(t1=train(3, haul_cents=0))
    assert marginal_cost(WANTED, option(1), among) == 3 * 2 * 60 * MICRO
    assert marginal_cost(replace(WANTED, ready_at=NOW + 4 * DAY), option(1), among) == 0


@pytest.mark.parametrize(
    ("changes", "percent"),
    [({}, 1.0), ({"cargo": DAIRY}, 5.0), ({"latest_arrival_at": NOW + 30 * DAY}, 6.0)],
    ids=["keeps", "cooled", "spoils"],
)
def test_a_day_late_costs_a_share_of_the_freight(changes: dict[str, Any], percent: float) -> None:
    among = costs(t1=TrainCosts(NOW, 0))
    wanted = replace(WANTED, **changes)
    late = marginal_cost(wanted, option(1, slot=5, days=12), among, promised_at=NOW + 10 * DAY)
    # Two days of the freight of two cubic metres; cooled goods pay twice, and lose 2.5 % a day.
    assert late == 2 * percent / 100 * 20_000 * MICRO
    assert marginal_cost(wanted, option(1, slot=5), among, promised_at=NOW + 10 * DAY) == 0


@pytest.mark.parametrize(
    ("gross_g", "volume_cm3", "cents"),
    [(1_000, 1_000, 300), (500_000, 2_000_000, 20_000), (1_200_000, 2_000_000, 30_000)],
    ids=["the least", "by volume", "by mass"],
)
def test_freight_is_paid_by_volume_or_by_mass(gross_g: int, volume_cm3: int, cents: int) -> None:
    assert freight(gross_g, volume_cm3, is_cooled=False, worth=WORTH) == cents * MICRO


OPTIONS = st.lists(
    st.builds(option, st.integers(1, 4), slot=st.none() | st.integers(1, 50), days=st.integers(8, 20)),
    max_size=10,
    unique_by=lambda one: (one.departure_id, one.slot_id),
)
PRICES = st.builds(train, st.integers(1, 9), cents_per_teu=st.integers(0, 10**7))


@given(OPTIONS, st.tuples(PRICES, PRICES, PRICES, PRICES), st.integers(8, 22))
def test_a_promise_that_can_be_kept_is_kept_at_any_price(
    options: list[Option], priced: tuple[TrainCosts, ...], promised_in_days: int
) -> None:
    among = costs(**{f"t{place}": each for place, each in enumerate(priced, 1)})
    ranked = order(options, among, promised_in_days=promised_in_days)
    assert len(ranked) == len(options)
    due_at = NOW + promised_in_days * DAY - MARGIN
    kept = [one.arrives_at <= due_at for one in ranked]
    assert kept == sorted(kept, reverse=True)
    paid = [marginal_cost(WANTED, one, among) for one in ranked[: sum(kept)]]
    assert paid == sorted(paid)
