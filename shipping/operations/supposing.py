"""How does a question about a railway that isn't so get its answer?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from kit.actors import Actor
from kit.jobs import enqueue
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import NothingPlanned, TooManyScenarios
from shipping.models import PlanScenario
from shipping.policy import (
    MOST_DAYS_LATER,
    MOST_SCENARIOS_AN_HOUR,
    MOST_SCENARIOS_OPEN,
    PLANS_KEPT,
    SCENARIO_OVERHEAD,
    SCENARIO_SECONDS,
    SCENARIO_TRIES,
)
from shipping.queries.scenarios import lanes_ahead, trains_ahead

_JOB = "shipping.plan_scenarios"
_OPEN = (PlanScenario.State.WAITING, PlanScenario.State.RUNNING)
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a departure for the kinds about a train, two places for a lane."""

    kind: str
    departure_id: UUID | None = None
    days_later: int = 0
    origin_id: UUID | None = None
    destination_id: UUID | None = None
    seconds: int = SCENARIO_SECONDS[0]
    seed: int = 1


@inside_transaction
def suppose(question: Question, *, at: datetime, by: Actor) -> PlanScenario:
    """
    Write a question down, to be answered in the background.

    :raises TooManyScenarios: if enough of them wait, or were asked within the hour.
    :raises NothingPlanned: if the train has left, or nothing is booked or waits on the lane.
    """
    _take_turns()
    _leave_room(at)
    _check(question, at)
    asked = PlanScenario.objects.create(
        kind=question.kind,
        departure_id=question.departure_id,
        days_later=min(question.days_later, MOST_DAYS_LATER),
        origin_id=question.origin_id,
        destination_id=question.destination_id,
        seconds=question.seconds,
        seed=question.seed,
        created_at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    enqueue(_JOB)
    return asked


@inside_transaction
def take_up(*, at: datetime) -> PlanScenario | None:
    """
    The next question that waits, counted as tried before the work, under a lease.

    None waits, or None while one is worked on. One whose worker was lost waits again,
    until it has been tried often enough.
    """
    _take_turns()
    lost = Q(state=PlanScenario.State.RUNNING, leased_until__lte=at)
    PlanScenario.objects.filter(lost, attempts__gte=SCENARIO_TRIES).update(
        state=PlanScenario.State.FAILED,
        ended_at=at,
        error=PlanScenario.Error.LOST,
        step="",
        version=F("version") + 1,
    )
    PlanScenario.objects.filter(lost).update(state=PlanScenario.State.WAITING, step="")
    if PlanScenario.objects.filter(state=PlanScenario.State.RUNNING).exists():
        return None
    due = PlanScenario.objects.filter(state=PlanScenario.State.WAITING).order_by("created_at", "id").first()
    if due is None:
        return None
    due.state, due.step, due.step_at = PlanScenario.State.RUNNING, PlanScenario.Step.BOOK, at
    due.attempts, due.token, due.version = due.attempts + 1, due.token + 1, due.version + 1
    due.leased_until = at + SCENARIO_OVERHEAD + 2 * timedelta(seconds=due.seconds)
    due.save()
    return due


@inside_transaction
def note_step(scenario: PlanScenario, *, step: str, at: datetime) -> bool:
    """Say how far the work is; False if somebody else has it by now, or it was called off."""
    return bool(_mine(scenario).update(step=step, step_at=at, version=F("version") + 1))


@inside_transaction
def answer(scenario: PlanScenario, *, outcome: dict[str, Any], at: datetime) -> bool:
    """Write down what came of it; False if somebody else has it by now."""
    return _end(scenario, PlanScenario.State.DONE, at, outcome=outcome)


@inside_transaction
def give_up(scenario: PlanScenario, *, error: str, at: datetime) -> bool:
    """Write down why there is no answer; False if somebody else has it by now."""
    return _end(scenario, PlanScenario.State.FAILED, at, error=error)


@inside_transaction
def forget_scenarios(*, at: datetime) -> int:
    """Forget questions that were answered long ago; how many."""
    old = PlanScenario.objects.filter(ended_at__lte=at - PLANS_KEPT)
    return old.delete()[0]


def _end(scenario: PlanScenario, state: str, at: datetime, **said: Any) -> bool:
    ended = _mine(scenario).update(
        state=state, step="", ended_at=at, leased_until=None, version=F("version") + 1, **said
    )
    if ended:
        # What waits behind it needn't wait for the sweep.
        enqueue(_JOB)
    return bool(ended)


def _mine(scenario: PlanScenario) -> Any:
    return PlanScenario.objects.filter(pk=scenario.pk, state=PlanScenario.State.RUNNING, token=scenario.token)


def _leave_room(at: datetime) -> None:
    if PlanScenario.objects.filter(state__in=_OPEN).count() >= MOST_SCENARIOS_OPEN:
        raise TooManyScenarios(say("%(count)s scenarios wait already.", count=MOST_SCENARIOS_OPEN))
    if PlanScenario.objects.filter(created_at__gt=at - _AN_HOUR).count() >= MOST_SCENARIOS_AN_HOUR:
        told = say("At most %(count)s scenarios an hour.", count=MOST_SCENARIOS_AN_HOUR)
        raise TooManyScenarios(told)


def _check(question: Question, at: datetime) -> None:
    if question.kind == PlanScenario.Kind.DOUBLE_LANE:
        if (question.origin_id, question.destination_id) not in lanes_ahead(at=at):
            raise NothingPlanned
        return
    ahead = trains_ahead(at=at)
    if question.departure_id is None or not ahead.filter(pk=question.departure_id).exists():
        raise NothingPlanned


def _take_turns() -> None:
    """So that neither two questions take the last place, nor two workers one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shipping.scenarios'))")
