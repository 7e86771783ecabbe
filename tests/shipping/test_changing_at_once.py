"""Do changes of a train, and those who book it, stay out of each other's way?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from kit.actors import SYSTEM
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from shipping import tasks
from shipping.models import Departure, DepartureChange, Roll, Shipment, SlotAssignment
from shipping.operations import assigning, cancelling, cutting, rolling
from tests.conftest import Jobs
from tests.shipping.changes import leg_of, trains_ridden
from tests.shipping.railway import DAY, FULL, NOW, STAFF, assigned, book, broken, fresh, make_train, train_of

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def task(shipment: Shipment) -> Callable[[], object]:
    return partial(assigning.try_assign, shipment_id=shipment.pk, at=NOW, by=SYSTEM)


def cancel(train: Departure) -> Departure:
    verb = owns_transaction(cancelling.cancel_departure)
    return verb(departure_id=train.pk, reason="flood", at=NOW, by=STAFF)


def cancel_leg(train: Departure, position: int) -> None:
    verb = owns_transaction(cancelling.cancel_leg)
    verb(departure_id=train.pk, position=position, reason="flood", at=NOW, by=STAFF)


def cut(train: Departure, places: int) -> None:
    owns_transaction(cutting.cut)(
        departure_id=train.pk,
        position=1,
        places=places,
        gross_g=None,
        reason="short",
        confirmed=True,
        at=NOW,
        by=STAFF,
    )


def follow(train: Departure) -> int:
    return rolling.roll_departure(departure_id=train.pk, at=NOW, by=STAFF)


def errors(answers: list[Any]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_of_two_who_cancel_a_train_one_wins_and_the_other_is_told(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train = make_train()
    [lost] = errors(at_once([partial(cancel, train)] * 2))
    assert isinstance(lost, IllegalMove)
    assert DepartureChange.objects.filter(departure=train).count() == 1


def test_two_who_follow_one_cancellation_roll_each_shipment_once(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipments = [assigned() for _ in range(6)]
    cancel(train)
    assert errors(at_once([partial(follow, train)] * 3)) == []
    assert {train_of(each) for each in shipments} == {other}
    assert Roll.objects.count() == 6
    assert broken() == []


def test_two_legs_cancelled_at_once_leave_one_way(real_rails: datetime, at_once: AtOnce) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    assert errors(at_once([partial(cancel_leg, train, position) for position in (2, 3)])) == []
    assert errors(at_once([partial(follow, train)] * 2)) == []
    assert trains_ridden(shipment) == [train, other, other]
    assert broken() == []


def test_a_leg_cancelled_while_the_train_fills_leaves_nobody_on_it(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train, other = make_train(NOW + 8 * DAY, places=20), make_train(NOW + 9 * DAY, places=20)
    shipments = [book(**FULL) for _ in range(5)]
    assert errors(at_once([partial(cancel_leg, train, 3), *map(task, shipments)])) == []
    follow(train)
    assert {trains_ridden(each)[2] for each in shipments} == {other}
    assert broken() == []


def test_a_cut_while_the_train_fills_never_oversells_it(real_rails: datetime, at_once: AtOnce) -> None:
    train, _ = make_train(NOW + 8 * DAY, places=3), make_train(NOW + 9 * DAY, places=9)
    shipments = [book(**FULL) for _ in range(5)]
    assert errors(at_once([partial(cut, train, 1), *map(task, shipments)])) == []
    follow(train)
    leg = leg_of(train, 1)
    assert (leg.cap_mteu, leg.cut_to_mteu) == (2000, None)
    standing = SlotAssignment.objects.filter(slot__departure=train, released_at__isnull=True)
    assert standing.count() <= 1
    for shipment in shipments:
        task(shipment)()
        assert fresh(shipment).status == "assigned"
    assert broken() == []


def test_many_are_rolled_while_others_book_the_same_trains(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train(NOW + 8 * DAY)
    standing = [assigned(**FULL) for _ in range(3)]
    make_train(NOW + 9 * DAY, places=3), make_train(NOW + 10 * DAY, places=3)
    cancel(train)
    rivals = [book(**FULL) for _ in range(3)]
    assert errors(at_once([partial(follow, train), *map(task, rivals)])) == []
    assert {fresh(each).status for each in (*standing, *rivals)} == {"assigned"}
    assert broken() == []


def test_the_sweep_finishes_what_a_killed_worker_left(
    real_rails: datetime, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "now", lambda: NOW)
    train, other = make_train(NOW + 8 * DAY, places=2), make_train(NOW + 9 * DAY)
    shipments = [assigned(**FULL), assigned(**FULL)]
    cut(train, 1)
    jobs.sent.clear()
    assert broken() == []
    tasks.sweep_waiting()
    assert sorted(train_of(each) == other for each in shipments) == [False, True]
    assert rolling.due_departures() == []
    cancel_leg(train, 3)
    jobs.sent.clear()
    tasks.sweep_waiting()
    assert {trains_ridden(each)[2] for each in shipments} == {other}
    assert broken() == []
