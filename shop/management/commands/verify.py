"""Is the database in order?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from consoles.invariants import INVARIANTS
from shop.verification import broken_rows


class Command(BaseCommand):
    """Checks every invariant in SQL and stops at the first that is broken."""

    help = "Check every invariant of the database; exits non-zero at the first broken one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all in one snapshot, so that work in progress breaks nothing."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for invariant in INVARIANTS:
                rows = broken_rows(invariant)
                if rows:
                    shown = "; ".join(", ".join(map(str, row)) for row in rows)
                    raise CommandError(f"BROKEN {invariant.name}: {shown}")
                self.stdout.write(f"ok     {invariant.name}")
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")
