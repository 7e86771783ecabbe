"""How do the books begin where the shop sold before there were any?"""

from typing import Any

from django.core.management.base import BaseCommand

from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.operations.beginning_books import all_references, begin_books_of


class Command(BaseCommand):
    """Books all that isn't booked yet; a second run finds nothing."""

    help = "Book payments, sales and refunds from before there was a ledger; run it once after the upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each checkout in a transaction of its own."""
        begin = owns_transaction(begin_books_of)
        new = sum(begin(reference=reference, at=now(), by=SYSTEM) for reference in all_references())
        self.stdout.write(f"payments booked: {new}")
