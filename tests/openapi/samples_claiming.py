"""With which request does each operation on refunds by part, returns and claims succeed, for one side?"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.world import Side, good, new_key
from tests.pictures import png

_SENT = {"sent_with": "SF Express 1234567890"}


def _line(order: Mapping[str, Any]) -> str:
    return str(order["lines"][0]["id"])


def request_refund(side: Side) -> Sample:
    body = {
        "order_number": side.paid_order["number"],
        "reason": "torn",
        "lines": [{"line_id": _line(side.paid_order), "units": 1}],
    }
    return Sample(side.world.staff, "/refunds", body)


def decline_lines(side: Side) -> Sample:
    body = {**REASON, "lines": [{"line_id": _line(side.paid_order), "quantity": 1}]}
    return Sample(side.seller, f"/seller/orders/{side.paid_order['id']}/decline-lines", body)


def open_claim(side: Side, kind: str = "return") -> Sample:
    body = {
        "order_id": side.delivered_order["id"],
        "kind": kind,
        "reason": "damaged",
        "text": "One bag is torn.",
        "lines": [{"line_id": _line(side.delivered_order), "quantity": 1}],
    }
    return Sample(side.buyer, "/claims", body)


def _made(side: Side, kind: str = "return") -> str:
    opening = open_claim(side, kind)
    return f"/claims/{good(side.buyer.post('/claims', opening.body, key=new_key()))['id']}"


def _verdict(side: Side) -> dict[str, Any]:
    return {"lines": [{"line_id": _line(side.delivered_order), "restock_units": 1}]}


def _inspected(side: Side) -> str:
    path = _made(side)
    good(side.seller.post(f"{path}/approve"))
    good(side.buyer.post(f"{path}/send-back", _SENT))
    good(side.seller.post(f"{path}/receive"))
    good(side.seller.post(f"{path}/inspect", _verdict(side)))
    return path


def _after(verb: str, *before: str, by: str, body: Callable[[Side], Any] = lambda _: None) -> Recipe:
    """A verb on a return after those before it."""

    def sample(side: Side) -> Sample:
        path = _made(side)
        for each in before:
            api = side.buyer if each == "send-back" else side.seller
            good(api.post(f"{path}/{each}", _SENT if each == "send-back" else None))
        return Sample(getattr(side, by), path + verb, body(side))

    return sample


def reject(side: Side) -> Sample:
    path = _made(side, "claim")
    good(side.seller.post(f"{path}/decline", REASON))
    return Sample(side.world.staff, f"{path}/reject", REASON)


def refund_claim(side: Side) -> Sample:
    sums = [{"line_id": _line(side.delivered_order), "goods": {"amount": "1.00", "currency": "CNY"}}]
    return Sample(side.world.staff, f"{_inspected(side)}/refund", {"liability": "seller", "lines": sums})


def list_claims(side: Side) -> Sample:
    _made(side)
    return Sample(side.buyer, "/claims")


CLAIMING: Mapping[str, Recipe] = {
    "requestRefund": request_refund,
    "declineOrderLines": decline_lines,
    "listClaims": list_claims,
    "openClaim": open_claim,
    "showClaim": _after("", by="buyer"),
    "approveClaim": _after("/approve", by="seller"),
    "declineClaim": _after("/decline", by="seller", body=lambda _: REASON),
    "sendGoodsBack": _after("/send-back", "approve", by="buyer", body=lambda _: _SENT),
    "receiveGoodsBack": _after("/receive", "approve", "send-back", by="seller"),
    "inspectGoods": _after("/inspect", "approve", "send-back", "receive", by="seller", body=_verdict),
    "refundClaim": refund_claim,
    "rejectClaim": reject,
    "writeClaimMessage": _after("/messages", by="buyer", body=lambda _: {"text": "Here it is."}),
    "addClaimPhoto": _after("/photos", by="buyer", body=lambda _: {"file": png()}),
}
