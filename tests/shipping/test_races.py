"""Is room never sold twice, however many ask at the same instant?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shipping.models import Departure, Shipment, Slot, SlotAssignment
from shipping.operations import assigning, booking, cancelling, closing, reporting, rolling
from shipping.operations.settling import settle
from shipping.tasks import assign_slot
from tests.shipping.railway import (
    DAY,
    FLOUR,
    FULL,
    KUMYS,
    NOW,
    SHAMPOO,
    STAFF,
    assigned,
    book,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def task(shipment: Shipment) -> Callable[[], object]:
    return partial(assigning.try_assign, shipment_id=shipment.pk, at=NOW, by=SYSTEM)


def errors(answers: list[Any]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_two_take_the_last_place_and_the_loser_gets_the_next_train(
    real_rails: datetime, at_once: AtOnce
) -> None:
    for week in range(1, 11):
        sooner, later = (make_train(NOW + (week * 7 + day) * DAY, places=1) for day in (1, 2))
        shipments = [book(**FULL), book(**FULL)]
        answers = at_once([task(each) for each in shipments])
        assert answers == [True, True]
        assert {train_of(each) for each in shipments} == {sooner, later}


def test_two_take_the_last_grams_of_a_slot_and_the_slot_is_not_oversold(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train = make_train(places=1)
    assigned(gross_g=15_000_000)
    shipments = [book(gross_g=4_000_000), book(gross_g=4_000_000)]
    assert sorted(at_once([task(each) for each in shipments])) == [False, True]
    assert Slot.objects.get(departure=train).free_g == 2_000_000
    assert broken() == []


def test_the_same_task_twenty_times_at_once_makes_one_assignment(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train = make_train()
    shipment = book()
    answers = at_once([partial(assign_slot, str(shipment.pk))] * 20)
    assert errors(answers) == []
    assert SlotAssignment.objects.filter(shipment=shipment).count() == 1
    assert Slot.objects.filter(departure=train).count() == 1
    assert broken() == []


def test_twenty_workers_past_their_claim_make_one_assignment_without_an_error(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    shipment = book()
    verb = owns_transaction(assigning.assign)
    answers = at_once([partial(verb, shipment_id=shipment.pk, at=NOW, by=SYSTEM)] * 20)
    assert errors(answers) == []
    assert [answer for answer in answers if answer] == [SlotAssignment.objects.get()]
    assert broken() == []


def test_many_at_once_fill_containers_instead_of_opening_one_each(
    real_rails: datetime, at_once: AtOnce
) -> None:
    train = make_train(places=10)
    shipments = [book(gross_g=2_000_000) for _ in range(12)]
    assert all(at_once([task(each) for each in shipments]))
    # Ten of two tonnes fill a container of 21 t: whoever waits for the legs looks again.
    assert Slot.objects.filter(departure=train).count() == 2
    assert broken() == []


def test_exactly_the_train_is_sold_when_more_want_it(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train(places=3, plugs=1)
    wishes = [FLOUR, SHAMPOO, KUMYS] * 4
    shipments = [book(**{**wish, "gross_g": 20_000_000}) for wish in wishes]
    answers = at_once([task(each) for each in shipments])
    assert errors(answers) == []
    assert answers.count(True) == SlotAssignment.objects.count() == 3
    assert {leg[0] for leg in free(train)} == {0}
    assert broken() == []


def test_cancelling_a_train_while_it_fills_leaves_nothing_on_it(
    real_rails: datetime, at_once: AtOnce
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipments = [book() for _ in range(8)]
    answers = at_once([partial(cancel_and_roll, sooner), *(task(each) for each in shipments)])
    assert errors(answers) == []
    on_it = SlotAssignment.objects.filter(slot__departure=sooner, released_at__isnull=True)
    assert not on_it.exists()
    for shipment in shipments:
        task(shipment)()
        assert train_of(shipment) == later
    assert broken() == []


def test_a_train_is_not_cancelled_under_a_shipment_that_is_getting_on(
    real_rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    shipment = book()
    canceller = Thread(target=in_own_connection, args=[partial(cancel_and_roll, train)])

    def cancel_meanwhile(*args: Any, **kwargs: Any) -> Any:
        """The place is taken and not yet committed: whoever cancels now has to wait."""
        canceller.start()
        while canceller.is_alive() and not somebody_waits_for_a_lock():
            canceller.join(timeout=0.02)
        return settle(*args, **kwargs)

    monkeypatch.setattr(assigning, "settle", cancel_meanwhile)
    assert task(shipment)() is True
    canceller.join()
    assert (fresh(shipment).status, train_of(shipment)) == ("waiting", None)
    assert broken() == []


def test_closing_a_train_while_it_fills_locks_all_that_got_on(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train()
    shipments = [book() for _ in range(8)]
    close = partial(closing.close_due, at=train.cfs_cutoff_at, by=SYSTEM)
    assert errors(at_once([close, *(task(each) for each in shipments)])) == []
    got_on = SlotAssignment.objects.filter(slot__departure=train)
    assert {assignment.status for assignment in got_on} <= {"locked"}
    assert broken() == []


def test_cancelling_twice_at_once_gives_the_room_back_once(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train()
    whole = free(train)
    shipment = assigned()
    verb = owns_transaction(booking.cancel_shipment)
    cancel = partial(verb, shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    assert errors(at_once([cancel] * 5)) == []
    assert fresh(shipment).status == "cancelled"
    assert free(train) == whole
    assert broken() == []


def test_leaving_a_container_while_another_enters_keeps_its_sums(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    verb = owns_transaction(booking.cancel_shipment)
    for _ in range(10):
        leaving, entering = assigned(), book()
        cancel = partial(verb, shipment_id=leaving.pk, reason="declined", at=NOW, by=STAFF)
        assert errors(at_once([cancel, task(entering)])) == []
        assert broken() == []
        assert fresh(entering).status == "assigned"
        cancel_one(entering.pk)


def test_the_same_report_at_once_is_recorded_once(real_rails: datetime, at_once: AtOnce) -> None:
    make_train()
    shipment = assigned()
    verb = owns_transaction(reporting.report_stage)
    report = partial(verb, shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)
    assert errors(at_once([report] * 8)) == []
    assert fresh(shipment).events.count() == 1
    assert fresh(shipment).moves.filter(became="loaded").count() == 1


def cancel_one(pk: UUID) -> None:
    verb = owns_transaction(booking.cancel_shipment)
    verb(shipment_id=pk, reason="done", at=NOW, by=STAFF)


def cancel_and_roll(train: Departure) -> None:
    verb = owns_transaction(cancelling.cancel_departure)
    verb(departure_id=train.pk, reason="closed line", at=NOW, by=STAFF)
    rolling.roll_departure(departure_id=train.pk, at=NOW, by=STAFF)


def in_own_connection(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connections.close_all()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
