"""How does the only administrator get in again whose phone is gone?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operations.enrolling import reset_factors
from kit.actors import SYSTEM
from kit.clock import now
from kit.errors import NotFound
from kit.transactions import owns_transaction


class Command(BaseCommand):
    """A thin door for whoever holds the machine: in the staff site somebody else does this."""

    help = "Take a person's second factors and recovery codes away: their next sign-in enrols anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="The person's e-mail address.")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Reset it; the person is told by mail.

        :raises CommandError: if nobody has that address, or they have no second factor.
        """
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        try:
            owns_transaction(reset_factors)(user=user, at=now(), by=SYSTEM)
        except NotFound:
            raise CommandError(f"{user.email} has no second factor.") from None
        self.stdout.write(f"{user.email} enrols anew at the next sign-in.")
