"""Are places of one train held for a while, and no longer?"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Organisation
from kit.errors import Problem
from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.errors import (
    AllotmentContradicts,
    DepartureNotFound,
    HoldRefused,
)
from shipping.models import Allotment, AllottedPlaces, Departure
from shipping.operations import allotting, closing
from shipping.operations.allotting import release_due
from tests.shipping.changes import cancel_leg
from tests.shipping.keeping import keep, kept, less
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    NOW,
    STAFF,
    assign,
    assigned,
    book,
    broken,
    free,
    make_train,
    train_of,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def seller(db: None) -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


def hold(train: Departure, seller: Organisation, **changes: Any) -> Allotment:
    wanted: dict[str, Any] = {"departure_id": train.pk, "organisation_id": seller.pk, "places": 1}
    return owns_transaction(allotting.hold_places)(**{**wanted, "at": NOW, "by": STAFF, **changes})


def test_a_hold_keeps_places_of_one_train_until_its_hour(rails: datetime, seller: Organisation) -> None:
    train, other = make_train(places=2), make_train(NOW + 12 * DAY, places=2)
    whole = free(train)
    held = hold(train, seller, places=2)
    assert (held.holds_until, held.departure) == (NOW + HOUR / 2, train)
    assert (free(train), free(other)) == (less(whole, 2), whole)
    assert release_due(at=NOW + HOUR / 2 - SECOND, by=STAFF) == 0
    assert release_due(at=NOW + HOUR / 2, by=STAFF) == 1
    assert free(train) == whole
    held.refresh_from_db()
    assert (held.ended_at, held.end_reason) == (NOW + HOUR / 2, "The hold has lapsed.")
    assert broken() == []


def test_what_was_booked_from_a_hold_stays_when_it_lapses(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    hold(train, seller, places=2, minutes=60)
    shipment = assigned(**FULL, consignor_id=seller.pk)
    assert assign(book(**FULL)).waiting_reason == "train_full"
    release_due(at=NOW + HOUR, by=STAFF)
    assert train_of(shipment) == train
    assert kept(train) == [(2, 0)]
    assert train_of(assigned(**FULL)) == train
    assert broken() == []


def test_a_hold_ends_with_the_cut_off_at_the_latest(rails: datetime, seller: Organisation) -> None:
    train = make_train()
    hold(train, seller, minutes=3 * 24 * 60, at=train.cfs_cutoff_at - HOUR)
    assert release_due(at=train.cfs_cutoff_at - SECOND, by=STAFF) == 0
    assert release_due(at=train.cfs_cutoff_at, by=STAFF) == 1


def test_a_hold_stands_beside_the_sellers_allotment_which_is_drawn_last(
    rails: datetime, seller: Organisation
) -> None:
    train = make_train(places=3)
    keep(seller)
    hold(train, seller)
    assigned(**FULL, consignor_id=seller.pk)
    drawn = AllottedPlaces.objects.filter(departure=train, places_left=0)
    # The hold would lapse first; one container draws from one of them alone.
    assert [row.allotment.departure for row in drawn] == [train]
    assert sorted(kept(train)) == [(1, 0), (1, 1)]
    assert broken() == []


def test_no_more_is_held_than_a_train_has(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    assigned(**FULL)
    with pytest.raises(HoldRefused, match="would be 3, it bears 2"):
        hold(train, seller, places=2)
    assert kept(train) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"places": 0}, AllotmentContradicts),
        ({"minutes": 0}, AllotmentContradicts),
        ({"minutes": 3 * 24 * 60 + 1}, AllotmentContradicts),
        ({"organisation_id": uuid7()}, AllotmentContradicts),
        ({"departure_id": uuid7()}, DepartureNotFound),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    rails: datetime, seller: Organisation, wrong: dict[str, Any], problem: type[Problem]
) -> None:
    train = make_train()
    with pytest.raises(problem):
        hold(train, seller, **wrong)


def test_a_train_that_takes_no_bookings_holds_nothing(rails: datetime, seller: Organisation) -> None:
    closed, headless = make_train(), make_train(NOW + 12 * DAY)
    closing.close_departure(departure_id=closed.pk, at=NOW, by=STAFF)
    cancel_leg(headless, 3)
    for train, at in ((closed, NOW), (headless, NOW), (make_train(NOW + 14 * DAY), NOW + 13 * DAY)):
        with pytest.raises(HoldRefused, match="takes no bookings"):
            hold(train, seller, at=at)
