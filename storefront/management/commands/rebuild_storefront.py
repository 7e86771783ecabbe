"""How is the shop window made again?"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations.estimating import estimate_all
from storefront.operations.knowing import recount
from storefront.operations.rebuilding import cores, rebuild
from storefront.policy import REBUILD_BATCH

MOST_PROCESSES = 32


class Command(BaseCommand):
    """A thin door to the one pass over all listings."""

    help = "Make what buyers see anew from the catalogue; readers keep reading, a second run writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many at a time."""
        parser.add_argument(
            "--batch", type=int, default=REBUILD_BATCH, help="Listings in one transaction (1 to 10,000)."
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=None,
            help=f"Batches at a time (1 to {MOST_PROCESSES}), as many as there are cores unless given.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all listings, saying how far it is."""
        began = self._told_at = time.monotonic()
        batch = min(max(options["batch"], 1), 10_000)
        processes = min(max(options["processes"] or cores(), 1), MOST_PROCESSES)
        done = rebuild(at=now(), batch=batch, processes=processes, told=self._tell)
        took = time.monotonic() - began
        self.stdout.write(f"{done} listings in {took:.1f} s ({done / max(took, 0.001):.0f}/s)")
        began = time.monotonic()
        terms = owns_transaction(recount)()
        self.stdout.write(f"{terms} known terms counted anew in {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        lanes = owns_transaction(estimate_all)(at=now())
        self.stdout.write(f"{lanes} delivery estimates in {time.monotonic() - began:.1f} s")

    def _tell(self, done: int) -> None:
        if time.monotonic() - self._told_at > 5:
            self._told_at = time.monotonic()
            self.stdout.write(f"{done} listings so far")
