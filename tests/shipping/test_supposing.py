"""Is a question about a railway that isn't so answered aside, once, and without touching the one that is?"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from kit.transactions import owns_transaction
from shipping.errors import NothingPlanned, TooManyScenarios
from shipping.exporting import export
from shipping.models import Departure, PlanScenario
from shipping.operations import answering
from shipping.operations.answering import answer_next
from shipping.operations.replanning import snapshot
from shipping.operations.supposing import (
    Question,
    answer,
    forget_scenarios,
    give_up,
    note_step,
    suppose,
    take_up,
)
from shipping.policy import (
    MOST_SCENARIOS_AN_HOUR,
    MOST_SCENARIOS_OPEN,
    PLANS_KEPT,
    SCENARIO_OVERHEAD,
    SCENARIO_TRIES,
)
from shipping.queries.scenarios import lanes_ahead
from shipping.supposing import NothingToSuppose, with_lane_doubled, with_train_like, without_train
from tests.shipping.railway import DAY, FULL, NOW, STAFF, assign, book, make_train

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
State = PlanScenario.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def two_trains(real_rails: datetime) -> tuple[Departure, Departure]:
    """Two trains of one place each; a full load stands on the first, another waits for neither."""
    first, second = make_train(places=1), make_train(NOW + 12 * DAY, places=1)
    for _ in range(2):
        assign(book(**FULL))
    book(**FULL)
    return first, second


def ask(
    kind: PlanScenario.Kind = PlanScenario.Kind.CANCEL_TRAIN, at: datetime = NOW, **about: Any
) -> PlanScenario:
    return owns_transaction(suppose)(Question(kind, **about), at=at, by=STAFF)


def taken(at: datetime = NOW) -> PlanScenario | None:
    return owns_transaction(take_up)(at=at)


def fresh(scenario: PlanScenario) -> PlanScenario:
    return PlanScenario.objects.get(pk=scenario.pk)


def everything_else() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the railway but the questions themselves."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_app_config("shipping").get_models()
        if model is not PlanScenario
    }


# ---- what is supposed -----------------------------------------------------------------


def test_one_more_train_is_like_its_model_and_empty(two_trains: tuple[Departure, Departure]) -> None:
    today = snapshot(at=NOW)
    told = export(with_train_like(today, train=two_trains[0].pk, days_later=3)).document
    first, _, added = told["departures"]
    assert [each["dep_h"] for each in told["departures"]] == sorted(
        each["dep_h"] for each in told["departures"]
    )
    assert added["dep_h"] == first["dep_h"] + 72
    assert added["cutoff_h"] == first["cutoff_h"] + 72
    # Its model has one place, which is taken: both bear a container of two TEU in all.
    assert (added["teu"], added["gross_kg"], added["plugs"]) == (
        first["teu"],
        first["gross_kg"],
        first["plugs"],
    )
    assert added["cost"] == first["cost"]
    code, _, day = told["meta"]["departures"][first["id"]].rpartition(" ")
    later = date.fromisoformat(day) + timedelta(days=3)
    assert told["meta"]["departures"][added["id"]] == f"{code} {later} (+)"
    assert export(today).document["shipments"] == told["shipments"]


def test_goods_of_a_train_that_does_not_run_are_free_and_were_told_of_none(
    two_trains: tuple[Departure, Departure],
) -> None:
    today = snapshot(at=NOW)
    told = export(without_train(today, train=two_trains[0].pk)).document
    assert [each["id"] for each in told["departures"]] == [str(two_trains[1].pk)]
    assert len(told["shipments"]) == len(export(today).document["shipments"]) == 3
    assert set(told["previous"].values()) == {str(two_trains[1].pk)}
    assert not [each for each in told["fixed"] if each["departure"] == str(two_trains[0].pk)]


def test_twice_the_bookings_of_a_lane_are_as_many_new_ones(two_trains: tuple[Departure, Departure]) -> None:
    today = snapshot(at=NOW)
    origin, destination = two_trains[0].service.origin_id, two_trains[0].service.destination_id
    told = export(with_lane_doubled(today, origin=origin, destination=destination)).document
    known = export(today).document
    assert len(told["shipments"]) == 2 * len(known["shipments"])
    assert len(told["previous"]) == len(known["previous"])
    assert sum(each["kg"] for each in told["shipments"]) == 2 * sum(each["kg"] for each in known["shipments"])


def test_what_is_not_in_the_book_can_not_be_supposed(two_trains: tuple[Departure, Departure]) -> None:
    today, nowhere = snapshot(at=NOW), uuid4()
    with pytest.raises(NothingToSuppose):
        with_train_like(today, train=nowhere, days_later=1)
    with pytest.raises(NothingToSuppose):
        without_train(today, train=nowhere)
    with pytest.raises(NothingToSuppose):
        with_lane_doubled(today, origin=nowhere, destination=nowhere)


# ---- asking ---------------------------------------------------------------------------


def test_only_so_many_questions_wait_at_once(two_trains: tuple[Departure, Departure]) -> None:
    for _ in range(MOST_SCENARIOS_OPEN):
        ask(departure_id=two_trains[0].pk)
    with pytest.raises(TooManyScenarios):
        ask(departure_id=two_trains[0].pk)
    first = taken()
    assert first is not None
    with pytest.raises(TooManyScenarios):
        ask(departure_id=two_trains[0].pk)
    owns_transaction(give_up)(first, error=PlanScenario.Error.NO_PLAN, at=NOW)
    ask(departure_id=two_trains[0].pk)


def test_only_so_many_questions_are_asked_in_an_hour(two_trains: tuple[Departure, Departure]) -> None:
    for _ in range(MOST_SCENARIOS_AN_HOUR):
        ask(departure_id=two_trains[0].pk)
        scenario = taken()
        assert scenario is not None
        owns_transaction(give_up)(scenario, error=PlanScenario.Error.NO_PLAN, at=NOW)
    with pytest.raises(TooManyScenarios):
        ask(departure_id=two_trains[0].pk, at=NOW + 59 * MINUTE)
    ask(departure_id=two_trains[0].pk, at=NOW + 60 * MINUTE)


def test_nobody_asks_of_a_train_or_a_lane_that_is_not_planned(
    two_trains: tuple[Departure, Departure],
) -> None:
    train = two_trains[0]
    with pytest.raises(NothingPlanned):
        ask(departure_id=train.pk, at=train.cfs_cutoff_at)
    with pytest.raises(NothingPlanned):
        ask(departure_id=uuid4())
    with pytest.raises(NothingPlanned):
        ask()
    with pytest.raises(NothingPlanned):
        ask(
            PlanScenario.Kind.DOUBLE_LANE,
            origin_id=train.service.destination_id,
            destination_id=train.service.origin_id,
        )
    assert not PlanScenario.objects.exists()


def test_only_lanes_on_which_something_is_booked_or_waits_are_asked_about(real_rails: datetime) -> None:
    train = make_train()
    lane = (train.service.origin_id, train.service.destination_id)
    about: dict[str, Any] = {"origin_id": lane[0], "destination_id": lane[1]}
    assert lanes_ahead(at=NOW) == {}
    with pytest.raises(NothingPlanned):
        ask(PlanScenario.Kind.DOUBLE_LANE, **about)
    shipment = book(**FULL)
    assert list(lanes_ahead(at=NOW)) == [lane]
    assign(shipment)
    assert list(lanes_ahead(at=NOW)) == [lane]
    assert ask(PlanScenario.Kind.DOUBLE_LANE, **about).state == State.WAITING


# ---- whose turn it is -----------------------------------------------------------------


def test_one_question_is_worked_on_at_a_time_the_first_first(
    two_trains: tuple[Departure, Departure],
) -> None:
    first, second = ask(departure_id=two_trains[0].pk), ask(departure_id=two_trains[1].pk)
    scenario = taken()
    assert (scenario, taken()) == (first, None)
    assert scenario is not None
    assert (scenario.state, scenario.attempts, scenario.step) == (State.RUNNING, 1, "book")
    assert owns_transaction(answer)(scenario, outcome={}, at=NOW + MINUTE)
    assert fresh(first).ended_at == NOW + MINUTE
    assert taken() == second


def test_a_question_whose_worker_was_lost_is_taken_up_again_so_many_times(
    two_trains: tuple[Departure, Departure],
) -> None:
    asked, at = ask(departure_id=two_trains[0].pk, seconds=10), NOW
    for attempt in range(1, SCENARIO_TRIES + 1):
        scenario = taken(at)
        assert scenario is not None
        assert scenario.attempts == attempt
        ends_at = at + SCENARIO_OVERHEAD + timedelta(seconds=20)
        assert taken(ends_at - timedelta(seconds=1)) is None
        at = ends_at
    assert taken(at) is None
    assert (fresh(asked).state, fresh(asked).error) == (State.FAILED, "lost")


def test_who_comes_back_too_late_changes_nothing(two_trains: tuple[Departure, Departure]) -> None:
    ask(departure_id=two_trains[0].pk)
    late = taken()
    again = taken(NOW + 10 * MINUTE)
    assert late is not None
    assert again == late
    assert not owns_transaction(note_step)(late, step="today", at=NOW)
    assert not owns_transaction(answer)(late, outcome={"mine": 1}, at=NOW)
    assert not owns_transaction(give_up)(late, error=PlanScenario.Error.FAULT, at=NOW)
    assert (fresh(late).state, fresh(late).outcome, fresh(late).step) == (State.RUNNING, {}, "book")


def test_two_who_ask_at_once_take_the_last_place_once_and_two_workers_one_question(
    two_trains: tuple[Departure, Departure], at_once: AtOnce
) -> None:
    for _ in range(MOST_SCENARIOS_OPEN - 1):
        ask(departure_id=two_trains[0].pk)
    answers = at_once([lambda: ask(departure_id=two_trains[0].pk)] * 4)
    assert sorted(type(each).__name__ for each in answers) == ["PlanScenario"] + 3 * ["TooManyScenarios"]
    answers = at_once([taken] * 4)
    assert [type(each) for each in answers].count(PlanScenario) == 1
    assert answers.count(None) == 3


def test_answers_are_kept_for_a_quarter(two_trains: tuple[Departure, Departure]) -> None:
    asked = ask(departure_id=two_trains[0].pk)
    waits = ask(departure_id=two_trains[0].pk)
    scenario = taken()
    assert scenario is not None
    owns_transaction(answer)(scenario, outcome={}, at=NOW)
    forget = owns_transaction(forget_scenarios)
    assert forget(at=NOW + PLANS_KEPT - MINUTE) == 0
    assert forget(at=NOW + PLANS_KEPT) == 1
    assert list(PlanScenario.objects.all()) == [waits]
    assert asked == scenario


# ---- working it out -------------------------------------------------------------------


def test_a_train_less_costs_what_its_goods_lose_and_the_book_stays_as_it_is(
    two_trains: tuple[Departure, Departure],
) -> None:
    asked = ask(departure_id=two_trains[0].pk, seconds=2)
    before = everything_else()
    assert answer_next(clock=lambda: NOW) == asked
    found = fresh(asked)
    assert (found.state, found.error, found.step) == (State.DONE, "", "")
    today, supposed = found.outcome["today"], found.outcome["supposed"]
    assert (today["trains"], supposed["trains"]) == (2, 1)
    assert (today["refused"], supposed["refused"]) == (1, 2)
    assert (today["containers"], supposed["containers"]) == (2, 1)
    assert supposed["cents"] > today["cents"]
    assert found.outcome["trains"] == [
        {"train": str(two_trains[0]), "today": {"containers": 1, "teu": 2}, "supposed": None}
    ]
    assert everything_else() == before
    assert answer_next(clock=lambda: NOW) is None


def test_goods_of_a_train_less_keep_their_promise_or_wait(real_rails: datetime) -> None:
    first, _, last = make_train(places=1), make_train(NOW + 12 * DAY, places=1), make_train(NOW + 25 * DAY)
    for _ in range(2):
        assign(book(**FULL, promised_at=first.arrives_at + 5 * DAY))
    asked = ask(departure_id=first.pk, seconds=2)
    answer_next(clock=lambda: NOW)
    outcome = fresh(asked).outcome
    # The second train keeps the promise, and is full; the last one has room, and would be too late.
    assert last.arrives_at > first.arrives_at + 5 * DAY
    assert (outcome["today"]["refused"], outcome["supposed"]["refused"]) == (0, 1)


def test_what_comes_twice_is_bound_by_the_promise_of_the_first(real_rails: datetime) -> None:
    train = make_train()
    make_train(NOW + 25 * DAY)
    assign(book(**FULL, promised_at=train.arrives_at + 5 * DAY))
    service = train.service
    doubled = with_lane_doubled(
        snapshot(at=NOW), origin=service.origin_id, destination=service.destination_id
    )
    # In the order of their ids, of which the second one's is made of the first one's.
    first, again = sorted(export(doubled).document["shipments"], key=lambda each: each["arrive_by_h"])
    assert first["arrive_by_h"] == first["due_h"] == again["due_h"]
    # It has no place yet, so the promise itself is its limit, two days later.
    assert again["arrive_by_h"] == first["due_h"] + 48


def test_a_worker_is_woken_and_one_more_train_takes_what_waits(
    two_trains: tuple[Departure, Departure], drain_jobs: Callable[[], list[str]]
) -> None:
    asked = ask(PlanScenario.Kind.ADD_TRAIN, departure_id=two_trains[0].pk, days_later=1, seconds=2)
    assert "shipping.plan_scenarios" in drain_jobs()
    outcome = fresh(asked).outcome
    assert (outcome["today"]["refused"], outcome["supposed"]["refused"]) == (1, 0)
    assert outcome["supposed"]["cents"] < outcome["today"]["cents"]


def test_a_planner_that_gives_no_plan_is_told(
    two_trains: tuple[Departure, Departure], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing that plans fits into so little memory.
    monkeypatch.setattr(answering, "SCENARIO_MEMORY_MB", 30)
    asked = ask(departure_id=two_trains[0].pk, seconds=2)
    answer_next(clock=lambda: NOW)
    assert (fresh(asked).state, fresh(asked).error) == (State.FAILED, "no_plan")
    assert connection.in_atomic_block is False


def test_a_train_that_has_closed_meanwhile_is_told(
    two_trains: tuple[Departure, Departure], caplog: pytest.LogCaptureFixture
) -> None:
    asked = ask(departure_id=two_trains[0].pk, seconds=2)
    answer_next(clock=lambda: two_trains[0].cfs_cutoff_at)
    assert (fresh(asked).state, fresh(asked).error) == (State.FAILED, "gone")
    assert not [each for each in caplog.records if each.exc_info]


def test_whose_question_was_taken_over_asks_no_planner(
    two_trains: tuple[Departure, Departure],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A planner that was asked all the same would fail, which is logged.
    monkeypatch.setattr(answering, "SCENARIO_MEMORY_MB", 30)
    asked, looks = ask(departure_id=two_trains[0].pk, seconds=2), iter(range(9))

    def clock() -> datetime:
        if next(looks) == 1:
            taken(NOW + 10 * MINUTE)
        return NOW

    answer_next(clock=clock)
    assert (fresh(asked).state, fresh(asked).token, fresh(asked).step) == (State.RUNNING, 2, "book")
    assert caplog.records == []
