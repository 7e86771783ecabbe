"""Do dispatchers see what plans did and cost, what waits, what would be, and does only who plans ask?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shipping.admin.planning_scenarios import progress
from shipping.models import Departure, PlanMove, PlanRun, PlanScenario
from shipping.policy import (
    MOST_SCENARIOS_OPEN,
    MOVES_SHOWN,
    PLANS_COMPARED,
    PROMISE_MARGIN,
    SCENARIOS_SHOWN,
    TRAINS_COMPARED,
)
from shipping.queries.planned import lines, trains
from tests.shipping import plans
from tests.shipping.plans import a_planned_move, a_planned_train, a_price, an_applied_run
from tests.shipping.railway import DAY, FLOUR, HOUR, NOW, assigned, book, make_train

Desk = Callable[..., Client]
State = PlanScenario.State
OUTCOME: dict[str, Any] = {
    "today": {
        "cents": 900_000,
        "costs": {"container": 640_000, "late": 0, "storage": 10_000, "refused": 250_000, "change": 0},
        "shipments": 3,
        "trains": 2,
        "containers": 2,
        "refused": 1,
        "late": 0,
    },
    "supposed": {
        "cents": 980_050,
        "costs": {"container": 960_000, "late": 50, "storage": 20_000, "refused": 0, "change": 0},
        "shipments": 3,
        "trains": 3,
        "containers": 3,
        "refused": 0,
        "late": 1,
    },
    "trains": [{"train": "ALA-LYG-KH +1", "today": None, "supposed": {"containers": 1, "teu": 2}}],
    "more": 0,
}


@pytest.fixture(autouse=True)
def _rails(rails: datetime) -> None:
    """The reference data is there."""


def page(client: Client, name: str = "planning", *args: object, **query: Any) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def a_scenario(**said: Any) -> PlanScenario:
    train = Departure.objects.order_by("departs_at").first() or make_train()
    return plans.a_scenario(train, NOW, **said)


def answered() -> PlanScenario:
    return a_scenario(state=State.DONE, attempts=1, ended_at=NOW + HOUR, outcome=OUTCOME)


# ---- the latest plan ------------------------------------------------------------------


def test_before_there_is_a_plan_every_page_says_so(desk: Desk) -> None:
    client = desk("viewer")
    assert "have not been planned anew yet" in page(client)
    assert "nothing to compare yet" in page(client, "planning_trends")
    assert "Nothing waits" in page(client, "planning_waiting")
    assert "Nobody has asked yet" in page(client, "planning_scenarios")


def test_the_latest_plan_says_what_it_saved_moved_and_why_not(desk: Desk) -> None:
    train = make_train()
    run = an_applied_run(NOW, moved=1, placed=2, skipped=1)
    moved, left = book(), book()
    a_planned_move(run, moved, train, saved_cents=12_345)
    a_planned_move(run, left, train, applied=False, why_not=PlanMove.WhyNot.PROMISE, to_slot=None)
    told = page(desk("viewer"))
    assert "100.00 USD" in told
    assert "1.5 % of what the book cost" in told
    assert "123.45 USD" in told
    assert "it waited, and got a place" in told
    assert moved.number in told
    assert "<b>1</b> Got a place: left out, Would break its promise" in told


def test_a_run_that_came_to_nothing_since_stands_above_the_plan(desk: Desk) -> None:
    an_applied_run(NOW - HOUR)
    assert "came to nothing" not in page(desk("viewer"))
    PlanRun.objects.create(
        trigger="schedule",
        state="failed",
        started_at=NOW,
        leased_until=NOW + HOUR,
        ended_at=NOW,
        seed=1,
        seconds=30,
        by_kind="system",
        created_at=NOW,
    )
    told = page(desk("viewer"))
    assert "came to nothing: Failed." in told
    assert "100.00 USD" in told


def test_only_the_moves_that_save_most_are_listed(desk: Desk) -> None:
    train, run = make_train(), an_applied_run(NOW)
    for place in range(MOVES_SHOWN + 3):
        a_planned_move(run, book(), train, saved_cents=100 + place)
    told = page(desk("viewer"))
    assert told.count(">done<") == MOVES_SHOWN
    assert "1.02 USD" not in told
    assert "1.03 USD" in told


def test_a_move_that_costs_more_alone_says_what_the_plan_gains_by_it(desk: Desk) -> None:
    run = an_applied_run(NOW)
    old, new, third = (make_train(NOW + days * DAY) for days in (10, 17, 24))
    moved = {"kind": PlanMove.Kind.MOVED, "saved_cents": -104, "old_eta_at": NOW, "new_eta_at": NOW + DAY}
    a_planned_move(run, book(), new, from_departure=old, **moved)
    a_planned_train(run, old, containers_before=2, containers=1)
    a_planned_train(run, new, containers_before=2, containers=2)
    client = desk("viewer")
    told = page(client)
    assert "−1.04 USD" in told
    assert "fewer containers on the train that it was on" in told
    assert "makes room for others" not in told
    a_planned_move(run, book(), third, from_departure=new, **moved)
    assert "makes room for others" in page(client)
    assert "sooner there" not in page(client)
    a_planned_move(run, book(), new, from_departure=third, **{**moved, "new_eta_at": NOW - DAY})
    assert "sooner there" in page(client)


def test_what_places_for_what_waited_save_is_told_apart(desk: Desk) -> None:
    run = an_applied_run(NOW)
    assert "for what waited" not in page(desk("viewer"))
    run.costs_before = {**run.costs_before, "refused": 800_000}
    run.before_cents = (run.before_cents or 0) + 800_000
    run.save()
    told = re.sub(r"<[^>]+>", "", page(desk("viewer")))
    assert "+8000.00 USDof it by places for what waited" in told
    assert "+100.00 USDof it by all else" in told


def test_late_is_named_for_what_it_counts(desk: Desk) -> None:
    assert timedelta(days=2) == PROMISE_MARGIN
    an_applied_run(NOW, late=8)
    assert "<b>8</b><span>less than two days to spare</span>" in page(desk("viewer"))


# ---- cost and fill --------------------------------------------------------------------


def test_cost_and_fill_go_by_corridor_and_by_train(desk: Desk) -> None:
    east, west = make_train(), make_train(service="LYG-ALA-KH")
    runs = [an_applied_run(NOW - 2 * DAY), an_applied_run(NOW - DAY)]
    for place, run in enumerate(runs, 1):
        a_planned_train(run, east, cost_cents=100_000 * place, goods_cm3=60_000_000 * place)
        a_planned_train(run, west)
    a_price(runs[-1], east)
    found = lines(since=NOW - 3 * DAY)
    assert {line.corridor: [point.cents for point in line.points] for line in found} == {
        ("KHORGOS", "KZ-CN"): [100_000, 200_000],
        ("KHORGOS", "CN-KZ"): [640_000, 640_000],
    }
    assert [point.fill for point in found[-1].points] == [0.5, 1.0]
    told = page(desk("viewer"), "planning_trends")
    assert "50 % → 100 %" in told
    assert "450.00 USD" in told
    assert "Altynkol - Horgos to China" in told
    client = desk("viewer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    russian = page(client, "planning_trends")
    assert "Сухой порт KTZE-Khorgos Gateway" in russian
    assert "Altynkol" not in russian
    narrowed = page(desk("viewer"), "planning_trends", corridor="KHORGOS.CN-KZ")
    assert str(west.service.code) in narrowed
    assert f">{east.service.code}<" not in narrowed


def test_trains_of_the_test_world_are_not_told(desk: Desk) -> None:
    train, run = make_train(), an_applied_run(NOW)
    a_planned_train(run, train)
    assert len(trains(run, since=NOW - DAY)) == 1
    train.service.sandbox = True
    train.service.save()
    assert trains(run, since=NOW - DAY) == []


def test_however_many_plans_and_trains_there_are_the_queries_are_as_many(desk: Desk) -> None:
    client = desk("viewer")

    def asked(count: int) -> int:
        for place in range(count):
            run = an_applied_run(NOW - (count - place) * HOUR)
            for train in Departure.objects.all():
                a_planned_train(run, train)
                a_planned_move(run, book(), train)
        total = 0
        for name in ("planning", "planning_trends", "planning_scenarios"):
            with CaptureQueriesContext(connection) as queries:
                page(client, name)
            total += len(queries)
        return total

    make_train()
    few = asked(1)
    for place in range(6):
        make_train(NOW + (11 + place) * DAY)
    a_scenario()
    answered()
    assert asked(8) == few <= 60


def test_only_so_many_plans_and_trains_are_compared() -> None:
    train = make_train()
    for place in range(PLANS_COMPARED + 2):
        run = an_applied_run(NOW - place * HOUR)
        a_planned_train(run, train)
    (line,) = lines(since=NOW - 30 * DAY)
    assert len(line.points) == PLANS_COMPARED
    assert line.points[-1].at == NOW
    (shown,) = trains(PlanRun.objects.latest("started_at"), since=NOW - 30 * DAY)
    assert len(shown.points) == PLANS_COMPARED
    latest = PlanRun.objects.latest("started_at")
    for place in range(TRAINS_COMPARED + 1):
        a_planned_train(latest, make_train(NOW + (11 + place) * DAY))
    assert len(trains(latest, since=NOW - 30 * DAY)) == TRAINS_COMPARED


# ---- what waits -----------------------------------------------------------------------


def test_what_waits_has_its_cheapest_places_with_their_price(desk: Desk) -> None:
    train = make_train()
    shipment = book(gross_g=1_000_000, volume_cm3=2_000_000, **FLOUR)
    told = page(desk("viewer"), "planning_waiting")
    assert "1 shipment waits for a place" in told
    assert shipment.number in told
    assert "a new container 42G1" in told
    assert str(train) in told
    assigned(gross_g=1_000_000, volume_cm3=2_000_000)
    assert "a place in an open container" in page(desk("viewer"), "planning_waiting")


# ---- scenarios ------------------------------------------------------------------------


def given(**said: Any) -> dict[str, Any]:
    return {"seconds": "20", **said}


@pytest.mark.parametrize(
    "kind", [PlanScenario.Kind.ADD_TRAIN, PlanScenario.Kind.CANCEL_TRAIN, PlanScenario.Kind.DOUBLE_LANE]
)
def test_a_dispatcher_asks_and_is_led_to_the_answer(desk: Desk, kind: str) -> None:
    train, client = make_train(), desk("dispatch")
    book(**FLOUR)
    lane = f"{train.service.origin_id}.{train.service.destination_id}"
    said = given(kind=kind, train=str(train.pk), days_later="2", lane=lane)
    answer = client.post(reverse("admin:planning_scenarios"), said)
    asked = PlanScenario.objects.get()
    assert answer.headers["Location"] == reverse("admin:planning_scenario", args=(asked.pk,))
    assert (asked.kind, asked.state, asked.seconds, asked.by_kind) == (kind, "waiting", 20, "staff")
    is_lane = kind == PlanScenario.Kind.DOUBLE_LANE
    assert asked.departure_id == (None if is_lane else train.pk)
    assert asked.origin_id == (train.service.origin_id if is_lane else None)
    assert asked.days_later == (2 if kind == PlanScenario.Kind.ADD_TRAIN else 0)
    assert "It waits for its turn." in page(client, "planning_scenario", asked.pk)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"train": "nothing"}, "Select a valid choice"),
        ({"seconds": "3600"}, "Select a valid choice"),
        ({"days_later": "99"}, "less than or equal to 14"),
    ],
)
def test_what_can_not_be_asked_is_said_at_its_field(desk: Desk, said: dict[str, str], wrong: str) -> None:
    train, client = make_train(), desk("dispatch")
    posted = given(kind="add_train", train=str(train.pk), days_later="1")
    answer = client.post(reverse("admin:planning_scenarios"), {**posted, **said})
    assert answer.status_code == 400
    assert wrong in answer.content.decode()
    assert not PlanScenario.objects.exists()


def test_more_than_so_many_at_once_are_refused_in_words(desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    for _ in range(MOST_SCENARIOS_OPEN):
        a_scenario()
    answer = client.post(reverse("admin:planning_scenarios"), given(kind="cancel_train", train=str(train.pk)))
    assert answer.status_code == 422
    assert f"{MOST_SCENARIOS_OPEN} scenarios wait already." in answer.content.decode()


@pytest.mark.parametrize("group", ["viewer", "support", "finance", "customs", "onboarding"])
def test_the_others_look_and_ask_nothing(desk: Desk, group: str) -> None:
    train, client = make_train(), desk(group)
    answered()
    assert "Work it out" not in page(client, "planning_scenarios")
    said = given(kind="cancel_train", train=str(train.pk))
    assert client.post(reverse("admin:planning_scenarios"), said).status_code == 403
    assert PlanScenario.objects.count() == 1


def test_an_answer_stands_beside_todays_plan(desk: Desk) -> None:
    told = page(desk("viewer"), "planning_scenario", answered().pk)
    assert "800.50 USD</span></b> dearer" in told
    assert "+<span" in told
    for cell in ("9000.00 USD", "9800.50 USD", "<td>+1</td>", "<td>−1</td>", "doesn't run", "1 container"):
        assert cell in told.replace("&#x27;", "'")
    assert "data-open" not in told


def test_an_answer_without_a_difference_says_so(desk: Desk) -> None:
    same = {**OUTCOME, "supposed": OUTCOME["today"]}
    asked = a_scenario(state=State.DONE, attempts=1, ended_at=NOW + HOUR, outcome=same)
    told = page(desk("viewer"), "planning_scenario", asked.pk)
    assert '<p class="sum"><b>no difference</b></p>' in told
    assert "dearer" not in told
    assert "no difference" in page(desk("viewer"), "planning_scenarios")


def test_a_train_less_is_titled_in_plain_words(desk: Desk) -> None:
    asked = a_scenario(kind=PlanScenario.Kind.CANCEL_TRAIN, days_later=0)
    told = page(desk("viewer"), "planning_scenario", asked.pk)
    train = Departure.objects.select_related("service").get()
    assert f": {train.service.code} {train.service_date} |" in told
    assert "&lt;span" not in told


def test_lanes_are_named_as_readers_call_their_places(desk: Desk) -> None:
    make_train()
    assigned()
    assert "Almaty-1 (freight) → " in page(desk("dispatch"), "planning_scenarios")


def test_who_waits_for_an_answer_sees_how_far_it_is(desk: Desk) -> None:
    running = a_scenario(state=State.RUNNING, step="supposed", step_at=NOW, leased_until=NOW + HOUR)
    told = page(desk("viewer"), "planning_scenario", running.pk, part=1)
    assert "data-open" in told
    assert "The plan of the scenario is sought" in told
    assert "<nav" not in told
    shown = [progress(running, NOW + timedelta(seconds=passed)) for passed in (0, 10, 20, 500)]
    assert shown == [50, 73, 96, 96]
    running.step = "today"
    assert [progress(running, NOW + timedelta(seconds=passed)) for passed in (0, 20)] == [4, 50]


def test_why_there_is_no_answer_is_said(desk: Desk) -> None:
    failed = a_scenario(state=State.FAILED, ended_at=NOW, error=PlanScenario.Error.NO_PLAN)
    assert "There is no answer: The planner gave no plan." in page(
        desk("viewer"), "planning_scenario", failed.pk
    )


def test_only_the_latest_questions_are_listed(desk: Desk) -> None:
    for _ in range(SCENARIOS_SHOWN + 2):
        answered()
    assert page(desk("viewer"), "planning_scenarios").count(">Done<") == SCENARIOS_SHOWN


def test_a_question_that_nobody_asked_is_not_found(desk: Desk) -> None:
    address = reverse("admin:planning_scenario", args=(make_train().pk,))
    assert desk("viewer").get(address).status_code == 404
