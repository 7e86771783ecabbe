"""What must a payment provider be able to do for us?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from kit.money import Money

if TYPE_CHECKING:
    from payments.models import Payment

# Where a payment stands: the provider doesn't know it, waits for the payer, has the money, has given it up.
# Where money that goes back stands: not known, under way, gone, refused for good.
Standing = Literal["absent", "waiting", "paid", "failed", "refunding", "refunded", "refused"]


@dataclass(frozen=True, slots=True)
class Notification:
    """
    What a provider says became of a payment or a refund, verified to be its own word.

    `event_id` is the same each time the provider tells the same thing. `provider_ref` is our
    id of the payment, `refund_ref` our id of the refund that is told of, if one is.
    """

    event_id: str
    provider_ref: str
    kind: str
    amount_minor: int
    currency: str
    occurred_at: datetime
    raw: str
    standing: Standing = "paid"
    refund_ref: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a provider answers to what it was asked or told.

    `said` goes into the inbox where money came. `provider_id` is the provider's own number of
    the payment, `next_action` what its payer has to do, `reason` why it was given up or refused.
    """

    standing: Standing
    said: Notification | None = None
    next_action: Mapping[str, object] = field(default_factory=dict)
    provider_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """
    Money of a payment that is to go back to its payer.

    `ref` is our id of it, the same however often it is told. `before_minor` is how much of the
    payment went back by earlier ones.
    """

    ref: str
    amount: Money
    before_minor: int = 0


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer by which a provider knows that a notification needn't be sent again."""

    body: bytes = b'{"received":true}'
    content_type: str = "application/json"
    status: int = 200


class Provider(Protocol):
    """
    One way to be paid; `name` is how clients, rows and paths call it.

    What is told twice under one of our ids takes effect once. Whatever calls out raises
    `ProviderAway` where nobody can tell what came of the call.
    """

    @property
    def name(self) -> str:
        """Its name in paths and rows."""

    @property
    def is_online(self) -> bool:
        """Whether it can be asked what it knows, so that the sweep asks."""

    @property
    def is_outside(self) -> bool:
        """Whether it is called over a network, which no transaction waits for."""

    @property
    def sends_refunds(self) -> bool:
        """Whether it sends money back when told; else people do."""

    @property
    def ask_every(self) -> timedelta:
        """How long after a question about an open payment it is asked again."""

    def is_open(self) -> bool:
        """Whether this installation takes new payments by it."""

    def takes(self, currency: str) -> bool:
        """Whether it takes money of that currency."""

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """Our own id of a payment at the provider, at most 64 characters."""

    def expires_at(self, at: datetime) -> datetime:
        """Until when a payment started at `at` may stay unpaid."""

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """
        Ask for the money: `waiting` with what the payer has to do, or `failed` with the reason.

        :raises ProviderAway: if nobody can tell whether it was asked for.
        """

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Verify the raw bytes, then read them; None for news that no money is in.

        :raises BadSignature: if they aren't the provider's, or not of now.
        :raises BadNotification: if they can't be read, or are meant for somebody else.
        :raises ProviderNotFound: if it never sends any.
        """

    def ack(self) -> Ack:
        """How a notification is answered that is in our books."""

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """
        Where the payment stands as far as the provider knows.

        :raises ProviderAway: if it doesn't say.
        """

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """
        Send money back: `refunding`, `refunded`, or `refused` with the reason.

        :raises ProviderAway: if nobody can tell whether it was sent.
        """

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """
        Where money that was to go back stands; `absent` if the provider was never told.

        :raises ProviderAway: if it doesn't say.
        """

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """
        Let nobody pay it any more: `failed` or `absent`; `paid` if somebody has, `waiting` if it can't yet.

        :raises ProviderAway: if nobody can tell.
        """
