"""Do the trains follow their service, and keep what is sold until somebody has confirmed it?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.actors import SYSTEM
from shipping.errors import BadTimetable, BookChanged
from shipping.models import Departure, DepartureLeg, Roll, Shipment, TrainService
from shipping.operations import reporting, scheduling
from shipping.operations.editing import edit_departure
from shipping.queries.differing import TrainChange
from shipping.queries.planning import all_lines
from shipping.queries.schedules import ClosureDraft, Proposal, SchedulePreview
from shipping.timetable import ServicePlan
from tests.shipping.railway import DAY, FULL, HOUR, KUMYS, NOW, STAFF, assigned, broken, fresh, train_of

CODE = "ALA-LYG-KH"
WHY = "Fewer orders in winter."
SATURDAY, MONDAY = date(2026, 12, 5), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _timetable(timetable: datetime) -> None:
    """The real timetable, twelve weeks of it."""


def plan(**changes: Any) -> ServicePlan:
    """The service as it is, with some changes."""
    return replace(all_lines([CODE])[0].plan, **changes)


def limited(**limits: Any) -> ServicePlan:
    """The service with other limits on each of its legs."""
    now = plan()
    return replace(now, legs=tuple(replace(leg, **limits) for leg in now.legs))


def look(*plans: ServicePlan, at: datetime = NOW) -> SchedulePreview:
    return scheduling.preview(Proposal(plans=plans), at=at)


def do(*plans: ServicePlan, confirmed: str | None = None) -> scheduling.Applied:
    return scheduling.apply(Proposal(plans=plans), at=NOW, by=STAFF, reason=WHY, confirmed=confirmed)


def confirm(*plans: ServicePlan) -> scheduling.Applied:
    """Apply it as it was just seen."""
    return do(*plans, confirmed=look(*plans).digest)


def kinds(preview: SchedulePreview) -> dict[str, int]:
    return {what: len(preview.of(what)) for what in {change.what for change in preview.changes}}


def departure(day: date) -> Departure:
    return Departure.objects.get(service__code=CODE, service_date=day)


def sold_on(day: date, **changes: Any) -> Shipment:
    """A shipment that stands on the train of a day: those before it are not to be had."""
    earlier = Departure.objects.filter(service__code__in=(CODE, "ALA-LYG-DO"), service_date__lt=day)
    earlier.update(runs_through=False)
    shipment = assigned(**changes)
    earlier.update(runs_through=True)
    train = train_of(shipment)
    assert train is not None
    assert train.service_date == day
    return shipment


def only(changes: list[TrainChange]) -> TrainChange:
    (change,) = changes
    return change


# ---- what is looked at ---------------------------------------------------------------


def test_a_service_as_it_is_changes_nothing() -> None:
    assert look(plan()).changes == ()


def test_looking_writes_nothing() -> None:
    before = list(Departure.objects.order_by("id").values())
    look(plan(weekdays=(3,), departs_local=time(5)))
    assert list(Departure.objects.order_by("id").values()) == before
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5, 6]


def test_a_new_weekday_makes_trains_and_a_lost_one_drops_them() -> None:
    assert kinds(look(plan(weekdays=(1, 2, 4, 5, 6, 7)))) == {"made": 12}
    assert kinds(look(plan(weekdays=(1, 2, 4, 5)))) == {"dropped": 12}


def test_the_number_of_questions_does_not_grow_with_the_trains() -> None:
    with CaptureQueriesContext(connection) as few:
        look(plan(weekdays=(1,), departs_local=time(20)))
    with CaptureQueriesContext(connection) as many:
        look(plan(departs_local=time(20)))
    assert len(many) <= len(few) <= 35


def test_a_plan_that_contradicts_itself_is_refused_by_column() -> None:
    with pytest.raises(BadTimetable) as refused:
        look(plan(doc_cutoff_h=100, transit_h=1))
    assert {field.pointer for field in refused.value.fields} == {
        "/ALA-LYG-KH/0/doc_cutoff_h",
        "/ALA-LYG-KH/3/arrives_after_min",
    }


# ---- what has nothing sold -----------------------------------------------------------


def test_unsold_trains_get_other_times_with_their_legs_and_cut_offs() -> None:
    do(plan(departs_local=time(20), cfs_cutoff_h=60))
    train = departure(MONDAY)
    assert train.departs_at == train.planned_departs_at == datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert train.departs_at - train.cfs_cutoff_at == timedelta(hours=60)
    legs = list(train.legs.order_by("position"))
    assert (legs[0].departs_at, legs[-1].arrives_at) == (train.departs_at, train.arrives_at)
    assert legs[1].planned_departs_at == legs[0].planned_arrives_at == legs[1].departs_at
    assert look(plan()).changes == ()
    assert broken() == []


def test_a_service_changed_twice_in_the_same_way_changes_nothing_more() -> None:
    wanted = plan(weekdays=(1, 3), departs_local=time(9))
    do(wanted)
    assert set(do(wanted).counts.values()) == {0}


def test_trains_of_a_lost_weekday_are_cancelled_with_the_reason_and_come_back_with_it() -> None:
    do(plan(weekdays=(1, 2, 4, 5)))
    train = departure(SATURDAY)
    assert (train.status, train.note, train.rests) == ("cancelled", "No longer in the timetable.", True)
    assert kinds(look(plan(weekdays=(1, 2, 4, 5, 6)))) == {"restored": 12}
    do(plan(weekdays=(1, 2, 4, 5, 6)))
    train.refresh_from_db()
    assert (train.status, train.note, train.rests, train.cancelled_at) == ("open", "", False, None)
    assert list(train.changes.order_by("pk").values_list("kind", flat=True)) == ["cancelled"]
    assert broken() == []


def test_trains_after_the_last_day_of_a_service_are_dropped() -> None:
    do(plan(valid_to=MONDAY))
    running = Departure.objects.filter(service__code=CODE, status="open").order_by("service_date")
    assert [train.service_date.day for train in running] == [27, 28, 30]


def test_limits_go_up_and_down_with_what_is_free() -> None:
    shipment = sold_on(MONDAY)
    do(limited(places=40, plugs=3))
    for train in (departure(MONDAY), departure(SATURDAY)):
        for leg in train.legs.all():
            assert (leg.full_mteu, leg.cap_mteu, leg.cap_plugs) == (80_000, 80_000, 3)
    first = departure(MONDAY).legs.get(position=1)
    assert (first.free_mteu, first.free_plugs) == (78_000, 3)
    assert train_of(shipment) == departure(MONDAY)
    assert broken() == []


def test_another_number_reaches_sold_trains_without_a_question() -> None:
    shipment = sold_on(MONDAY)
    first, *others = plan().legs
    seen = look(plan(legs=(replace(first, train_number="KTZ 1201"), *others)))
    assert seen.asking == []
    monday = next(each for each in seen.of("relimited") if each.day == MONDAY)
    assert (monday.was, monday.becomes) == (first.train_number, "KTZ 1201")
    do(*seen.proposal.plans)
    assert departure(MONDAY).legs.get(position=1).train_number == "KTZ 1201"
    assert train_of(shipment) == departure(MONDAY)
    assert broken() == []


def test_a_cut_train_stays_cut_when_its_service_grows() -> None:
    leg = departure(MONDAY).legs.get(position=1)
    DepartureLeg.objects.filter(pk=leg.pk).update(cap_mteu=60_000, free_mteu=60_000)
    do(limited(places=56))
    leg.refresh_from_db()
    assert (leg.full_mteu, leg.cap_mteu, leg.free_mteu) == (112_000, 60_000, 60_000)


def test_what_staff_have_edited_is_remembered() -> None:
    do(plan(name="To the sea"))
    service = TrainService.objects.get(code=CODE)
    assert (service.name, service.edited_at) == ("To the sea", NOW)


def test_a_new_service_runs_over_the_way_of_another_one() -> None:
    made = do(replace(plan(), code="ALA-LYG-K2", name="The evening train", departs_local=time(22)))
    assert made.counts["made"] == 58
    service = TrainService.objects.get(code="ALA-LYG-K2")
    assert (service.origin.code, service.crossing, service.legs.count()) == ("KZ-ALMATY1", "KHORGOS", 3)
    assert broken() == []


def test_a_new_service_over_an_unknown_route_is_refused() -> None:
    with pytest.raises(BadTimetable, match="no service runs over NOWHERE"):
        do(replace(plan(), code="NEW", route="NOWHERE"))


def test_the_nightly_task_follows_a_service_that_was_changed_elsewhere() -> None:
    TrainService.objects.filter(code=CODE).update(departs_local=time(20))
    assert scheduling.follow(at=NOW, by=SYSTEM).counts["retimed"] == 58
    assert set(scheduling.follow(at=NOW, by=SYSTEM).counts.values()) == {0}


# ---- what stays as it is -------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"edited_at": NOW}, "edited by hand"),
        ({"status": "closed"}, "already closed"),
        ({"departs_at": datetime(2026, 11, 30, 14, tzinfo=UTC)}, "it is delayed"),
        ({"runs_through": False}, "one of its legs is cancelled"),
        ({"cfs_cutoff_at": NOW}, "its cut-off has passed"),
    ],
)
def test_a_train_that_was_touched_is_left_and_the_list_says_why(changes: dict[str, Any], why: str) -> None:
    Departure.objects.filter(service__code=CODE, service_date=MONDAY).update(**changes)
    before = Departure.objects.filter(service__code=CODE, service_date=MONDAY).values().get()
    wanted = plan(departs_local=time(20))
    left = only(look(wanted).of("left"))
    assert (left.day, left.why) == (MONDAY, why)
    do(wanted)
    assert Departure.objects.filter(service__code=CODE, service_date=MONDAY).values().get() == before


def test_only_trains_that_the_change_would_have_altered_are_listed_as_left() -> None:
    edited = departure(MONDAY)
    edit_departure(departure_id=edited.pk, departs_at=edited.departs_at + HOUR, reason=WHY, at=NOW, by=STAFF)
    fewer = replace(plan(), weekdays=(1, 2, 4, 5))
    assert kinds(look(fewer)) == {"dropped": 12}
    assert look().of("left") == []
    left = only(look(replace(plan(), weekdays=(2, 4, 5, 6))).of("left"))
    assert (left.day, left.becomes, left.why) == (MONDAY, "", "edited by hand; else it would not run")


def test_a_closure_lists_the_kept_trains_that_it_meets_and_no_others() -> None:
    Departure.objects.filter(service__code=CODE, service_date__in=(MONDAY, SATURDAY)).update(edited_at=NOW)

    def left_by(effect: str) -> list[tuple[date, str, str]]:
        closing = ClosureDraft("KZ-ALMATY1", "", MONDAY, MONDAY, effect, "Snow")
        seen = scheduling.preview(Proposal(closing=(closing,)), at=NOW)
        return [(each.day, each.becomes, each.why) for each in seen.of("left") if each.service == CODE]

    assert left_by("cancels") == [(MONDAY, "", "edited by hand; else it would not run")]
    assert left_by("shifts") == [(MONDAY, "Wed 2 Dec 2026 18:00 Almaty", "edited by hand")]


def test_a_train_cancelled_by_hand_does_not_come_back() -> None:
    Departure.objects.filter(service__code=CODE, service_date=MONDAY).update(
        status="cancelled", cancelled_at=NOW
    )
    do(plan(departs_local=time(20)))
    scheduling.follow(at=NOW, by=SYSTEM)
    assert departure(MONDAY).status == "cancelled"


# ---- what is sold --------------------------------------------------------------------


def test_dropping_a_sold_train_is_listed_first_with_the_shipments_that_must_move() -> None:
    shipment = sold_on(SATURDAY)
    change = only(look(plan(weekdays=(1, 2, 4, 5))).asking)
    assert (change.what, change.day, change.sold) == ("dropped", SATURDAY, 1)
    assert [mover.number for mover in change.movers] == [shipment.number]


def test_without_a_confirmation_a_sold_train_is_left_and_named() -> None:
    shipment = sold_on(SATURDAY)
    done = do(plan(weekdays=(1, 2, 4, 5)))
    assert (done.counts["dropped"], done.waiting) == (11, ["ALA-LYG-KH 2026-12-05"])
    assert (departure(SATURDAY).status, train_of(shipment)) == ("open", departure(SATURDAY))


def test_a_confirmed_drop_cancels_the_train_and_rolls_what_stood_on_it() -> None:
    shipment = sold_on(SATURDAY)
    done = confirm(plan(weekdays=(1, 2, 4, 5)))
    assert (done.counts["dropped"], done.waiting) == (12, [])
    train = departure(SATURDAY)
    assert (train.status, train.rests, train.note) == ("cancelled", True, "No longer in the timetable.")
    assert train_of(shipment) not in (None, train)
    assert fresh(shipment).status == "assigned"
    assert Roll.objects.get(shipment=shipment).cause == "cancelled"
    assert broken() == []


def test_what_was_confirmed_is_refused_when_the_book_has_changed_since() -> None:
    wanted = plan(weekdays=(1, 2, 4, 5))
    seen = look(wanted).digest
    shipment = sold_on(SATURDAY)
    with pytest.raises(BookChanged):
        do(wanted, confirmed=seen)
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5, 6]
    assert train_of(shipment) == departure(SATURDAY)


def test_another_proposal_is_not_what_was_confirmed() -> None:
    sold_on(SATURDAY)
    with pytest.raises(BookChanged):
        do(plan(weekdays=(1, 2, 4)), confirmed=look(plan(weekdays=(1, 2, 4, 5))).digest)


def test_a_later_sold_train_takes_its_shipments_with_it() -> None:
    shipment = sold_on(MONDAY)
    before = fresh(shipment)
    wanted = plan(departs_local=time(20))
    change = only(look(wanted).asking)
    assert (change.what, change.movers) == ("retimed", ())
    confirm(wanted)
    after = fresh(shipment)
    assert train_of(shipment) == departure(MONDAY)
    assert before.eta_at is not None
    assert before.hand_in_by_at is not None
    assert after.eta_at == before.eta_at + 2 * HOUR
    assert after.hand_in_by_at == before.hand_in_by_at + 2 * HOUR
    assert broken() == []


def test_an_earlier_train_that_a_shipment_cannot_reach_loses_it_to_another() -> None:
    # Ready at Almaty-1 on 27 November 12:00, an hour before Monday's train closes at 13:00.
    shipment = sold_on(MONDAY, planned_hand_in_at=NOW + 3 * DAY)
    wanted = plan(departs_local=time(16))
    change = next(each for each in look(wanted).asking if each.day == MONDAY)
    assert [mover.number for mover in change.movers] == [shipment.number]
    assert "after the warehouse has closed" in change.movers[0].why
    confirm(wanted)
    assert departure(MONDAY).departs_at == datetime(2026, 11, 30, 11, tzinfo=UTC)
    assert train_of(shipment) not in (None, departure(MONDAY))
    assert broken() == []


def test_a_shipment_that_would_spoil_before_a_later_arrival_must_move() -> None:
    first = sold_on(MONDAY)
    limit = fresh(first).eta_at
    Shipment.objects.filter(pk=first.pk).update(latest_arrival_at=limit)
    mover = only(look(plan(departs_local=time(20))).asking).movers[0]
    assert (mover.number, mover.why[:16]) == (first.number, "has to be there ")


def test_limits_below_what_is_sold_ask_which_shipments_must_go() -> None:
    shipments = [sold_on(MONDAY, **FULL) for _ in range(3)]
    wanted = limited(places=2)
    change = only(look(wanted).asking)
    assert (change.what, change.why) == ("relimited", "more places are sold than would be left")
    assert len(change.movers) == 1
    done = do(wanted)
    assert done.waiting == ["ALA-LYG-KH 2026-11-30"]
    assert departure(MONDAY).legs.get(position=1).cap_mteu == 110_000
    confirm(wanted)
    assert departure(MONDAY).legs.get(position=1).cap_mteu == 4_000
    assert sum(train_of(shipment) == departure(MONDAY) for shipment in shipments) == 2
    assert broken() == []


def test_a_leg_that_only_gets_another_number_is_not_cut_with_the_others() -> None:
    for _ in range(3):
        sold_on(MONDAY, **FULL)
    first, yard, last = plan().legs
    wanted = plan(legs=(replace(first, places=2), yard, replace(last, train_number="CR 8001")))
    assert confirm(wanted).waiting == []
    cut = departure(MONDAY).changes.filter(kind="cut").values_list("leg__position", flat=True)
    assert list(cut) == [1]
    scheduling.follow(at=NOW, by=SYSTEM)
    assert departure(MONDAY).legs.get(position=3).train_number == "CR 8001"
    assert broken() == []


def test_plugs_below_what_is_sold_are_never_taken_from_a_train() -> None:
    sold_on(MONDAY, **KUMYS)
    done = confirm(limited(plugs=0))
    assert "Plugs or length can't be cut below what is sold" in done.waiting[0]
    assert departure(MONDAY).legs.get(position=1).cap_plugs == 12


def test_a_train_that_rests_runs_again_whatever_still_stands_on_it(rails: datetime) -> None:
    shipment = assigned(**FULL)
    row = train_of(shipment)
    assert row is not None
    assert row.service.code == CODE
    reporting.report_stage(shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)
    weekdays = plan().weekdays
    rests = plan(weekdays=tuple(day for day in weekdays if day != row.service_date.isoweekday()))
    confirm(rests)
    assert Departure.objects.get(pk=row.pk).status == "cancelled"
    confirm(plan(weekdays=weekdays))
    assert Departure.objects.get(pk=row.pk).status == "open"
    assert broken() == []
