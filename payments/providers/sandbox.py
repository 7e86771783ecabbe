"""How is paid in the test world, where there is no money?"""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from payments import policy
from payments.providers.in_house import InHouse
from payments.providers.port import Answer

if TYPE_CHECKING:
    from payments.models import Payment


class SandboxProvider(InHouse):
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

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """Where the tester says what becomes of it."""
        where = {"kind": "sandbox", "url": f"{settings.PUBLIC_URL}/api/v1/sandbox/payment"}
        return Answer("waiting", next_action=where)
