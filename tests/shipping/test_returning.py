"""Does a departure that was changed by hand come back under its timetable?"""

from datetime import date, datetime

import pytest

from kit.transactions import owns_transaction
from shipping.errors import NothingToRestore
from shipping.models import Departure, DepartureChange
from shipping.operations import cancelling, extending, restoring, returning
from shipping.operations.editing import edit_departure
from shipping.operations.scheduling import follow
from tests.shipping.changes import cancel, cut, delay, restore
from tests.shipping.railway import HOUR, NOW, STAFF, assigned, broken, make_train

MONDAY = date(2026, 12, 7)


def of_service(day: date = MONDAY) -> Departure:
    return Departure.objects.get(service__code="ALA-LYG-KH", service_date=day)


def again(train: Departure) -> Departure:
    return Departure.objects.get(pk=train.pk)


def let_follow(train: Departure) -> None:
    owns_transaction(returning.follow_timetable)(
        departure_id=train.pk, reason="the works are over", at=NOW, by=STAFF
    )


def test_an_edited_departure_follows_its_service_once_it_is_let(timetable: datetime) -> None:
    train = of_service()
    was = train.departs_at
    edit_departure(departure_id=train.pk, departs_at=was + 5 * HOUR, reason="works", at=NOW, by=STAFF)
    follow(at=NOW, by=STAFF)
    assert again(train).departs_at == was + 5 * HOUR
    let_follow(train)
    assert (again(train).departs_at, again(train).edited_at) == (was + 5 * HOUR, None)
    follow(at=NOW, by=STAFF)
    assert again(train).departs_at == was
    change = DepartureChange.objects.get(departure=train, kind="follows")
    assert change.reason == "the works are over"
    assert broken() == []


def test_what_follows_the_timetable_need_not_be_let(rails: datetime) -> None:
    with pytest.raises(NothingToRestore, match="follows the timetable"):
        let_follow(make_train())


@pytest.mark.parametrize("change", [cancel, lambda train: cut(train, places=2)], ids=["cancelled", "cut"])
def test_a_train_that_is_as_planned_again_follows_the_timetable(rails: datetime, change: object) -> None:
    train = make_train()
    assert callable(change)
    change(train)
    assert again(train).edited_at == NOW
    restore(train)
    assert again(train).edited_at is None


def test_a_train_that_keeps_the_cut_offs_of_its_delay_does_not(rails: datetime) -> None:
    train = make_train()
    delay(train, 600)
    assigned(planned_hand_in_at=train.cfs_cutoff_at + HOUR)
    restore(train)
    assert again(train).cfs_cutoff_at == train.cfs_cutoff_at + 10 * HOUR
    assert again(train).edited_at is not None


def test_hours_and_cut_offs_that_a_person_gave_stay_when_the_train_is_restored(timetable: datetime) -> None:
    edited, extended = of_service(), of_service(date(2026, 12, 8))
    edit_departure(
        departure_id=edited.pk, departs_at=edited.departs_at + HOUR, reason="works", at=NOW, by=STAFF
    )
    owns_transaction(extending.extend_cut_offs)(
        departure_id=extended.pk, cfs_at=extended.cfs_cutoff_at + HOUR, reason="trucks", at=NOW, by=STAFF
    )
    for train in (edited, extended):
        owns_transaction(cancelling.cancel_departure)(departure_id=train.pk, reason="x", at=NOW, by=STAFF)
        owns_transaction(restoring.restore)(
            departure_id=train.pk, position=None, reason="x", at=NOW, by=STAFF
        )
        assert again(train).edited_at is not None
