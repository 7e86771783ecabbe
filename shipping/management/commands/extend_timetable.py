"""Which trains does the timetable of the next weeks want otherwise than they are?"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.actors import SYSTEM
from kit.clock import now
from shipping.operations import scheduling
from shipping.policy import TIMETABLE_AHEAD
from shipping.queries.differing import TrainChange

_MOST_WEEKS = 52


class Command(BaseCommand):
    """A thin door to the operation that the nightly job uses."""

    help = (
        "Make the departures that are missing from now on, and let all follow their services; "
        "a second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far ahead, and whether only to look."""
        weeks = TIMETABLE_AHEAD // timedelta(weeks=1)
        parser.add_argument("--weeks", type=int, default=weeks, help=f"How many weeks ahead ({weeks}).")
        parser.add_argument("--dry-run", action="store_true", help="List what would change, change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Do it, or list it.

        :raises CommandError: if the number of weeks makes no sense.
        """
        if not 1 <= options["weeks"] <= _MOST_WEEKS:
            raise CommandError(f"Give from 1 to {_MOST_WEEKS} weeks.")
        at, ahead = now(), timedelta(weeks=options["weeks"])
        if options["dry_run"]:
            self._show(scheduling.foreseen(at=at, ahead=ahead))
            return
        done = scheduling.keep_up(at=at, by=SYSTEM, ahead=ahead)
        self._count(done.counts)
        for train in done.waiting:
            self.stdout.write(f"not changed, goods are on it: {train}")

    def _show(self, changes: Sequence[TrainChange]) -> None:
        for change in changes:
            self.stdout.write("\n".join(change.listed))
        self._count(Counter(change.what for change in changes if not change.asks), "would be ")

    def _count(self, counts: Mapping[str, int], ahead: str = "") -> None:
        told = [f"{count} {ahead}{what}" for what, count in sorted(counts.items()) if count]
        self.stdout.write(f"departures: {', '.join(told) or 'nothing to change'}")
