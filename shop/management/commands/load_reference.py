"""How does an installation get its reference data?"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.operations import organising
from catalog.operations import loading as catalog_loading
from kit.actors import SYSTEM
from kit.clock import now
from kit.rows import BadReferenceRow
from kit.transactions import owns_transaction
from orders.operations import loading as orders_loading
from shipping.operations import loading as shipping_loading
from shipping.operations import timetabling
from storefront.operations import paraphrasing


class Command(BaseCommand):
    """A thin door to each app's own loader, one transaction an app."""

    help = "Load tariffs, places, train services, freight rates; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Load, and print what was done.

        :raises CommandError: naming file, row and column of what can't be used.
        """
        at = now()
        owns_transaction(organising.make_staff_groups)()
        loaders: tuple[Callable[[], Mapping[str, object]], ...] = (
            lambda: owns_transaction(catalog_loading.load_reference)(at=at, by=SYSTEM),
            lambda: owns_transaction(shipping_loading.load_reference)(at=at),
            lambda: owns_transaction(orders_loading.load_reference)(at=at, by=SYSTEM),
            lambda: owns_transaction(paraphrasing.load_reference)(at=at),
        )
        try:
            for load in loaders:
                for what, tally in load().items():
                    self.stdout.write(f"{what.replace('_', ' ')}: {tally}")
        except BadReferenceRow as error:
            raise CommandError(str(error)) from None
        made = owns_transaction(timetabling.extend)(at=at, by=SYSTEM)
        self.stdout.write(f"departures: {made} created")
