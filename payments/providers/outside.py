"""What do those providers have in common that are companies of their own?"""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from kit.money import EXPONENTS, BadMoney, Money
from payments import policy
from payments.errors import BadNotification, ProviderAway, ProviderNotFound
from payments.providers.port import Ack
from payments.setups import missing

if TYPE_CHECKING:
    from payments.models import Payment

# Keys come from some consoles as one line of base64.
_PEM = "-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


class Outside:
    """It is called over HTTPS, in one of its currencies, once an operator has set it up."""

    name: ClassVar[str] = ""
    currencies: ClassVar[Collection[str]] = ()
    is_online = True
    is_outside = True
    sends_refunds = True

    @property
    def ask_every(self) -> timedelta:
        """As seldom as whoever notifies by themselves."""
        return policy.QUERY_AFTER

    @property
    def setup(self) -> Mapping[str, str]:
        """What the operator said."""
        said: Mapping[str, str] = settings.PAYMENT_PROVIDERS.get(self.name, {})
        return said

    def is_open(self) -> bool:
        """Where it has all that it needs."""
        return not missing(self.name, self.setup)

    def takes(self, currency: str) -> bool:
        """Its own currencies."""
        return currency in self.currencies

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """
        Letters and digits, at most 32 of them as WeChat Pay and Alipay ask for.

        The random part keeps a number that is given twice, as after a restored backup, from naming
        somebody else's payment.
        """
        digits = "".join(each for each in reference if each.isascii() and each.isalnum())
        return f"{digits[:18]}T{attempt % 1000}{secrets.token_hex(4)}"

    def expires_at(self, at: datetime) -> datetime:
        """Half an hour on."""
        return at + policy.ONLINE_PAYMENT_TIME

    def ack(self) -> Ack:
        """As JSON."""
        return Ack()

    def faults(self) -> list[str]:
        """What of a complete setup can't work, in sentences without secrets."""
        address = urlsplit(self.setup.get("url", ""))
        if address.scheme == "https" or (settings.DEBUG and address.scheme == "http"):
            return []
        return ["its address has to begin with https://"]

    def notify_url(self) -> str:
        """Where it tells us what happened."""
        return f"{settings.PUBLIC_URL}/api/v1/payment-notifications/{self.name}"

    def return_url(self, payment: "Payment") -> str:
        """Where its payer comes back to."""
        return f"{settings.PAYMENT_RETURN_URL}?payment={payment.id}"

    def away(self, what: str) -> ProviderAway:
        """It can't be told what came of a call; `what` went wrong, without secrets."""
        return ProviderAway(f"{self.name}: {what}", provider=self.name)

    def check_ready(self) -> None:
        """
        See that it is still set up: payments may be open by a provider that was shut since.

        :raises ProviderAway: if it isn't.
        """
        if not self.is_open():
            raise self.away("not set up any more")

    def check_listening(self) -> None:
        """
        See that there are keys by which its word is known.

        :raises ProviderNotFound: if there are none.
        """
        if not self.is_open():
            raise ProviderNotFound(provider=self.name)

    def bad(self, what: str) -> BadNotification:
        """A well signed notification says something that can't be."""
        return BadNotification(f"{what} of the notification can't be.", provider=self.name)


def pem(text: str, kind: str) -> str:
    """A key in PEM, also where only its base64 was given."""
    return text if text.startswith("-----BEGIN") else _PEM.format(kind=kind, body=text)


def minor_of(amount: object, currency: str) -> int:
    """
    A decimal amount, as text, in minor units.

    :raises ValueError: if it is none, or less than nothing.
    """
    try:
        found = Money.parse(str(amount), currency).minor
    except BadMoney as error:
        raise ValueError(str(error)) from error
    if found < 0:
        raise ValueError("less than nothing")
    return found


def whole(amount: object) -> int:
    """
    Minor units as a number.

    :raises ValueError: if it is no whole number, or less than nothing.
    """
    if type(amount) is not int or not 0 <= amount < 2**63:
        raise ValueError("not a number of minor units")
    return amount


def known_currency(text: object) -> str:
    """
    A currency in which the shop counts, by its code in capitals or not.

    :raises ValueError: if it is another.
    """
    found = str(text).upper()
    if found not in EXPONENTS:
        raise ValueError("a currency that the shop doesn't count in")
    return found


def short(text: object, most: int = 64) -> str:
    """
    A name in a notification: printable, and neither empty nor long.

    :raises ValueError: if it isn't.
    """
    if not isinstance(text, str) or not 0 < len(text) <= most or not text.isprintable():
        raise ValueError("not a name")
    return text
