"""Do the doors for trains that don't run as planned do what dispatchers ask, for nobody else?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from shipping.models import Departure, DepartureChange
from shipping.queries.showing import departure_verbs, departures
from shipping.queries.tracking import tracking_of
from tests.api import Api
from tests.conftest import Jobs
from tests.shipping.changes import cancel_leg, container_of, leg_of, load, restore, trains_ridden
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    NOW,
    assign,
    assigned,
    broken,
    fresh,
    make_train,
    train_of,
)

pytestmark = pytest.mark.usefixtures("standing_clock")
WHY = {"reason": "the line is closed"}


def verb(api: Api, train: Departure, name: str, **body: Any) -> Any:
    return api.post(f"/departures/{train.pk}/{name}", {**WHY, **body})


def good(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def verbs_of(train: Departure) -> list[str]:
    return departure_verbs(departures().get(pk=train.pk), at=NOW)


def written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


# ---- cutting ----------------------------------------------------------------------------


def test_a_cut_below_what_is_sold_asks_for_the_rolls_first_then_does_them(
    rails: datetime, dispatcher: Api, jobs: Jobs
) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    urgent, calm = assigned(**FULL, promised_at=NOW + 20 * DAY), assigned(**FULL)
    other = make_train(NOW + 9 * DAY)
    asked = verb(dispatcher, train, "cut", position=1, places=1)
    assert (asked.status_code, asked.json()["code"]) == (409, "shipping.rolls_needed")
    [told] = asked.json()["shipments"]
    assert (told["number"], told["to_departure_id"]) == (calm.number, str(other.pk))
    assert (leg_of(train, 1).cap_mteu, train_of(calm)) == (4_000, train)

    good(verb(dispatcher, train, "cut", position=1, places=1, confirmed=True))
    jobs.drain()
    capacity = good(dispatcher.get(f"/departures/{train.pk}"))["legs"][0]["capacity"]
    assert [capacity[part]["mteu"] for part in ("total", "cut", "assigned", "free")] == [
        4_000,
        2_000,
        2_000,
        0,
    ]
    assert (train_of(urgent), train_of(calm)) == (train, other)
    assert broken() == []


def test_a_shipment_tells_every_roll_with_its_cause_and_both_etas(
    rails: datetime, dispatcher: Api, jobs: Jobs
) -> None:
    train = make_train(NOW + 8 * DAY)
    shipment = assigned(promised_at=NOW + 90 * DAY)
    other = make_train(NOW + 9 * DAY)
    good(verb(dispatcher, train, "cancel"))
    jobs.drain()
    shown = good(dispatcher.get(f"/shipments/{shipment.pk}"))
    [roll] = shown["rolls"]
    assert (roll["from_departure_id"], roll["to_departure_id"]) == (str(train.pk), str(other.pk))
    assert (roll["from_train"], roll["to_train"]) == (str(train), str(other))
    assert (roll["cause"], roll["fault"], roll["reason"]) == ("cancelled", "carrier", WHY["reason"])
    assert instant(roll["new_eta_at"]) - instant(roll["old_eta_at"]) == DAY
    assert instant(roll["new_eta_at"]) == instant(shown["eta_at"])
    assert roll["keeps_promise"] is True
    assert instant(shown["eta_late_at"]) > instant(shown["eta_at"])
    assert shown["eta_basis"] == "timetable"


def test_who_waited_for_a_place_has_it_on_the_record_of_its_roll(
    rails: datetime, dispatcher: Api, jobs: Jobs
) -> None:
    train = make_train(NOW + 8 * DAY)
    shipment = assigned(promised_at=NOW + 90 * DAY)
    good(verb(dispatcher, train, "cancel"))
    jobs.drain()
    [roll] = good(dispatcher.get(f"/shipments/{shipment.pk}"))["rolls"]
    assert (roll["to_departure_id"], roll["rebooked_at"], roll["keeps_promise"]) == (None, None, None)
    other = make_train(NOW + 9 * DAY)
    assign(shipment, at=NOW + HOUR)
    [roll] = good(dispatcher.get(f"/shipments/{shipment.pk}"))["rolls"]
    assert (roll["to_departure_id"], roll["to_train"]) == (str(other.pk), str(other))
    assert instant(roll["rebooked_at"]) == NOW + HOUR
    assert (instant(roll["new_eta_at"]), roll["keeps_promise"]) == (other.arrives_at, True)
    assert roll["why_not"] == "no_departure"
    [change] = tracking_of(shipment_id=shipment.pk, at=NOW + HOUR).changes
    assert (change.waits, change.new_eta_at) == (False, other.arrives_at)
    assert broken() == []


# ---- later, not at all, after all -------------------------------------------------------


def test_a_rescheduled_train_keeps_its_plan_and_says_how_late_it_is(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    shown = good(verb(dispatcher, train, "reschedule", minutes=180))
    assert (instant(shown["planned_departs_at"]), instant(shown["departs_at"])) == (
        NOW + 10 * DAY,
        NOW + 10 * DAY + 3 * HOUR,
    )
    assert shown["legs"][0]["late_min"] == 180
    assert instant(shown["cfs_cutoff_at"]) - train.cfs_cutoff_at == 3 * HOUR


def test_one_train_of_a_departure_is_rescheduled_to_an_instant(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    leg = leg_of(train, 3)
    later = leg.departs_at + timedelta(hours=30)
    shown = good(verb(dispatcher, train, "reschedule", position=3, departs_at=later.isoformat()))
    assert [each["late_min"] for each in shown["legs"]] == [0, 0, 1_800]
    assert instant(shown["legs"][2]["departs_at"]) == later
    assert instant(shown["departs_at"]) == NOW + 10 * DAY


def test_a_train_is_not_rescheduled_to_before_it_leaves(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    answer = verb(dispatcher, train, "reschedule", departs_at=(NOW + 9 * DAY).isoformat())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/departs_at")
    assert not DepartureChange.objects.exists()


def test_a_cancelled_second_train_sends_its_boxes_on_with_the_next_one(
    rails: datetime, dispatcher: Api, jobs: Jobs
) -> None:
    train, other = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    load(shipment)
    shown = good(verb(dispatcher, train, "cancel", position=3))
    assert [leg["cancelled_at"] is None for leg in shown["legs"]] == [True, True, False]
    assert (shown["status"], shown["runs_through"]) == ("open", False)
    jobs.drain()
    assert trains_ridden(shipment) == [train, train, other]
    assert container_of(shipment).slot.departure == train


def test_what_was_cancelled_runs_again(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    good(verb(dispatcher, train, "cancel"))
    shown = good(verb(dispatcher, train, "restore"))
    assert (shown["status"], shown["cancelled_at"]) == ("open", None)
    again = verb(dispatcher, train, "restore")
    assert (again.status_code, again.json()["code"]) == (409, "shipping.nothing_to_restore")


def test_a_cut_off_is_extended_and_never_brought_forward(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    later = train.cfs_cutoff_at + timedelta(minutes=30)
    shown = good(verb(dispatcher, train, "extend-cut-offs", cfs_cutoff_at=later.isoformat()))
    assert instant(shown["cfs_cutoff_at"]) == later
    assert instant(shown["doc_cutoff_at"]) == train.doc_cutoff_at
    back = verb(dispatcher, train, "extend-cut-offs", cfs_cutoff_at=train.cfs_cutoff_at.isoformat())
    assert (back.status_code, back.json()["code"]) == (422, "shipping.cut_offs_contradict")


def test_a_repeated_verb_with_its_key_takes_effect_once(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    path, body = f"/departures/{train.pk}/reschedule", {**WHY, "minutes": 60}
    first, again = (dispatcher.post(path, body, key="one-delay-0001") for _ in range(2))
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    train.refresh_from_db()
    assert train.departs_at == NOW + 10 * DAY + HOUR


# ---- what would follow ------------------------------------------------------------------


def test_consequences_are_told_and_nothing_is_written(rails: datetime, dispatcher: Api) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    late, calm = assigned(**FULL, promised_at=NOW + 20 * DAY), assigned(**FULL)
    other = make_train(NOW + 9 * DAY, places=1)
    path = f"/departures/{train.pk}/consequences"
    dispatcher.get(path)
    before = written()
    shown = good(dispatcher.get(path))
    assert written() == before
    assert (shown["placed"], shown["unplaced"], shown["position"]) == (1, 1, None)
    fates = {each["number"]: each for each in shown["shipments"]}
    assert fates[late.number]["to_departure_id"] == str(other.pk)
    assert fates[calm.number]["to_departure_id"] is None
    assert fates[calm.number]["sentence"]
    assert {train_of(late), train_of(calm)} == {train}


def test_consequences_of_a_cut_are_those_of_what_would_leave(rails: datetime, dispatcher: Api) -> None:
    train = make_train(NOW + 8 * DAY, places=2)
    assigned(**FULL, promised_at=NOW + 20 * DAY)
    calm = assigned(**FULL)
    path = f"/departures/{train.pk}/consequences"
    [told] = good(dispatcher.get(f"{path}?position=1&places=1"))["shipments"]
    assert told["number"] == calm.number
    missing = dispatcher.get(f"{path}?places=1")
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (400, "/position")


def test_any_staff_sees_consequences_and_nobody_else(
    rails: datetime, staff_key: Callable[..., Api], api: Api
) -> None:
    path = f"/departures/{make_train().pk}/consequences"
    assert staff_key("viewer").get(path).status_code == 200
    assert api.get(path).status_code == 401


# ---- who may, how it is asked -----------------------------------------------------------

VERBS: dict[str, dict[str, Any]] = {
    "reschedule": {"minutes": 60},
    "cut": {"position": 1, "places": 1},
    "cancel": {},
    "restore": {},
    "extend-cut-offs": {"cfs_cutoff_at": "2026-12-03T23:00:00Z"},
}


@pytest.mark.parametrize("name", VERBS)
def test_only_the_dispatch_group_changes_trains(
    rails: datetime, staff_key: Callable[..., Api], api: Api, name: str
) -> None:
    train = make_train()
    assert verb(staff_key("viewer", "finance"), train, name, **VERBS[name]).status_code == 403
    assert verb(api, train, name, **VERBS[name]).status_code == 401
    assert not DepartureChange.objects.exists()
    train.refresh_from_db()
    assert train.status == "open"


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("reschedule", {}, "/minutes"),
        ("reschedule", {"minutes": 5, "departs_at": "2026-12-08T00:00:00Z"}, "/minutes"),
        ("reschedule", {"minutes": 0}, "/minutes"),
        ("reschedule", {"minutes": "60"}, "/minutes"),
        ("reschedule", {"departs_at": "2026-12-08T00:00:00"}, "/departs_at"),
        ("reschedule", {"minutes": 5, "position": 0}, "/position"),
        ("reschedule", {"minutes": 5, "reason": ""}, "/reason"),
        ("cut", {"position": 1}, "/places"),
        ("cut", {"places": 1}, "/position"),
        ("cut", {"position": 1, "places": -1}, "/places"),
        ("cut", {"position": 1, "gross_g": 1.5}, "/gross_g"),
        ("cut", {"position": 1, "places": 1, "confirm": True}, "/confirm"),
        ("cancel", {"reason": 5}, "/reason"),
        ("cancel", {"leg": 3}, "/leg"),
        ("restore", {"position": "3"}, "/position"),
        ("extend-cut-offs", {}, "/cfs_cutoff_at"),
        ("extend-cut-offs", {"cy_cutoff_at": "tomorrow"}, "/cy_cutoff_at"),
    ],
)
def test_a_bad_order_is_refused_by_its_field(
    rails: datetime, dispatcher: Api, name: str, body: dict[str, Any], pointer: str
) -> None:
    answer = verb(dispatcher, make_train(), name, **body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not DepartureChange.objects.exists()


@pytest.mark.parametrize("name", VERBS)
def test_a_train_that_nobody_has_is_not_changed(rails: datetime, dispatcher: Api, name: str) -> None:
    answer = verb(dispatcher, Departure(pk=uuid4()), name, **VERBS[name])
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["reschedule", "cut", "cancel", "restore"])
def test_a_leg_that_is_not_there_is_not_found(rails: datetime, dispatcher: Api, name: str) -> None:
    answer = verb(dispatcher, make_train(), name, **{**VERBS[name], "position": 9})
    assert (answer.status_code, answer.json()["code"]) == (404, "shipping.leg_not_found")


def test_a_train_offers_what_its_state_allows(rails: datetime) -> None:
    train = make_train()
    assert "restore" not in verbs_of(train)
    cancel_leg(train, 3)
    assert {"restore", "cancel", "reschedule", "cut"} <= set(verbs_of(train))
    restore(train)
    assert "restore" not in verbs_of(train)
    Departure.objects.filter(pk=train.pk).update(status="departed")
    assert {"cancel", "reschedule", "cut"} <= set(verbs_of(train))
    assert "extend-cut-offs" not in verbs_of(train)
    Departure.objects.filter(pk=train.pk).update(status="arrived")
    assert verbs_of(train) == []


def test_a_closed_train_can_be_opened_only_before_its_cut_off_and_a_cancelled_one_only_restored(
    rails: datetime, dispatcher: Api
) -> None:
    train = make_train()
    good(dispatcher.post(f"/departures/{train.pk}/close"))
    closed = departures().get(pk=train.pk)
    assert "open" in departure_verbs(closed, at=train.cfs_cutoff_at - HOUR)
    assert "open" not in departure_verbs(closed, at=train.cfs_cutoff_at)
    assert good(dispatcher.post(f"/departures/{train.pk}/open"))["status"] == "open"
    assert good(verb(dispatcher, train, "cancel"))["allowed_actions"] == ["restore"]
    again = verb(dispatcher, train, "cancel")
    assert (again.status_code, "cancelled already" in again.json()["detail"]) == (409, True)


def test_a_train_that_was_changed_says_so_until_it_follows_its_timetable(
    rails: datetime, dispatcher: Api
) -> None:
    train = make_train()
    assert good(dispatcher.get(f"/departures/{train.pk}"))["edited_at"] is None
    changed = good(verb(dispatcher, train, "cut", position=1, places=2))
    assert instant(changed["edited_at"]) == NOW
    assert "follow-timetable" in changed["allowed_actions"]
    followed = good(verb(dispatcher, train, "follow-timetable"))
    assert (followed["edited_at"], "follow-timetable" in followed["allowed_actions"]) == (None, False)
    again = verb(dispatcher, train, "follow-timetable")
    assert (again.status_code, again.json()["code"]) == (409, "shipping.nothing_to_restore")


def test_a_train_is_not_restored_onto_a_day_that_another_took(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    good(verb(dispatcher, train, "cancel"))
    other = make_train(train.departs_at + DAY)
    Departure.objects.filter(pk=other.pk).update(planned_departs_at=train.departs_at + HOUR)
    refused = verb(dispatcher, train, "restore")
    assert (refused.status_code, refused.json()["code"]) == (422, "shipping.day_taken")
    assert Departure.objects.get(pk=train.pk).status == "cancelled"


def test_a_departed_train_can_only_lose_a_later_leg(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    shipment = assigned()
    load(shipment)
    for name in ("close", "load", "depart"):
        good(dispatcher.post(f"/departures/{train.pk}/{name}"))
    assert verb(dispatcher, train, "cancel", position=1).json()["code"] == "shipping.leg_has_left"
    assert good(verb(dispatcher, train, "cancel", position=3))["status"] == "departed"
    assert fresh(shipment).status == "departed"
