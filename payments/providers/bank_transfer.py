"""How does a buyer pay by a transfer from their bank?"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kit.calendars import add_working_days
from payments import policy
from payments.errors import ProviderNotFound
from payments.providers.port import Notification

if TYPE_CHECKING:
    from payments.models import Payment


class BankTransfer:
    """Instructions now, money days later, booked by staff from the statement."""

    name = "bank_transfer"
    is_online = False

    def is_open(self) -> bool:
        """Everywhere."""
        return True

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """The invoice reference that the payer copies into the transfer's purpose."""
        return f"{reference}/{attempt}"

    def expires_at(self, at: datetime) -> datetime:
        """The end of the third banking day after the day of the start, both at the payee's."""
        zone = ZoneInfo(policy.PAYEE_TIME_ZONE)
        last = add_working_days(
            at.astimezone(zone).date(), policy.BANK_TRANSFER_BANKING_DAYS, policy.PAYEE_COUNTRY
        )
        return datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(at.tzinfo)

    def start(self, *, payment: "Payment", at: datetime) -> dict[str, object]:
        """Whom to pay, what to write into the purpose."""
        return {
            "kind": "instructions",
            "payee": policy.PAYEE_NAME,
            "bank": policy.PAYEE_BANK,
            "account": policy.PAYEE_ACCOUNT,
            "invoice_reference": payment.provider_ref,
            "amount": payment.amount.as_json(),
            "deadline_at": payment.expires_at.isoformat().replace("+00:00", "Z"),
        }

    def parse_notification(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """
        Banks send statements, not notifications.

        :raises ProviderNotFound: always.
        """
        raise ProviderNotFound(provider=self.name)

    def query(self, *, payment: "Payment", at: datetime) -> Notification | None:
        """Nothing: only the statement knows."""
        return None
