"""What do those providers have in common that no network lies between?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from payments import policy
from payments.errors import ProviderNotFound
from payments.providers.port import Ack, Answer, MoneyBack, Notification

if TYPE_CHECKING:
    from payments.models import Payment


class InHouse:
    """It answers at once, in any currency, and people send its money back."""

    name = ""
    is_outside = False
    sends_refunds = False

    @property
    def ask_every(self) -> timedelta:
        """As seldom as whoever notifies by themselves."""
        return policy.QUERY_AFTER

    def takes(self, currency: str) -> bool:
        """Every currency in which the shop counts."""
        return True

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Nobody but ourselves speaks for it.

        :raises ProviderNotFound: always.
        """
        raise ProviderNotFound(provider=self.name)

    def ack(self) -> Ack:
        """As JSON."""
        return Ack()

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """It knows no more than it has said."""
        return Answer("waiting")

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """People send it."""
        raise NotImplementedError(f"{self.name} sends no money back by itself")

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """Nobody sent it but people."""
        raise NotImplementedError(f"{self.name} sends no money back by itself")

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """There is nothing to close but our own row."""
        return Answer("failed")
