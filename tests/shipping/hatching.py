"""
How are runs of the planner hatched, each in a process of its own that a test can kill?

Each line of the input is the number of a run and the point at which it stops until it is
killed, or `-`. The answer is `pid N`, then `at POINT` or `ended STATE`, then `dead`.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import time_machine

from kit.actors import SYSTEM
from kit.clock import now
from shipping.operations import replanning, swapping
from shipping.operations.solving import Answer, Limits
from shipping.refereeing import Referee, Verdict
from tests.shipping.railway import NOW
from tests.shipping.toy_planning import toy_plan

# Where a run can be stopped, by the module and the name of what is about to be called.
POINTS: dict[str, tuple[Any, str]] = {
    "planning": (replanning, "ask_planner"),
    "lease": (replanning, "held_run"),
    "locks": (swapping, "remaining"),
    "left": (swapping, "_enter"),
    "opened": (swapping, "board_together"),
    "boarded": (swapping, "_record"),
    "marked": (replanning, "_write_moves"),
    "explained": (replanning, "_write_prices"),
}
APART = timedelta(minutes=10)
LIMITS = Limits(seconds=2, workers=1, memory_mb=4_000)


def say(words: str) -> None:
    """One line, whole, whichever process says it."""
    os.write(1, f"{words}\n".encode())


def hatch(number: int, point: str) -> None:
    """One run, by a clock some minutes after that of the run before."""

    def toy(document: dict[str, Any], **_: object) -> Answer:
        return Answer(toy_plan(document, seed=number), 0)

    setattr(replanning, "Referee", Unhappy)  # noqa: B010
    # Every fifth plan is the real planner's.
    if number % 5:
        where, name = POINTS["planning"]
        setattr(where, name, toy)
    if point != "-":
        where, name = POINTS[point]
        setattr(where, name, stopped_at(point))
    with time_machine.travel(NOW + number * APART, tick=True):
        run = replanning.plan_trains(trigger="schedule", limits=LIMITS, clock=now, by=SYSTEM, seed=number)
    say(f"ended {run.state} {run.error}" if run else "ended busy")


class Unhappy(Referee):
    """Finds what stands so dear that any plan is better, even one that only turns in a circle."""

    def __init__(self, instance: Mapping[str, Any]) -> None:
        super().__init__(instance)
        self.told = instance

    def judge(self, plan: Mapping[str, Any]) -> Verdict:
        """As it is, and a million more for what stands."""
        verdict = super().judge(plan)
        if "standing" not in self.told or plan["containers"] is not self.told["standing"]["containers"]:
            return verdict
        return replace(verdict, costs={**verdict.costs, "container": verdict.costs["container"] + 1e6})


def stopped_at(point: str) -> Callable[..., Any]:
    """What is called in the place of what the run would do next."""

    def stop(*_: object, **__: object) -> None:
        say(f"at {point}")
        while True:
            signal.pause()

    return stop


def hatch_all() -> None:
    """A run for each line."""
    say("ready")
    while line := sys.stdin.readline():
        number, point = line.split()
        pid = os.fork()
        if not pid:
            try:
                hatch(int(number), point)
            except BaseException as error:  # noqa: BLE001 whatever it was, the test tells of it
                say(f"ended {type(error).__name__} {error}")
            os._exit(0)
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("dead")
