"""How does an installation become the demonstration?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.operations import loading as catalog_loading
from catalog.operations.loading_pictures import load_pictures
from kit.actors import SYSTEM
from kit.clock import now
from kit.rows import BadReferenceRow
from kit.transactions import owns_transaction
from payments.operations import loading as payments_loading
from shipping.operations.recalling import recall
from shop import demo
from shop.credentials import read_credentials, refuse_other_than_file, write_credentials
from storefront.operations.knowing import recount
from storefront.operations.refreshing import fill_window


class Command(BaseCommand):
    """A thin door to the loaders of each app; the demo's people and keys come last."""

    help = (
        "Load demo sellers, goods, stock and rates, laid relative to today, with people and keys. What is"
        " loaded once stays as it is; only the days of lots and rates follow the calendar."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the sign-ins go."""
        parser.add_argument(
            "--credentials",
            type=Path,
            default=settings.STATE_DIR / "credentials.json",
            help="File of the demo's sign-ins and API keys, readable by you alone.",
        )
        parser.add_argument(
            "--pictures",
            action="store_true",
            help="Draw a picture of each product too, unless some have one.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Load, print what was done, keep the sign-ins.

        :raises CommandError: if this is no demonstration, or a file can't be used.
        """
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: load_demo runs only with DEMO=1.")
        at, path = now(), options["credentials"]
        try:
            refuse_other_than_file(path)
            tallies = owns_transaction(catalog_loading.load_demo)(at=at, by=SYSTEM)
            if options["pictures"]:
                tallies |= owns_transaction(load_pictures)(at=at, by=SYSTEM)
            rates = owns_transaction(payments_loading.relay_rates)(at=at)
            commission = owns_transaction(payments_loading.lay_commission)(at=at)
            legs = owns_transaction(recall)(at=at)
        except (BadReferenceRow, FileExistsError) as error:
            raise CommandError(str(error)) from None
        for what, tally in tallies.items():
            self.stdout.write(f"{what}: {tally}")
        self.stdout.write(f"exchange rates: {rates} created")
        self.stdout.write(f"commission: {'a rule for all sales' if commission else 'as it was set'}")
        self.stdout.write(f"legs of past weeks: {legs} noted")
        self.stdout.write(f"in the window: {fill_window(at=at)} listings")
        # Else words are offered by the alphabet until the clock counts how common each is.
        owns_transaction(recount)()
        people = owns_transaction(demo.settle_people)(known=read_credentials(path), at=at, by=SYSTEM)
        write_credentials(path, people)
        self.stdout.write(f"sign-ins and keys: {path}")
