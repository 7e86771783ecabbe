"""Does the page of what waits know the cheapest place of each kind, and its price?"""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shipping.choosing import WhyNot
from shipping.models import Departure, Shipment, TrainPrice
from shipping.policy import HAUL_CENTS, STORAGE_CENTS_PER_M3_DAY, WAITING_WEIGHED
from shipping.queries.placing import How, Waiting, waiting_weighed
from tests.shipping.plans import a_price, an_applied_run
from tests.shipping.railway import DAY, FULL, NOW, SHAMPOO, assigned, book, make_train

HALF: dict[str, Any] = {"gross_g": 9_000_000, "volume_cm3": 31_000_000}
SOME: dict[str, Any] = {"gross_g": 5_000_000, "volume_cm3": 10_000_000}


def weighed(shipment: Shipment) -> Waiting:
    page = waiting_weighed(page=1, at=NOW)
    return next(row for row in page.rows if row.shipment == shipment)


def priced(waiting: Waiting) -> dict[How, int]:
    return {way.how: way.cents for way in waiting.ways}


def storage_cents(shipment: Shipment, train: Departure) -> int:
    """Waiting from when it is ready until the train leaves, a cent begun is a cent."""
    seconds = int((train.departs_at - shipment.ready_at).total_seconds())
    return -(-STORAGE_CENTS_PER_M3_DAY * shipment.volume_cm3 * seconds // (1_000_000 * 86_400))


def test_a_new_container_costs_its_haul_and_an_open_one_only_the_wait(rails: datetime) -> None:
    train = make_train()
    first = book(**SOME)
    waits = storage_cents(first, train)
    assert priced(weighed(first)) == {How.NEW_CONTAINER: HAUL_CENTS["42G1"] + waits}
    assigned(**SOME)
    assert priced(weighed(first)) == {
        How.OPEN_CONTAINER: waits,
        How.NEW_CONTAINER: HAUL_CENTS["42G1"] + waits,
    }


def test_a_place_on_a_scarce_train_costs_what_it_is_worth_there(rails: datetime) -> None:
    train, later = make_train(), make_train(NOW + 11 * DAY)
    shipment = book(**SOME)
    a_price(an_applied_run(NOW), train, cents_per_teu=50_000, cents_per_tonne=2_000)
    (way,) = weighed(shipment).ways
    # Half a dollar a day for ten m³ is less than two TEU at five hundred dollars.
    assert (way.departure_id, way.box) == (later.pk, "42G1")
    a_price(TrainPrice.objects.get().run, later, cents_per_teu=50_000, cents_per_tonne=2_000)
    (way,) = weighed(shipment).ways
    assert way.departure_id == train.pk
    by_mass = 2_000 * (5_000 + 3_900) // 1_000
    assert way.cents == HAUL_CENTS["42G1"] + 2 * 50_000 + by_mass + storage_cents(shipment, train)


def test_a_dearer_place_that_keeps_the_promise_comes_before_a_cheaper_one_that_does_not(
    rails: datetime,
) -> None:
    train, later = make_train(), make_train(NOW + 15 * DAY)
    shipment = book(**SOME, promised_at=train.arrives_at + 3 * DAY)
    a_price(an_applied_run(NOW), train, cents_per_teu=500_000)
    (way,) = weighed(shipment).ways
    assert (way.departure_id, way.is_late) == (train.pk, False)
    # An open container on a train that is too late costs next to nothing, and stands behind it.
    other = assigned(**SOME, planned_hand_in_at=train.cfs_cutoff_at)
    assert other.assignments.get().slot.departure_id == later.pk
    kept, broken = weighed(shipment).ways
    assert (kept.how, kept.departure_id, kept.is_late) == (How.NEW_CONTAINER, train.pk, False)
    assert (broken.how, broken.departure_id, broken.is_late) == (How.OPEN_CONTAINER, later.pk, True)
    assert broken.cents < kept.cents


def test_a_larger_container_instead_of_an_open_one_costs_the_difference(rails: datetime) -> None:
    train = make_train(places=1)
    assigned(**HALF)
    shipment = book(**HALF)
    (way,) = weighed(shipment).ways
    assert (way.how, way.box) == (How.LARGER_PLACE, "45G1")
    assert way.cents == HAUL_CENTS["45G1"] - HAUL_CENTS["42G1"] + storage_cents(shipment, train)


def test_a_container_in_which_goods_are_stowed_is_not_changed(rails: datetime) -> None:
    make_train(places=1)
    slot = assigned(**HALF).assignments.get().slot
    slot.container.stuffed_at = NOW
    slot.container.save()
    assert [way.how for way in weighed(book(**HALF)).ways] == [How.ROOM_NEEDED]


def test_a_larger_container_must_hold_both_and_be_borne_by_the_train(rails: datetime) -> None:
    make_train(places=1)
    # Together more than 45G1 holds; L5G1 would, and is longer than the one place.
    larger = {**HALF, "volume_cm3": 36_000_000}
    assigned(**larger)
    assert [way.how for way in weighed(book(**larger)).ways] == [How.ROOM_NEEDED]


def test_where_all_trains_are_full_it_says_what_room_there_would_cost(rails: datetime) -> None:
    train = make_train(places=1)
    assigned(**FULL)
    shipment = book(**SHAMPOO)
    a_price(an_applied_run(NOW), train, cents_per_teu=70_000, cents_per_tonne=0)
    (way,) = weighed(shipment).ways
    assert (way.how, way.departure_id) == (How.ROOM_NEEDED, train.pk)
    assert way.cents == HAUL_CENTS["42G1"] + 2 * 70_000 + storage_cents(shipment, train)


def test_what_no_train_can_bring_in_time_has_no_price(rails: datetime) -> None:
    make_train()
    waiting = weighed(book(latest_arrival_at=NOW + 11 * DAY))
    assert (list(waiting.ways), waiting.why) == ([], WhyNot.ARRIVES_TOO_LATE)


def test_a_page_holds_so_many_the_longest_waiting_first(rails: datetime) -> None:
    make_train()
    booked = [book(at=NOW + place * DAY / 100) for place in range(WAITING_WEIGHED + 2)]
    page = waiting_weighed(page=1, at=NOW)
    assert [row.shipment for row in page.rows] == booked[:WAITING_WEIGHED]
    assert (page.count, page.pages) == (WAITING_WEIGHED + 2, 2)
    assert [row.shipment for row in waiting_weighed(page=2, at=NOW).rows] == booked[WAITING_WEIGHED:]


def test_more_shipments_and_trains_of_one_way_need_no_more_queries(rails: datetime) -> None:
    make_train()
    book(**SOME)
    with CaptureQueriesContext(connection) as few:
        waiting_weighed(page=1, at=NOW)
    for place in range(6):
        make_train(NOW + (11 + place) * DAY)
        book(**SOME)
    with CaptureQueriesContext(connection) as many:
        waiting_weighed(page=1, at=NOW)
    assert len(many) == len(few) <= 13


@pytest.mark.parametrize("page", [0, -1, 99])
def test_a_page_that_is_not_there_is_the_nearest(rails: datetime, page: int) -> None:
    make_train()
    book()
    assert waiting_weighed(page=page, at=NOW).count == 1


def test_nothing_is_written(rails: datetime) -> None:
    make_train()
    book(**SOME)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        assert waiting_weighed(page=1, at=NOW).rows
