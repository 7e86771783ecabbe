"""Does a departure that was edited by hand stay as edited, and keep what is sold on it?"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kit.actors import SYSTEM
from kit.ids import uuid7
from shipping.clocks import dated
from shipping.errors import (
    BadTimetable,
    BelowSold,
    BorderFull,
    DayTaken,
    DepartureNotFound,
    LegHasLeft,
    NothingToRestore,
    OutOfReach,
)
from shipping.models import Crossing, Departure, Shipment, TrainService
from shipping.operations import returning, scheduling, timetabling
from shipping.operations.editing import LegLimits, edit_departure
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Proposal
from tests.shipping.railway import DAY, FULL, HOUR, NOW, STAFF, assigned, broken, fresh, train_of

CODE = "ALA-LYG-KH"
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _timetable(timetable: datetime) -> None:
    """The real timetable, twelve weeks of it."""


def train(day: date = MONDAY) -> Departure:
    return Departure.objects.get(service__code=CODE, service_date=day)


def edit(departure: Departure, **changes: object) -> Departure:
    return edit_departure(departure_id=departure.pk, reason="No engine.", at=NOW, by=STAFF, **changes)  # type: ignore[arg-type]


def sold() -> tuple[Shipment, Departure]:
    """A shipment and the train of this service that it stands on."""
    shipment = assigned(**FULL)
    found = train_of(shipment)
    assert found is not None
    assert found.service.code == CODE
    return shipment, found


def test_legs_cut_offs_and_plan_move_with_the_departure() -> None:
    was = train()
    yard = was.legs.get(position=2)
    edit(was, departs_at=was.departs_at + 2 * HOUR, note="Two hours later.")
    now = train()
    for name in ("departs_at", "arrives_at", "planned_departs_at", "cfs_cutoff_at", "cy_cutoff_at"):
        assert getattr(now, name) == getattr(was, name) + 2 * HOUR
    assert now.legs.get(position=2).departs_at == yard.departs_at + 2 * HOUR
    assert (now.note, now.edited_at) == ("Two hours later.", NOW)
    change = now.changes.filter(kind="edited").last()
    assert change is not None
    assert (change.reason, change.by_kind) == ("No engine.", "staff")
    assert broken() == []


def test_neither_the_nightly_task_nor_a_new_service_touches_what_was_edited() -> None:
    edit(train(), departs_at=train().departs_at + 2 * HOUR)
    edited = Departure.objects.filter(pk=train().pk).values().get()
    timetabling.extend(at=NOW, by=SYSTEM)
    scheduling.follow(at=NOW, by=SYSTEM)
    assert Departure.objects.filter(pk=train().pk).values().get() == edited


def test_what_stands_on_it_is_expected_anew() -> None:
    shipment, departure = sold()
    before = fresh(shipment)
    edit(departure, departs_at=departure.departs_at + 2 * HOUR)
    after = fresh(shipment)
    assert before.eta_at is not None
    assert before.hand_in_by_at is not None
    assert after.eta_at == before.eta_at + 2 * HOUR
    assert after.hand_in_by_at == before.hand_in_by_at + 2 * HOUR


def test_times_that_a_shipment_cannot_keep_are_refused_by_its_number() -> None:
    shipment, departure = sold()
    Shipment.objects.filter(pk=shipment.pk).update(latest_arrival_at=departure.arrives_at)
    there = dated(departure.arrives_at, "Asia/Shanghai")
    assert there.endswith("Shanghai")
    with pytest.raises(OutOfReach) as refused:
        edit(departure, departs_at=departure.departs_at + HOUR)
    assert refused.value.detail == (
        f"1 shipment could not keep these times: {shipment.number} (has to be there by {there})."
    )
    assert train(departure.service_date).departs_at == departure.departs_at


def test_a_cut_off_that_would_have_passed_is_refused() -> None:
    first = Departure.objects.filter(service__code=CODE).order_by("departs_at")[0]
    # 72 hours before, by the clock of Almaty.
    with pytest.raises(BadTimetable, match="would have passed, at 24 Nov 11:00 Almaty"):
        edit(first, departs_at=NOW + 3 * DAY)


def test_limits_go_as_low_as_what_is_sold_and_no_lower() -> None:
    _, departure = sold()
    assigned(**FULL)
    edit(departure, limits=[LegLimits(1, 2, 1_300_000_000, 12, 798_000)])
    leg = departure.legs.get(position=1)
    assert (leg.full_mteu, leg.cap_mteu, leg.free_mteu) == (4_000, 4_000, 0)
    with pytest.raises(BelowSold, match="more is sold than would be left") as refused:
        edit(departure, limits=[LegLimits(1, 1, 1_300_000_000, 12, 798_000)])
    [fault] = refused.value.fields
    assert (fault.pointer, fault.message) == ("/legs/1/places", "2 sold already, more than 1.")
    with pytest.raises(BelowSold):
        edit(departure, limits=[LegLimits(3, 55, 49_000_000, 12, 760_000)])
    assert broken() == []


def test_a_limit_of_no_leg_or_of_nothing_is_refused() -> None:
    for limits in (LegLimits(9, 5, 1, 0, 0), LegLimits(1, 0, 1, 0, 0)):
        with pytest.raises(BadTimetable):
            edit(train(), limits=[limits])


def test_two_trains_of_a_service_never_leave_on_one_day() -> None:
    with pytest.raises(DayTaken, match="Another train of ALA-LYG-KH leaves on Tue 1 Dec 2026") as refused:
        edit(train(), departs_at=train().departs_at + DAY)
    assert [field.pointer for field in refused.value.fields] == ["/departs_at"]
    # Wednesday is free, by the clock of Almaty.
    edit(train(), departs_at=datetime(2026, 12, 2, 18, 59, tzinfo=UTC))
    assert train().departs_at.day == 2


def test_an_edited_train_stays_within_a_fortnight_of_its_day() -> None:
    far = date(2026, 12, 14)
    Departure.objects.filter(pk=train(far).pk).update(status="cancelled", cancelled_at=NOW)
    leaves = train().departs_at
    # 18:00 in Almaty; six hours later it is the fifteenth day.
    with pytest.raises(BadTimetable) as refused:
        edit(train(), departs_at=leaves + 14 * DAY + 6 * HOUR)
    assert [field.pointer for field in refused.value.fields] == ["/departs_at"]
    assert refused.value.detail == (
        "The train of Mon 30 Nov 2026 leaves at most 14 days from its day: "
        "from Mon 16 Nov 2026 to Mon 14 Dec 2026."
    )
    with pytest.raises(BadTimetable, match="at most 14 days from its day"):
        edit(train(far + 15 * DAY), departs_at=leaves + 2 * DAY)
    assert edit(train(), departs_at=leaves + 14 * DAY).departs_at == leaves + 14 * DAY


def test_the_timetable_keeps_off_a_day_long_after_the_nominal_one() -> None:
    edit(train(), departs_at=train().departs_at + 13 * DAY)
    sunday, later = date(2026, 12, 13), datetime(2026, 12, 8, 6, tzinfo=UTC)
    TrainService.objects.filter(code=CODE).update(weekdays=[1, 2, 4, 5, 6, 7])
    for seen in (scheduling.preview(Proposal(), at=later).of("made"), timetabling.foreseen(at=later)):
        (made,) = (each for each in seen if (each.service, each.day) == (CODE, sunday))
        assert "another train of the service leaves that day" in made.why


def test_the_timetable_keeps_off_the_day_that_an_edited_train_took() -> None:
    edit(train(), departs_at=train().departs_at + 2 * DAY)
    (line,) = all_lines([CODE])
    plan = replace(line.plan, weekdays=(1, 2, 3, 4, 5, 6))
    seen = scheduling.preview(Proposal(plans=(plan,)), at=NOW)
    wednesday = next(each for each in seen.of("made") if each.day == date(2026, 12, 2))
    assert "another train of the service leaves that day" in wednesday.why


def test_a_full_border_refuses_an_edited_train() -> None:
    Crossing.objects.filter(code="KHORGOS").update(daily_trains=1)
    with pytest.raises(BorderFull, match="bears 1 trains a day"):
        edit(train(), departs_at=train().departs_at + 2 * DAY)


def test_only_an_open_departure_is_edited() -> None:
    Departure.objects.filter(pk=train().pk).update(status="closed")
    with pytest.raises(LegHasLeft):
        edit(train(), note="Late.")
    with pytest.raises(DepartureNotFound):
        edit_departure(departure_id=uuid7(), reason="x", at=NOW, by=STAFF)


def test_a_train_let_follow_again_comes_back_by_night_or_once_its_list_is_confirmed() -> None:
    shipment, departure = sold()
    empty = train(departure.service_date + 7 * DAY)
    for each in (departure, empty):
        edit(each, departs_at=each.departs_at - HOUR)
        returning.follow_timetable(departure_id=each.pk, reason="Its engine is back.", at=NOW, by=STAFF)
        now = train(each.service_date)
        assert (now.edited_at, now.departs_at) == (None, each.departs_at - HOUR)
    night = scheduling.follow(at=NOW, by=SYSTEM)
    assert (night.counts["retimed"], night.waiting) == (1, [str(departure)])
    assert train(empty.service_date).departs_at == empty.departs_at
    asked = Proposal(plans=(all_lines([CODE])[0].plan,))
    seen = scheduling.preview(asked, at=NOW)
    assert [(each.day, each.sold) for each in seen.asking] == [(departure.service_date, 1)]
    scheduling.apply(asked, at=NOW, by=STAFF, reason="Engine back.", confirmed=seen.digest)
    assert train(departure.service_date).departs_at == departure.departs_at
    assert train_of(shipment) == departure
    with pytest.raises(NothingToRestore):
        returning.follow_timetable(departure_id=departure.pk, reason="x", at=NOW, by=STAFF)
