"""How does the demo provider, which stands in for a payment company, take money and tell us?"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

from kit.money import EXPONENTS
from payments import policy
from payments.errors import BadNotification, BadSignature
from payments.models import DemoCharge
from payments.providers.in_house import InHouse
from payments.providers.port import Answer, Notification

if TYPE_CHECKING:
    from payments.models import Payment

SIGNATURE_HEADER = "Demo-Signature"
PAID = "charge.paid"
_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,64}", re.ASCII)


class DemoProvider(InHouse):
    """Its books are the rows of `DemoCharge`; it notifies as the payer told it to."""

    name = "demo"
    is_online = True

    def is_open(self) -> bool:
        """Only where no real money is expected."""
        return settings.DEMO

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """Random: whoever knows it may open the charge's page."""
        return f"demo_{secrets.token_hex(16)}"

    def expires_at(self, at: datetime) -> datetime:
        """Half an hour on."""
        return at + policy.ONLINE_PAYMENT_TIME

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """Open a charge; it lives in this process, so no outside system is called."""
        DemoCharge.objects.create(
            provider_ref=payment.provider_ref,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            created_at=at,
        )
        page = f"{settings.PUBLIC_URL}/api/v1/demo-provider/charges/{payment.provider_ref}"
        return Answer("waiting", next_action={"kind": "redirect", "url": page})

    def parse_notification(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """
        Check the signature over the raw bytes, then read them.

        :raises BadSignature: if it is missing, wrong, or too old or new.
        :raises BadNotification: if the signed text isn't one of ours.
        """
        _verify(body, headers.get(SIGNATURE_HEADER, ""), at)
        try:
            return _read(body)
        except (ValueError, KeyError, TypeError) as error:
            raise BadNotification(provider=self.name) from error

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """What stands in the provider's own books."""
        charge = DemoCharge.objects.filter(provider_ref=payment.provider_ref).first()
        if charge is None or charge.paid_at is None or not charge.is_known(at):
            return Answer("waiting")
        return Answer("paid", said=_read(notification_body(charge, event_id=f"query_{charge.id.hex}")))


def notification_body(charge: DemoCharge, *, event_id: str) -> bytes:
    """The text of one notification of a paid charge."""
    assert charge.paid_at is not None
    said = {
        "id": event_id,
        "type": PAID,
        "charge": charge.provider_ref,
        "amount_minor": charge.charged_minor,
        "currency": charge.currency,
        "occurred_at": charge.paid_at.isoformat(),
    }
    return json.dumps(said).encode()


def sign(body: bytes, *, at: datetime) -> dict[str, str]:
    """The header by which the provider proves that it sent `body` at `at`."""
    stamp = str(int(at.timestamp()))
    return {SIGNATURE_HEADER: f"t={stamp},v1={_signature(stamp, body, settings.SECRET_KEY)}"}


def _signature(stamp: str, body: bytes, secret: str) -> str:
    key = salted_hmac("payments.providers.demo", "", secret=secret, algorithm="sha256").digest()
    return hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _verify(body: bytes, header: str, at: datetime) -> None:
    fields = [field.strip().partition("=")[::2] for field in header.split(",")]
    stamp = next((value for name, value in fields if name == "t"), "")
    if not _STAMP.fullmatch(stamp):
        raise BadSignature("The header has no timestamp.")
    given = [value.encode() for name, value in fields if name == "v1"]
    # While the secret key is being changed, both the new and the old one sign.
    ours = [
        _signature(stamp, body, secret).encode()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    if not any(hmac.compare_digest(right, value) for right in ours for value in given):
        raise BadSignature
    if abs(int(stamp) - at.timestamp()) > policy.NOTIFICATION_TOLERANCE.total_seconds():
        raise BadSignature("The timestamp is too far from now: this may be a replay.")


def _read(body: bytes) -> Notification:
    """
    Read a text whose signature is known to be right.

    :raises ValueError: (or KeyError, TypeError) if a field is missing or of another kind.
    """
    said = json.loads(body)
    occurred_at = datetime.fromisoformat(said["occurred_at"])
    well_formed = (
        said["type"] == PAID
        and type(said["amount_minor"]) is int
        and 0 <= said["amount_minor"] < 2**63
        and said["currency"] in EXPONENTS
        and occurred_at.tzinfo is not None
        and _NAME.fullmatch(said["id"])
        and _NAME.fullmatch(said["charge"])
    )
    if not well_formed:
        raise ValueError("a field of the notification is of another kind")
    return Notification(
        event_id=said["id"],
        provider_ref=said["charge"],
        kind=said["type"],
        amount_minor=said["amount_minor"],
        currency=said["currency"],
        occurred_at=occurred_at,
        raw=body.decode(),
    )
