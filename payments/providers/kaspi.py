"""How does Kaspi take money? Its merchants' QR API in the enhanced scheme, which is asked and never tells."""

import json
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from kit.kazakh_numbers import kz_bin_error
from kit.money import Money
from payments import policy
from payments.errors import ProviderNotFound
from payments.providers.outside import Outside, minor_of
from payments.providers.port import Answer, MoneyBack, Notification

if TYPE_CHECKING:
    from payments.models import Payment

_OK, _UNAVAILABLE, _NOT_THERE = 0, -999, -1601
_PAID = "Processed"
# The code was shown, scanned, or waits for its payer's word.
_WAITING = ("Created", "QrTokenCreated", "QrTokenScanned", "Wait", "PaymentConfirmation")


class Kaspi(Outside):
    """
    Tenge by codes that live for some minutes.

    Neither messages nor codes are signed: who speaks is known by TLS, with a certificate of ours where
    Kaspi asks for one. There are no ids of ours at Kaspi, so a code whose answer was lost has never been
    shown to anybody, and whether money went back is told by how much could still go.
    """

    name = "kaspi"
    currencies = ("KZT",)

    @property
    def ask_every(self) -> timedelta:
        """Every few seconds: nothing is told without a question."""
        return policy.POLL_EVERY

    def faults(self) -> list[str]:
        """Whether firm and certificate can be read."""
        found, setup = super().faults(), self.setup
        if error := kz_bin_error(setup["organization_bin"]):
            found.append(f"KASPI_ORGANIZATION_BIN: {error}")
        if bool(setup["certificate_path"]) != bool(setup["key_path"]):
            found.append("KASPI_CERTIFICATE_PATH and KASPI_KEY_PATH belong together")
        try:
            self._trust()
        except (OSError, ValueError):
            found.append("the files of certificate, key or authority can't be read")
        return found

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """A code to scan."""
        said = self._ask(
            "POST",
            "/qr/create",
            body={
                "OrganizationBin": self.setup["organization_bin"],
                "DeviceToken": self.setup["device_token"],
                "Amount": _tenge(payment.amount),
                "ExternalId": payment.provider_ref,
            },
        )
        if said["StatusCode"] != _OK:
            return Answer("failed", reason=_why(said))
        data = _data(said)
        number, code = data.get("QrPaymentId"), data.get("QrToken")
        if type(number) is not int or not isinstance(code, str):
            raise self.away("qr/create: no code in the answer")
        action = {"kind": "qr", "content": code, "expires_at": str(data.get("ExpireDate") or "")[:40]}
        return Answer("waiting", next_action=action, provider_id=str(number))

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Kaspi is asked.

        :raises ProviderNotFound: always.
        """
        raise ProviderNotFound(provider=self.name)

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """What became of the code; one without a number was never shown, so nobody can have paid it."""
        if not payment.provider_id:
            return Answer("absent")
        said = self._ask("GET", f"/payment/status/{payment.provider_id}")
        if said["StatusCode"] == _NOT_THERE:
            return Answer("absent")
        if said["StatusCode"] != _OK:
            raise self.away(f"payment/status: {_why(said)}")
        data = _data(said)
        status = str(data.get("Status"))
        if status == _PAID:
            return Answer("paid", said=self._taken(payment, data, at))
        return Answer("waiting") if status in _WAITING else Answer("failed", reason=f"{status[:40]} at Kaspi")

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """Send it, without its payer having to do anything; nothing keeps Kaspi from sending it twice."""
        said = self._ask(
            "POST",
            "/payment/return",
            body={
                "OrganizationBin": self.setup["organization_bin"],
                "DeviceToken": self.setup["device_token"],
                "QrPaymentId": int(payment.provider_id),
                "Amount": _tenge(back.amount),
            },
        )
        if said["StatusCode"] != _OK:
            return Answer("refused", reason=_why(said))
        return Answer("refunded")

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """
        Whether what can still go back has become less by this refund.

        Refunds of one payment are sent one after the other, so no other can be mistaken for it.

        :raises ProviderAway: also if somebody sent money back in another way, so that the sums don't tell.
        """
        said = self._ask(
            "GET",
            "/payment/details",
            query={"QrPaymentId": payment.provider_id, "DeviceToken": self.setup["device_token"]},
        )
        if said["StatusCode"] != _OK:
            raise self.away(f"payment/details: {_why(said)}")
        data = _data(said)
        try:
            total = minor_of(_plain(data["TotalAmount"]), "KZT")
            left = minor_of(_plain(data["AvailableReturnAmount"]), "KZT")
        except (KeyError, ValueError) as error:
            raise self.away("payment/details: no sums in the answer") from error
        if left == total - back.before_minor:
            return Answer("absent")
        if left == total - back.before_minor - back.amount.minor:
            return Answer("refunded")
        raise self.away("payment/details: money went back that we know nothing of")

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """A code can't be taken back: it ends within minutes, and until then it is asked about."""
        return self.query(payment=payment, at=at)

    # ---- how it is spoken to ---------------------------------------------------------

    def _trust(self) -> ssl.SSLContext:
        setup = self.setup
        context = ssl.create_default_context(cafile=setup["authority_path"] or None)
        if setup["certificate_path"]:
            context.load_cert_chain(
                Path(setup["certificate_path"]), Path(setup["key_path"]), setup["key_password"] or None
            )
        return context

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """
        The envelope of the answer, its numbers as they were written.

        :raises ProviderAway: if there is none.
        """
        self.check_ready()
        timeout = httpx.Timeout(policy.READ_TIMEOUT_S, connect=policy.CONNECT_TIMEOUT_S)
        headers = {"X-Request-ID": str(uuid4())}
        try:
            with httpx.Client(verify=self._trust(), timeout=timeout, headers=headers) as client:
                url = self.setup["url"].rstrip("/") + path
                answer = client.request(method, url, json=body, params=query)
            said = json.loads(answer.text, parse_float=Decimal)
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise self.away(f"{path.partition('?')[0]}: {type(error).__name__}") from error
        if answer.status_code != 200 or not isinstance(said, dict) or type(said.get("StatusCode")) is not int:
            raise self.away(f"{path}: {answer.status_code}")
        if said["StatusCode"] == _UNAVAILABLE:
            raise self.away(f"{path}: not available for a moment")
        return said

    def _taken(self, payment: "Payment", data: Mapping[str, Any], at: datetime) -> Notification:
        try:
            minor = minor_of(_plain(data["Amount"]), "KZT")
        except (KeyError, ValueError) as error:
            raise self.away("payment/status: no amount in the answer") from error
        kept = {name: str(data[name]) for name in ("Status", "TransactionId", "Amount") if name in data}
        return Notification(
            event_id=f"status_{payment.provider_id}_{minor}",
            provider_ref=payment.provider_ref,
            kind="status",
            amount_minor=minor,
            currency="KZT",
            occurred_at=at,
            raw=json.dumps(kept),
        )


def _tenge(amount: Money) -> int | float:
    """As the JSON number that Kaspi takes; with two places it is written exactly below 10^13."""
    whole, rest = divmod(amount.minor, 100)
    return float(Decimal(amount.amount)) if rest else whole


def _plain(amount: object) -> str:
    """
    A JSON number as plain text: 5E+2 is 500, and what has more than two places no amount.

    :raises ValueError: if it is no number.
    """
    if type(amount) is int:
        return str(amount)
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise ValueError("not a number")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise ValueError("more than two places")
    return f"{exact:f}"


def _data(said: Mapping[str, Any]) -> Mapping[str, Any]:
    data = said.get("Data")
    return data if isinstance(data, dict) else {}


def _why(said: Mapping[str, Any]) -> str:
    return f"{said['StatusCode']} {said.get('Message') or ''}"[:60].strip()
