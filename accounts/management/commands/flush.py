"""Who may empty every table?"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from kit.database import as_owner


class Command(flush.Command):
    """Django's `flush`, signed in as the schema's owner."""

    def handle(self, **options: Any) -> None:
        """
        Truncate as the owner.

        :raises CommandError: in one sentence, without the owner's URL.
        """
        try:
            with as_owner(connections[options["database"]]):
                super().handle(**options)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
