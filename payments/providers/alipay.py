"""How does Alipay take money and tell us? Its open platform, RSA2, by page payments."""

import binascii
import http.client
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

from payments import policy
from payments.errors import BadNotification, BadSignature
from payments.providers.outside import Outside, known_currency, minor_of, pem, short
from payments.providers.port import Ack, Answer, MoneyBack, Notification

if TYPE_CHECKING:
    from payments.models import Payment

_ZONE = ZoneInfo("Asia/Shanghai")
_TIME = "%Y-%m-%d %H:%M:%S"
_OK, _BUSINESS = "10000", "40004"
_NOT_THERE = "ACQ.TRADE_NOT_EXIST"
# Refused now, perhaps not later: the same request may be made again.
_LATER = ("ACQ.SYSTEM_ERROR", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.TRADE_SETTLE_ERROR")
_PAID = ("TRADE_SUCCESS", "TRADE_FINISHED")


class Alipay(Outside):
    """
    Yuan by page payments, which are signed here and begin when their buyer opens the page.

    So Alipay may know nothing of a payment that waits. Its notifications carry no time by which an old
    one could be told: the inbox keeps each from counting twice.
    """

    name = "alipay"
    currencies = ("CNY",)

    def faults(self) -> list[str]:
        """Whether its keys can be read."""
        try:
            self._client()
        except (ValueError, IndexError, TypeError):
            return [*super().faults(), "ALIPAY_PRIVATE_KEY or ALIPAY_PUBLIC_KEY is no RSA key"]
        return super().faults()

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """The address of the page, signed; nobody is called."""
        self.check_ready()
        content = {
            "out_trade_no": payment.provider_ref,
            "product_code": "FAST_INSTANT_TRADE_PAY",
            "total_amount": payment.amount.amount,
            "subject": payment.reference,
            "time_expire": payment.expires_at.astimezone(_ZONE).strftime(_TIME),
        }
        signed = self._client().client_api(
            "alipay.trade.page.pay",
            content,
            timestamp=_now(at),
            notify_url=self.notify_url(),
            return_url=self.return_url(payment),
        )
        return Answer("waiting", next_action={"kind": "redirect", "url": f"{self.setup['url']}?{signed}"})

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Check the signature over the decoded fields, then for whom they are meant, then read them.

        :raises ProviderNotFound: if it isn't set up here.
        :raises BadSignature: if it is missing or wrong.
        :raises BadNotification: if the signed form isn't one of ours.
        """
        self.check_listening()
        form = _fields(body)
        try:
            is_right = self._client().verify(
                {name: value for name, value in form.items() if name != "sign"}, form.get("sign", "")
            )
        except (AliPayException, binascii.Error, ValueError):
            is_right = False
        if not is_right:
            raise BadSignature(provider=self.name)
        for name, ours in (("app_id", self.setup["app_id"]), ("seller_id", self.setup["seller_id"])):
            if form.get(name) != ours:
                raise self.bad(name)
        try:
            return _read(form)
        except (ValueError, KeyError) as error:
            raise BadNotification(provider=self.name) from error

    def ack(self) -> Ack:
        """Exactly this word, or it is sent again for a day."""
        return Ack(b"success", "text/plain")

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """What stands in its books; a page that nobody has opened is `absent`."""
        said = self._ask("alipay.trade.query", {"out_trade_no": payment.provider_ref}, at)
        if said["code"] != _OK:
            if said.get("sub_code") == _NOT_THERE:
                return Answer("absent")
            raise self.away(f"trade.query said {_why(said)}")
        status, number = said.get("trade_status"), str(said.get("trade_no", ""))[:128]
        # A trade is closed unpaid, or when all of its money went back.
        if status in _PAID or (status == "TRADE_CLOSED" and said.get("send_pay_date")):
            return Answer("paid", said=self._taken(payment, said, at), provider_id=number)
        if status == "TRADE_CLOSED":
            return Answer("failed", reason="closed at Alipay", provider_id=number)
        return Answer("waiting", provider_id=number)

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """Send it; the same `out_request_no` again moves no money."""
        content = {
            "out_trade_no": payment.provider_ref,
            "refund_amount": back.amount.amount,
            "out_request_no": back.ref,
        }
        said = self._ask("alipay.trade.refund", content, at)
        if said["code"] == _OK:
            # Without a change of funds it was sent before, or isn't sent yet.
            asked = said.get("fund_change") != "Y"
            return self._known_or_under_way(payment, back, at) if asked else Answer("refunded")
        if said["code"] != _BUSINESS or said.get("sub_code") in _LATER:
            raise self.away(f"trade.refund said {_why(said)}")
        return Answer("refused", reason=_why(said))

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """What stands in its books; whatever isn't said to have succeeded hasn't been done."""
        content = {"out_trade_no": payment.provider_ref, "out_request_no": back.ref}
        said = self._ask("alipay.trade.fastpay.refund.query", content, at)
        if said["code"] != _OK:
            if said.get("sub_code") == _NOT_THERE:
                return Answer("absent")
            raise self.away(f"refund.query said {_why(said)}")
        if said.get("refund_status") != "REFUND_SUCCESS":
            return Answer("absent")
        if _minor(said.get("refund_amount")) != back.amount.minor:
            raise self.away("another sum was refunded than we asked for")
        return Answer("refunded")

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """Shut the trade; one that wasn't begun can't be paid after its time, which is in the address."""
        said = self._ask("alipay.trade.close", {"out_trade_no": payment.provider_ref}, at)
        if said["code"] == _OK:
            return Answer("failed")
        if said.get("sub_code") == _NOT_THERE:
            return Answer("absent")
        return self.query(payment=payment, at=at)

    def _known_or_under_way(self, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        known = self.query_refund(payment=payment, back=back, at=at)
        return known if known.standing == "refunded" else Answer("refunding")

    def _client(self) -> Any:
        setup = self.setup
        client = AliPay(
            appid=setup["app_id"],
            app_private_key_string=pem(setup["private_key"], "RSA PRIVATE KEY"),
            alipay_public_key_string=pem(setup["public_key"], "PUBLIC KEY"),
            sign_type="RSA2",
            config=AliPayConfig(timeout=policy.READ_TIMEOUT_S),
        )
        client._gateway = setup["url"]  # noqa: SLF001 it has no public name
        return client

    def _ask(self, method: str, content: Mapping[str, str], at: datetime) -> dict[str, Any]:
        """
        The signed inner object of the answer.

        :raises ProviderAway: if there is none, or it isn't Alipay's.
        """
        self.check_ready()
        try:
            said = self._client().server_api(method, dict(content), timestamp=_now(at))
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            raise self.away(f"{method}: {type(error).__name__}") from error
        except (AliPayException, AliPayValidationError, AttributeError) as error:
            # Without a signature nothing of it is believed; its text has our request in it.
            raise self.away(f"{method}: {type(error).__name__}") from None
        if not isinstance(said, dict) or not isinstance(said.get("code"), str):
            raise self.away(f"{method}: an answer of another kind")
        return said

    def _taken(self, payment: "Payment", said: Mapping[str, Any], at: datetime) -> Notification:
        if said.get("out_trade_no") != payment.provider_ref:
            raise self.away("trade.query spoke of another payment")
        try:
            minor = minor_of(said.get("total_amount"), "CNY")
            currency = known_currency(said.get("trans_currency") or "CNY")
        except ValueError as error:
            raise self.away("trade.query named no amount") from error
        return Notification(
            event_id=f"query_{payment.id.hex}_{minor}",
            provider_ref=payment.provider_ref,
            kind="trade.query",
            amount_minor=minor,
            currency=currency,
            occurred_at=_instant(said.get("send_pay_date")) or at,
            raw=json.dumps({name: value for name, value in said.items() if not _is_personal(name)}),
        )


def _fields(body: bytes) -> dict[str, str]:
    """
    The form that was sent; the same name twice would let two readers see two things.

    :raises BadNotification: if it is none.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
    except ValueError as error:
        raise BadNotification(provider=Alipay.name) from error
    if len({name for name, _ in pairs}) < len(pairs):
        raise BadNotification("A field of the notification came twice.", provider=Alipay.name)
    return dict(pairs)


def _read(form: Mapping[str, str]) -> Notification | None:
    """
    Read a form whose signature is known to be right.

    :raises ValueError: (or KeyError) if a field is missing or of another kind.
    """
    status = form["trade_status"]
    if status == "WAIT_BUYER_PAY":
        return None
    about_refund = bool(form.get("gmt_refund") or form.get("refund_fee"))
    if not about_refund and status not in (*_PAID, "TRADE_CLOSED"):
        raise ValueError("another status")
    # A refund's notification names the sum of all refunds: what became of this one is asked.
    amount = form["refund_fee"] if about_refund else form["total_amount"]
    return Notification(
        event_id=short(form["notify_id"], 120),
        provider_ref=short(form["out_trade_no"]),
        kind="refund" if about_refund else status,
        amount_minor=minor_of(amount, "CNY"),
        currency=known_currency(form.get("trans_currency") or "CNY"),
        occurred_at=_instant(form.get("gmt_payment") or form["notify_time"]) or _must("notify_time"),
        raw=urlencode({name: value for name, value in form.items() if not _is_personal(name)}),
        standing="refunding" if about_refund else "paid" if status in _PAID else "failed",
        refund_ref=short(form["out_biz_no"]) if about_refund else "",
    )


def _must(name: str) -> datetime:
    raise ValueError(f"{name} is no time")


def _instant(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), _TIME).replace(tzinfo=_ZONE)
    except ValueError:
        return None


def _minor(amount: object) -> int | None:
    try:
        return minor_of(amount, "CNY")
    except ValueError:
        return None


def _is_personal(name: str) -> bool:
    return name.startswith("buyer_") or name == "open_id"


def _why(said: Mapping[str, Any]) -> str:
    return str(said.get("sub_code") or said.get("code"))[:60]


def _now(at: datetime) -> str:
    """By the clock that Alipay goes by; the SDK would take our machine's."""
    return at.astimezone(_ZONE).strftime(_TIME)
