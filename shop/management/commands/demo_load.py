"""How does the shop look when many have bought?"""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.buying import Crowd, NothingToBuy

STEP = 50


class Command(BaseCommand):
    """A thin door to the crowd, which buys through the real operations."""

    help = "Buy for as many orders as wanted: carts, quotes, checkouts, payments, slots; nothing is faked."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many of what."""
        parser.add_argument("--orders", type=int, required=True, help="One checkout may make several.")
        parser.add_argument("--buyers", type=int, default=20)
        parser.add_argument("--seed", type=int, default=1, help="Another seed picks other goods.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Buy, and say how fast.

        :raises CommandError: if this is no demonstration, or nothing can be bought.
        """
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: demo_load runs only with DEMO=1.")
        if options["orders"] < 1 or options["buyers"] < 1:
            raise CommandError("--orders and --buyers start at 1.")
        crowd = Crowd(buyers=options["buyers"], seed=options["seed"])
        began_s = time.monotonic()
        try:
            for wanted in [*range(STEP, options["orders"], STEP), options["orders"]]:
                crowd.buy(wanted)
                self._tell(crowd, time.monotonic() - began_s)
        except NothingToBuy as error:
            raise CommandError(f"{crowd.bought.orders} orders, then nothing more: {error}") from None
        for code, count in crowd.bought.refusals.most_common():
            self.stdout.write(f"refused {count} times: {code}")

    def _tell(self, crowd: Crowd, lasted_s: float) -> None:
        bought = crowd.bought
        self.stdout.write(
            f"{bought.orders} orders in {bought.groups} checkouts with {bought.lines} lines, "
            f"{bought.shipments} shipments, {bought.assigned} of them assigned here; "
            f"{lasted_s:.1f} s, {bought.orders / lasted_s:.1f} orders/s"
        )
