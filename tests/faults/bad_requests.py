"""Which requests are wrong, and which field is to blame?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.shoppers import Client, Shopper

NOBODY = "01890000-0000-7000-8000-000000000000"
# Without Django, whose models the tests' own address lives beside.
ADDRESS = {
    "recipient": "Wang Fang",
    "phone": "+8613800000000",
    "country": "CN",
    "province": "CN-JS",
    "city": "Lianyungang",
    "street": "1 Haitang North Road",
    "postcode": "222000",
}
JSON = "application/json"
FORM = b'--x\r\nContent-Disposition: form-data; name="quantity"\r\n\r\n1\r\n--x--\r\n'


@dataclass(frozen=True)
class Scene:
    """Whose doors are knocked at."""

    buyer: Shopper
    seller: Client
    staff: Client
    listing_id: str
    product_id: str
    variant_id: str
    lot_id: str
    cart_id: str
    quote_id: str


@dataclass(frozen=True)
class Bad:
    """One wrong request, with the JSON pointer of the guilty field where there is one."""

    path: str
    body: Any
    pointer: str = ""
    who: str = "buyer"
    method: str = "POST"
    keyed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """For people."""
        said = self.body if isinstance(self.body, bytes) else json.dumps(self.body)
        return f"{self.method} {self.path} {said[:120]!r} {dict(self.headers)}"


def bad_requests(scene: Scene) -> list[Bad]:
    """All of them."""
    return [
        *_numbers(scene),
        *_unknown_fields(scene),
        *_texts(scene),
        *_bodies(scene),
        *_tongues(scene),
        *_questions(),
        *_strangers(scene),
    ]


def _numbers(scene: Scene) -> list[Bad]:
    path = f"/carts/{scene.cart_id}/lines"
    written = (
        *("-1", "0", "10001", "1000000000", "9" * 400, "-" + "9" * 400, "1.5", "1.0", "1e3", "1E400"),
        *("NaN", "Infinity", "-Infinity", '"5"', '"١٢"', "true", "null", "[1]", "{}", '""'),
    )
    return [
        Bad(path, f'{{"listing_id": "{scene.listing_id}", "quantity": {number}}}'.encode(), "/quantity")
        for number in written
    ]


def _unknown_fields(scene: Scene) -> list[Bad]:
    line = {"listing_id": scene.listing_id, "quantity": 1}
    checkout = {"quote_id": scene.quote_id}
    return [
        Bad("/carts", {"market": "CN", "currency": "USD"}, "/currency"),
        Bad("/carts", {"market": "US"}, "/market"),
        Bad("/carts", {"market": "cn"}, "/market"),
        Bad("/carts", {}, "/market"),
        Bad(f"/carts/{scene.cart_id}/lines", {**line, "unit_price": {"amount": "0.01"}}, "/unit_price"),
        Bad(f"/carts/{scene.cart_id}/lines", {**line, "__proto__": {}}, "/__proto__"),
        Bad(f"/carts/{scene.cart_id}/lines", {**line, "listing_id": "1 OR 1=1"}, "/listing_id"),
        Bad(f"/carts/{scene.cart_id}/lines", {**line, "listing_id": 5}),
        Bad(f"/carts/{scene.cart_id}/quote", {"address_id": NOBODY, "total": "1"}, "/total"),
        Bad(f"/carts/{scene.cart_id}/checkout", {**checkout, "total": "0"}, "/total", keyed=True),
        Bad(f"/carts/{scene.cart_id}/checkout", {"quote_id": "x"}, "/quote_id", keyed=True),
        Bad("/payments", {"order_group_id": NOBODY, "provider": "barter"}, "/provider", keyed=True),
        Bad("/payments", {"order_group_id": NOBODY, "provider": "demo", "amount": 1}, "/amount", keyed=True),
        Bad("/me/addresses", {**ADDRESS, "buyer_id": NOBODY}, "/buyer_id"),
        Bad("/me/addresses", {**ADDRESS, "country": "XX"}, "/country"),
        Bad("/me/addresses", {**ADDRESS, "phone": "call me"}, "/phone"),
        Bad("/me/addresses", {**ADDRESS, "phone": "+85291234567"}, "/phone"),
        Bad("/me/addresses", {**ADDRESS, "district_code": "999999"}, "/district_code"),
        Bad("/me/addresses", {**ADDRESS, "district_code": 320706}, "/district_code"),
        Bad("/me/addresses", {**ADDRESS, "postcode": "510000"}, "/postcode"),
        Bad("/me/addresses", {**ADDRESS, "city": 7}, "/city"),
        Bad("/api-keys", {"name": "mine", "scopes": ["orders:everything"]}, "/scopes/0"),
        Bad("/auth/sign-up", {"email": "no address", "password": "caravan-of-rails-9"}, "/email"),
    ]


def _texts(scene: Scene) -> list[Bad]:
    return [
        Bad("/me/addresses", {**ADDRESS, "city": "a" * 101}, "/city"),
        Bad("/me/addresses", {**ADDRESS, "city": "a\x00b"}, "/city"),
        Bad("/me/addresses", {**ADDRESS, "city": "\ud800"}, "/city"),
        Bad("/me/addresses", {**ADDRESS, "street": ""}, "/street"),
        Bad("/me/addresses", {**ADDRESS, "street": ["a"]}, "/street"),
        Bad("/me/addresses", {**ADDRESS, "province": "CN-JS'; DROP TABLE orders_order; --"}, "/province"),
        Bad(
            f"/carts/{scene.cart_id}/checkout", {"quote_id": scene.quote_id}, headers={"Idempotency-Key": ""}
        ),
        Bad(
            f"/carts/{scene.cart_id}/checkout",
            {"quote_id": scene.quote_id},
            headers={"Idempotency-Key": "k" * 256},
        ),
        Bad(f"/carts/{scene.cart_id}/checkout", {"quote_id": scene.quote_id}),
    ]


def _bodies(scene: Scene) -> list[Bad]:
    path = f"/carts/{scene.cart_id}/lines"
    deep = 100_000
    return [
        Bad(path, b"[" * deep),
        Bad(path, b"[" * deep + b"]" * deep),
        Bad(path, b'{"a":' * deep + b"1" + b"}" * deep),
        Bad(path, b"[" * 33 + b"]" * 33),
        Bad(path, b"9" * 900_000),
        Bad(path, b'{"quantity": ' + b"9" * 900_000 + b"}"),
        Bad(path, b'{"' + b"a" * 900_000 + b'": 1}'),
        Bad(path, b"{" + b",".join(b'"f%d": 1' % number for number in range(50_000)) + b"}"),
        Bad(path, b"[" + b"1," * 400_000 + b"1]"),
        Bad("/api-keys", b'{"name": "a", "scopes": [' + b"1," * 400_000 + b"1]}", "/scopes"),
        Bad("/transport-events", b'{"events": [' + b"{}," * 300_000 + b"{}]}", "/events", who="staff"),
        Bad(path, b""),
        Bad(path, b"null"),
        Bad(path, b'"text"'),
        Bad(path, b"{"),
        Bad(path, b"{'listing_id': 1}"),
        Bad(path, b'{"quantity": 1, "quantity": 2}'),
        Bad(path, b'{"quantity": 1} {"quantity": 2}'),
        Bad(path, b"listing_id=1&quantity=1"),
    ]


def _tongues(scene: Scene) -> list[Bad]:
    path = f"/carts/{scene.cart_id}/lines"
    line = json.dumps({"listing_id": scene.listing_id, "quantity": 1})
    spoken = {
        f"{JSON}; charset=utf-16": line.encode("utf-16"),
        f"{JSON}; charset=utf-7": line.encode("utf-7"),
        f"{JSON}; charset=latin-1": line.encode(),
        f"{JSON}; charset=rot13": line.encode(),
        f"{JSON}; charset=zlib": line.encode(),
        "application/x-www-form-urlencoded": b"quantity=1",
        "multipart/form-data; boundary=x": FORM,
        "multipart/form-data": b"no boundary",
        "text/xml": b"<quantity>1</quantity>",
        "text/plain": line.encode(),
        "application/x-pickle": b"\x80\x04.",
        "": line.encode(),
        "/": line.encode(),
    }
    bytewise = (b'{"a": "\xff"}', b"\xef\xbb\xbf" + line.encode(), b"\xc0\xaf", b"\x1f\x8b\x08\x00", b"\x00")
    return [
        *(Bad(path, body, headers={"Content-Type": kind}) for kind, body in spoken.items()),
        *(Bad(path, body) for body in bytewise),
    ]


def _questions() -> list[Bad]:
    asked = {
        "/orders?limit=-1": "/limit",
        "/orders?limit=0": "/limit",
        "/orders?limit=1000000000": "/limit",
        "/orders?limit=NaN": "/limit",
        "/orders?limit=1&limit=2": "/limit",
        "/orders?limit=%D9%A1": "/limit",
        "/orders?nothing=1": "/nothing",
        "/orders?status=stolen": "/status",
        "/orders?cursor=garbage": "",
        "/orders?cursor=" + "A" * 900: "",
        "/orders?buyer=%00": "",
        "/products?market=CN&price_min=NaN": "/price_min",
        "/products?market=CN&price_max=1e400": "/price_max",
        "/products?market=ZZ": "/market",
        "/products?market=CN&q=%00": "",
        "/orders/not-a-uuid": "",
        f"/orders/{NOBODY}": "",
        "/carts/..%2f..%2fadmin": "",
        "/fx-rates?base=XXX": "/base",
        "/fx-rates?date=2026-02-30": "/date",
    }
    return [Bad(path, None, pointer, method="GET") for path, pointer in asked.items()]


def _strangers(scene: Scene) -> list[Bad]:
    path = f"/carts/{scene.cart_id}/lines"
    line = {"listing_id": scene.listing_id, "quantity": 1}
    event = {"external_id": "x", "kind": "loaded", "shipment": "SCS-26-00000001-0"}
    return [
        Bad("/orders", None, method="GET", headers={"Authorization": "Bearer sct_" + "0" * 43}),
        Bad("/orders", None, method="GET", headers={"Authorization": "Bearer " + "x" * 4000}),
        Bad("/orders", None, method="GET", headers={"Authorization": "Basic YTpi"}),
        Bad(path, line, method="PUT"),
        Bad(path, line, method="DELETE"),
        Bad(path, line, headers={"Accept": "text/html"}),
        Bad("/transport-events", event),
        Bad("/transport-events", {**event, "occurred_at": "yesterday"}, "/occurred_at", who="staff"),
        Bad("/transport-events", {**event, "kind": "stolen"}, "/kind", who="staff"),
        Bad("/transport-events", {"events": []}, "/events", who="staff"),
        Bad("/transport-events", {**event, "weight": 1}, "/weight", who="staff"),
    ]
