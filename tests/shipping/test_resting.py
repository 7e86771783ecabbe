"""Do trains rest or shift when holidays, closures or full borders say so, and does everybody see why?"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.errors import BadTimetable, ClosureNotFound, CrossingNotFound, TrainsOverLimit
from shipping.models import Closure, Crossing, Departure, DepartureLeg, HolidayRule, TrainService
from shipping.operations import resting, scheduling, timetabling
from shipping.queries.schedules import ClosureDraft, Proposal
from shipping.running_days import HolidayEffect
from tests.shipping.railway import NOW, STAFF, assigned, broken, train_of

CODE = "ALA-LYG-KH"
# Before Nauryz: its twelve weeks hold 21 to 24 March 2027.
MARCH = datetime(2027, 3, 8, 6, 0, tzinfo=UTC)


def train(day: date, code: str = CODE) -> Departure:
    return Departure.objects.get(service__code=code, service_date=day)


def draft(place: str, day: date, effect: str = "shifts", last: date | None = None) -> ClosureDraft:
    crossing = place if place in ("KHORGOS", "DOSTYK") else ""
    return ClosureDraft("" if crossing else place, crossing, day, last or day, effect, "Track works.")


def close(*drafts: ClosureDraft) -> scheduling.Applied:
    return scheduling.apply(Proposal(closing=drafts), at=NOW, by=STAFF, reason="Track works.")


def only(code: str) -> None:
    """Let one service alone run."""
    TrainService.objects.exclude(code=code).update(valid_to=date(2026, 1, 1))


# ---- holidays ------------------------------------------------------------------------


def test_nauryz_shifts_trains_to_free_days_or_lets_them_rest(rails: datetime) -> None:
    timetabling.extend(at=MARCH, by=SYSTEM)
    # Monday and Tuesday are holidays, Wednesday is one observed; Thursday's train has its own day.
    monday = train(date(2027, 3, 22))
    assert (monday.status, monday.rests) == ("cancelled", True)
    assert monday.note.startswith(
        "Does not run: Nowruz Holiday in Kazakhstan, and no day of the next 3 is free"
    )
    # The Dostyk train of Wednesday finds Thursday free.
    shifted = train(date(2027, 3, 24), "ALA-LYG-DO")
    assert (shifted.status, shifted.departs_at) == ("open", datetime(2027, 3, 25, 9, tzinfo=UTC))
    assert shifted.note.startswith("Runs on Thu 25 Mar 2027 instead of Wed 24 Mar 2027: Nowruz Holiday")
    assert [change.kind for change in shifted.changes.all()] == ["shifted"]
    assert [change.kind for change in monday.changes.all()] == ["cancelled"]
    assert broken() == []


def test_spring_festival_rests_trains_from_china_and_no_others(rails: datetime) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    day = date(2027, 2, 6)
    assert train(day, "LYG-ALA-KH").note == ("Does not run: Chinese New Year (Spring Festival) in China.")
    assert train(day).status == "open"


def test_a_second_run_makes_no_train_that_rests_or_was_shifted_again(rails: datetime) -> None:
    timetabling.extend(at=MARCH, by=SYSTEM)
    assert timetabling.extend(at=MARCH, by=SYSTEM) == 0
    assert set(scheduling.follow(at=MARCH, by=SYSTEM).counts.values()) == {0}


def test_no_two_trains_of_a_service_leave_on_one_day(rails: datetime) -> None:
    timetabling.extend(at=MARCH, by=SYSTEM)
    running = Departure.objects.exclude(status="cancelled").values_list("service_id", "departs_at__date")
    assert len(set(running)) == len(running)


def test_generation_asks_the_same_number_of_questions_for_one_week_and_for_twelve(rails: datetime) -> None:
    with CaptureQueriesContext(connection) as one:
        timetabling.extend(at=NOW, by=SYSTEM, ahead=timedelta(weeks=1))
    with CaptureQueriesContext(connection) as twelve:
        timetabling.extend(at=NOW, by=SYSTEM, ahead=timedelta(weeks=12))
    # Each reason to rest is one statement more, and its history and its event.
    assert (
        len(twelve) <= len(one) + 4 * Departure.objects.filter(rests=True).values("note").distinct().count()
    )
    assert len(one) <= 35


# ---- closures ------------------------------------------------------------------------


def test_a_closed_station_shifts_the_trains_that_would_be_there_and_the_first_takes_the_free_day(
    rails: datetime,
) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    # Friday's train is still in the yard ten minutes into Sunday, Saturday's comes on Sunday.
    friday, saturday = train(date(2026, 12, 4)), train(date(2026, 12, 5))
    done = close(draft("KZ-KHORGOS-GW", date(2026, 12, 6)))
    assert done.counts["retimed"] > 0
    friday.refresh_from_db()
    saturday.refresh_from_db()
    assert friday.departs_at == datetime(2026, 12, 6, 13, tzinfo=UTC)
    assert "KTZE-Khorgos Gateway dry port is closed: Track works." in friday.note
    why = "KTZE-Khorgos Gateway dry port is closed: Track works, and no day of the next 3 is free"
    assert (saturday.status, saturday.note) == ("cancelled", f"Does not run: {why}.")
    assert broken() == []


def test_a_closed_crossing_counts_as_its_station(rails: datetime) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    day = date(2026, 12, 6)
    seen = scheduling.preview(Proposal(closing=(draft("KHORGOS", day, "cancels"),)), at=NOW)
    there = scheduling.preview(Proposal(closing=(draft("KZ-KHORGOS-GW", day, "cancels"),)), at=NOW)
    assert len(seen.of("dropped")) == len(there.of("dropped")) > 0


def test_a_closure_found_before_the_trains_are_made_is_kept(rails: datetime) -> None:
    resting.close_days(draft("KZ-ALMATY1", date(2026, 12, 5), "cancels"), at=NOW)
    timetabling.extend(at=NOW, by=SYSTEM)
    saturday = train(date(2026, 12, 5))
    assert (saturday.status, saturday.note) == (
        "cancelled",
        "Does not run: Almaty-1 (freight) is closed: Track works.",
    )


def test_a_sold_train_under_a_closure_waits_for_a_confirmation(rails: datetime) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    shipment = assigned()
    sold = train_of(shipment)
    assert sold is not None
    proposal = Proposal(closing=(draft("KZ-ALMATY1", sold.service_date, "cancels"),))
    seen = scheduling.preview(proposal, at=NOW)
    assert [mover.number for change in seen.must_move for mover in change.movers] == [shipment.number]
    scheduling.apply(proposal, at=NOW, by=STAFF, reason="Flood.", confirmed=seen.digest)
    sold.refresh_from_db()
    assert sold.status == "cancelled"
    assert train_of(shipment) not in (None, sold)
    assert broken() == []


def test_trains_run_again_when_a_closure_is_withdrawn(rails: datetime) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    close(draft("KZ-ALMATY1", date(2026, 12, 5), "cancels"))
    assert train(date(2026, 12, 5)).status == "cancelled"
    closure = Closure.objects.get()
    scheduling.apply(Proposal(withdrawing=(closure.pk,)), at=NOW, by=STAFF, reason="Done early.")
    back = train(date(2026, 12, 5))
    assert (back.status, back.note, back.rests) == ("open", "", False)
    assert back.changes.filter(kind="cancelled").exists()
    with pytest.raises(ClosureNotFound):
        resting.withdraw(closure.pk, at=NOW)


def test_a_closure_that_ends_before_it_begins_or_names_no_place_is_refused(rails: datetime) -> None:
    day = date(2026, 12, 5)
    bad = (
        draft("KZ-ALMATY1", day, last=date(2026, 12, 4)),
        draft("KZ-NOWHERE", day),
        draft("KZ-ALMATY1", day, "explodes"),
        ClosureDraft("KZ-ALMATY1", "KHORGOS", day, day, "shifts", "Both."),
    )
    for each in bad:
        with pytest.raises(BadTimetable):
            resting.close_days(each, at=NOW)


def test_a_holiday_rule_is_made_or_changed_and_never_doubled(rails: datetime) -> None:
    for effect in ("shifts", "runs"):
        resting.set_holiday_effect(HolidayEffect("KZ", "Independence Day", effect), at=NOW)
    assert HolidayRule.objects.get(holiday="Independence Day").effect == "runs"
    with pytest.raises(BadTimetable):
        resting.set_holiday_effect(HolidayEffect("KZ", "", "runs"), at=NOW)


def test_a_train_that_goes_on_resting_tells_of_the_rule_as_it_is_now(rails: datetime) -> None:
    timetabling.extend(at=MARCH, by=SYSTEM)
    monday = train(date(2027, 3, 22))
    changed = Proposal(holidays=(HolidayEffect("KZ", "Nowruz", "cancels"),))
    seen = next(each for each in scheduling.preview(changed, at=MARCH).of("noted") if each.day.day == 22)
    assert (seen.was, seen.why) == (monday.note, "Does not run: Nowruz Holiday in Kazakhstan.")
    assert scheduling.apply(changed, at=MARCH, by=STAFF, reason="Three days off.").counts["noted"] > 0
    assert train(date(2027, 3, 22)).note == "Does not run: Nowruz Holiday in Kazakhstan."
    assert train(date(2027, 3, 22)).version == monday.version + 1
    assert set(scheduling.follow(at=MARCH, by=SYSTEM).counts.values()) == {0}
    # A day that is no longer in the timetable needs no holiday to rest.
    TrainService.objects.filter(code=CODE).update(weekdays=[2, 4, 5, 6])
    scheduling.follow(at=MARCH, by=SYSTEM)
    assert train(date(2027, 3, 22)).note == "No longer in the timetable."
    assert broken() == []


# ---- borders -------------------------------------------------------------------------


def test_the_train_beyond_a_borders_limit_goes_a_day_later(rails: datetime) -> None:
    """Khorgos bears one: of the trains that would cross on a day the first to leave does."""
    Crossing.objects.filter(code="KHORGOS").update(daily_trains=1)
    timetabling.extend(at=NOW, by=SYSTEM)
    yards = DepartureLeg.objects.filter(kind="transshipment", departure__service__crossing="KHORGOS").exclude(
        departure__status="cancelled"
    )
    per_day = yards.values_list("departure__service__direction", "departs_at")
    # Almaty is five hours ahead of UTC.
    days = [(direction, (at + timedelta(hours=5)).date()) for direction, at in per_day]
    assert len(set(days)) == len(days) > 0
    late = Departure.objects.filter(note__contains="bears 1 trains a day each way")
    assert {train.status for train in late} == {"open", "cancelled"}


def test_a_border_that_both_railways_widen_takes_the_rested_trains_again(rails: datetime) -> None:
    Crossing.objects.filter(code="KHORGOS").update(daily_trains=1)
    timetabling.extend(at=NOW, by=SYSTEM)
    rested = Departure.objects.filter(rests=True, note__contains="bears 1 trains")
    assert rested.count() > 0
    owns_transaction(resting.set_daily_trains)(crossing_code="KHORGOS", daily_trains=15, at=NOW, by=STAFF)
    scheduling.follow(at=NOW, by=SYSTEM)
    assert rested.count() == 0


def test_a_limit_below_what_is_planned_names_the_trains_and_is_refused(rails: datetime) -> None:
    timetabling.extend(at=NOW, by=SYSTEM)
    with pytest.raises(TrainsOverLimit) as refused:
        resting.set_daily_trains(crossing_code="KHORGOS", daily_trains=1, at=NOW, by=STAFF)
    days = refused.value.facts["trains"]
    assert isinstance(days, list)
    assert refused.value.detail == (
        "More trains than 1 a day each way are planned over Altynkol - Horgos; move these first: "
        f"{'; '.join(days[:10])}; and more on further days ({len(days) - 10})."
    )
    assert re.match(r"KZ-CN on \w+ \d+ \w+ 2026: ALA-", days[0])
    assert Crossing.objects.get(code="KHORGOS").daily_trains == 15
    with pytest.raises(BadTimetable):
        resting.set_daily_trains(crossing_code="KHORGOS", daily_trains=-1, at=NOW, by=STAFF)
    with pytest.raises(CrossingNotFound):
        resting.set_daily_trains(crossing_code="NARNIA", daily_trains=9, at=NOW, by=STAFF)


def test_a_closure_that_is_not_there_can_not_be_withdrawn(rails: datetime) -> None:
    with pytest.raises(ClosureNotFound):
        resting.withdraw(uuid7(), at=NOW)
