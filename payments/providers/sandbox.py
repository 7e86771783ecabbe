"""How is paid in the test world, where there is no money?"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from payments import policy
from payments.errors import ProviderNotFound
from payments.providers.port import Notification

if TYPE_CHECKING:
    from payments.models import Payment


class SandboxProvider:
    """It takes nothing from anybody and says what it is told to say, by `payments.operations.rehearsing`."""

    name = "sandbox"
    is_online = False

    def is_open(self) -> bool:
        """Everywhere: it needs neither the demonstration nor a contract."""
        return True

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """Random, and known by its beginning wherever it turns up."""
        return f"test_{secrets.token_hex(16)}"

    def expires_at(self, at: datetime) -> datetime:
        """Half an hour on."""
        return at + policy.ONLINE_PAYMENT_TIME

    def start(self, *, payment: "Payment", at: datetime) -> dict[str, object]:
        """Where the tester says what becomes of it."""
        return {"kind": "sandbox", "url": f"{settings.PUBLIC_URL}/api/v1/sandbox/payment"}

    def parse_notification(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """
        Nobody but ourselves speaks for it.

        :raises ProviderNotFound: always.
        """
        raise ProviderNotFound(provider=self.name)

    def query(self, *, payment: "Payment", at: datetime) -> Notification | None:
        """Nothing: it knows no more than it has said."""
        return None
