"""What becomes of goods whose train runs later?"""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from news.models import Event
from shipping.errors import DelayRefused, LegHasLeft
from shipping.models import DepartureChange
from shipping.operations import delaying, reporting
from shipping.operations.warning import TOO_LATE
from tests.shipping.changes import (
    cancel,
    cancel_leg,
    delay,
    follow,
    last_roll,
    leg_of,
    load,
    restore,
    trains_ridden,
)
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    NOW,
    STAFF,
    assigned,
    broken,
    fresh,
    make_train,
    train_of,
)


def test_a_delayed_departure_moves_all_that_lies_ahead_of_it(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    was = fresh(shipment)
    delay(train, 300)
    late = type(train).objects.get(pk=train.pk)
    for column in ("departs_at", "arrives_at", "cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at"):
        assert getattr(late, column) - getattr(train, column) == 5 * HOUR, column
    assert late.planned_departs_at == train.departs_at
    now = fresh(shipment)
    assert was.eta_at is not None
    assert was.hand_in_by_at is not None
    assert (now.eta_at, now.hand_in_by_at) == (was.eta_at + 5 * HOUR, was.hand_in_by_at + 5 * HOUR)
    assert (now.status, late.follow_up_at) == ("assigned", None)
    assert broken() == []


def test_a_delay_tells_of_each_arrival_and_of_the_promise_that_it_breaks(rails: datetime) -> None:
    train = make_train()
    calm, urgent = assigned(promised_at=NOW + 90 * DAY), assigned(promised_at=train.arrives_at)
    delay(train, 300)
    for shipment, keeps in ((calm, True), (urgent, False)):
        news = Event.objects.get(type="shipment.eta_changed", aggregate_id=shipment.pk).payload
        assert (news["keeps_promise"], news["fault"], news["reason"]) == (keeps, "carrier", "snow")
        arrivals = [datetime.fromisoformat(news[name]) for name in ("old_eta_at", "eta_at")]
        assert arrivals == [train.arrives_at, train.arrives_at + 5 * HOUR]
    assert broken() == []


def test_a_cut_off_that_has_passed_does_not_come_back(rails: datetime) -> None:
    train = make_train(NOW + 2 * DAY)
    assert train.cfs_cutoff_at < NOW < train.doc_cutoff_at + DAY
    delay(train, 60)
    late = type(train).objects.get(pk=train.pk)
    assert late.cfs_cutoff_at == train.cfs_cutoff_at
    assert late.cy_cutoff_at == train.cy_cutoff_at + HOUR


def test_a_later_leg_waits_only_as_long_as_it_must(rails: datetime) -> None:
    train = make_train()
    yard, on = leg_of(train, 2), leg_of(train, 3)
    type(on).objects.filter(pk=on.pk).update(
        departs_at=on.departs_at + 3 * HOUR, arrives_at=on.arrives_at + 3 * HOUR
    )
    type(train).objects.filter(pk=train.pk).update(arrives_at=train.arrives_at + 3 * HOUR)
    delay(train, 120, position=1)
    assert leg_of(train, 2).departs_at == yard.departs_at + 2 * HOUR
    assert leg_of(train, 3).departs_at == on.departs_at + 3 * HOUR
    delay(train, 120, position=1)
    assert leg_of(train, 3).departs_at == on.departs_at + 4 * HOUR


def test_a_delayed_second_train_leaves_the_first_as_it_was(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    delay(train, 90, position=3)
    late = type(train).objects.get(pk=train.pk)
    assert (late.departs_at, late.cfs_cutoff_at) == (train.departs_at, train.cfs_cutoff_at)
    assert late.arrives_at == train.arrives_at + timedelta(minutes=90)
    assert fresh(shipment).eta_at == late.arrives_at


def test_what_would_spoil_goes_with_another_train(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned(latest_arrival_at=other.arrives_at + HOUR)
    loaded = assigned(**FULL, latest_arrival_at=train.arrives_at + HOUR)
    load(loaded)
    delay(train, 3 * 24 * 60)
    assert (train_of(shipment), last_roll(shipment).cause) == (other, "delayed")
    assert (train_of(loaded), fresh(loaded).attention_reason) == (train, TOO_LATE)
    assert broken() == []


def test_a_warning_goes_with_its_reason(rails: datetime) -> None:
    train = make_train()
    loaded = assigned(latest_arrival_at=train.arrives_at + HOUR)
    load(loaded)
    delay(train, 24 * 60)
    assert fresh(loaded).attention_reason == TOO_LATE
    restore(train)
    assert (fresh(loaded).attention_at, fresh(loaded).eta_at) == (None, train.arrives_at)


def test_a_container_that_misses_its_next_train_takes_the_one_after(rails: datetime) -> None:
    first, second, third = (make_train(NOW + day * DAY) for day in (8, 9, 12))
    shipment = assigned()
    cancel_leg(first)
    assert trains_ridden(shipment) == [first, first, second]
    delay(first, 2 * 24 * 60)
    assert trains_ridden(shipment) == [first, first, third]
    assert last_roll(shipment).cause == "delayed"
    assert broken() == []


def test_whom_a_foreign_train_brings_too_late_is_expected_anew(rails: datetime) -> None:
    first, second = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    cancel_leg(first)
    delay(second, 60, position=3)
    assert fresh(shipment).eta_at == second.arrives_at + HOUR


def test_a_delay_is_written_down_with_what_was(rails: datetime) -> None:
    train = make_train()
    delay(train, 60)
    change = DepartureChange.objects.get(departure=train)
    assert (change.kind, change.leg, change.facts["minutes"]) == ("delayed", None, 60)
    assert change.facts["was"]["legs"][0]["departs_at"] == train.departs_at.isoformat()
    assert change.facts["became"]["legs"][0]["departs_at"] == (train.departs_at + HOUR).isoformat()
    assert type(train).objects.get(pk=train.pk).edited_at == NOW


def test_a_killed_worker_leaves_the_delay_to_the_sweep(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    with transaction.atomic():
        delaying.delay(departure_id=train.pk, position=None, minutes=60, reason="snow", at=NOW, by=STAFF)
    assert fresh(shipment).eta_at == train.arrives_at
    follow(train)
    assert fresh(shipment).eta_at == train.arrives_at + HOUR


def test_what_has_left_or_does_not_run_is_not_delayed(rails: datetime) -> None:
    train, cancelled = make_train(), make_train(NOW + 11 * DAY)
    with pytest.raises(DelayRefused):
        delay(train, 0)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    with pytest.raises(LegHasLeft):
        delay(train, 60)
    cancel(cancelled)
    with pytest.raises(LegHasLeft):
        delay(cancelled, 60)
