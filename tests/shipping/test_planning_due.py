"""Are trains planned when the clock, a cut-off or the railway asks for it, and never twice at once?"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.transactions import owns_transaction
from shipping import tasks
from shipping.models import Departure, PlanMove, PlanRun, PlanTrain
from shipping.operations import cancelling, delaying, embargoing, replanning
from shipping.operations.leasing import end_lost_run, forget_plans
from shipping.operations.rolling import roll_departure
from shipping.queries.planning_due import planning_due, silent_hours
from shop.schedule import beat_schedule
from tests.shipping import plans
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, assigned, make_train

MINUTE = timedelta(minutes=1)


@pytest.fixture
def train(rails: Any) -> Departure:
    """A train on the tenth day."""
    return make_train()


@pytest.fixture
def planned(train: Departure) -> PlanRun:
    """A run that began at `NOW`."""
    return plans.an_applied_run(NOW)


def test_the_first_run_is_due_at_once(train: Departure) -> None:
    assert planning_due(at=NOW) == "schedule"


def test_the_next_one_when_its_time_has_come(planned: PlanRun, settings: Any) -> None:
    settings.PLANNING_EVERY_MIN = 15
    assert planning_due(at=NOW + 14 * MINUTE) is None
    assert planning_due(at=NOW + 15 * MINUTE) == "schedule"


def test_none_while_planning_is_switched_off(train: Departure, settings: Any) -> None:
    settings.PLANNING_EVERY_MIN = 0
    assert planning_due(at=NOW) is None
    assert silent_hours(at=NOW) == 0


def test_none_while_another_one_holds_its_lease(train: Departure) -> None:
    run = plans.an_applied_run(NOW, state="running", ended_at=None)
    assert planning_due(at=run.leased_until - MINUTE) is None
    assert planning_due(at=NOW + HOUR) == "schedule"


def test_a_change_of_a_train_asks_for_one_once_its_shipments_have_followed(
    planned: PlanRun, train: Departure
) -> None:
    at = NOW + 5 * MINUTE
    owns_transaction(delaying.delay)(
        departure_id=train.pk, position=None, minutes=60, reason="Snow.", at=at, by=STAFF
    )
    assert planning_due(at=at) is None
    roll_departure(departure_id=train.pk, at=at, by=STAFF)
    assert planning_due(at=at) == "change"
    plans.an_applied_run(at + MINUTE)
    assert planning_due(at=at + 4 * MINUTE) is None


def test_so_do_a_cancelled_train_and_an_embargo(planned: PlanRun, train: Departure) -> None:
    at = NOW + 5 * MINUTE
    owns_transaction(embargoing.declare_embargo)(
        crossing_code="KHORGOS", starts_at=at, ends_at=at + DAY, reason="Snow.", at=at, by=STAFF
    )
    assert planning_due(at=at) == "change"
    plans.an_applied_run(at + MINUTE)
    other = make_train(NOW + 12 * DAY)
    owns_transaction(cancelling.cancel_departure)(
        departure_id=other.pk, reason="Snow.", at=at + 5 * MINUTE, by=STAFF
    )
    roll_departure(departure_id=other.pk, at=at + 5 * MINUTE, by=STAFF)
    assert planning_due(at=at + 5 * MINUTE) == "change"


def test_however_much_changes_runs_begin_some_minutes_apart(planned: PlanRun, train: Departure) -> None:
    owns_transaction(embargoing.declare_embargo)(
        crossing_code="KHORGOS", starts_at=NOW, ends_at=NOW + DAY, reason="Snow.", at=NOW + MINUTE, by=STAFF
    )
    assert planning_due(at=NOW + MINUTE) is None
    assert planning_due(at=NOW + 2 * MINUTE) == "change"


def test_shortly_before_goods_are_fixed_one_is_due(train: Departure) -> None:
    fixed_at = train.cfs_cutoff_at - timedelta(hours=24)
    plans.an_applied_run(fixed_at - 20 * MINUTE)
    assert planning_due(at=fixed_at - 11 * MINUTE) is None
    assert planning_due(at=fixed_at - 9 * MINUTE) == "cut_off"
    plans.an_applied_run(fixed_at - 9 * MINUTE)
    assert planning_due(at=fixed_at - 5 * MINUTE) is None


@pytest.mark.parametrize("state", ["refused", "failed", "superseded"])
def test_a_run_that_came_to_nothing_is_made_again_for_the_same_reason(train: Departure, state: str) -> None:
    plans.an_applied_run(NOW)
    plans.an_applied_run(NOW + 5 * MINUTE, trigger="change", state=state)
    assert planning_due(at=NOW + 7 * MINUTE - timedelta(seconds=1)) is None
    assert planning_due(at=NOW + 7 * MINUTE) == "change"
    plans.an_applied_run(NOW + 7 * MINUTE, trigger="change")
    assert planning_due(at=NOW + 10 * MINUTE) is None


def test_what_staff_asked_for_in_vain_the_clock_asks_for_again(train: Departure) -> None:
    plans.an_applied_run(NOW, trigger="staff", state="failed")
    assert planning_due(at=NOW + 2 * MINUTE) == "schedule"


def test_after_three_runs_in_vain_only_the_clock_asks(train: Departure, settings: Any) -> None:
    settings.PLANNING_EVERY_MIN = 30
    for minutes in (0, 2, 4):
        plans.an_applied_run(NOW + minutes * MINUTE, trigger="change", state="failed")
    owns_transaction(embargoing.declare_embargo)(
        crossing_code="KHORGOS",
        starts_at=NOW,
        ends_at=NOW + DAY,
        reason="Snow.",
        at=NOW + 5 * MINUTE,
        by=STAFF,
    )
    assert planning_due(at=NOW + 33 * MINUTE) is None
    assert planning_due(at=NOW + 34 * MINUTE) == "schedule"
    plans.an_applied_run(NOW + 34 * MINUTE, state="failed")
    assert planning_due(at=NOW + 63 * MINUTE) is None
    plans.an_applied_run(NOW + 64 * MINUTE)
    plans.an_applied_run(NOW + 94 * MINUTE, state="failed")
    assert planning_due(at=NOW + 96 * MINUTE) == "schedule"


def test_a_killed_run_is_marked_when_its_lease_has_ended(train: Departure) -> None:
    run = plans.an_applied_run(NOW, state="running", ended_at=None)
    end_lost = owns_transaction(end_lost_run)
    assert end_lost(at=run.leased_until - MINUTE) is None
    assert end_lost(at=run.leased_until) == run
    run.refresh_from_db()
    assert (run.state, run.ended_at) == ("superseded", run.leased_until)
    assert end_lost(at=run.leased_until + MINUTE) is None


def test_silence_is_told_after_some_hours(planned: PlanRun) -> None:
    assert silent_hours(at=NOW + 3 * HOUR) == 0
    assert silent_hours(at=NOW + 5 * HOUR) == 5
    plans.an_applied_run(NOW + 4 * HOUR, state="failed")
    assert silent_hours(at=NOW + 5 * HOUR) == 5
    plans.an_applied_run(NOW + 4 * HOUR)
    assert silent_hours(at=NOW + 5 * HOUR) == 0


def test_the_task_plans_what_is_due_and_nothing_else(
    train: Departure, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(replanning, "plan_trains", lambda **said: asked.append(said))
    settings.PLANNING_SECONDS = 7
    tasks.plan_trains()
    [said] = asked
    assert (said["trigger"], said["limits"].seconds) == ("schedule", 7)
    plans.an_applied_run(timezone.now())
    tasks.plan_trains()
    assert len(asked) == 1


def test_the_task_marks_a_killed_run_though_nothing_is_planned(train: Departure, settings: Any) -> None:
    settings.PLANNING_EVERY_MIN = 0
    run = plans.an_applied_run(NOW, state="running", ended_at=None, leased_until=timezone.now())
    tasks.plan_trains()
    run.refresh_from_db()
    assert run.state == "superseded"


def test_the_clock_asks_every_minute_in_a_queue_of_its_own(settings: Any) -> None:
    entry = beat_schedule(demo=False)["shipping.plan_trains"]
    assert entry["schedule"] == MINUTE
    # What nobody took up in time doesn't queue up behind itself.
    assert entry["options"]["expires"] == 60
    routes = list(settings.CELERY_TASK_ROUTES)
    assert settings.CELERY_TASK_ROUTES["shipping.plan_trains"] == {"queue": "planning"}
    assert routes.index("shipping.plan_trains") < routes.index("shipping.*")
    visibility = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert tasks.plan_trains.time_limit < visibility


def test_old_plans_are_forgotten_and_their_moves_are_not(train: Departure) -> None:
    shipment = assigned()
    old, bare, fresh = (plans.an_applied_run(at) for at in (NOW - 91 * DAY, NOW - 92 * DAY, NOW - 2 * DAY))
    priced = plans.an_applied_run(NOW - 93 * DAY)
    plans.a_planned_move(old, shipment, train)
    plans.a_price(priced, train)
    for run in (old, bare, fresh):
        plans.a_planned_train(run, train)
    forget_plans(at=NOW)
    assert set(PlanRun.objects.all()) == {old, fresh, priced}
    assert PlanTrain.objects.get().run == fresh
    assert PlanMove.objects.get().run == old
