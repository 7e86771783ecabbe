"""What becomes of goods whose train, or one leg of it, does not run?"""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction

from kit.moves import IllegalMove
from shipping.errors import DepartureNotFound, LegHasLeft, LegNotFound
from shipping.models import DepartureChange, Slot
from shipping.operations import cancelling, holding, reporting, rolling
from shipping.operations.warning import ABANDONED, STRANDED, TOO_LATE
from tests.conftest import Jobs
from tests.shipping.changes import (
    cancel,
    cancel_leg,
    container_of,
    follow,
    last_roll,
    leg_of,
    load,
    restore,
    told,
    trains_ridden,
)
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
    fresh,
    make_train,
    train_of,
)


def test_cancelling_the_second_train_moves_its_containers_to_the_next_one(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    expected = shipment.eta_at
    cancel_leg(sooner)
    assert trains_ridden(shipment) == [sooner, sooner, later]
    now = fresh(shipment)
    assert (now.status, train_of(shipment)) == ("assigned", sooner)
    assert expected is not None
    assert now.eta_at == expected + DAY
    assert broken() == []


def test_only_the_lost_leg_gives_its_place_back(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    whole, taken_later = free(sooner), free(later)
    assigned(**FULL)
    sold = free(sooner)
    cancel_leg(sooner)
    assert free(sooner) == [*sold[:2], whole[2]]
    assert free(later)[:2] == taken_later[:2]
    assert free(later)[2][0] == taken_later[2][0] - 2000


def test_a_changed_train_is_written_down_and_told(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned(promised_at=NOW + 100 * DAY)
    cancel_leg(sooner)
    roll = last_roll(shipment)
    assert (roll.cause, roll.fault, roll.reason) == ("leg_cancelled", "carrier", "no path")
    assert (roll.from_departure, roll.to_departure, roll.keeps_promise) == (sooner, later, True)
    assert (roll.old_eta_at, roll.new_eta_at) == (shipment.eta_at, fresh(shipment).eta_at)
    assert told(shipment)[-1] == "shipment.rerouted"
    change = DepartureChange.objects.get(departure=sooner)
    assert (change.kind, change.leg, change.reason) == ("cancelled", leg_of(sooner, 3), "no path")
    assert (change.by_kind, change.facts["became"]) == ("staff", "cancelled")


def test_what_is_loaded_rides_on_with_the_next_train(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    load(shipment)
    cancel_leg(sooner)
    assert trains_ridden(shipment) == [sooner, sooner, later]
    assert (fresh(shipment).status, fresh(shipment).attention_at) == ("loaded", None)
    assert broken() == []


def test_a_departure_without_one_leg_takes_nothing_more(rails: datetime) -> None:
    sooner = make_train(NOW + 8 * DAY)
    assigned()
    cancel_leg(sooner)
    make_train(NOW + 9 * DAY)
    assert set(Slot.objects.filter(departure=sooner).values_list("status", flat=True)) <= {"closed", "done"}
    sooner.refresh_from_db()
    assert (sooner.runs_through, sooner.status) == (False, "open")
    assert train_of(assigned()) != sooner


def test_the_most_urgent_container_gets_the_last_place_on_the_next_train(rails: datetime) -> None:
    sooner = make_train(NOW + 8 * DAY)
    calm, urgent = assigned(**FULL), assigned(**FULL, latest_arrival_at=NOW + 90 * DAY)
    tight, roomy = make_train(NOW + 9 * DAY, places=1), make_train(NOW + 10 * DAY)
    cancel_leg(sooner)
    assert trains_ridden(urgent)[2] == tight
    assert trains_ridden(calm)[2] == roomy
    assert broken() == []


def test_a_train_that_leaves_before_the_container_comes_is_none(rails: datetime) -> None:
    early = make_train(NOW + 7 * DAY, places=1)
    assigned(**FULL)
    sooner = make_train(NOW + 8 * DAY)
    shipment = assigned()
    rolling_on = make_train(NOW + 9 * DAY)
    cancel_leg(sooner)
    assert train_of(shipment) == sooner
    assert early not in trains_ridden(shipment)
    assert trains_ridden(shipment)[2] == rolling_on


def test_without_a_later_train_what_is_not_loaded_is_rolled(rails: datetime) -> None:
    other = make_train(NOW + 7 * DAY)
    sooner = make_train(NOW + 8 * DAY)
    cancel(make_train(NOW + 30 * DAY))
    shipment = assigned()
    assert train_of(shipment) == other
    cancel_leg(other)
    # The next train of that leg took it; without that one there is no other.
    assert trains_ridden(shipment) == [other, other, sooner]
    cancel_leg(sooner)
    assert (fresh(shipment).status, fresh(shipment).waiting_reason) == ("waiting", "no_departure")
    assert last_roll(shipment).why_not == "no_departure"
    assert broken() == []


def test_a_loaded_container_without_a_later_train_strands_until_there_is_one(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    shipment = assigned()
    load(shipment)
    cancel_leg(train)
    stuck = fresh(shipment)
    assert (stuck.status, stuck.attention_reason, stuck.eta_at) == ("loaded", STRANDED, None)
    assert container_of(shipment).stranded_reason == "no path"
    assert trains_ridden(shipment) == [train, train]
    assert (last_roll(shipment).to_departure, last_roll(shipment).why_not) == (None, "no_later_train")
    assert broken() == []
    later = make_train(NOW + 9 * DAY)
    assert rolling.mend_stranded(at=NOW, by=STAFF) == 1
    assert trains_ridden(shipment) == [train, train, later]
    assert container_of(shipment).stranded_at is None
    assert (fresh(shipment).attention_at, fresh(shipment).eta_at is None) == (None, False)
    assert broken() == []


def test_asking_again_for_what_is_stranded_writes_nothing_in_vain(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    shipment = assigned()
    load(shipment)
    cancel_leg(train)
    before = (fresh(shipment).version, last_roll(shipment).pk, told(shipment))
    assert rolling.mend_stranded(at=NOW, by=STAFF) == 0
    assert (fresh(shipment).version, last_roll(shipment).pk, told(shipment)) == before


def test_without_the_first_train_what_is_not_loaded_is_rolled(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment, loaded = assigned(), assigned(**FULL)
    load(loaded)
    cancel_leg(sooner, 1)
    assert (fresh(shipment).status, train_of(shipment)) == ("assigned", later)
    assert last_roll(shipment).cause == "leg_cancelled"
    assert train_of(loaded) == sooner
    assert fresh(loaded).attention_reason == ABANDONED
    assert broken() == []


def test_a_train_without_its_first_leg_still_takes_others_from_the_yard(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    cancel_leg(later, 1)
    cancel_leg(sooner, 3)
    assert trains_ridden(shipment) == [sooner, sooner, later]


def test_cancelling_a_departure_moves_on_what_others_put_on_its_train(rails: datetime) -> None:
    first, second, third = (make_train(NOW + day * DAY) for day in (8, 9, 10))
    shipment = assigned()
    cancel_leg(first)
    assert trains_ridden(shipment)[2] == second
    cancel(second)
    assert trains_ridden(shipment) == [first, first, third]
    assert broken() == []


def test_a_lost_transshipment_moves_the_container_and_its_train(rails: datetime) -> None:
    first, second = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    cancel_leg(first, 2)
    assert trains_ridden(shipment) == [first, second, second]
    assert last_roll(shipment).to_departure == second
    assert broken() == []


def test_what_would_spoil_with_the_next_train_goes_elsewhere(rails: datetime) -> None:
    first, second = make_train(NOW + 8 * DAY), make_train(NOW + 11 * DAY)
    other = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    shipment = assigned(latest_arrival_at=second.arrives_at - HOUR)
    loaded = assigned(**FULL, latest_arrival_at=second.arrives_at - HOUR)
    assert {train_of(shipment), train_of(loaded)} == {first}
    load(loaded)
    cancel_leg(first)
    assert trains_ridden(loaded) == [first, first, second]
    assert fresh(loaded).attention_reason == TOO_LATE
    assert fresh(shipment).status == "waiting" or train_of(shipment) == other
    assert broken() == []


def test_a_shipment_on_hold_keeps_its_place_while_only_its_second_train_changes(rails: datetime) -> None:
    first, second = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    holding.hold_shipment(shipment_id=shipment.pk, reason="check", at=NOW, by=STAFF)
    cancel_leg(first)
    assert (fresh(shipment).status, trains_ridden(shipment)) == ("on_hold", [first, first, second])


def test_a_train_that_has_departed_is_not_cancelled_any_more(rails: datetime) -> None:
    train = make_train()
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    with pytest.raises(LegHasLeft):
        cancel_leg(train, 1)
    cancel_leg(train, 3)
    assert leg_of(train, 3).cancelled_at == NOW
    with pytest.raises(IllegalMove):
        cancel(train)


def test_cancelling_a_leg_twice_is_written_once(rails: datetime) -> None:
    train = make_train()
    cancel_leg(train)
    version = leg_of(train, 3).version
    cancel_leg(train)
    assert DepartureChange.objects.filter(departure=train).count() == 1
    assert leg_of(train, 3).version == version


def test_following_twice_changes_nothing_more(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    make_train(NOW + 9 * DAY)
    shipment = assigned()
    cancel_leg(train)
    before = (fresh(shipment).version, told(shipment))
    assert follow(train) == 0
    assert (fresh(shipment).version, told(shipment)) == before


def test_the_job_follows_a_cancelled_leg_without_any_help(rails: datetime, jobs: Jobs) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    jobs.drain()
    with transaction.atomic():
        cancelling.cancel_leg(departure_id=sooner.pk, position=3, reason="no path", at=NOW, by=STAFF)
    assert jobs.drain() == ["shipping.roll_departure"]
    assert trains_ridden(shipment)[2] == later
    sooner.refresh_from_db()
    assert sooner.follow_up_at is None


def test_a_restored_train_is_booked_again(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    cancel_leg(train)
    assert assign(book()).status == "waiting"
    restore(train, 3)
    assert train_of(assigned()) == train


def test_what_is_not_there_is_not_cancelled(rails: datetime) -> None:
    with pytest.raises(DepartureNotFound):
        cancelling.cancel_leg(departure_id=UUID(int=1), position=1, reason="", at=NOW, by=STAFF)
    with pytest.raises(LegNotFound):
        cancel_leg(make_train(), 9)
