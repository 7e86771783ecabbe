"""What does WeChat Pay do, on this machine? Its API v3, by its published rules."""

import json
import re
import secrets
from datetime import datetime
from itertools import count

from tests.gateways.books import Charge, Refused
from tests.gateways.serving import Asked, Gateway, Notice, Said
from tests.gateways.signing import (
    is_rsa_signed,
    key_of,
    private_pem,
    public_pem,
    read_public,
    rsa_sign,
    wechat_seal,
    wechat_text,
)

APP_ID, MERCHANT_ID = "wxd678efh567hg6787", "1230000109"
API_V3_KEY = "0123456789abcdef0123456789abcdef"
PUBLIC_KEY_ID = "PUB_KEY_ID_0112300001092026010100000000000000"
_SERIAL = "444F4864EA9B34415AAAAAAAAAAAAAAAAAAAAAAA"
_NATIVE = "/v3/pay/transactions/native"
_BY_REF = re.compile(r"/v3/pay/transactions/out-trade-no/([0-9A-Za-z_|*-]{6,32})(/close)?")
_REFUNDS = "/v3/refund/domestic/refunds"
_AUTHORISATION = re.compile(r'([a-z_]+)="([^"]*)"')


class WeChatGateway(Gateway):
    """Answers are signed, and so are those who ask."""

    verbs = (
        ("create", lambda asked: asked.path == _NATIVE),
        ("close", lambda asked: asked.path.endswith("/close")),
        ("query", lambda asked: bool(_BY_REF.fullmatch(asked.path))),
        ("refund", lambda asked: asked.path == _REFUNDS),
        ("query_refund", lambda asked: asked.path.startswith(_REFUNDS)),
    )

    def __init__(self) -> None:
        super().__init__()
        self.key, self.strangers_key = key_of("wechat"), key_of("a stranger")
        self.merchant_key = key_of("the merchant")
        # What a refund becomes at once; a test may finish it later.
        self.refund_status = "SUCCESS"
        self._numbers = count(1)

    @property
    def setup(self) -> dict[str, str]:
        """What an operator who has an account here would write down."""
        return {
            "app_id": APP_ID,
            "merchant_id": MERCHANT_ID,
            "certificate_serial": _SERIAL,
            "private_key": private_pem(self.merchant_key),
            "api_v3_key": API_V3_KEY,
            "public_key": public_pem(self.key),
            "public_key_id": PUBLIC_KEY_ID,
            "url": self.url,
        }

    def perform(self, asked: Asked) -> Said:
        """Check who asks, then do it."""
        self._check_who(asked)
        try:
            status, said = self._do(asked)
        except Refused as refusal:
            status, said = 400, {"code": str(refusal), "message": "否"}
        except KeyError:
            code = "RESOURCE_NOT_EXISTS" if asked.path.startswith(_REFUNDS) else "ORDER_NOT_EXIST"
            status, said = 404, {"code": code, "message": "订单不存在"}
        return self._signed(asked, status, said)

    def _check_who(self, asked: Asked) -> None:
        scheme, _, rest = asked.headers["authorization"].partition(" ")
        fields = dict(_AUTHORISATION.findall(rest))
        assert (scheme, fields["mchid"], fields["serial_no"]) == (
            "WECHATPAY2-SHA256-RSA2048",
            MERCHANT_ID,
            _SERIAL,
        )
        text = wechat_text(
            asked.method, asked.target, fields["timestamp"], fields["nonce_str"], asked.body.decode()
        )
        assert is_rsa_signed(text, fields["signature"], read_public(public_pem(self.merchant_key)))

    def _do(self, asked: Asked) -> tuple[int, dict[str, object] | None]:
        if asked.path == _NATIVE:
            given = asked.json
            amount = given["amount"]
            assert (given["appid"], given["mchid"]) == (APP_ID, MERCHANT_ID)
            assert isinstance(amount, dict)
            assert str(given["notify_url"]).startswith("http")
            datetime.fromisoformat(str(given["time_expire"]))
            number = f"42000000{next(self._numbers):020}"
            charge = self.books.charge(
                str(given["out_trade_no"]), int(amount["total"]), amount["currency"], number
            )
            return 200, {"code_url": f"weixin://wxpay/bizpayurl?pr={charge.number[-9:]}"}
        if found := _BY_REF.fullmatch(asked.path):
            if not found[2]:
                assert asked.query["mchid"] == MERCHANT_ID
                return 200, self._order(self.books.charges[found[1]])
            assert asked.json == {"mchid": MERCHANT_ID}
            self.books.close(found[1])
            return 204, None
        if asked.path == _REFUNDS:
            given = asked.json
            amount = given["amount"]
            assert isinstance(amount, dict)
            ref, refund_ref = str(given["out_trade_no"]), str(given["out_refund_no"])
            assert amount["total"] == self.books.charges[ref].minor
            self.books.refund(ref, refund_ref, amount["refund"])
            return 200, self._refund(ref, refund_ref)
        refund_ref = asked.path.rpartition("/")[2]
        ref = next((each.ref for each in self.books.charges.values() if refund_ref in each.refunds), "")
        return 200, self._refund(ref, refund_ref)

    def _order(self, charge: Charge) -> dict[str, object]:
        states = {"open": "NOTPAY", "closed": "CLOSED", "paid": "SUCCESS"}
        state = "REFUND" if charge.refunds else states[charge.state]
        said: dict[str, object] = {
            "appid": APP_ID,
            "mchid": MERCHANT_ID,
            "out_trade_no": charge.ref,
            "trade_state": state,
            "trade_type": "NATIVE",
        }
        if charge.state == "paid":
            said |= {
                "transaction_id": charge.number,
                "success_time": "2026-11-23T17:00:00+08:00",
                "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
                "amount": {
                    "total": charge.paid_minor,
                    "payer_total": charge.paid_minor,
                    "currency": charge.paid_currency,
                },
            }
        return said

    def _refund(self, ref: str, refund_ref: str) -> dict[str, object]:
        charge = self.books.charges[ref]
        return {
            "refund_id": f"50{charge.number[-10:]}",
            "out_refund_no": refund_ref,
            "out_trade_no": ref,
            "status": self.refund_status,
            "amount": {
                "total": charge.minor,
                "refund": charge.refunds[refund_ref],
                "currency": charge.paid_currency,
            },
        }

    def _signed(self, asked: Asked, status: int, said: dict[str, object] | None) -> Said:
        body = "" if said is None else json.dumps(said, ensure_ascii=False)
        stamp, nonce = "1767225600", secrets.token_hex(16)
        key = self.strangers_key if self.is_forged(asked) else self.key
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": PUBLIC_KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Signature": rsa_sign(wechat_text(stamp, nonce, body), key),
        }
        return Said(body.encode(), status, headers)

    # ---- what it tells by itself -----------------------------------------------------

    def notice(
        self, ref: str, *, at: datetime, forged: bool = False, event_id: str = "", **changed: object
    ) -> Notice:
        """That an order was paid, with what `changed` says of it."""
        charge = self.books.charges[ref]
        return self._notice(
            event_id or f"EV-{charge.number[-12:]}",
            "TRANSACTION.SUCCESS",
            {**self._order(charge), "trade_state": "SUCCESS", **changed},
            at=at,
            forged=forged,
        )

    def refund_notice(
        self, ref: str, refund_ref: str, *, at: datetime, status: str = "SUCCESS", **changed: object
    ) -> Notice:
        """What became of a refund."""
        charge = self.books.charges[ref]
        minor = charge.refunds[refund_ref]
        said: dict[str, object] = {
            "mchid": MERCHANT_ID,
            "out_trade_no": ref,
            "out_refund_no": refund_ref,
            "refund_status": status,
            "success_time": at.isoformat(),
            "amount": {
                "total": charge.minor,
                "refund": minor,
                "payer_total": charge.minor,
                "payer_refund": minor,
            },
            **changed,
        }
        return self._notice(f"EV-R{refund_ref[:12]}{status}", f"REFUND.{status}", said, at=at)

    def _notice(
        self, event_id: str, event: str, said: dict[str, object], *, at: datetime, forged: bool = False
    ) -> Notice:
        nonce, data = secrets.token_hex(6), "transaction"
        sealed = wechat_seal(json.dumps(said), key=API_V3_KEY, nonce=nonce, data=data)
        resource = {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": sealed,
            "associated_data": data,
            "nonce": nonce,
        }
        told = {
            "id": event_id,
            "create_time": at.isoformat(),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "支付成功",
            "resource": resource,
        }
        return self.signed_notice(json.dumps(told, ensure_ascii=False), at=at, forged=forged)

    def signed_notice(self, body: str, *, at: datetime, forged: bool = False) -> Notice:
        """Any text, signed at some time."""
        stamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
        key = self.strangers_key if forged else self.key
        headers = {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": PUBLIC_KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Signature": rsa_sign(wechat_text(stamp, nonce, body), key),
        }
        return Notice(body.encode(), headers)
