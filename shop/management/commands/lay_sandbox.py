"""How does an installation get its test world?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.clock import now
from kit.rows import BadReferenceRow
from shop.sandbox import lay_sandbox


class Command(BaseCommand):
    """A thin door to the verb that the nightly job uses."""

    help = "Lay the sellers, goods, stock and trains that test keys meet; a second run keeps them fresh."

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Lay them, and print what was done.

        :raises CommandError: naming file, row and column of what can't be used.
        """
        try:
            for what, done in lay_sandbox(at=now()).items():
                self.stdout.write(f"sandbox {what.replace('_', ' ')}: {done}")
        except BadReferenceRow as error:
            raise CommandError(str(error)) from None
