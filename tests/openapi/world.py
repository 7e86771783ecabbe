"""Who calls the doors of the API in its tests, on which rows of theirs?"""

import itertools
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import pytest
from django.db import connection

import kit.jobs
from accounts.models import Membership, Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.organising import found_organisation, make_staff_groups, put_into_group
from accounts.operations.registering import register
from accounts.operations.signing_in import issue_token
from accounts.policy import SCOPES, STAFF_GROUPS
from catalog.models import Listing, Seller
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.operations.loading import lay_tariffs
from payments.models import Payment
from shipping.models import Location
from shipping.operations.laying import lay_services
from shipping.operations.loading import allow_reports
from shipping.operations.timetabling import extend
from storefront.operations.refreshing import fill_window
from tests import desks
from tests.api import Api
from tests.conftest import Jobs
from tests.orders.market import ADDRESS, IDENTITY, Market, capture
from tests.stages import undone

PASSWORD = "corn-flour-by-rail-7"
_keys = itertools.count(1)
_hosts = itertools.count(1)


def new_key() -> str:
    """An Idempotency-Key that nobody used."""
    return f"walk-{next(_keys):06}-{secrets.token_hex(4)}"


def caller(credential: str = "") -> Api:
    """A client at an address of its own, so that no throttle mixes it up with another."""
    api = Api(credential)
    number = next(_hosts) + secrets.randbelow(1 << 23)
    api.client.defaults["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return api


@dataclass
class Side:
    """A buyer, a seller and a partner who know nothing of the other side's."""

    world: "World"
    name: str
    seller_row: Seller
    flour: Listing
    buyer: Api
    seller: Api
    partner: Api
    firm: Organisation
    buyer_user: User
    seller_user: User
    address_id: str = ""
    identity_id: str = ""
    # Whether it is one of the test world.
    sandbox: ClassVar[bool] = False

    def cart(self) -> dict[str, Any]:
        """An open cart with one line."""
        cart = good(self.buyer.post("/carts", {"market": "CN"}))
        return good(self.buyer.post(f"/carts/{cart['id']}/lines", self.line()))

    def line(self) -> dict[str, Any]:
        """Two bags of this side's flour."""
        return {"listing_id": str(self.flour.pk), "quantity": 2}

    def quote(self) -> dict[str, Any]:
        """A quoted cart."""
        path = f"/carts/{self.cart()['id']}/quote"
        asked = {"address_id": self.address_id, "identity_id": self.identity_id}
        return good(self.buyer.post(path, asked))

    def group(self) -> dict[str, Any]:
        """A checkout that waits for its money."""
        quote = self.quote()
        path = f"/carts/{quote['cart_id']}/checkout"
        return good(self.buyer.post(path, {"quote_id": quote["id"]}, key=new_key()))

    def payment(self, group: Mapping[str, Any], provider: str = "bank_transfer") -> dict[str, Any]:
        """A payment just started."""
        body = {"order_group_id": group["id"], "provider": provider}
        return good(self.buyer.post("/payments", body, key=new_key()))

    def paid(self) -> dict[str, Any]:
        """An order paid for, whose shipment has its slot."""
        group = self.group()
        payment = self.payment(group)
        capture(Payment.objects.get(pk=payment["id"]), at=self.world.market.at)
        self.world.jobs.drain()
        return good(self.buyer.get(f"/orders/{group['orders'][0]['id']}"))

    def sold(self, *verbs: str) -> dict[str, Any]:
        """A paid order on which its seller has done some verbs."""
        order = dict(self.paid_order)
        for verb in verbs:
            order = good(self.seller.post(f"/seller/orders/{order['id']}/{verb}"))
        return order

    def delivered(self) -> dict[str, Any]:
        """An order, paid for anew, whose goods come."""
        order = self.paid()
        for verb in ("accept", "pack", "hand-in"):
            good(self.seller.post(f"/seller/orders/{order['id']}/{verb}"))
        stages = (
            "loaded",
            "departed",
            "at_border",
            "transshipped",
            "arrived",
            "out_for_delivery",
            "delivered",
        )
        # The carrier of the east sees all the way of both sides' goods, that of the west none of it.
        reporter = self.partner if self.sandbox else self.world.east.partner
        for stage in stages:
            good(reporter.post("/transport-events", self.report(order, stage)))
        return order

    def report(self, order: Mapping[str, Any], kind: str = "loaded") -> dict[str, Any]:
        """A carrier's report about the order's shipment."""
        shipment = order["shipments"][0]["id"]
        return {"external_id": f"{shipment}:{kind}", "kind": kind, "shipment": shipment}

    @cached_property
    def unpaid_group(self) -> dict[str, Any]:
        """A checkout that waits for its money, made once."""
        return self.group()

    @cached_property
    def paid_order(self) -> dict[str, Any]:
        """A paid order, made once."""
        return self.paid()

    @cached_property
    def delivered_order(self) -> dict[str, Any]:
        """An order whose goods have come, made once."""
        return self.delivered()

    @property
    def handler(self) -> Api:
        """Who lends a hand with the side's goods: staff, but for the test world, where they have none."""
        return self.world.staff

    def other(self) -> "Side":
        """The strangers."""
        return next(each for each in (self.world.east, self.world.west) if each is not self)

    def kinds(self) -> dict[str, Api]:
        """Who calls, by their kind."""
        return {"buyer": self.buyer, "seller": self.seller, "partner": self.partner}

    def twin(self) -> "TestSide":
        """The same people with test keys, a listing of their seller's twin, trains to carry it."""
        world, at = self.world, self.world.market.at
        laid = owns_transaction(lay_services)(at=at)
        owns_transaction(lay_tariffs)(like=laid, at=at)
        owns_transaction(extend)(at=at, by=SYSTEM)
        buyer = world._with_key(user=self.buyer_user, sandbox=True)
        seller = world._with_key(user=self.seller_user, sandbox=True)
        partner = world._with_key(organisation=self.firm, sandbox=True)
        row = Seller.objects.get(organisation__twin_of=self.seller_row.organisation)
        side = TestSide(
            world=world,
            name=f"{self.name}-twin",
            seller_row=row,
            flour=world.market.listing(row, f"T-{self.name}-{next(_keys)}".upper(), units=1000),
            buyer=buyer,
            seller=seller,
            partner=partner,
            firm=Organisation.objects.get(twin_of=self.firm),
            buyer_user=self.buyer_user.twin,
            seller_user=self.seller_user.twin,
        )
        fill_window(at=at)
        side.address_id = good(buyer.post("/me/addresses", ADDRESS))["id"]
        side.identity_id = good(buyer.post("/me/identities", IDENTITY))["id"]
        return side


@dataclass
class TestSide(Side):
    """A side in the test world, where money is what its tester says."""

    __test__ = False
    sandbox = True

    @property
    def handler(self) -> Api:
        """The partner itself."""
        return self.partner

    def paid(self) -> dict[str, Any]:
        """An order paid for, whose shipment has its slot."""
        group = self.group()
        payment = self.payment(group)
        good(self.buyer.post("/sandbox/payment", {"payment": payment["id"], "outcome": "captured"}))
        self.world.jobs.drain()
        return good(self.buyer.get(f"/orders/{group['orders'][0]['id']}"))


@dataclass
class World:
    """A shop with two of everybody, staff, a train in every direction."""

    market: Market
    jobs: Jobs
    east: Side = field(init=False)
    west: Side = field(init=False)
    staff: Api = field(init=False)
    trainee: Api = field(init=False)

    def people(self) -> "World":
        """Let everybody in."""
        owns_transaction(make_staff_groups)()
        self.staff = self._staff("dina", STAFF_GROUPS)
        self.trainee = self._staff("erlan", ())
        places = list(Location.objects.values_list("code", flat=True))
        self.east = self._side("east", "KZ01", "490340000119", places)
        self.west = self._side("west", "KZ02", "490440000271", [])
        fill_window(at=self.market.at)
        return self

    def callers(self) -> dict[str, Api]:
        """One caller of each kind, anonymous among them."""
        return {"anonymous": caller(), "staff": self.staff, **self.east.kinds()}

    def key_of(self, kind: str) -> Api:
        """A buyer or a seller who comes with an API key instead of a token."""
        return self._with_key(user={"buyer": self.east.buyer_user, "seller": self.east.seller_user}[kind])

    def user(self, name: str, *, staff: bool = False, password: str | None = None) -> User:
        """A confirmed person."""
        return owns_transaction(register)(
            email=f"{name}@example.com", password=password, confirmed=True, staff=staff, at=self.market.at
        )

    def _side(self, name: str, code: str, tax_id: str, places: list[str]) -> Side:
        row = self.market.seller(code, tax_id)
        buyer, owner = self.user(f"{name}-buyer"), self.user(f"{name}-owner")
        Membership.objects.create(
            user=owner, organisation=row.organisation, role="owner", created_at=self.market.at
        )
        firm = self._carrier(f"Carrier {name}", places)
        side = Side(
            world=self,
            name=name,
            seller_row=row,
            flour=self.market.listing(row, f"FLR-{name}".upper(), units=1000),
            buyer=_signed_in(buyer),
            seller=caller(desks.token_of(owner)),
            partner=self._with_key(organisation=firm, simulates=True),
            firm=firm,
            buyer_user=buyer,
            seller_user=owner,
        )
        side.address_id = good(side.buyer.post("/me/addresses", ADDRESS))["id"]
        side.identity_id = good(side.buyer.post("/me/identities", IDENTITY))["id"]
        return side

    def _carrier(self, name: str, places: list[str]) -> Organisation:
        firm = owns_transaction(found_organisation)(kind="carrier", name=name, at=self.market.at)
        if places:
            owns_transaction(allow_reports)(organisation_id=firm.pk, location_codes=places, at=self.market.at)
        return firm

    def _staff(self, name: str, groups: Sequence[str]) -> Api:
        user = self.user(name, staff=True)
        for group in groups:
            owns_transaction(put_into_group)(user=user, group=group)
        return self._with_key(user=user)

    def _with_key(
        self,
        *,
        user: User | None = None,
        organisation: Organisation | None = None,
        simulates: bool = False,
        sandbox: bool = False,
    ) -> Api:
        made = owns_transaction(create_key)(
            name="walk",
            scopes=sorted(SCOPES),
            user=user,
            organisation=organisation,
            simulates=simulates,
            sandbox=sandbox,
            at=self.market.at,
            by=SYSTEM,
        )
        return caller(made.secret)


@contextmanager
def opened_world() -> Iterator[World]:
    """A world that is gone afterwards, with both sides' standing orders made."""
    jobs = Jobs()
    with undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit.jobs, "sender", lambda name, kwargs: jobs.sent.append((name, kwargs)))
        world = World(Market(at=now()).open(), jobs).people()
        for side in (world.east, world.west):
            assert side.unpaid_group
            assert side.paid_order
            assert side.delivered_order
        for side in (world.east, world.west):
            for api in (*side.kinds().values(), world.staff, world.trainee):
                # A credential's first use is noted; later ones soon after are not.
                api.get("/me")
        connection.run_on_commit.clear()
        yield world


def new_name() -> str:
    """A name that no throttle has counted."""
    return f"walker-{secrets.token_hex(6)}"


def good(answer: Any) -> dict[str, Any]:
    """The answer's body, of an answer that must be a success."""
    assert 200 <= answer.status_code < 300, (answer.status_code, answer.content[:500])
    shown: dict[str, Any] = answer.json()
    return shown


def _signed_in(user: User) -> Api:
    return caller(owns_transaction(issue_token)(user=user, user_agent="walk", at=now()).token)
