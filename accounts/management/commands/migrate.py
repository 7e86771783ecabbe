"""Who may change the schema?"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from kit.database import as_owner


class Command(migrate.Command):
    """Django's `migrate`, signed in as the schema's owner."""

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Migrate as the owner.

        :raises CommandError: in one sentence, without the owner's URL.
        """
        try:
            with as_owner(connections[options["database"]]):
                super().handle(*args, **options)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
