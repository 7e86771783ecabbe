"""How do operators have all trains planned anew at once?"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kit.actors import SYSTEM
from kit.clock import now
from shipping.models import PlanRun
from shipping.operations.replanning import plan_trains
from shipping.operations.solving import Limits

# To load what planning needs takes half of that.
_LEAST, _MOST = 2, 60
_MOST_SEED = 2**31 - 1


class Command(BaseCommand):
    """A thin door to one run of the planner, as the clock's."""

    help = "Plan all trains anew and put the plan into effect, as the clock does (docs/replanning.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What it gets."""
        parser.add_argument(
            "--seconds", type=int, default=settings.PLANNING_SECONDS, help=f"at most; {_LEAST} to {_MOST}"
        )
        parser.add_argument("--seed", type=int, help="where the planner looks first; by the hour if left out")

    def handle(self, *, seconds: int, seed: int | None, **options: Any) -> None:
        """
        One run.

        :raises CommandError: if another one is under way, or no plan was put into effect.
        """
        if not _LEAST <= seconds <= _MOST:
            raise CommandError(f"--seconds must be from {_LEAST} to {_MOST}.")
        if seed is not None and not 0 <= seed <= _MOST_SEED:
            raise CommandError(f"--seed must be from 0 to {_MOST_SEED}.")
        limits = Limits(seconds, settings.PLANNING_WORKERS, settings.PLANNING_MEMORY_MB)
        run = plan_trains(trigger=PlanRun.Trigger.STAFF, limits=limits, clock=now, by=SYSTEM, seed=seed)
        if run is None:
            raise CommandError("Another run is under way.")
        if run.state != PlanRun.State.APPLIED:
            raise CommandError(f"The run was {run.state}: {run.error}")
        before, after = run.before_cents or 0, run.after_cents or 0
        self.stdout.write(
            f"{run.placed} placed, {run.moved} moved, {run.restowed} changed containers,"
            f" {run.skipped} left out, {run.waiting} wait. The plan costs {after / 100:,.2f} USD"
            f" instead of {before / 100:,.2f}: {(before - after) / 100:,.2f} USD saved."
        )
        if run.seconds < seconds:
            self.stdout.write(f"It had {run.seconds} of {seconds} seconds: so few shipments need no more.")
