"""What is there to be planned, in the planner's own format?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.clock import now
from shipping.exporting import export
from shipping.operations.replanning import snapshot


class Command(BaseCommand):
    """Writes the live book in the format of docs/planning.md; nothing of it is changed."""

    help = "Write the live book in the planner's format (docs/planning.md), to a file or to the output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where it goes."""
        parser.add_argument("--out", type=Path, help="a file; without it the text goes to the output")

    def handle(self, *, out: Path | None, **options: Any) -> None:
        """Read one snapshot, write it down."""
        document = export(snapshot(at=now())).document
        text = json.dumps(document, ensure_ascii=False)
        if out is None:
            self.stdout.write(text)
            return
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        counts = f"{len(document['shipments'])} shipments on {len(document['departures'])} trains"
        self.stdout.write(f"{out}: {counts}")
