"""How does a timetable from a file get in without the admin?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from kit.actors import SYSTEM
from kit.clock import now
from kit.errors import Problem
from shipping.operations import scheduling
from shipping.operations.importing import Upload, sent_by
from shipping.queries.schedules import SchedulePreview


class Command(BaseCommand):
    """A thin door: without a confirmation it lists what would happen, and changes nothing."""

    help = "Read services and legs from an XLSX file or CSV files; list what they change, then do it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which files, and the token of the list that was seen."""
        parser.add_argument("paths", type=Path, nargs="+", help="An .xlsx file, or .csv files.")
        parser.add_argument("--confirm", metavar="TOKEN", help="The token that ended the list.")
        parser.add_argument("--reason", default="", help="Why, for those concerned; with --confirm.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        List, or apply what was listed.

        :raises CommandError: with every cell that can't be used, or if the list would differ by now.
        """
        try:
            uploads = [Upload(path.name, path.read_bytes()) for path in options["paths"]]
            sent = sent_by(uploads)
            for note in sent.notes:
                self.stderr.write(note)
            if options["confirm"] is None:
                self._show(scheduling.preview(sent.proposal, at=now()))
                return
            done = scheduling.apply(
                sent.proposal,
                at=now(),
                by=SYSTEM,
                reason=options["reason"].strip()[:200],
                confirmed=options["confirm"],
            )
        except OSError as error:
            raise CommandError(f"{error.filename} can't be read: {error.strerror}.") from error
        except Problem as problem:
            told = "\n".join(field.message for field in problem.fields) or problem.detail
            raise CommandError(told) from problem
        for what, count in done.counts.items():
            self.stdout.write(f"{what}: {count}")
        for train in done.waiting:
            self.stdout.write(f"not changed: {train}")

    def _show(self, seen: SchedulePreview) -> None:
        for change in seen.changes:
            self.stdout.write("\n".join(change.listed))
        if seen.is_nothing:
            self.stdout.write("Nothing changes: the timetable says so already.")
            return
        count = len(seen.changing)
        told = ngettext("%d train would change.", "%d trains would change.", count) % count
        self.stdout.write(f"{told} To do it, with your --reason: --confirm {seen.digest}")
