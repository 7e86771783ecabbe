"""When will a shipment arrive, by its plan, by where it is, by how long legs really take?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shipping.policy import OBSERVATIONS_NEEDED
from shipping.progress import Stage

TIMETABLE = "timetable"
HISTORY = "history"

_MEDIAN, _LATE = 50, 90
_ARRIVED = (Stage.ARRIVED, Stage.OUT_FOR_DELIVERY, Stage.DELIVERED)


@dataclass(frozen=True, slots=True)
class LegTimes:
    """How many minutes a leg takes: usually, nine times out of ten; from how many observations."""

    typical_min: int
    late_min: int
    observations: int


@dataclass(frozen=True, slots=True)
class Step:
    """One leg of a way: when it is to run as expected now, when it really did."""

    departs_at: datetime
    times: LegTimes
    departed_at: datetime | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One leg as it is forecast, real where that is known."""

    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """The arrival: usually, nine times out of ten by; on what that rests, on how many observations."""

    at: datetime
    late_at: datetime
    basis: str
    observations: int


def leg_times(*, planned_min: int, observed: Sequence[int]) -> LegTimes:
    """
    What a leg takes: as planned and half as long again, until thirty observations tell better.

    Half a minute counts as one.
    """
    if len(observed) < OBSERVATIONS_NEEDED:
        return LegTimes(planned_min, (3 * planned_min + 1) // 2, len(observed))
    return LegTimes(nearest_rank(observed, _MEDIAN), nearest_rank(observed, _LATE), len(observed))


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """
    The smallest of the values that so many percent of them don't exceed.

    :raises IndexError: if there are none.
    """
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]


def placed(steps: Sequence[Step], reached: Mapping[str, datetime]) -> list[Step]:
    """
    The steps with what was reported of the goods themselves: the earliest instant of each stage.

    That a train left the border is reported of the train alone.
    """
    known = list(steps)
    first, last, is_through = known[0], len(known) - 1, len(known) > 1
    known[0] = _known(
        first, reached.get(Stage.DEPARTED), reached.get(Stage.AT_BORDER) if is_through else None
    )
    for place in range(1, last):
        known[place] = _known(known[place], reached.get(Stage.AT_BORDER), reached.get(Stage.TRANSSHIPPED))
    arrived = min((reached[stage] for stage in _ARRIVED if stage in reached), default=None)
    known[last] = _known(known[last], None, arrived)
    return known


def forecast(steps: Sequence[Step], *, late: bool = False) -> list[Run]:
    """
    The times of each leg, one after the other; `late` gives those that nine of ten keep.

    What is still to leave does so at its own time, or when what it waits for has
    come, whichever is later: a late train shifts all that follows, an early one
    nothing but its own arrival.
    """
    runs: list[Run] = []
    for step in steps:
        departs_at = _departure(step, runs[-1].arrives_at if runs else None, is_last=step is steps[-1])
        minutes = step.times.late_min if late else step.times.typical_min
        runs.append(Run(departs_at, step.arrived_at or departs_at + timedelta(minutes=minutes)))
    return runs


def expected(steps: Sequence[Step]) -> Expected:
    """
    When the last of the steps ends: plan, position and remaining legs together (rule 13).

    It rests on the timetable as long as one leg that remains was observed too seldom.

    :raises IndexError: if there are no steps.
    """
    done = max((place for place, step in enumerate(steps, start=1) if step.arrived_at), default=0)
    remaining = steps[done:] or steps
    observations = min(step.times.observations for step in remaining)
    return Expected(
        at=forecast(steps)[-1].arrives_at,
        late_at=forecast(steps, late=True)[-1].arrives_at,
        basis=HISTORY if observations >= OBSERVATIONS_NEEDED else TIMETABLE,
        observations=observations,
    )


def _departure(step: Step, ready_at: datetime | None, *, is_last: bool) -> datetime:
    if step.departed_at is None:
        return max(step.departs_at, ready_at or step.departs_at)
    # The yard reports when the boxes were over; no onward train leaves before its time.
    return max(step.departed_at, step.departs_at) if ready_at and is_last else step.departed_at


def _known(step: Step, departed_at: datetime | None, arrived_at: datetime | None) -> Step:
    return replace(
        step, departed_at=departed_at or step.departed_at, arrived_at=arrived_at or step.arrived_at
    )
