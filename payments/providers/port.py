"""What must a payment provider be able to do for us?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from payments.models import Payment


@dataclass(frozen=True, slots=True)
class Notification:
    """
    What a provider says it took, verified to be its own word.

    `event_id` is the same each time the provider tells the same thing.
    """

    event_id: str
    provider_ref: str
    kind: str
    amount_minor: int
    currency: str
    occurred_at: datetime
    raw: str


class Provider(Protocol):
    """One way to be paid; `name` is how clients, rows and paths call it."""

    @property
    def name(self) -> str:
        """Its name in paths and rows."""

    @property
    def is_online(self) -> bool:
        """Whether it can be asked what it knows, so that the sweep asks."""

    def is_open(self) -> bool:
        """Whether this installation takes new payments by it."""

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """Our own id of a payment at the provider, at most 64 characters."""

    def expires_at(self, at: datetime) -> datetime:
        """Until when a payment started at `at` may stay unpaid."""

    def start(self, *, payment: "Payment", at: datetime) -> dict[str, object]:
        """What the payer has to do next, as JSON."""

    def parse_notification(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """
        Verify the raw bytes, then read them.

        :raises BadSignature: if they aren't the provider's, or not of now.
        :raises BadNotification: if they can't be read.
        :raises ProviderNotFound: if it never sends any.
        """

    def query(self, *, payment: "Payment", at: datetime) -> Notification | None:
        """What it took for this payment as far as it knows; None for nothing."""
