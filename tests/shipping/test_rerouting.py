"""Who goes where, when many lose their train at once?"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kit.transactions import OutsideTransaction
from news.models import Event
from shipping.choosing import Option, Wanted, WhyNot
from shipping.errors import NotAssigned
from shipping.limits import TrainLoad
from shipping.models import Roll, Shipment, Slot
from shipping.operations import holding, replacing, reporting, rerouting, rolling
from shipping.queries import replanning
from shipping.rerouting import Box, Market, Plan, Rider, Train, plan, seat
from shipping.segregation import CargoClass, Group, Temperature
from tests.shipping.changes import cancel, last_roll, load, restore, told
from tests.shipping.railway import (
    DAY,
    FLOUR,
    FULL,
    HOUR,
    KUMYS,
    NOW,
    SHAMPOO,
    STAFF,
    assign,
    assigned,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)

DRY = CargoClass(Temperature.AMBIENT_DRY, Group.FOOD)
EARLY, LATE = UUID(int=1), UUID(int=2)


def rider(number: int, *, gross_g: int = 10, **changes: Any) -> Rider:
    wanted = Wanted(gross_g, 10, DRY, NOW, changes.pop("spoils_at", None))
    return Rider(UUID(int=100 + number), ("flour",), (DRY, EARLY, LATE), wanted, **changes)


def new(departure_id: UUID, day: int) -> Option:
    return Option(departure_id, None, DRY, NOW + DAY, NOW + day * DAY, 20, 1000, 20, 1000)


def planned(riders: list[Rider], places: int = 1) -> Plan:
    """Two trains with so many places of one container for 20 g each."""
    room = TrainLoad(places, 1000, 0, 1000)
    market = Market(
        {("flour",): [new(EARLY, 8), new(LATE, 9)]},
        {EARLY: [(1520, room), (1435, room)], LATE: [(1520, room)]},
        lambda _group, _gauge: TrainLoad(1, 20, 0, 1),
    )
    ids = iter(range(1000, 2000))
    return plan(riders, market, new_id=lambda: UUID(int=next(ids)))


def where(made: Plan) -> dict[int, UUID]:
    return {each.rider.shipment_id.int - 100: each.option.departure_id for each in made.placings}


def test_who_spoils_first_goes_first_then_who_was_promised_first_then_the_largest() -> None:
    riders = [
        rider(1, gross_g=20),
        rider(2, gross_g=19, promised_at=NOW + 50 * DAY),
        rider(3, gross_g=18, promised_at=NOW + 60 * DAY, spoils_at=NOW + 70 * DAY),
    ]
    made = planned(riders)
    assert [each.rider.shipment_id.int - 100 for each in made.placings] == [3, 2]
    assert where(made) == {3: EARLY, 2: LATE}
    assert made.waits == {UUID(int=101): WhyNot.TRAIN_FULL}


def test_those_of_one_class_fill_the_container_that_was_opened() -> None:
    made = planned([rider(1), rider(2), rider(3)])
    assert sorted(where(made).values()) == [EARLY, EARLY, LATE]
    assert [each.opens for each in made.placings] == [True, False, True]
    first, second, _ = made.placings
    assert first.slot_id == second.slot_id


def test_nobody_goes_back_to_the_train_that_was_left() -> None:
    assert where(planned([rider(1, not_on=frozenset({EARLY}))])) == {1: LATE}
    assert planned([rider(1, not_on=frozenset({EARLY, LATE}))]).waits


def test_what_a_train_bears_on_its_tightest_leg_is_never_exceeded() -> None:
    made = planned([rider(number, gross_g=20) for number in range(9)], places=2)
    assert sorted(where(made).values()) == [EARLY, EARLY, LATE, LATE]
    assert len(made.waits) == 5


def test_containers_take_the_next_train_with_room_in_their_order() -> None:
    load_of_one = TrainLoad(2, 1, 0, 1)
    early = Train(uuid4(), EARLY, NOW + HOUR, NOW + DAY, TrainLoad(2, 9, 9, 9))
    late = Train(uuid4(), LATE, NOW + 2 * HOUR, NOW + DAY, TrainLoad(2, 9, 9, 9))
    boxes = [Box(UUID(int=n), load_of_one, NOW) for n in range(3)]
    assert list(seat(boxes, [late, early]).values()) == [early, late, None]
    assert seat([Box(UUID(int=1), load_of_one, NOW + HOUR * 1.5)], [early, late]) == {UUID(int=1): late}


def reroute(shipment: Shipment) -> Roll:
    with transaction.atomic():
        row = Shipment.objects.select_for_update().get(pk=shipment.pk)
        return rerouting.reroute_shipment(
            row, cause="embargo", fault="customs", reason="no flour", at=NOW, by=STAFF
        )


def reroute_all(shipments: list[Shipment], *, departure_id: UUID) -> rerouting.RollReport:
    return rerouting.reroute_many(
        [each.pk for each in shipments],
        departure_id=departure_id,
        cause="cancelled",
        fault="carrier",
        reason="flood",
        at=NOW,
        by=STAFF,
    )


def test_one_shipment_goes_to_the_best_other_train_on_the_record(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned(promised_at=sooner.arrives_at)
    roll = reroute(shipment)
    assert (roll.from_departure, roll.to_departure, roll.why_not) == (sooner, later, "")
    assert (roll.cause, roll.fault, roll.reason) == ("embargo", "customs", "no flour")
    assert (roll.old_eta_at, roll.new_eta_at) == (sooner.arrives_at, later.arrives_at)
    assert roll.keeps_promise is False
    assert (fresh(shipment).status, fresh(shipment).eta_at) == ("assigned", later.arrives_at)
    assert told(shipment)[-3:] == ["shipment.rolled", "shipment.assigned", "shipment.rerouted"]
    news = Event.objects.get(type="shipment.rerouted", aggregate_id=shipment.pk).payload
    assert (news["from_departure_id"], news["departure_id"]) == (str(sooner.pk), str(later.pk))
    assert [news[name] for name in ("cause", "fault", "reason", "keeps_promise")] == [
        *("embargo", "customs", "no flour", False)
    ]
    arrivals = [datetime.fromisoformat(news[name]) for name in ("old_eta_at", "eta_at")]
    assert arrivals == [sooner.arrives_at, later.arrives_at]
    assert broken() == []


def test_one_shipment_without_another_train_waits_with_the_reason(rails: datetime) -> None:
    make_train()
    shipment = assigned(promised_at=NOW + 90 * DAY)
    roll = reroute(shipment)
    assert (roll.to_departure, roll.why_not, roll.keeps_promise) == (None, "no_departure", None)
    assert (fresh(shipment).status, fresh(shipment).waiting_reason) == ("waiting", "no_departure")
    news = Event.objects.get(type="shipment.rerouted", aggregate_id=shipment.pk).payload
    assert (news["departure_id"], news["why_not"], news["eta_at"]) == (None, "no_departure", None)
    assert broken() == []


def test_a_train_that_was_cancelled_and_runs_again_takes_back_who_had_to_leave_it(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    cancel(train)
    assert fresh(shipment).status == "waiting"
    restore(train)
    assert train_of(assign(shipment)) == train
    assert broken() == []


def test_nobody_goes_back_by_itself_to_a_train_that_a_person_took_it_from(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    with transaction.atomic():
        rolling.roll_shipment(shipment_id=shipment.pk, reason="the customer asks", at=NOW, by=STAFF)
    assert assign(shipment).waiting_reason == "no_departure"
    assert train_of(assigned()) == train


def test_one_that_is_on_hold_loses_its_place_and_stays_on_hold(rails: datetime) -> None:
    make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    holding.hold_shipment(shipment_id=shipment.pk, reason="check", at=NOW, by=STAFF)
    assert reroute(shipment).why_not == "on_hold"
    now = fresh(shipment)
    assert (now.status, now.eta_at, train_of(shipment)) == ("on_hold", None, None)
    with pytest.raises(NotAssigned):
        reroute(shipment)


def test_one_that_was_handed_in_still_is(rails: datetime) -> None:
    make_train(NOW + 8 * DAY)
    later = make_train(NOW + 9 * DAY)
    shipment = assigned()
    reporting.hand_in(shipment_id=shipment.pk, at=NOW, by=STAFF)
    reroute(shipment)
    assert (fresh(shipment).status, train_of(shipment)) == ("handed_in", later)
    assert broken() == []


def test_many_go_at_once_as_they_would_one_by_one(rails: datetime) -> None:
    sooner = make_train(NOW + 8 * DAY)
    kinds = [FLOUR, SHAMPOO, {**KUMYS, "gross_g": 9_000_000}, FULL, FLOUR]
    shipments = [assigned(**kind) for kind in kinds]
    reporting.hand_in(shipment_id=shipments[0].pk, at=NOW, by=STAFF)
    whole = free(make_train(NOW + 20 * DAY))
    later = make_train(NOW + 9 * DAY)
    report = reroute_all(shipments, departure_id=sooner.pk)
    assert (report.placed, report.waiting, report.rolled) == (5, 0, 5)
    assert {train_of(each) for each in shipments} == {later}
    assert [fresh(each).status for each in shipments] == ["handed_in"] + ["assigned"] * 4
    assert free(sooner) == whole
    assert Slot.objects.filter(departure=later).count() == 4
    assert {fresh(each).eta_at for each in shipments} == {later.arrives_at}
    assert [told(each)[-3:] for each in shipments[1:]] == [
        ["shipment.rolled", "shipment.assigned", "shipment.rerouted"]
    ] * 4
    assert told(shipments[0])[-4:] == [
        *("shipment.rolled", "shipment.assigned", "shipment.handed_in", "shipment.rerouted")
    ]
    assert set(Roll.objects.values_list("to_departure", "why_not")) == {(later.pk, "")}
    assert broken() == []


def test_many_are_told_the_same_hand_in_as_one_alone(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    alone, many = assigned(), assigned()
    reroute(alone)
    reroute_all([many], departure_id=sooner.pk)
    expected = fresh(alone)
    now = fresh(many)
    for column in ("hand_in_by_at", "eta_at", "eta_late_at", "eta_basis", "waiting_reason", "status"):
        assert getattr(now, column) == getattr(expected, column), column
    assert now.hand_in_by_at is not None
    assert train_of(alone) == train_of(many) == later


def test_those_without_a_place_wait_with_the_reason(rails: datetime) -> None:
    sooner = make_train(NOW + 8 * DAY)
    spoils = assigned(latest_arrival_at=sooner.arrives_at)
    others = [assigned(**FULL), assigned(**FULL)]
    later = make_train(NOW + 9 * DAY, places=1)
    report = reroute_all([spoils, *others], departure_id=sooner.pk)
    assert (report.placed, report.waiting) == (1, 2)
    assert fresh(spoils).waiting_reason == "arrives_too_late"
    assert sorted(fresh(each).waiting_reason for each in others) == ["", "train_full"]
    assert sum(train_of(each) == later for each in others) == 1
    assert last_roll(spoils).why_not == "arrives_too_late"
    assert broken() == []


def test_a_second_call_changes_nothing(rails: datetime) -> None:
    sooner, _ = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipments = [assigned(), assigned()]
    reroute_all(shipments, departure_id=sooner.pk)
    before = [fresh(each).version for each in shipments]
    assert reroute_all(shipments, departure_id=sooner.pk).rolled == 0
    assert [fresh(each).version for each in shipments] == before


def test_what_is_loaded_or_was_never_there_is_left_alone(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    loaded, other = assigned(), assigned()
    load(loaded)
    assert reroute_all([loaded], departure_id=sooner.pk).rolled == 0
    assert reroute_all([other], departure_id=later.pk).rolled == 0
    assert {train_of(loaded), train_of(other)} == {sooner}


def test_whoever_loses_a_race_to_the_plan_is_asked_alone(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner = make_train(NOW + 8 * DAY)
    shipment = assigned(**FULL)
    taken, spare = make_train(NOW + 9 * DAY, places=1), make_train(NOW + 10 * DAY)
    honest = replanning.replan

    def somebody_is_faster(*args: Any, **kwargs: Any) -> object:
        made = honest(*args, **kwargs)
        rival = assigned(**FULL, planned_hand_in_at=NOW + 5.5 * DAY)
        assert train_of(rival) == taken
        return made

    monkeypatch.setattr(rerouting, "replan", somebody_is_faster)
    assert reroute_all([shipment], departure_id=sooner.pk).placed == 1
    assert train_of(shipment) == spare
    assert broken() == []


def test_each_batch_is_a_transaction_and_a_killed_worker_loses_no_shipment(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipments = [assigned() for _ in range(5)]
    monkeypatch.setattr(rerouting, "ROLLED_AT_ONCE", 2)
    done: list[int] = []

    def killed(batch: replacing.Batch, **kwargs: Any) -> object:
        if done:
            raise ZeroDivisionError
        done.append(1)
        return replacing.replace_batch(batch, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(rerouting, "replace_batch", killed)
        with pytest.raises(ZeroDivisionError):
            reroute_all(shipments, departure_id=sooner.pk)
    assert sum(train_of(each) == later for each in shipments) == 2
    assert broken() == []
    assert reroute_all(shipments, departure_id=sooner.pk).rolled == 3
    assert {train_of(each) for each in shipments} == {later}
    assert broken() == []


def test_many_cost_no_more_queries_than_some(rails: datetime) -> None:
    sooner, _ = make_train(NOW + 8 * DAY, places=9), make_train(NOW + 9 * DAY, places=9)
    few, many = [assigned() for _ in range(3)], [assigned() for _ in range(30)]
    with CaptureQueriesContext(connection) as some:
        reroute_all(few, departure_id=sooner.pk)
    with CaptureQueriesContext(connection) as more:
        reroute_all(many, departure_id=sooner.pk)
    assert len(more) <= len(some) + 5


def test_rerouting_needs_its_callers_transaction(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        rerouting.reroute_shipment(Shipment(), cause="cut", fault="carrier", reason="", at=NOW, by=STAFF)
