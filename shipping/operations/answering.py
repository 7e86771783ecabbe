"""How is a question about a railway that isn't so worked out, without touching the one that is?"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from kit.transactions import owns_transaction
from shipping.booked import Book
from shipping.exporting import export
from shipping.models import PlanScenario
from shipping.operations.replanning import snapshot
from shipping.operations.solving import Limits, PlannerFailed, ask_planner
from shipping.operations.supposing import answer, give_up, note_step, take_up
from shipping.policy import SCENARIO_MEMORY_MB, SCENARIO_WORKERS
from shipping.supposing import NothingToSuppose, with_lane_doubled, with_train_like, without_train
from shipping.weighing import NotAllowed, weighed

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class _TakenAway(Exception):
    """Somebody else has the question by now."""


def answer_next(*, clock: Clock) -> PlanScenario | None:
    """
    Work out the next question that waits; None if there is none, or one is being worked on.

    Takes as long as the planner has for two plans. Outside every transaction.
    """
    scenario = owns_transaction(take_up)(at=clock())
    if scenario is None:
        return None
    try:
        outcome = _worked_out(scenario, clock)
    except _TakenAway:
        return scenario
    except NothingToSuppose:
        # The railway has moved on, which is nobody's fault.
        log.info("scenario %s is about what is not planned any more", scenario.pk)
        owns_transaction(give_up)(scenario, error=PlanScenario.Error.GONE, at=clock())
    except Exception as problem:
        log.exception("scenario %s could not be worked out", scenario.pk)
        owns_transaction(give_up)(scenario, error=_reason(problem), at=clock())
    else:
        owns_transaction(answer)(scenario, outcome=outcome, at=clock())
    return scenario


def _worked_out(scenario: PlanScenario, clock: Clock) -> dict[str, Any]:
    book = snapshot(at=clock())
    today, supposed = export(book), export(_supposed(book, scenario))
    # Both get the same: what differs then is the railway.
    limits = Limits(scenario.seconds, workers=SCENARIO_WORKERS, memory_mb=SCENARIO_MEMORY_MB)
    plans = []
    for step, asked in ((PlanScenario.Step.TODAY, today), (PlanScenario.Step.SUPPOSED, supposed)):
        if not owns_transaction(note_step)(scenario, step=step, at=clock()):
            raise _TakenAway
        plans.append(ask_planner(asked.document, seed=scenario.seed, limits=limits).plan)
    return weighed(today.document, plans[0], supposed.document, plans[1])


def _supposed(book: Book, scenario: PlanScenario) -> Book:
    if scenario.kind == PlanScenario.Kind.DOUBLE_LANE:
        return with_lane_doubled(
            book, origin=_known(scenario.origin_id), destination=_known(scenario.destination_id)
        )
    train = _known(scenario.departure_id)
    if scenario.kind == PlanScenario.Kind.CANCEL_TRAIN:
        return without_train(book, train=train)
    return with_train_like(book, train=train, days_later=scenario.days_later)


def _known(pk: UUID | None) -> UUID:
    if pk is None:
        raise NothingToSuppose("it is about nothing")
    return pk


def _reason(problem: Exception) -> str:
    """Which of the words of `PlanScenario.Error` says it."""
    if isinstance(problem, PlannerFailed):
        return PlanScenario.Error.NO_PLAN
    return PlanScenario.Error.NOT_ALLOWED if isinstance(problem, NotAllowed) else PlanScenario.Error.FAULT
