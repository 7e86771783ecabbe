"""How is the shop window made again?"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations.estimating import estimate_all
from storefront.operations.refreshing import Rebuilding
from storefront.policy import REBUILD_BATCH


class Command(BaseCommand):
    """A thin door to the one pass over all listings."""

    help = "Make what buyers see anew from the catalogue; readers keep reading, a second run writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many at a time."""
        parser.add_argument(
            "--batch", type=int, default=REBUILD_BATCH, help="Listings in one transaction (1 to 10,000)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all listings, saying how far it is."""
        began = time.monotonic()
        rebuilding = Rebuilding(at=now(), batch=min(max(options["batch"], 1), 10_000))
        told = began
        while rebuilding.step():
            if time.monotonic() - told > 5:
                told = time.monotonic()
                self.stdout.write(f"{rebuilding.done} listings so far")
        lanes = owns_transaction(estimate_all)(at=now())
        took = time.monotonic() - began
        rate = rebuilding.done / took if took else 0.0
        self.stdout.write(
            f"{rebuilding.done} listings in {took:.1f} s ({rate:.0f}/s), {lanes} delivery estimates"
        )
