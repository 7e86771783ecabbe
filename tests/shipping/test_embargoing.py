from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from kit.transactions import OutsideTransaction, owns_transaction
from shipping import tasks
from shipping.choosing import rank
from shipping.errors import EmbargoContradicts, EmbargoNotFound, PlaceNotFound
from shipping.models import Departure, DepartureLeg, Embargo, Roll
from shipping.operations import assigning, embargoing, reporting
from shipping.operations.embargoing import declare_embargo, lift_embargo, roll_embargoed
from shipping.queries import earliest_service
from shipping.queries.embargoes import rolled_by, trains_under
from tests.conftest import Jobs
from tests.shipping.changes import cancel_leg, leg_of, trains_ridden
from tests.shipping.railway import (
    DAY,
    FLOUR,
    HOUR,
    NOW,
    SHAMPOO,
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

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def embargo(**changes: Any) -> Embargo:
    """Khorgos is shut for flour to China, from now until it is lifted."""
    wanted: dict[str, Any] = {
        "crossing_code": "KHORGOS",
        "direction": "KZ-CN",
        "segregation_classes": ["DRY_FOOD"],
        "starts_at": NOW,
        "reason": "queue of wagons",
        "at": NOW,
        "by": STAFF,
    }
    return owns_transaction(declare_embargo)(**{**wanted, **changes})


def yard(train: Departure) -> DepartureLeg:
    """Where the train changes gauge."""
    return train.legs.get(kind="transshipment")


def test_flour_shut_out_at_khorgos_goes_over_dostyk(rails: datetime) -> None:
    khorgos = make_train(NOW + 8 * DAY)
    dostyk = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    whole = free(khorgos)
    shipment = assigned()
    assert train_of(shipment) == khorgos
    was = shipment.eta_at
    declared = embargo()
    roll_embargoed(embargo_id=declared.pk, at=NOW, by=STAFF)
    assert train_of(shipment) == dostyk
    assert free(khorgos) == whole
    roll = Roll.objects.get()
    assert (roll.cause, roll.fault, roll.from_departure, roll.to_departure) == (
        "embargo",
        "carrier",
        khorgos,
        dostyk,
    )
    assert roll.reason == (
        "Altynkol - Horgos is under embargo for dry food towards China until it is lifted: queue of wagons"
    )
    assert (roll.old_eta_at, roll.new_eta_at) == (was, dostyk.arrives_at)
    assert list(rolled_by(declared)) == [roll]
    assert broken() == []


def test_flour_booked_during_the_embargo_takes_the_other_crossing_at_once(rails: datetime) -> None:
    make_train(NOW + 8 * DAY)
    dostyk = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    embargo()
    assert train_of(assigned()) == dostyk


def test_without_another_way_it_waits_and_says_embargo(rails: datetime, jobs: Jobs) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    embargo()
    jobs.drain()
    waiting = fresh(shipment)
    assert (waiting.status, waiting.waiting_reason) == ("waiting", "embargo")
    assert Roll.objects.get().why_not == "embargo"
    assert assign(book()).waiting_reason == "embargo"
    assert broken() == []


def test_other_goods_and_the_other_direction_ride_on(rails: datetime, jobs: Jobs) -> None:
    train = make_train()
    shampoo = assigned(**SHAMPOO)
    embargo()
    embargo(direction="CN-KZ", segregation_classes=[])
    jobs.drain()
    assert train_of(shampoo) == train
    assert train_of(assigned(**SHAMPOO)) == train
    assert not Roll.objects.exists()


@pytest.mark.parametrize(
    ("begins", "ends", "meets"),
    [(0, 1, True), (-5, 0, False), (-5, 1, True), (12, None, True), (13, None, False)],
    ids=["while it stands there", "until it comes", "still as it comes", "as it leaves", "once it has left"],
)
def test_only_a_train_that_is_there_meanwhile_meets_it(
    rails: datetime, begins: int, ends: int | None, *, meets: bool
) -> None:
    train = make_train()
    stands = yard(train)
    stands.arrives_at = stands.departs_at + 12 * HOUR
    stands.save()
    declared = embargo(
        starts_at=stands.departs_at + begins * HOUR,
        ends_at=None if ends is None else stands.departs_at + ends * HOUR,
    )
    assert bool(trains_under(declared, at=NOW)) is meets
    assert (assign(book()).status == "waiting") is meets


@pytest.mark.parametrize(
    ("place", "meets"),
    [
        ("KZ-ALMATY1", True),
        ("KZ-ALTYNKOL", True),
        ("CN-LANZHOU", True),
        ("CN-LYG-BASE", True),
        ("KZ-DOSTYK", False),
    ],
)
def test_a_station_anywhere_on_the_way_can_be_under_embargo(
    rails: datetime, place: str, *, meets: bool
) -> None:
    make_train()
    embargo(crossing_code="", location_code=place)
    assert (assign(book()).status == "waiting") is meets


def test_where_one_train_ends_another_passes_and_both_meet_the_embargo(rails: datetime) -> None:
    ends, passes = make_train(NOW + 9 * DAY, service="ALA-XIA-KH"), make_train(NOW + 10 * DAY)
    declared = embargo(crossing_code="", location_code="CN-XIAN-ILP")
    assert trains_under(declared, at=NOW) == [ends, passes]


def test_a_station_between_is_passed_in_proportion_to_the_hours(rails: datetime) -> None:
    train = make_train()
    last = train.legs.get(position=3)
    # Lanzhou lies well inside the way from the border to the sea: neither at its first hour nor its last.
    early = embargo(crossing_code="", location_code="CN-LANZHOU", ends_at=last.departs_at + HOUR)
    late = embargo(crossing_code="", location_code="CN-LANZHOU", starts_at=last.arrives_at - HOUR)
    between = embargo(
        crossing_code="",
        location_code="CN-LANZHOU",
        starts_at=last.departs_at + HOUR,
        ends_at=last.arrives_at - HOUR,
    )
    assert [trains_under(each, at=NOW) for each in (early, late, between)] == [[], [], [train]]


def test_a_train_past_the_place_is_left_alone(rails: datetime) -> None:
    train = make_train()
    declared = embargo(at=NOW)
    passed = yard(train).arrives_at
    assert trains_under(declared, at=passed) == [train]
    assert trains_under(declared, at=passed + timedelta(seconds=1)) == []


def test_what_is_loaded_cannot_roll_and_is_put_before_a_person(rails: datetime, jobs: Jobs) -> None:
    train = make_train()
    shipment = assigned()
    other = assigned(**SHAMPOO)
    for each in (shipment, other):
        reporting.report_stage(shipment_id=each.pk, kind="loaded", at=NOW, by=STAFF)
    embargo()
    jobs.drain()
    assert train_of(shipment) == train
    assert fresh(shipment).attention_reason.startswith("Altynkol - Horgos is under embargo")
    assert fresh(other).attention_reason == ""
    assert not Roll.objects.exists()


@pytest.mark.parametrize("over", [lift_embargo, None], ids=["lifted", "at its end"])
def test_an_embargo_that_is_over_leaves_nobody_to_look_at(
    rails: datetime, jobs: Jobs, over: Callable[..., Embargo] | None
) -> None:
    make_train()
    shipment = assigned()
    reporting.report_stage(shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)
    declared = embargo(ends_at=NOW + 12 * DAY)
    assert fresh(shipment).attention_at == NOW
    if over is None:
        embargoing.roll_all_embargoed(at=NOW + 12 * DAY, by=STAFF)
    else:
        owns_transaction(over)(embargo_id=declared.pk, reason="clear", at=NOW + HOUR, by=STAFF)
    assert (fresh(shipment).attention_at, fresh(shipment).attention_reason) == (None, "")


def test_what_rides_another_departures_train_into_it_is_put_before_a_person(
    rails: datetime, jobs: Jobs
) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    reporting.report_stage(shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)
    cancel_leg(first)
    assert trains_ridden(shipment) == [first, first, second]
    # While the first departure's last train would have been there, but not the second's.
    last, rides = leg_of(first, 3), leg_of(second, 3)
    passing = {"crossing_code": "", "location_code": "CN-LYG-BASE"}
    embargo(**passing, starts_at=last.arrives_at - HOUR, ends_at=last.arrives_at + HOUR)
    assert fresh(shipment).attention_reason == ""
    embargo(**passing, starts_at=rides.arrives_at - HOUR, ends_at=rides.arrives_at + HOUR)
    assert fresh(shipment).attention_reason.startswith("China-Kazakhstan (Lianyungang)")


def test_the_sweep_rolls_what_a_lost_job_left(rails: datetime, jobs: Jobs) -> None:
    make_train()
    shipment = assigned()
    embargo()
    jobs.sent.clear()
    tasks.sweep_waiting()
    assert fresh(shipment).status == "waiting"


def test_a_lifted_embargo_stops_nothing(rails: datetime, jobs: Jobs) -> None:
    train = make_train()
    declared = embargo()
    shipment = assign(book())
    lifted = lift_embargo(embargo_id=declared.pk, reason="the queue is gone", at=NOW + HOUR, by=STAFF)
    assert (lifted.lifted_at, lifted.lift_reason) == (NOW + HOUR, "the queue is gone")
    assert train_of(assign(shipment, at=NOW + HOUR)) == train
    again = lift_embargo(embargo_id=declared.pk, reason="twice", at=NOW + DAY, by=STAFF)
    assert again.lift_reason == "the queue is gone"
    assert roll_embargoed(embargo_id=declared.pk, at=NOW + HOUR, by=STAFF) == 0


def test_an_embargo_that_is_over_stops_nothing(rails: datetime) -> None:
    train = make_train()
    embargo(ends_at=NOW + DAY)
    assert train_of(assigned()) == train


def test_a_quote_promises_no_train_that_meets_an_embargo(rails: datetime) -> None:
    make_train(NOW + 8 * DAY)
    dostyk = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    embargo()
    found = earliest_service(
        first_mile_from="KZ-ALMATY-CFS",
        destination="CN-LYG-BASE",
        planned_hand_in_at=NOW + DAY,
        gross_g=25_320,
        volume_cm3=41_000,
        **FLOUR,
        latest_arrival_at=None,
        at=NOW,
    )
    assert found
    assert found.departure_id == dostyk.pk


def test_a_train_that_came_under_embargo_after_it_was_chosen_is_not_taken(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_train()
    shipment = book()

    def stop_meanwhile(*args: Any) -> Any:
        declare_embargo(crossing_code="KHORGOS", starts_at=NOW, reason="snow", at=NOW, by=STAFF)
        return rank(*args)

    monkeypatch.setattr(assigning, "rank", stop_meanwhile)
    assert assign(shipment).status == "waiting"


def test_whoever_gets_on_while_it_is_declared_is_rolled(real_rails: datetime, at_once: AtOnce) -> None:
    make_train()
    shipments = [book() for _ in range(10)]
    tries = [partial(assigning.try_assign, shipment_id=each.pk, at=NOW, by=STAFF) for each in shipments]
    declared, *answers = at_once([embargo, *tries])
    assert [answer for answer in [declared, *answers] if isinstance(answer, Exception)] == []
    roll_embargoed(embargo_id=declared.pk, at=NOW, by=STAFF)
    assert {fresh(each).status for each in shipments} == {"waiting"}
    assert broken() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"location_code": "KZ-DOSTYK"},
        {"crossing_code": ""},
        {"direction": "KZ-RU"},
        {"segregation_classes": ["POWER_BANK"]},
        {"ends_at": NOW},
    ],
    ids=["two places", "no place", "no such way", "goods nobody carries", "ends as it begins"],
)
def test_an_embargo_that_contradicts_itself_is_refused(rails: datetime, wrong: dict[str, Any]) -> None:
    with pytest.raises(EmbargoContradicts):
        embargo(**wrong)
    assert not Embargo.objects.exists()


@pytest.mark.parametrize(
    "place", [{"crossing_code": "NOWHERE"}, {"crossing_code": "", "location_code": "KZ-NOWHERE"}]
)
def test_an_embargo_on_a_place_nobody_knows_is_refused(rails: datetime, place: dict[str, Any]) -> None:
    with pytest.raises(PlaceNotFound):
        embargo(**place)


def test_an_embargo_that_nobody_knows_cannot_be_lifted(rails: datetime) -> None:
    with pytest.raises(EmbargoNotFound):
        lift_embargo(embargo_id=book().pk, reason="", at=NOW, by=STAFF)


@pytest.mark.parametrize("verb", [embargoing.declare_embargo, embargoing.lift_embargo])
def test_the_verbs_need_their_callers_transaction(transactional_db: None, verb: Callable[..., Any]) -> None:
    with pytest.raises(OutsideTransaction):
        verb(at=NOW, by=STAFF)


def test_a_container_that_lost_its_second_train_passes_by_those_under_embargo(rails: datetime) -> None:
    first, shut, other = (make_train(NOW + days * DAY) for days in (8, 9, 12))
    shipment, shampoo = assigned(), assigned(**SHAMPOO)
    stopped_at = leg_of(shut, 3).departs_at
    embargo(crossing_code="", location_code="KZ-KHORGOS-GW", starts_at=stopped_at, ends_at=stopped_at + HOUR)
    cancel_leg(first)
    assert trains_ridden(shipment) == [first, first, other]
    assert trains_ridden(shampoo) == [first, first, shut]
    assert broken() == []


def test_what_changes_trains_goes_by_the_train_that_it_will_ride(rails: datetime, jobs: Jobs) -> None:
    first, second, third = (make_train(NOW + days * DAY) for days in (8, 9, 12))
    shipment = assigned()
    cancel_leg(first)
    own, ridden = (leg_of(train, 3).arrives_at for train in (first, second))
    shut = {"crossing_code": "", "location_code": "CN-LYG-BASE"}
    past = embargo(**shut, starts_at=own, ends_at=own + HOUR)
    jobs.drain()
    assert trains_under(past, at=NOW) == [first]
    assert trains_ridden(shipment) == [first, first, second]
    met = embargo(**shut, starts_at=ridden, ends_at=ridden + HOUR)
    jobs.drain()
    assert trains_under(met, at=NOW) == [second]
    assert train_of(shipment) == third
    assert broken() == []
