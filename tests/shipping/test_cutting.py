"""What becomes of goods whose train is to bear less?"""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Organisation
from kit.transactions import owns_transaction
from shipping.errors import CutTooDeep, RollsNeeded
from shipping.models import DepartureChange, Roll
from shipping.operations import allotting, cutting
from tests.shipping.changes import cut, follow, last_roll, leg_of, load, restore, trains_ridden
from tests.shipping.railway import DAY, FULL, NOW, STAFF, assigned, broken, fresh, make_train, train_of


def test_free_places_go_without_a_question(rails: datetime) -> None:
    train = make_train(places=5)
    assigned(**FULL)
    cut(train, places=2, confirmed=False)
    leg = leg_of(train, 1)
    assert (leg.cap_mteu, leg.free_mteu, leg.cut_to_mteu) == (4000, 2000, None)
    change = DepartureChange.objects.get(departure=train)
    assert (change.kind, change.facts["was"]["mteu"], change.facts["became"]["mteu"]) == ("cut", 10_000, 4000)
    assert broken() == []


def test_cutting_below_what_is_sold_asks_first_who_would_go(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    urgent, calm = assigned(**FULL, promised_at=NOW + 20 * DAY), assigned(**FULL)
    other = make_train(NOW + 9 * DAY)
    with pytest.raises(RollsNeeded) as asked:
        cut(train, places=1, confirmed=False)
    facts: dict[str, Any] = asked.value.facts
    [told] = facts["shipments"]
    assert (told["number"], told["to_departure_id"]) == (calm.number, str(other.pk))
    assert leg_of(train, 1).cap_mteu == 4000
    assert {train_of(urgent), train_of(calm)} == {train}
    assert not DepartureChange.objects.exists()


def test_a_confirmed_cut_rolls_the_least_urgent_then_the_limit_falls(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    urgent, calm = assigned(**FULL, promised_at=NOW + 20 * DAY), assigned(**FULL)
    other = make_train(NOW + 9 * DAY)
    cut(train, places=1)
    assert (train_of(urgent), train_of(calm)) == (train, other)
    leg = leg_of(train, 1)
    assert (leg.cap_mteu, leg.free_mteu, leg.cut_to_mteu, leg.cut_to_gross_g) == (2000, 0, None, None)
    assert (last_roll(calm).cause, last_roll(calm).reason) == ("cut", "a short locomotive")
    assert broken() == []


def test_what_finds_another_place_goes_before_what_does_not(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    calm = assigned(**FULL, planned_hand_in_at=NOW + 4.5 * DAY)
    urgent = assigned(**FULL, promised_at=NOW + 20 * DAY)
    other = make_train(NOW + 7 * DAY)
    cut(train, places=1)
    assert (train_of(calm), train_of(urgent)) == (train, other)


def test_a_cut_in_mass_rolls_as_well(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=5)
    first, second = assigned(**FULL), assigned(**FULL)
    other = make_train(NOW + 9 * DAY)
    taken = leg_of(train, 1).cap_gross_g - leg_of(train, 1).free_gross_g
    cut(train, gross_g=taken - 1)
    assert sorted([train_of(first) == other, train_of(second) == other]) == [False, True]
    leg = leg_of(train, 1)
    assert (leg.cap_gross_g, leg.full_gross_g) == (taken - 1, 1_300_000_000)
    assert leg.cap_mteu == 10_000
    assert broken() == []


def test_a_cut_second_train_sends_containers_to_the_next_one(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY, places=2), make_train(NOW + 9 * DAY)
    first, second = assigned(**FULL), assigned(**FULL)
    load(first)
    load(second)
    cut(train, position=3, places=1)
    assert sorted(trains_ridden(each)[2] == other for each in (first, second)) == [False, True]
    assert set(Roll.objects.values_list("cause", flat=True)) == {"cut"}
    assert leg_of(train, 1).free_mteu == 0
    assert (leg_of(train, 3).cap_mteu, leg_of(train, 3).free_mteu) == (2000, 0)
    assert broken() == []


def test_what_is_loaded_can_not_be_cut_away(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    shipment = assigned(**FULL)
    load(shipment)
    with pytest.raises(CutTooDeep):
        cut(train, places=0)
    assert leg_of(train, 1).cut_to_mteu is None


def test_places_kept_for_a_seller_are_not_cut_away_and_the_refusal_says_how_many(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=3)
    seller = Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)
    owns_transaction(allotting.hold_places)(
        departure_id=train.pk, organisation_id=seller.pk, places=2, at=NOW, by=STAFF
    )
    with pytest.raises(CutTooDeep) as refused:
        cut(train, places=1)
    assert refused.value.detail == (
        "2 of its 3 places and 50.0 t are taken, and too little of that can leave the train any more."
        " 2 places are kept for sellers: give those up first."
    )


def test_nobody_books_what_is_to_go(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY, places=3), make_train(NOW + 9 * DAY)
    assigned(**FULL), assigned(**FULL)
    with transaction.atomic():
        cutting.cut(
            departure_id=train.pk,
            position=1,
            places=1,
            gross_g=None,
            reason="",
            confirmed=True,
            at=NOW,
            by=STAFF,
        )
    assert (leg_of(train, 1).cap_mteu, leg_of(train, 1).free_mteu) == (4000, 0)
    assert train_of(assigned(**FULL)) == other
    assert broken() == []
    follow(train)
    assert leg_of(train, 1).cap_mteu == 2000
    assert broken() == []


def test_a_cut_that_changes_nothing_is_not_written(rails: datetime) -> None:
    train = make_train(places=5)
    cut(train, places=7)
    assert not DepartureChange.objects.exists()


def test_restoring_gives_the_full_limits_back(rails: datetime) -> None:
    train = make_train(places=5)
    assigned(**FULL)
    cut(train, places=2, gross_g=100_000_000)
    restore(train, 1)
    leg = leg_of(train, 1)
    assert (leg.cap_mteu, leg.free_mteu, leg.cap_gross_g) == (10_000, 8000, 1_300_000_000)
    assert broken() == []


def test_a_shipment_without_another_train_waits(rails: datetime) -> None:
    train = make_train(places=1)
    shipment = assigned(**FULL)
    cut(train, places=0)
    assert (fresh(shipment).status, fresh(shipment).waiting_reason) == ("waiting", "no_departure")
    assert broken() == []
