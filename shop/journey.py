"""How does one order get from the shop window to its buyer, over HTTP alone?"""

import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from shop.made_up import identity_number

API = "/api/v1"
MARKET = "CN"
GOODS = "flour"
UNITS = 2
ADDRESS = {
    "recipient": "李伟",
    "phone": "+8613800000000",
    "country": "CN",
    "district_code": "320706",
    "street": "海棠北路 1 号",
    "postcode": "222000",
}
# The receiver; nobody has this number.
IDENTITY = {"name": ADDRESS["recipient"], "number": identity_number(900)}
# What the carrier reports, in the order of the way; hand-in is the seller's to say.
STAGES = (
    "loaded",
    "departed",
    "at_border",
    "transshipped",
    "arrived",
    "out_for_delivery",
    "delivered",
)
# The worker looks at once, its sweep every thirty seconds.
POLLS = 120

Json = dict[str, Any]
T = TypeVar("T")
Walk = Generator["Step", None, T]


class JourneyFailed(Exception):
    """A step was refused, or what should follow it did not; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the journey: who asked for what, how it was answered."""

    who: str
    what: str
    status: int
    result: str
    url: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a credential; nobody's is empty."""

    who: str
    credential: str = ""


ANYONE = Caller("anyone")


class Journey:
    """
    Walks from browsing to delivered with the demonstration's people.

    `credentials` is the content of the credentials file. `rest` is called
    between two looks at something that workers do. Nothing is assumed of earlier
    journeys, so it can be walked any number of times.
    """

    def __init__(
        self, *, http: httpx.Client, credentials: Mapping[str, Any], rest: Callable[[], None]
    ) -> None:
        self._http = http
        self._known = credentials
        self._rest = rest
        self._sellers = {
            each["code"]: Caller(f"seller {each['code']}", each["api_key"]) for each in credentials["sellers"]
        }
        self._partner = Caller("carrier", credentials["partner"]["api_key"])
        self.tracking_url = ""

    def walk(self) -> Iterator[Step]:
        """
        Every step as soon as it is taken.

        :raises JourneyFailed: at the first step that fails.
        """
        product = yield from self._browse()
        buyer = yield from self._sign_in()
        quote = yield from self._fill_cart(buyer, product)
        group = yield from self._check_out(buyer, quote)
        yield from self._pay(buyer, group)
        order = yield from self._wait_for_train(buyer, group)
        yield from self._hand_in(order)
        yield from self._ride(order)
        yield from self._receive(buyer, order)

    # ---- the buyer ------------------------------------------------------------------

    def _browse(self) -> Walk[Json]:
        query = {"market": MARKET, "in_stock": "true", "limit": "100"}
        answer = self._get(ANYONE, "browse", "/products", **query)
        items = answer.json()["items"]
        found = [
            each
            for each in items
            if each["seller"]["code"] in self._sellers and GOODS in each["name"].lower()
        ]
        if not found:
            raise JourneyFailed(f"No {GOODS} of a demo seller is in stock.")
        product: Json = max(found, key=lambda each: int(each["available"]))
        yield self._step(ANYONE, "Browse", answer, f"{len(items)} products in stock, {len(found)} of {GOODS}")
        answer = self._get(ANYONE, "look at a product", f"/products/{product['id']}")
        words = f"{answer.json()['name']}, {_money(answer.json()['price'])}"
        yield self._step(ANYONE, "Look at one product", answer, words)
        return product

    def _sign_in(self) -> Walk[Caller]:
        person = self._known["buyers"][0]
        given = {"email": person["email"], "password": person["password"]}
        answer = self._send(ANYONE, "POST", f"{API}/auth/sign-in", given)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            # Guessing passwords is throttled; an API key signs in as well.
            yield self._step(ANYONE, "Sign in", answer, "too many sign-ins, so the API key is used")
            return Caller("buyer", person["api_key"])
        self._insist(ANYONE, "sign in", answer)
        yield self._step(ANYONE, "Sign in", answer, person["email"])
        return Caller("buyer", answer.json()["token"])

    def _address(self, buyer: Caller) -> Walk[str]:
        answer = self._get(buyer, "list their addresses", "/me/addresses")
        # Whoever tries the demo out leaves addresses of their own.
        kept = [each for each in answer.json()["items"] if each["country"] == MARKET]
        if kept:
            yield self._step(buyer, "Find an address", answer, _place(kept[0]))
            return str(kept[0]["id"])
        answer = self._post(buyer, "add an address", "/me/addresses", ADDRESS)
        yield self._step(buyer, "Add an address", answer, _place(answer.json()))
        return str(answer.json()["id"])

    def _identity(self, buyer: Caller) -> Walk[str]:
        answer = self._get(buyer, "list in whose names they order", "/me/identities")
        kept = answer.json()["items"]
        if kept:
            yield self._step(buyer, "Find an identity", answer, _card(kept[0]))
            return str(kept[0]["id"])
        answer = self._post(buyer, "add an identity", "/me/identities", IDENTITY)
        yield self._step(buyer, "Add an identity for customs", answer, _card(answer.json()))
        return str(answer.json()["id"])

    def _fill_cart(self, buyer: Caller, product: Json) -> Walk[Json]:
        address_id = yield from self._address(buyer)
        identity_id = yield from self._identity(buyer)
        answer = self._post(buyer, "open a cart", "/carts", {"market": MARKET})
        path = f"/carts/{answer.json()['id']}"
        yield self._step(buyer, "Open a cart", answer, f"market {MARKET}")
        wanted = {"listing_id": product["id"], "quantity": UNITS}
        answer = self._post(buyer, "fill the cart", f"{path}/lines", wanted)
        line = answer.json()["lines"][0]
        yield self._step(buyer, "Put goods in", answer, f"{line['quantity']} x {line['sku']}")
        asked = {"address_id": address_id, "identity_id": identity_id}
        answer = self._post(buyer, "get a quote", f"{path}/quote", asked)
        quote: Json = answer.json()
        words = f"{_amounts(quote['amounts'])}, {_days(quote['orders'][0]['delivery'])}"
        yield self._step(buyer, "Get the landed cost", answer, words)
        return quote

    def _check_out(self, buyer: Caller, quote: Json) -> Walk[Json]:
        path, key = f"/carts/{quote['cart_id']}/checkout", _new_key()
        agreed = {"quote_id": quote["id"]}
        answer = self._post(buyer, "check out", path, agreed, key=key)
        group: Json = answer.json()
        yield self._step(buyer, "Check out", answer, f"{group['number']}, {_money(group['total'])}")
        again = self._post(buyer, "check out again", path, agreed, key=key)
        if again.json()["id"] != group["id"] or again.headers.get("Idempotent-Replayed") != "true":
            raise JourneyFailed("The same checkout sent twice was not answered as one.")
        yield self._step(buyer, "Repeat with the same key", again, "the same answer, replayed")
        return group

    def _pay(self, buyer: Caller, group: Json) -> Walk[None]:
        wanted = {"order_group_id": group["id"], "provider": "demo"}
        answer = self._post(buyer, "start a payment", "/payments", wanted, key=_new_key())
        payment = answer.json()
        yield self._step(
            buyer, "Start a payment", answer, f"{payment['status']}, {_money(payment['amount'])}"
        )
        page = httpx.URL(payment["next_action"]["url"]).path.removeprefix(API)
        paid = self._post(ANYONE, "pay at the demo provider", f"{page}/pay", {"behaviour": "prompt"})
        yield self._step(buyer, "Pay at the demo provider", paid, "the provider notifies the shop")
        answer = self._await(
            lambda: self._get(buyer, "look at the payment", f"/payments/{payment['id']}"),
            lambda: f"The payment {payment['id']} was not captured: is the worker of payments at work?",
            until=lambda found: found["status"] == "captured",
        )
        yield self._step(buyer, "See the money arrive", answer, answer.json()["status"])

    def _wait_for_train(self, buyer: Caller, group: Json) -> Walk[Json]:
        seen: Json = {}

        def look() -> httpx.Response:
            answer = self._get(buyer, "look at the order", f"/order-groups/{group['id']}")
            seen.update(answer.json()["orders"][0])
            return answer

        answer = self._await(
            look,
            lambda: f"No train was assigned to order {seen['number']}: {_shipments(seen)}",
            until=lambda found: _all_in(found["orders"][0], "assigned"),
        )
        train = seen["shipments"][0]["departure"]
        words = f"{train['service_code']} departs {train['departs_at']}, arrives {train['arrives_at']}"
        yield self._step(buyer, "Wait for a slot on a train", answer, words)
        return seen

    def _receive(self, buyer: Caller, order: Json) -> Walk[None]:
        for shipment in order["shipments"]:
            code = shipment["tracking_code"]
            answer = self._get(ANYONE, "track the parcel", f"/track/{code}")
            self.tracking_url = str(answer.url)
            found = answer.json()
            if found["status"] != "delivered":
                raise JourneyFailed(f"Shipment {shipment['number']} is {found['status']}, not delivered.")
            yield self._step(ANYONE, "Track the parcel", answer, f"{found['status']}, {code}")
        answer = self._get(buyer, "look at the order", f"/orders/{order['id']}")
        found = answer.json()
        axes = f"{found['status']}, {found['payment_status']}, {found['fulfilment_status']}"
        if found["fulfilment_status"] != "delivered":
            raise JourneyFailed(f"Order {found['number']} is {axes}.")
        yield self._step(buyer, "See the order delivered", answer, axes)

    # ---- the seller, the carrier ----------------------------------------------------

    def _hand_in(self, order: Json) -> Walk[None]:
        seller = self._sellers[order["seller_code"]]
        path = f"/seller/orders/{order['id']}"
        for verb, what in (("accept", "Accept the order"), ("pack", "Pack it"), ("hand-in", "Hand it in")):
            answer = self._post(seller, f"{verb} the order", f"{path}/{verb}", {})
            yield self._step(seller, what, answer, _shipments(answer.json()))

    def _ride(self, order: Json) -> Walk[None]:
        for stage in STAGES:
            for shipment in order["shipments"]:
                number = shipment["number"]
                report = {"external_id": f"{number}:{stage}", "kind": stage, "shipment": number}
                answer = self._post(self._partner, f"report {stage}", "/transport-events", report)
                event = answer.json()["events"][0]
                words = f"{number} {event['occurred_at']}" + (" (simulated)" if event["simulated"] else "")
                yield self._step(self._partner, f"Report {stage.replace('_', ' ')}", answer, words)

    # ---- HTTP ------------------------------------------------------------------------

    def _get(self, caller: Caller, what: str, path: str, **query: str) -> httpx.Response:
        return self._insist(caller, what, self._send(caller, "GET", f"{API}{path}", query=query))

    def _post(self, caller: Caller, what: str, path: str, body: Json, *, key: str = "") -> httpx.Response:
        return self._insist(caller, what, self._send(caller, "POST", f"{API}{path}", body, key=key))

    def _send(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        key: str = "",
    ) -> httpx.Response:
        headers = {"Accept-Language": "en"}
        if caller.credential:
            headers["Authorization"] = f"Bearer {caller.credential}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            return self._http.request(method, path, json=body, params=query, headers=headers)
        except httpx.HTTPError as error:
            address = self._http.base_url.join(path)
            raise JourneyFailed(f"{address} does not answer: {str(error) or type(error).__name__}") from error

    def _insist(self, caller: Caller, what: str, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        raise JourneyFailed(
            f"The {caller.who} could not {what}: {answer.request.method} {answer.url} answered "
            f"{answer.status_code} {_problem(answer)}"
        )

    def _await(
        self,
        look: Callable[[], httpx.Response],
        excuse: Callable[[], str],
        *,
        until: Callable[[Json], bool],
    ) -> httpx.Response:
        for _ in range(POLLS):
            answer = look()
            if until(answer.json()):
                return answer
            self._rest()
        raise JourneyFailed(excuse())

    def _step(self, caller: Caller, what: str, answer: httpx.Response, result: str) -> Step:
        return Step(caller.who, what, answer.status_code, result, str(answer.url))


def _new_key() -> str:
    return str(uuid.uuid4())


def _money(money: Mapping[str, str]) -> str:
    return f"{money['amount']} {money['currency']}"


def _amounts(amounts: Mapping[str, Mapping[str, str]]) -> str:
    parts = ", ".join(f"{name} {amounts[name]['amount']}" for name in ("goods", "freight", "vat"))
    return f"{_money(amounts['total'])} ({parts})"


def _days(delivery: Mapping[str, Any]) -> str:
    """Such as "12-11 to 12-16 (90%)"."""
    sure = f"{delivery['percent']}%" if delivery["percent"] else "timetable only"
    return f"{delivery['first_day'][5:]} to {delivery['last_day'][5:]} ({sure})"


def _card(identity: Mapping[str, str]) -> str:
    return f"{identity['name']}, …{identity['number_end']}"


def _place(address: Mapping[str, str]) -> str:
    return ", ".join(address[part] for part in ("district", "city", "province") if address[part])


def _all_in(order: Json, status: str) -> bool:
    return bool(order["shipments"]) and all(each["status"] == status for each in order["shipments"])


def _shipments(order: Json) -> str:
    """The shipments of an order with their states, for people."""
    found = [
        f"{each['number']} {each['status']} {each['waiting_reason']}".strip() for each in order["shipments"]
    ]
    return ", ".join(found) or "it has no shipment yet"


def _problem(answer: httpx.Response) -> str:
    """The problem document in one line; what isn't one is shown as it begins."""
    try:
        problem = answer.json()
        return f"{problem['code']}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return answer.text[:200]
