"""Does everything that waits get its slot without any message?"""

from datetime import datetime, time
from typing import Any
from uuid import UUID

import pytest

from kit.actors import SYSTEM
from shipping import tasks
from shipping.models import Departure, Shipment, TrainService
from shipping.operations import assigning, boarding, cancelling, rolling
from tests.conftest import Jobs
from tests.shipping.railway import DAY, NOW, STAFF, assigned, book, broken, fresh, make_train, train_of


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "now", lambda: NOW)


def test_the_sweep_assigns_what_no_message_told_of(rails: datetime, jobs: Jobs) -> None:
    make_train()
    shipments = [book() for _ in range(3)]
    jobs.sent.clear()
    tasks.sweep_waiting()
    assert {fresh(each).status for each in shipments} == {"assigned"}


def test_the_sweep_goes_on_after_its_first_batch(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_train()
    monkeypatch.setattr(tasks, "SWEEP_SIZE", 2)
    shipments = [book() for _ in range(5)]
    tasks.sweep_waiting()
    assert {fresh(each).status for each in shipments} == {"assigned"}


def test_one_bad_shipment_keeps_no_other_waiting(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_train()
    bad, good = book(), book()

    def fail_for_one(shipment: Shipment, *args: Any, **kwargs: Any) -> Any:
        if shipment.pk == bad.pk:
            raise ZeroDivisionError
        return boarding.board_at_once(shipment, *args, **kwargs)

    monkeypatch.setattr(assigning, "board_at_once", fail_for_one)
    tasks.sweep_waiting()
    assert (fresh(bad).status, fresh(bad).failures) == ("waiting", 1)
    assert fresh(good).status == "assigned"


def test_the_sweep_leaves_to_a_person_what_needs_one(rails: datetime) -> None:
    make_train()
    shipment = book()
    Shipment.objects.filter(pk=shipment.pk).update(attention_at=NOW, attention_reason="look")
    tasks.sweep_waiting()
    assert fresh(shipment).status == "waiting"


def test_the_sweep_rolls_what_a_lost_job_left_on_a_cancelled_train(rails: datetime, jobs: Jobs) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    cancelling.cancel_departure(departure_id=sooner.pk, reason="flood", at=NOW, by=STAFF)
    jobs.sent.clear()
    tasks.sweep_waiting()
    assert train_of(shipment) == later
    assert broken() == []


def test_a_message_for_a_shipment_that_moved_on_changes_nothing(rails: datetime) -> None:
    make_train()
    shipment = assigned()
    tasks.assign_slot(str(shipment.pk))
    assert fresh(shipment).version == shipment.version


def test_a_message_may_say_more_than_this_version_knows(rails: datetime) -> None:
    make_train()
    shipment = book()
    tasks.assign_slot(str(shipment.pk), since="later versions")
    assert fresh(shipment).status == "assigned"


def test_the_timetable_is_extended_followed_and_closed_by_jobs(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.extend_timetable()
    TrainService.objects.update(departs_local=time(20))
    tasks.extend_timetable()
    assert Departure.objects.filter(service__code="ALA-LYG-KH").latest("departs_at").departs_at.hour == 15
    first = Departure.objects.order_by("cfs_cutoff_at")[0]
    assert first.status == "open"
    monkeypatch.setattr(tasks, "now", lambda: first.cfs_cutoff_at)
    tasks.close_departures()
    first.refresh_from_db()
    assert first.status == "closed"
    assert first.moves.latest("id").by_kind == SYSTEM.kind


def test_one_bad_departure_keeps_nothing_else_waiting(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    for train in (bad, good):
        cancelling.cancel_departure(departure_id=train.pk, reason="flood", at=NOW, by=STAFF)
    roll = rolling.roll_departure

    def fail_for_one(*, departure_id: UUID, **kwargs: Any) -> int:
        if departure_id == bad.pk:
            raise ZeroDivisionError
        return roll(departure_id=departure_id, **kwargs)

    monkeypatch.setattr(rolling, "roll_departure", fail_for_one)
    waiting = book()
    make_train(NOW + 10 * DAY)
    tasks.sweep_waiting()
    assert rolling.due_departures() == [bad.pk]
    assert fresh(waiting).status == "assigned"
