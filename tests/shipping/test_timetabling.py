"""Are twelve weeks of trains always on sale, each with true limits and times?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kit.actors import SYSTEM
from kit.transactions import OutsideTransaction, owns_transaction
from shipping.models import Departure, DepartureLeg, Slot, SlotAssignment, TrainService
from shipping.operations import closing, reporting, timetabling
from tests.shipping.railway import DAY, HOUR, NOW, assigned, broken, make_train


def legs_of(departure: Departure) -> list[DepartureLeg]:
    return list(departure.legs.select_related("origin", "destination").order_by("position"))


def test_departures_run_on_their_weekdays_at_their_hour_for_twelve_weeks(timetable: datetime) -> None:
    trains = Departure.objects.filter(service__code="ALA-LYG-KH").order_by("departs_at")
    local = [train.departs_at.astimezone(ZoneInfo("Asia/Almaty")) for train in trains]
    assert {day.isoweekday() for day in local} == {1, 2, 4, 5, 6}
    assert {f"{day:%H:%M}" for day in local} == {"18:00"}
    assert timetable + 83 * DAY < trains[len(trains) - 1].departs_at <= timetable + 84 * DAY
    assert len({train.service_date for train in trains}) == len(trains) == 58


def test_extending_twice_makes_no_second_train(timetable: datetime) -> None:
    before = Departure.objects.count()
    assert timetabling.extend(at=timetable, by=SYSTEM) == 0
    assert Departure.objects.count() == before


def test_a_day_later_only_the_next_day_is_added(timetable: datetime) -> None:
    made = timetabling.extend(at=timetable + DAY, by=SYSTEM)
    new = Departure.objects.filter(created_at=timetable + DAY)
    assert made == new.count() > 0
    assert all(train.departs_at > timetable + 84 * DAY for train in new)


def test_a_train_whose_cut_off_has_passed_is_not_made(timetable: datetime) -> None:
    assert not Departure.objects.filter(cfs_cutoff_at__lte=timetable).exists()


def test_a_service_that_has_ended_gets_no_trains(rails: datetime) -> None:
    TrainService.objects.filter(code="ALA-LYG-KH").update(valid_to=(rails + 7 * DAY).date())
    timetabling.extend(at=rails, by=SYSTEM)
    last = Departure.objects.filter(service__code="ALA-LYG-KH").order_by("service_date").last()
    assert last is not None
    assert last.service_date <= (rails + 7 * DAY).date()


def test_a_departure_has_a_train_on_each_gauge_and_the_yard_between(timetable: datetime) -> None:
    legs = legs_of(Departure.objects.filter(service__code="ALA-LYG-KH")[0])
    assert [(leg.kind, leg.gauge_mm) for leg in legs] == [
        ("train", 1520),
        ("transshipment", None),
        ("train", 1435),
    ]
    assert [leg.destination.code for leg in legs] == ["KZ-ALTYNKOL", "KZ-KHORGOS-GW", "CN-LYG-BASE"]


def test_leg_times_fill_the_through_time_exactly(timetable: datetime) -> None:
    train = Departure.objects.filter(service__code="ALA-LYG-KH")[0]
    legs = legs_of(train)
    assert train.arrives_at - train.departs_at == timedelta(hours=192)
    assert (legs[0].departs_at, legs[-1].arrives_at) == (train.departs_at, train.arrives_at)
    assert [leg.arrives_at for leg in legs[:-1]] == [leg.departs_at for leg in legs[1:]]


def test_each_train_has_its_own_limits_and_the_yard_never_binds(timetable: datetime) -> None:
    first, yard, second = legs_of(Departure.objects.filter(service__code="ALA-XIA-KH")[0])
    assert (first.cap_mteu, second.cap_mteu, yard.cap_mteu) == (100_000, 110_000, 110_000)
    assert (first.cap_length_mm, second.cap_length_mm) == (798_000, 760_000)
    assert yard.cap_length_mm == 798_000
    assert {leg.cap_gross_g for leg in (first, yard, second)} == {1_300_000_000}
    assert {leg.free_plugs for leg in (first, yard, second)} == {8}


def test_the_warehouse_closes_seventy_two_hours_before_departure(timetable: datetime) -> None:
    train = Departure.objects.get(service__code="ALA-LYG-KH", service_date="2026-12-01")
    assert train.departs_at == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    assert train.cfs_cutoff_at == datetime(2026, 11, 28, 13, 0, tzinfo=UTC)


def test_making_a_departure_leaves_history_and_breaks_nothing(timetable: datetime) -> None:
    train = Departure.objects.filter(status="open")[0]
    assert [(move.was, move.became) for move in train.moves.all()] == [("planned", "open")]
    assert broken() == []


def test_the_nightly_task_and_a_command_at_the_same_instant_make_no_train_twice(
    real_rails: datetime, at_once: Callable[[list[Callable[[], int]]], list[int | Exception]]
) -> None:
    def extend() -> int:
        return owns_transaction(timetabling.extend)(at=NOW, by=SYSTEM)

    made = at_once([extend, extend, extend])
    assert sorted(map(str, made)) == sorted(["0", "0", str(Departure.objects.count())])
    days = Departure.objects.values_list("service_id", "service_date")
    assert len(set(days)) == len(days) > 400


def test_extending_needs_its_callers_transaction(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        timetabling.extend(at=NOW, by=SYSTEM)


def test_a_departure_closes_at_its_cut_off_and_not_a_second_before(rails: datetime) -> None:
    train = make_train()
    assert closing.close_due(at=train.cfs_cutoff_at - timedelta(seconds=1), by=SYSTEM) == 0
    assert closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM) == 1
    assert closing.close_due(at=train.cfs_cutoff_at + HOUR, by=SYSTEM) == 0
    train.refresh_from_db()
    assert train.status == "closed"


def test_a_departure_is_done_when_all_it_carried_is_delivered(rails: datetime) -> None:
    train, shipment = make_train(), assigned()
    reporting.hand_in(shipment_id=shipment.pk, at=NOW, by=SYSTEM)
    reporting.report_departure(departure_id=train.pk, kind="arrived", at=NOW, by=SYSTEM)
    assert closing.finish_due(at=NOW, by=SYSTEM) == 0
    reporting.report_stage(shipment_id=shipment.pk, kind="delivered", at=NOW, by=SYSTEM)
    assert closing.finish_due(at=NOW, by=SYSTEM) == 1
    train.refresh_from_db()
    assert train.status == "done"


def test_closing_locks_the_assignments_and_closes_the_slots(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    closing.close_departure(departure_id=train.pk, at=NOW, by=SYSTEM)
    assert SlotAssignment.objects.get(shipment=shipment).status == "locked"
    slot = Slot.objects.get(departure=train)
    assert (slot.status, slot.closed_at) == ("closed", NOW)
    assert broken() == []
