"""What does Alipay do, on this machine? Its open platform with RSA2, by its published rules."""

import json
from datetime import datetime
from itertools import count
from urllib.parse import urlencode
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from tests.gateways.books import Charge, Refused
from tests.gateways.serving import Asked, Gateway, Notice, Said
from tests.gateways.signing import (
    alipay_text,
    is_rsa_signed,
    key_of,
    private_pem,
    public_pem,
    read_public,
    rsa_sign,
)

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"
_ZONE = ZoneInfo("Asia/Shanghai")
_TIME = "%Y-%m-%d %H:%M:%S"
_METHODS = {
    "create": "alipay.trade.page.pay",
    "query": "alipay.trade.query",
    "refund": "alipay.trade.refund",
    "query_refund": "alipay.trade.fastpay.refund.query",
    "close": "alipay.trade.close",
}


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _fen(yuan: str) -> int:
    whole, _, rest = yuan.partition(".")
    assert len(rest) == 2, f"{yuan} is not an amount with two places"
    return int(whole) * 100 + int(rest)


class AlipayGateway(Gateway):
    """One address for all; a trade begins when its buyer opens the page."""

    verbs = tuple(
        (verb, lambda asked, method=method: asked.query.get("method") == method)  # type: ignore[misc]
        for verb, method in _METHODS.items()
    )

    def __init__(self) -> None:
        super().__init__()
        self.key, self.strangers_key = key_of("alipay"), key_of("a stranger")
        self.merchant_key = key_of("the merchant")
        self._numbers = count(1)

    @property
    def setup(self) -> dict[str, str]:
        """What an operator who has an account here would write down."""
        return {
            "app_id": APP_ID,
            "seller_id": SELLER_ID,
            "private_key": private_pem(self.merchant_key),
            "public_key": public_pem(self.key),
            "url": f"{self.url}/gateway.do",
        }

    def open_page(self, url: str) -> None:
        """The buyer opens the page that the merchant sent them to."""
        with urlopen(url) as page:
            assert page.status == 200

    def perform(self, asked: Asked) -> Said:
        """Check who asks, then do it."""
        fields = asked.query
        text = alipay_text(fields, without=("sign",))
        assert fields["app_id"] == APP_ID
        assert is_rsa_signed(text, fields["sign"], read_public(public_pem(self.merchant_key))), text
        assert len(fields["timestamp"]) == len("2026-01-01 00:00:00")
        content, method = json.loads(fields["biz_content"]), fields["method"]
        if method == _METHODS["create"]:
            self._begin(content)
            return Said(b"<p>Pay?</p>", headers={"Content-Type": "text/html"})
        known = self.books.charges.get(content["out_trade_no"])
        inner = _missing() if known is None else self._do(method, content, known)
        return self._signed(asked, method, inner)

    def _begin(self, content: dict[str, str]) -> None:
        assert content["product_code"] == "FAST_INSTANT_TRADE_PAY"
        assert len(content["time_expire"]) == len("2026-01-01 00:00:00")
        minor = _fen(content["total_amount"])
        self.books.charge(content["out_trade_no"], minor, "CNY", f"20260101{next(self._numbers):08}")

    def _do(self, method: str, content: dict[str, str], charge: Charge) -> dict[str, str]:
        fine = {"code": "10000", "msg": "Success", "out_trade_no": charge.ref, "trade_no": charge.number}
        if method == _METHODS["query"]:
            return {**fine, **self._standing(charge)}
        if method == _METHODS["refund"]:
            try:
                moved = self.books.refund(
                    charge.ref, content["out_request_no"], _fen(content["refund_amount"])
                )
            except Refused:
                return _refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            sent = sum(charge.refunds.values())
            return {**fine, "fund_change": "Y" if moved else "N", "refund_fee": _yuan(sent)}
        if method == _METHODS["query_refund"]:
            found = charge.refunds.get(content["out_request_no"])
            if found is None:
                return fine
            return {**fine, "refund_status": "REFUND_SUCCESS", "refund_amount": _yuan(found)}
        try:
            self.books.close(charge.ref)
        except Refused:
            return _refused("ACQ.TRADE_STATUS_ERROR")
        return fine

    def _standing(self, charge: Charge) -> dict[str, str]:
        if charge.state != "paid":
            status = "WAIT_BUYER_PAY" if charge.state == "open" else "TRADE_CLOSED"
            return {"trade_status": status, "total_amount": _yuan(charge.minor)}
        return {
            "trade_status": "TRADE_SUCCESS" if charge.left else "TRADE_CLOSED",
            "total_amount": _yuan(charge.paid_minor),
            "send_pay_date": datetime.now(_ZONE).strftime(_TIME),
            "buyer_logon_id": "buy***@example.com",
        }

    def _signed(self, asked: Asked, method: str, inner: dict[str, str]) -> Said:
        text = json.dumps(inner, ensure_ascii=False)
        signature = rsa_sign(text, self.strangers_key if self.is_forged(asked) else self.key)
        name = method.replace(".", "_") + "_response"
        return Said(f'{{"{name}":{text},"sign":"{signature}"}}'.encode())

    # ---- what it tells by itself -----------------------------------------------------

    def notice(self, ref: str, *, forged: bool = False, at: datetime, **changed: str) -> Notice:
        """That a trade was paid, or what `changed` says; signed by Alipay unless it is forged."""
        charge = self.books.charges[ref]
        now = at.astimezone(_ZONE).strftime(_TIME)
        fields = {
            "app_id": APP_ID,
            "seller_id": SELLER_ID,
            "charset": "utf-8",
            "version": "1.0",
            "notify_type": "trade_status_sync",
            "notify_id": f"{charge.number}222",
            "notify_time": now,
            "gmt_payment": now,
            "out_trade_no": ref,
            "trade_no": charge.number,
            "trade_status": "TRADE_SUCCESS",
            "total_amount": _yuan(charge.paid_minor),
            "subject": "面粉 & мука",
            "buyer_id": "2088512613526436",
            **changed,
        }
        key = self.strangers_key if forged else self.key
        signed = {**fields, "sign": rsa_sign(alipay_text(fields, without=()), key), "sign_type": "RSA2"}
        body = urlencode(signed).encode()
        return Notice(body, {}, "application/x-www-form-urlencoded; charset=utf-8")

    def refund_notice(self, ref: str, refund_ref: str, *, at: datetime) -> Notice:
        """That money of a trade went back: the sum of all that did."""
        charge = self.books.charges[ref]
        return self.notice(
            ref,
            at=at,
            notify_id=f"{charge.number}r{refund_ref[:8]}",
            refund_fee=_yuan(sum(charge.refunds.values())),
            gmt_refund=at.astimezone(_ZONE).strftime(_TIME),
            out_biz_no=refund_ref,
        )


def _missing() -> dict[str, str]:
    return _refused("ACQ.TRADE_NOT_EXIST")


def _refused(code: str) -> dict[str, str]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": "交易不存在"}
