"""What does a train get back?"""

from datetime import date, datetime

import pytest
from django.db import transaction

from shipping.errors import LegHasLeft, NothingToRestore
from shipping.models import Departure, DepartureChange
from shipping.operations import cancelling, reporting, resting, scheduling, timetabling
from shipping.queries.schedules import ClosureDraft
from tests.shipping.changes import cancel, cancel_leg, delay, follow, leg_of, restore
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, assigned, broken, fresh, make_train, train_of


def test_a_cancelled_departure_opens_again_before_its_cut_off(rails: datetime) -> None:
    train = make_train()
    cancel(train)
    restore(train)
    train.refresh_from_db()
    assert (train.status, train.cancelled_at) == ("open", None)
    assert train_of(assigned()) == train
    assert broken() == []


def test_a_cancelled_departure_is_closed_after_its_cut_off(rails: datetime) -> None:
    train = make_train(NOW + 2 * DAY)
    cancel(train)
    restore(train)
    train.refresh_from_db()
    assert train.status == "closed"


def test_what_still_stood_on_a_restored_departure_stays(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    make_train(NOW + 9 * DAY)
    shipment = assigned()
    with transaction.atomic():
        cancelling.cancel_departure(departure_id=train.pk, reason="flood", at=NOW, by=STAFF)
    restore(train)
    assert (fresh(shipment).status, train_of(shipment)) == ("assigned", train)
    assert follow(train) == 0
    assert broken() == []


def test_a_delayed_departure_runs_as_planned_again(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    delay(train, 30 * 60)
    restore(train)
    again = type(train).objects.get(pk=train.pk)
    for column in ("departs_at", "arrives_at", "cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at"):
        assert getattr(again, column) == getattr(train, column), column
    assert fresh(shipment).eta_at == train.arrives_at
    assert broken() == []


def test_who_relied_on_the_delay_keeps_the_cut_offs_that_it_was_told(rails: datetime) -> None:
    train = make_train(NOW + 6 * DAY)
    delay(train, 30 * 60)
    told = type(train).objects.get(pk=train.pk)
    shipment = assigned(planned_hand_in_at=train.cfs_cutoff_at + HOUR)
    restore(train)
    again = type(train).objects.get(pk=train.pk)
    assert train_of(shipment) == train
    assert (again.cfs_cutoff_at, again.doc_cutoff_at) == (told.cfs_cutoff_at, told.doc_cutoff_at)
    # What was told lies behind the departure, which no terminal can keep.
    assert told.cy_cutoff_at > again.cy_cutoff_at == again.departs_at
    assert broken() == []


def test_a_train_that_rested_by_rule_runs_against_it_and_the_timetable_leaves_it(timetable: datetime) -> None:
    day = date(2026, 12, 5)
    timetabling.extend(at=NOW, by=STAFF)
    resting.close_days(ClosureDraft("KZ-ALMATY1", "", day, day, "cancels", "Track works."), at=NOW)
    scheduling.follow(at=NOW, by=STAFF)
    rested = Departure.objects.filter(service_date=day, rests=True).order_by("pk")[0]
    assert (rested.status, rested.note != "") == ("cancelled", True)
    restore(rested)
    for _ in range(2):
        rested.refresh_from_db()
        assert (rested.status, rested.rests, rested.note) == ("open", False, "")
        scheduling.follow(at=NOW, by=STAFF)
    assert broken() == []


def test_a_departure_runs_through_once_every_leg_does(rails: datetime) -> None:
    train = make_train()
    cancel_leg(train, 2)
    cancel_leg(train, 3)
    restore(train, 3)
    train.refresh_from_db()
    assert (train.runs_through, leg_of(train, 3).cancelled_at) == (False, None)
    restore(train)
    train.refresh_from_db()
    assert train.runs_through
    assert broken() == []


def test_restoring_is_written_down(rails: datetime) -> None:
    train = make_train()
    cancel_leg(train, 3)
    restore(train, 3)
    change = DepartureChange.objects.get(departure=train, kind="restored")
    assert change.leg == leg_of(train, 3)
    assert (change.facts["was"]["runs_through"], change.facts["became"]["runs_through"]) == (False, True)


def test_what_runs_as_planned_has_nothing_to_restore(rails: datetime) -> None:
    train = make_train()
    with pytest.raises(NothingToRestore):
        restore(train)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    with pytest.raises(LegHasLeft):
        restore(train, 1)
