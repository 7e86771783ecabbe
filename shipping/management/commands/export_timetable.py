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

        :raises CommandError: if its name ends otherwise, or it can't be written.
        """
        path: Path = options["path"]
        if path.suffix not in (".xlsx", ".csv"):
            raise CommandError("Name a file that ends in .xlsx or .csv.")
        is_book = path.suffix == ".xlsx"
        data = timetable_xlsx(since=now()) if is_book else timetable_csv(options["sheet"], since=now())
        try:
            path.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from error
        self.stdout.write(f"{path} is written.")
