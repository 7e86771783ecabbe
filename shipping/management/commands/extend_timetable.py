"""Which trains are missing from the timetable of the next weeks?"""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from shipping.operations import timetabling
from shipping.policy import TIMETABLE_AHEAD

_MOST_WEEKS = 52


class Command(BaseCommand):
    """A thin door to the operation that the nightly job uses."""

    help = "Make the departures that are missing from now on; a second run makes none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far ahead, and whether only to look."""
        weeks = TIMETABLE_AHEAD // timedelta(weeks=1)
        parser.add_argument("--weeks", type=int, default=weeks, help=f"How many weeks ahead ({weeks}).")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be made, make nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Make them, or list them.

        :raises CommandError: if the number of weeks makes no sense.
        """
        if not 1 <= options["weeks"] <= _MOST_WEEKS:
            raise CommandError(f"Give from 1 to {_MOST_WEEKS} weeks.")
        at, ahead = now(), timedelta(weeks=options["weeks"])
        if not options["dry_run"]:
            made = owns_transaction(timetabling.extend)(at=at, by=SYSTEM, ahead=ahead)
            self.stdout.write(f"departures: {made} created")
            return
        trains = timetabling.foreseen(at=at, ahead=ahead)
        for code, train in trains:
            what = f"{train.departs_at:%Y-%m-%d %H:%M}Z" if train.runs else "rests"
            self.stdout.write(f"{code} {train.day}: {what} {train.note}".rstrip())
        self.stdout.write(f"departures: {len(trains)} would be created")
