"""How does WeChat Pay take money and tell us? Its API v3, by codes that are scanned."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from requests import RequestException
from wechatpayv3 import WeChatPay, WeChatPayType

from payments import policy
from payments.errors import BadNotification, BadSignature
from payments.providers.outside import Outside, known_currency, pem, short, whole
from payments.providers.port import Answer, MoneyBack, Notification, Standing

if TYPE_CHECKING:
    from payments.models import Payment

_ZONE = ZoneInfo("Asia/Shanghai")
_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_ALGORITHM = "WECHATPAY2-SHA256-RSA2048"
# With such signatures WeChat Pay tries whether we check at all: they must be refused.
_PROBE = "WECHATPAY/SIGNTEST/"
_NOT_THERE = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")
# Refused now, perhaps not later: the same request may be made again.
_LATER = ("NOT_ENOUGH", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT", "RATELIMIT_EXCEEDED")
_REFUNDS: Mapping[str, Standing] = {
    "SUCCESS": "refunded",
    "PROCESSING": "refunding",
    "CLOSED": "refused",
    # The payer's bank didn't take it: it is here still, and people find another way.
    "ABNORMAL": "refused",
}


class WeChat(Outside):
    """
    Yuan by native payments.

    Answers and notifications are checked by WeChat Pay's public key, which the operator names with its
    id; the SDK would fetch certificates over the network wherever it meets an id that it doesn't know,
    so such are refused before it sees them. Nor does it look at the time: that is our part.
    """

    name = "wechat"
    currencies = ("CNY",)

    def faults(self) -> list[str]:
        """Whether its keys can be read, and have the right length."""
        found = super().faults()
        if len(self.setup["api_v3_key"].encode()) != 32:
            found.append("WECHAT_API_V3_KEY has to have 32 bytes")
        try:
            self._client()
        except Exception:  # noqa: BLE001 the SDK raises nothing narrower
            found.append("WECHAT_PRIVATE_KEY or WECHAT_PUBLIC_KEY is no RSA key")
        return found

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """A code to scan; the same number with the same order gives the same again."""
        status, said = self._ask(
            "pay",
            description=payment.reference,
            out_trade_no=payment.provider_ref,
            amount={"total": payment.amount_minor, "currency": payment.currency},
            time_expire=payment.expires_at.astimezone(_ZONE).isoformat(timespec="seconds"),
            notify_url=self.notify_url(),
            pay_type=WeChatPayType.NATIVE,
        )
        if status != 200:
            return Answer("failed", reason=_why(said))
        code = said.get("code_url")
        if not isinstance(code, str):
            raise self.away("pay: no code in the answer")
        return Answer("waiting", next_action={"kind": "qr", "content": code})

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Check time, key and signature over the raw bytes, then unseal and read them.

        :raises ProviderNotFound: if it isn't set up here.
        :raises BadSignature: if the signature is missing, wrong, a probe, too old or new, or by another key.
        :raises BadNotification: if the sealed text isn't one of ours.
        """
        self.check_listening()
        self._check_headers(headers, at)
        try:
            opened = self._client().callback(headers, body.decode())
        except Exception as error:  # the SDK raises nothing narrower
            raise BadNotification(provider=self.name) from error
        if not opened:
            raise BadSignature(provider=self.name)
        try:
            return self._read(opened, body.decode(), at)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadNotification(provider=self.name) from error

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """What stands in its books."""
        status, said = self._ask("query", out_trade_no=payment.provider_ref)
        if status != 200:
            if said.get("code") in _NOT_THERE:
                return Answer("absent")
            raise self.away(f"query: {_why(said)}")
        if said.get("out_trade_no") != payment.provider_ref or said.get("mchid") != self.setup["merchant_id"]:
            raise self.away("query: the answer spoke of another payment")
        state, number = said.get("trade_state"), str(said.get("transaction_id") or "")[:128]
        # Money that went back later came before.
        if state in ("SUCCESS", "REFUND"):
            return Answer("paid", said=self._taken(payment, said, at), provider_id=number)
        if state in ("CLOSED", "REVOKED", "PAYERROR"):
            return Answer("failed", reason=f"{state} at WeChat Pay", provider_id=number)
        return Answer("waiting")

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """Send it; the same number again moves no more."""
        status, said = self._ask(
            "refund",
            out_refund_no=back.ref,
            out_trade_no=payment.provider_ref,
            amount={
                "refund": back.amount.minor,
                "total": payment.amount_minor,
                "currency": back.amount.currency,
            },
            notify_url=self.notify_url(),
        )
        if status == 200:
            return self._refunded(said, back)
        if said.get("code") in _LATER:
            raise self.away(f"refund: {_why(said)}")
        return Answer("refused", reason=_why(said))

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """What stands in its books."""
        status, said = self._ask("query_refund", out_refund_no=back.ref)
        if status == 200:
            return self._refunded(said, back)
        if said.get("code") in _NOT_THERE:
            return Answer("absent")
        raise self.away(f"query_refund: {_why(said)}")

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """Let nobody scan it any more; one that was paid can't be closed, which the books tell."""
        status, said = self._ask("close", out_trade_no=payment.provider_ref)
        if status == 204:
            return Answer("failed")
        if said.get("code") in _NOT_THERE:
            return Answer("absent")
        return self.query(payment=payment, at=at)

    # ---- how it is spoken to ---------------------------------------------------------

    def _client(self) -> Any:
        setup = self.setup
        client = WeChatPay(
            wechatpay_type=WeChatPayType.NATIVE,
            mchid=setup["merchant_id"],
            private_key=pem(setup["private_key"], "PRIVATE KEY"),
            cert_serial_no=setup["certificate_serial"],
            appid=setup["app_id"],
            apiv3_key=setup["api_v3_key"],
            public_key=pem(setup["public_key"], "PUBLIC KEY"),
            public_key_id=setup["public_key_id"],
            timeout=(policy.CONNECT_TIMEOUT_S, policy.READ_TIMEOUT_S),
        )
        client._core._gate_way = setup["url"].rstrip("/")  # noqa: SLF001 it has no public name
        return client

    def _ask(self, verb: str, **words: object) -> tuple[int, dict[str, Any]]:
        """
        The status and the object of an answer, whose signature the SDK has checked where it is a yes.

        :raises ProviderAway: if there is none, or it isn't WeChat Pay's.
        """
        self.check_ready()
        try:
            status, text = getattr(self._client(), verb)(**words)
            said = json.loads(text) if text else {}
        except RequestException as error:
            raise self.away(f"{verb}: {type(error).__name__}") from error
        except Exception as error:  # the SDK raises nothing narrower
            raise self.away(f"{verb}: {type(error).__name__}, an answer that isn't theirs") from error
        if not isinstance(said, dict):
            raise self.away(f"{verb}: an answer of another kind")
        if status >= 500 or status in (401, 429):
            raise self.away(f"{verb}: {status} {_why(said)}")
        return status, said

    def _check_headers(self, headers: Mapping[str, str], at: datetime) -> None:
        if headers.get("Wechatpay-Signature-Type", _ALGORITHM) != _ALGORITHM:
            raise BadSignature("Another kind of signature.", provider=self.name)
        if headers.get("Wechatpay-Serial") != self.setup.get("public_key_id"):
            raise BadSignature("Signed by a key that we don't know.", provider=self.name)
        if headers.get("Wechatpay-Signature", "").startswith(_PROBE):
            raise BadSignature("A probe.", provider=self.name)
        stamp = headers.get("Wechatpay-Timestamp", "")
        if not _STAMP.fullmatch(stamp):
            raise BadSignature("The header has no timestamp.", provider=self.name)
        if abs(int(stamp) - at.timestamp()) > policy.NOTIFICATION_TOLERANCE.total_seconds():
            raise BadSignature("The timestamp is too far from now: this may be a replay.", provider=self.name)

    # ---- what it says ----------------------------------------------------------------

    def _read(self, opened: Mapping[str, Any], raw: str, at: datetime) -> Notification | None:
        """
        Read a text whose signature is known to be right.

        :raises ValueError: (or KeyError, TypeError) if a field is missing, of another kind or not ours.
        """
        event, said = short(opened["event_type"], 32), opened["resource"]
        if not event.startswith(("TRANSACTION.", "REFUND.")):
            return None
        if said["mchid"] != self.setup["merchant_id"]:
            raise self.bad("mchid")
        about_refund = event.startswith("REFUND.")
        if not about_refund and said["appid"] != self.setup["app_id"]:
            raise self.bad("appid")
        amount = said["amount"]
        standing: Standing = "paid"
        if about_refund:
            standing = _REFUNDS[said["refund_status"]]
        elif said["trade_state"] != "SUCCESS":
            return None
        return Notification(
            event_id=short(opened["id"], 120),
            provider_ref=short(said["out_trade_no"]),
            kind=event,
            amount_minor=whole(amount["refund" if about_refund else "total"]),
            currency=known_currency(amount.get("currency") or "CNY"),
            occurred_at=_instant(said.get("success_time")) or at,
            raw=raw,
            standing=standing,
            refund_ref=short(said["out_refund_no"]) if about_refund else "",
        )

    def _taken(self, payment: "Payment", said: Mapping[str, Any], at: datetime) -> Notification:
        try:
            minor = whole(said["amount"]["total"])
            currency = known_currency(said["amount"].get("currency") or "CNY")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.away("query: no amount in the answer") from error
        kept = {name: value for name, value in said.items() if name != "payer"}
        return Notification(
            event_id=f"query_{payment.id.hex}_{minor}",
            provider_ref=payment.provider_ref,
            kind="query",
            amount_minor=minor,
            currency=currency,
            occurred_at=_instant(said.get("success_time")) or at,
            raw=json.dumps(kept),
        )

    def _refunded(self, said: Mapping[str, Any], back: MoneyBack) -> Answer:
        standing = _REFUNDS.get(str(said.get("status")))
        amount = said.get("amount")
        sum_known = isinstance(amount, dict) and amount.get("refund") == back.amount.minor
        if standing is None or said.get("out_refund_no") != back.ref or not sum_known:
            raise self.away("refund: the answer spoke of something else")
        return Answer(standing, reason=f"{said['status']} at WeChat Pay" if standing == "refused" else "")


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _why(said: Mapping[str, Any]) -> str:
    return str(said.get("code") or "no reason")[:60]
