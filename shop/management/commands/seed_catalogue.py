"""How large does the catalogue get, to try the shop at scale?"""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.operations.seeding import seed_listings, seed_sellers
from kit.clock import now
from kit.transactions import owns_transaction

_BATCH = 20_000


class Command(BaseCommand):
    """A thin door to the seeder; goods that exist already stay."""

    help = "Add goods like the demonstration's to its catalogue, live and in stock, and show them."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, by whom."""
        parser.add_argument("listings", type=int, help="How many listings to add.")
        parser.add_argument("--sellers", type=int, default=100, help="Sellers whose goods they are.")
        parser.add_argument("--processes", type=int, default=None, help="As for rebuild_storefront.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same goods.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Seed batch by batch, then make the window again.

        :raises CommandError: if this is no demonstration, or numbers are out of range.
        """
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: seed_catalogue runs only with DEMO=1.")
        count, sellers = options["listings"], options["sellers"]
        if not 1 <= count <= 5_000_000 or not 1 <= sellers <= 9_999:
            raise CommandError("Ask for 1 to 5,000,000 listings of 1 to 9,999 sellers.")
        ids = owns_transaction(seed_sellers)(count=sellers, at=now())
        began = time.monotonic()
        for start in range(0, count, _BATCH):
            owns_transaction(seed_listings)(
                count=min(_BATCH, count - start), sellers=ids, seed=options["seed"] + start, at=now()
            )
        self.stdout.write(f"{count} listings seeded in {time.monotonic() - began:.1f} s")
        call_command("rebuild_storefront", processes=options["processes"], stdout=self.stdout)
