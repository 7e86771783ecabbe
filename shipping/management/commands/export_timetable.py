"""What does the timetable look like as a file?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.clock import now
from shipping.queries.sheets import timetable_csv, timetable_xlsx
from shipping.timetable_sheets import DEPARTURES, LEGS, SERVICES


class Command(BaseCommand):
    """A thin door to the export."""

    help = "Write services, legs and departures to an XLSX file, or one of them to a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and which sheet for a CSV file."""
        parser.add_argument("path", type=Path, help="A file that ends in .xlsx or .csv.")
        parser.add_argument("--sheet", choices=(SERVICES, LEGS, DEPARTURES), default=DEPARTURES)

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Write the file.

        :raises CommandError: if its name ends otherwise.
        """
        path: Path = options["path"]
        if path.suffix == ".xlsx":
            path.write_bytes(timetable_xlsx(since=now()))
        elif path.suffix == ".csv":
            path.write_bytes(timetable_csv(options["sheet"], since=now()))
        else:
            raise CommandError("Name a file that ends in .xlsx or .csv.")
        self.stdout.write(f"{path} is written.")
