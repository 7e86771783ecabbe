"""How does everything that is encrypted come under a new SECRET_KEY?"""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.operations.resealing import SEALED as OF_ACCOUNTS
from kit.resealing import Batch, Sealed, reseal_batch
from kit.transactions import owns_transaction
from news.operations.resealing import SEALED as OF_NEWS
from orders.operations.resealing import SEALED as OF_ORDERS
from payments.operations.resealing import SEALED as OF_PAYMENTS

SEALED: tuple[Sealed, ...] = (*OF_ACCOUNTS, *OF_NEWS, *OF_PAYMENTS, *OF_ORDERS)
BATCH = 200


class Command(BaseCommand):
    """Small transactions, one batch each: whoever stops it starts it again, and nothing is done twice."""

    help = "Encrypt under SECRET_KEY what is still encrypted under one of SECRET_KEY_FALLBACKS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Looking is free."""
        parser.add_argument("--check", action="store_true", help="only count what is left")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """
        Go through all tables, then say what is left.

        :raises CommandError: if something is sealed under a key that nobody gave.
        """
        lost = 0
        for kept in SEALED:
            found = list(_batches(kept, only_look=check))
            done, unreadable = sum(each.resealed for each in found), sum(each.unreadable for each in found)
            left = _left(kept)
            lost += unreadable
            table = kept.model._meta.label
            self.stdout.write(
                f"{table}: {sum(each.seen for each in found)} rows, "
                + (f"{left} left" if check else f"{done} sealed anew, {left} left")
                + (f", {unreadable} that no key reads" if unreadable else "")
            )
        if lost:
            raise CommandError(f"{lost} rows are read by neither SECRET_KEY nor SECRET_KEY_FALLBACKS.")


def _batches(kept: Sealed, *, only_look: bool) -> list[Batch]:
    found, after = [], UUID(int=0)
    while True:
        batch = owns_transaction(reseal_batch)(kept, after=after, size=BATCH, only_look=only_look)
        found.append(batch)
        if batch.last is None:
            return found
        after = batch.last


def _left(kept: Sealed) -> int:
    """Rows that an older key sealed; those that no key reads aren't counted."""
    return sum(batch.resealed for batch in _batches(kept, only_look=True))
