"""Which problem codes may a caller meet?"""

from django.core.management.base import BaseCommand

from shop.problems import problems_page


class Command(BaseCommand):
    """Prints docs/problems.md."""

    help = "Print the page of all problem codes, for docs/problems.md."

    def handle(self, *args: object, **options: object) -> None:
        """Write it to standard output."""
        self.stdout.write(problems_page(), ending="")
