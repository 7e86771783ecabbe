"""How do a scenario's buyers speak to the shop, each over a connection that stays open?"""

import http.client
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlsplit

R = TypeVar("R")

API = "/api/v1"
PROBLEM = "application/problem+json"
# A server that dies or an idle connection that it closed; the request may or may not have been served.
CUT = (http.client.HTTPException, OSError)
# The server closes a connection that was silent for five seconds.
IDLE_S = 3.0


@dataclass(frozen=True)
class Answer:
    """What came back, and after how long."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    seconds: float

    def json(self) -> Any:
        """The body as JSON; nothing when it isn't."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def code(self) -> str:
        """The problem's code, empty for anything else."""
        said = self.json()
        return str(said.get("code", "")) if isinstance(said, dict) else ""

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem document."""
        return self.headers.get("content-type", "").startswith(PROBLEM) and bool(self.code)

    def __str__(self) -> str:
        """For people."""
        return f"{self.status} {self.body[:300].decode(errors='replace')}"


class Refused(Exception):
    """A step that had to succeed got another answer."""


@dataclass
class Client:
    """One keep-alive connection with one credential."""

    base_url: str
    credential: str = ""
    patience_s: float = 60.0
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)
    _used_s: float = field(default=0.0, repr=False)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """
        One request; `bytes` go as they are, anything else as JSON. Paths are below /api/v1, or whole.

        :raises OSError: (or HTTPException) if the connection is cut.
        """
        named = {"Accept-Language": "en", **(headers or {})}
        if self.credential:
            named.setdefault("Authorization", f"Bearer {self.credential}")
        if key:
            named["Idempotency-Key"] = key
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if raw is not None:
            named.setdefault("Content-Type", "application/json")
        address = (
            path if path.startswith(("/api/", "/livez", "/readyz", "/admin", "/metrics")) else API + path
        )
        began_s = time.monotonic()
        try:
            connection = self.connect()
            connection.request(method, address, raw, named)
            response = connection.getresponse()
            read = response.read()
        except CUT:
            self.hang_up()
            raise
        self._used_s = time.monotonic()
        heads = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, read, heads, time.monotonic() - began_s)

    def connect(self) -> http.client.HTTPConnection:
        """The open connection, opened if need be; one that has idled is about to be closed by the server."""
        if time.monotonic() - self._used_s > IDLE_S:
            self.hang_up()
        self._used_s = time.monotonic()
        if self._connection is None:
            parts = urlsplit(self.base_url)
            assert parts.hostname
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.patience_s)
        if self._connection.sock is None:
            self._connection.connect()
        return self._connection

    def hang_up(self) -> None:
        """Close it; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str) -> Answer:
        """GET."""
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        """POST, an empty object unless a body is given."""
        return self.send("POST", path, {} if body is None else body, key=key)


@dataclass
class Shopper:
    """A buyer who knows their way through the shop."""

    client: Client
    address_id: str
    email: str = ""
    password: str = ""

    def cart(self, *lines: tuple[str, int]) -> str:
        """A new cart with these listings and quantities; its id."""
        cart = self.done(self.client.post("/carts", {"market": "CN"}), 201)
        for listing_id, quantity in lines:
            wanted = {"listing_id": listing_id, "quantity": quantity}
            self.done(self.client.post(f"/carts/{cart['id']}/lines", wanted), 201)
        return str(cart["id"])

    def quote(self, cart_id: str) -> str:
        """The id of a quote of the cart as it is."""
        asked = self.client.post(f"/carts/{cart_id}/quote", {"address_id": self.address_id})
        return str(self.done(asked, 201)["id"])

    def ready(self, *lines: tuple[str, int]) -> "Basket":
        """A quoted cart: one request away from an order."""
        cart_id = self.cart(*lines)
        return Basket(self, cart_id, self.quote(cart_id), new_key())

    def start_payment(self, group_id: str) -> str:
        """Start a payment of the demo provider; the path of its page."""
        wanted = {"order_group_id": group_id, "provider": "demo"}
        payment = self.done(self.client.post("/payments", wanted, key=new_key()), 201)
        return urlsplit(str(payment["next_action"]["url"])).path

    def pay(self, page: str) -> None:
        """Pay on that page; the provider notifies at once."""
        self.done(self.client.post(f"{page}/pay", {"behaviour": "prompt"}), 200)

    def buy(self, *lines: tuple[str, int]) -> dict[str, Any]:
        """An order group, placed and not yet paid."""
        placed: dict[str, Any] = self.done(self.ready(*lines).check_out(), 201)
        return placed

    @staticmethod
    def done(answer: Answer, status: int) -> Any:
        """
        What a request that had to succeed brought.

        :raises Refused: if it didn't.
        """
        if answer.status != status:
            raise Refused(f"wanted {status}, got {answer}")
        return answer.json()


@dataclass(frozen=True)
class Basket:
    """A quoted cart with the key under which it is checked out."""

    shopper: Shopper
    cart_id: str
    quote_id: str
    key: str

    def check_out(self, client: Client | None = None) -> Answer:
        """Ask for the orders; repeated it asks for the same ones."""
        through = client or self.shopper.client
        return through.post(f"/carts/{self.cart_id}/checkout", {"quote_id": self.quote_id}, key=self.key)


def shoppers(base_url: str, people: Sequence[Mapping[str, str]]) -> list[Shopper]:
    """Each with a connection and a credential of their own."""
    return [
        Shopper(Client(base_url, each["key"]), each["address_id"], each["email"], each["password"])
        for each in people
    ]


def new_key() -> str:
    """An Idempotency-Key that nobody used."""
    return str(uuid.uuid4())


def side_by_side(works: Sequence[Callable[[], R]], *, at_most: int = 8) -> list[R]:
    """Do all of them, a few at a time; what they bring, in order."""
    with ThreadPoolExecutor(at_most) as pool:
        return list(pool.map(lambda work: work(), works))


def at_once(clients: Sequence[Client], works: Sequence[Callable[[], R]]) -> list[R]:
    """Open every connection, then release all of them at the same instant."""
    barrier = Barrier(len(works))

    def released(client: Client, work: Callable[[], R]) -> R:
        # An idle connection may have been closed by the server, so each gets a fresh one now.
        client.hang_up()
        client.connect()
        barrier.wait(timeout=60)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(released, clients, works))
