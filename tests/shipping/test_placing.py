"""Is a waiting shipment put where it keeps its promise and costs the railway least, by the prices of now?"""

from datetime import datetime
from typing import Any

import pytest

from shipping.models import ContainerType, Departure, PlanRun, TrainPrice
from shipping.queries.costs import costs_on
from shipping.queries.planning_costs import haul_by_default
from tests.shipping.plans import a_haul_cost, a_price, an_applied_run, planning_costs
from tests.shipping.railway import DAY, FULL, NOW, assigned, make_train, train_of


@pytest.fixture
def two_trains(rails: datetime) -> tuple[Departure, Departure]:
    """One a day after the other, of the same service."""
    return make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)


@pytest.fixture
def run(rails: datetime) -> PlanRun:
    return an_applied_run(NOW)


def promised(train: Departure, days: int) -> dict[str, Any]:
    """So many days after the train arrives, two of which are for delays."""
    return {"promised_at": train.arrives_at + days * DAY}


def box(iso_code: str = "42G1") -> ContainerType:
    return ContainerType.objects.get(iso_code=iso_code)


def test_an_open_container_of_the_next_train_is_filled_before_another_is_opened(
    two_trains: tuple[Departure, Departure],
) -> None:
    sooner, later = two_trains
    # It is in hand too late for the first train.
    assert train_of(assigned(planned_hand_in_at=sooner.cfs_cutoff_at)) == later
    assert train_of(assigned(**promised(sooner, 4))) == later
    assert train_of(assigned(**promised(sooner, 2))) == sooner


def test_without_a_promise_the_first_train_is_taken(two_trains: tuple[Departure, Departure]) -> None:
    sooner, later = two_trains
    assert train_of(assigned(planned_hand_in_at=sooner.cfs_cutoff_at)) == later
    assert train_of(assigned()) == sooner


def test_a_late_shipment_takes_the_first_train_however_dear_it_is(
    two_trains: tuple[Departure, Departure], run: PlanRun
) -> None:
    sooner, _ = two_trains
    a_price(run, sooner, cents_per_teu=10**9)
    assert train_of(assigned(**promised(sooner, -9))) == sooner


def test_the_next_placement_goes_by_the_prices_of_the_last_plan(
    two_trains: tuple[Departure, Departure], run: PlanRun
) -> None:
    sooner, later = two_trains
    price = a_price(run, sooner, cents_per_teu=45_000, cents_per_plug=0)
    assert train_of(assigned(**FULL, **promised(sooner, 4))) == later
    TrainPrice.objects.filter(pk=price.pk).update(cents_per_teu=0)
    assert train_of(assigned(**FULL, **promised(sooner, 4))) == sooner


def test_mass_that_is_dear_sends_the_heavy_to_another_train_and_lets_the_light_ride(
    two_trains: tuple[Departure, Departure], run: PlanRun
) -> None:
    sooner, later = two_trains
    a_price(run, sooner, cents_per_teu=0, cents_per_plug=0, cents_per_tonne=100)
    assigned(gross_g=1_000, volume_cm3=1_000)
    assigned(gross_g=1_000, volume_cm3=1_000, planned_hand_in_at=sooner.cfs_cutoff_at)
    # A day of storage of two cubic metres is 120 cents, ten tonnes are a thousand.
    bulk = {"volume_cm3": 2_000_000, **promised(sooner, 4)}
    assert train_of(assigned(gross_g=10_000_000, **bulk)) == later
    assert train_of(assigned(gross_g=1_000_000, **bulk)) == sooner


def test_the_cheaper_crossing_is_taken_while_it_keeps_the_promise(rails: datetime) -> None:
    dear = make_train(NOW + 8 * DAY)
    cheap = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    delay = (cheap.arrives_at - dear.arrives_at) // DAY + 1
    assert train_of(assigned(**FULL, **promised(dear, delay + 2))) == cheap
    assert train_of(assigned(**FULL, **promised(dear, 2))) == dear


def test_what_staff_enter_of_a_service_counts_instead_of_the_default(rails: datetime) -> None:
    dear, cheap = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    a_haul_cost(cheap.service, box(), 900_000, NOW)
    far = promised(cheap, 4)
    assert train_of(assigned(**FULL, **far)) == dear


def test_costs_are_read_anew_in_two_queries(
    two_trains: tuple[Departure, Departure], run: PlanRun, django_assert_num_queries: Any
) -> None:
    sooner, later = two_trains
    a_price(run, sooner, cents_per_teu=1, cents_per_tonne=2, cents_per_plug=3)
    planning_costs(NOW, storage_cents_per_m3_day=77)
    opened = box()
    with django_assert_num_queries(2):
        found = costs_on([sooner.pk, later.pk], container_type=opened)
    priced, slack = found.trains[sooner.pk], found.trains[later.pk]
    assert (priced.cents_per_teu, priced.cents_per_tonne, priced.cents_per_plug) == (1, 2, 3)
    assert (slack.cents_per_teu, slack.cents_per_tonne, slack.cents_per_plug) == (0, 0, 0)
    assert (priced.haul_cents, found.worth.storage_cents_per_m3_day) == (320_000, 77)
    assert (found.box_mteu, found.box_tare_g) == (2_000, 3_900_000)


@pytest.mark.parametrize(
    ("iso_code", "way", "cents"),
    [
        ("42G1", ("KHORGOS", "KZ-CN"), 320_000),
        ("45R1", ("DOSTYK", "KZ-CN"), 496_000),
        ("42G1", ("NOWHERE", "KZ-CN"), 320_000),
    ],
)
def test_a_container_of_a_service_without_a_cost_of_its_own_is_hauled_by_policy(
    rails: datetime, iso_code: str, way: tuple[str, str], cents: int
) -> None:
    assert haul_by_default(box(iso_code), *way) == cents
