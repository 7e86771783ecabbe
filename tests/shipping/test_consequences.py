"""What would follow, and does asking change nothing?"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from shipping.errors import DepartureNotFound, LegNotFound
from shipping.models import Departure, Shipment
from shipping.operations import holding
from shipping.queries import consequences
from shipping.queries.consequences import Consequence, Consequences, what_if_cancelled, what_if_cut
from tests.shipping.changes import cancel, cancel_leg, cut, load, trains_ridden
from tests.shipping.railway import DAY, FULL, HOUR, NOW, STAFF, assigned, fresh, make_train, train_of


def ask(train: Departure, position: int | None = None) -> Consequences:
    return what_if_cancelled(departure_id=train.pk, position=position, at=NOW)


def of(told: Consequences, shipment: Shipment) -> Consequence:
    [found] = [each for each in told.shipments if each.shipment_id == shipment.pk]
    return found


def test_it_says_who_would_go_where_and_whether_the_promise_is_kept(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    kept = assigned(promised_at=other.arrives_at)
    late = assigned(promised_at=other.arrives_at - HOUR)
    told = ask(train)
    assert (told.train, told.placed, told.unplaced, told.promises_broken) == (str(train), 2, 0, 1)
    one = of(told, kept)
    assert (one.number, one.to_departure_id, one.to_train) == (kept.number, other.pk, str(other))
    assert (one.departs_at, one.arrives_at) == (other.departs_at, other.arrives_at)
    assert (one.old_eta_at, one.new_eta_at) == (train.arrives_at, other.arrives_at)
    assert (one.keeps_promise, of(told, late).keeps_promise) == (True, False)


def test_it_says_why_someone_would_find_no_place(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    spoils = assigned(latest_arrival_at=train.arrives_at)
    fulls = [assigned(**FULL), assigned(**FULL)]
    held = assigned()
    loaded = assigned(gross_g=10_000_000)
    holding.hold_shipment(shipment_id=held.pk, reason="check", at=NOW, by=STAFF)
    load(loaded)
    make_train(NOW + 9 * DAY, places=1)
    told = ask(train)
    assert of(told, spoils).why_not == "arrives_too_late"
    assert of(told, spoils).sentence == "Every other train arrives after the shelf life."
    assert sorted(of(told, each).why_not for each in fulls) == ["", "train_full"]
    assert of(told, held).why_not == "on_hold"
    assert "person" in of(told, loaded).sentence
    assert told.unplaced == 4


def test_what_is_foreseen_is_what_happens(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    shipments = [assigned(gross_g=gross_g * 1_000_000) for gross_g in (20, 15, 12, 8, 6, 3)]
    make_train(NOW + 9 * DAY, places=2)
    make_train(NOW + 10 * DAY, places=1)
    told = ask(train)
    cancel(train)
    for shipment in shipments:
        found = train_of(shipment)
        assert of(told, shipment).to_departure_id == (found.pk if found else None)
        assert of(told, shipment).new_eta_at == fresh(shipment).eta_at
        assert of(told, shipment).why_not == fresh(shipment).waiting_reason


def test_a_lost_second_train_is_foreseen_as_it_happens(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    calm, urgent = assigned(**FULL), assigned(**FULL, promised_at=NOW + 90 * DAY)
    loaded = assigned(**FULL)
    load(loaded)
    make_train(NOW + 9 * DAY, places=1), make_train(NOW + 10 * DAY, places=1)
    told = ask(train, 3)
    assert {each.transferred for each in told.shipments if each.to_departure_id} == {True}
    cancel_leg(train)
    for shipment in (calm, urgent, loaded):
        foreseen = of(told, shipment)
        if foreseen.transferred:
            assert foreseen.to_departure_id == trains_ridden(shipment)[2].pk
        assert foreseen.new_eta_at == fresh(shipment).eta_at
    assert of(told, urgent).transferred


def test_a_lost_transshipment_is_foreseen_with_the_train_after_it(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    told = ask(train, 2)
    assert (of(told, shipment).to_departure_id, of(told, shipment).new_eta_at) == (other.pk, other.arrives_at)


def test_a_loaded_container_without_a_later_train_would_strand(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    loaded, other = assigned(), assigned(**FULL)
    load(loaded)
    told = ask(train, 3)
    assert of(told, loaded).why_not == "stranded"
    assert of(told, other).why_not == "no_departure"


def test_a_cut_is_foreseen_as_it_happens(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    first, second = assigned(**FULL), assigned(**FULL, promised_at=NOW + 90 * DAY)
    other = make_train(NOW + 9 * DAY)
    told = what_if_cut(departure_id=train.pk, position=1, places=1, gross_g=None, at=NOW)
    [one] = told.shipments
    assert (one.shipment_id, one.to_departure_id) == (first.pk, other.pk)
    cut(train, places=1)
    assert (train_of(first), train_of(second)) == (other, train)
    nothing = what_if_cut(departure_id=train.pk, position=1, places=1, gross_g=None, at=NOW)
    assert nothing.shipments == ()


def test_foreign_containers_on_its_train_are_foreseen_too(rails: datetime) -> None:
    first, second, third = (make_train(NOW + day * DAY) for day in (8, 9, 10))
    shipment = assigned()
    cancel_leg(first)
    told = ask(second)
    assert (of(told, shipment).to_departure_id, of(told, shipment).transferred) == (third.pk, True)
    assert ask(second, 1).shipments == ()


def written() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY relname"
        )
        return list(cursor.fetchall())


def test_asking_writes_nothing_at_all(real_rails: datetime) -> None:
    train, _ = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    assigned(), assigned(**FULL)
    before = written()
    ask(train)
    ask(train, 3)
    what_if_cut(departure_id=train.pk, position=1, places=0, gross_g=None, at=NOW)
    assert written() == before


def test_the_database_itself_would_refuse_a_write(
    real_rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()

    def write(*_: Any, **__: Any) -> Any:
        Departure.objects.update(note="written")

    monkeypatch.setattr(consequences, "containers_on", write)
    with pytest.raises(InternalError, match="read-only"):
        ask(train)


def test_whoever_asks_may_write_afterwards_in_the_same_transaction(rails: datetime) -> None:
    train = make_train()
    ask(train)
    assert Departure.objects.filter(pk=train.pk).update(note="written") == 1


@pytest.mark.parametrize("position", [None, 3])
def test_many_shipments_cost_no_more_queries_than_few(rails: datetime, position: int | None) -> None:
    train, _ = make_train(NOW + 8 * DAY, places=20), make_train(NOW + 9 * DAY, places=20)
    assigned(**FULL)
    with CaptureQueriesContext(connection) as few:
        ask(train, position)
    for _ in range(4):
        assigned(**FULL), assigned()
    with CaptureQueriesContext(connection) as many:
        ask(train, position)
    assert len(many) <= len(few) + 1


def test_the_answer_is_ready_for_json(rails: datetime) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    told = json.loads(json.dumps(ask(train).as_json()))
    assert (told["placed"], told["departure_id"]) == (1, str(train.pk))
    assert told["shipments"][0]["shipment_id"] == str(shipment.pk)
    assert told["shipments"][0]["arrives_at"] == other.arrives_at.isoformat()


def test_what_is_not_there_is_said_so(rails: datetime) -> None:
    train = make_train()
    with pytest.raises(DepartureNotFound):
        what_if_cancelled(departure_id=UUID(int=1), at=NOW)
    with pytest.raises(LegNotFound):
        ask(train, 7)
    with pytest.raises(LegNotFound):
        what_if_cut(departure_id=train.pk, position=7, places=0, gross_g=None, at=NOW)
