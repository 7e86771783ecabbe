"""Can somebody who has only the API document buy flour and watch it ride a train?"""

import inspect
import itertools
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.operations.registering import register
from kit.clock import now
from kit.transactions import owns_transaction
from tests.conftest import Jobs
from tests.openapi.client import Generated
from tests.openapi.document import Op, operations
from tests.openapi.world import PASSWORD, World
from tests.orders.market import CODED_ADDRESS, IDENTITY, Market

STAGES = ("loaded", "departed", "at_border", "transshipped", "arrived", "out_for_delivery", "delivered")


def test_the_generator_leaves_nothing_out(generated: Generated) -> None:
    assert list(generated.complaints) == []


@pytest.mark.parametrize("op", operations(), ids=str)
def test_every_operation_is_a_typed_function(generated: Generated, op: Op) -> None:
    call = generated.operation(op.id).sync_detailed
    told = inspect.signature(call)
    names = [parameter.annotation for parameter in told.parameters.values()]
    assert inspect.Parameter.empty not in names
    assert not [name for name in names if "Any" in str(name)]
    _, schema = op.success()
    assert ("Any" in str(told.return_annotation)) is (schema is None)


def test_an_order_is_bought_and_delivered_through_the_generated_client(
    transactional_db: None,
    live_server: Any,
    generated: Generated,
    jobs: Jobs,
    settings: Any,
) -> None:
    settings.DEMO = True
    settings.PUBLIC_URL = live_server.url
    world = World(Market(at=now()).open(), jobs).people()
    register_buyer = owns_transaction(register)
    register_buyer(email="reader@example.com", password=PASSWORD, confirmed=True, at=now())
    journey = Journey(generated, live_server.url, jobs)

    listing = journey.find("FLR-EAST")
    token = journey.sign_in("reader@example.com")
    group = journey.check_out(token, listing.id)
    order = journey.pay(token, group)
    assert [shipment.status for shipment in order.shipments] == ["assigned"]
    journey.hand_in(world.east.seller.credential, order.id)
    journey.ride(world.east.partner.credential, order)
    assert journey.tracked(order) == ["delivered"]
    order = journey.ask("showOrder", token, order_id=order.id)
    assert (order.status, order.payment_status, order.fulfilment_status) == ("accepted", "paid", "delivered")


@dataclass
class Journey:
    """Everything that the generated client is asked to do."""

    generated: Generated
    base_url: str
    jobs: Jobs

    def ask(self, operation_id: str, credential: str = "", **told: Any) -> Any:
        """Call one operation; what it answers is parsed by the generated code."""
        anonymous, signed_in = self.generated.anonymous, self.generated.signed_in
        client = signed_in(self.base_url, credential) if credential else anonymous(self.base_url)
        with client as opened:
            answer = self.generated.operation(operation_id).sync_detailed(client=opened, **told)
        assert 200 <= answer.status_code < 300, (operation_id, answer.status_code, answer.content)
        self.jobs.drain()
        return answer.parsed

    def body(self, shape: str, /, **members: Any) -> Any:
        """A body of one of the document's shapes."""
        return self.generated.model(shape).from_dict(members)

    def find(self, sku: str) -> Any:
        """Browse to one product."""
        page = self.ask("listProducts", limit=100)
        (found,) = [each for each in page.items if each.sku == sku]
        shown = self.ask("showProduct", listing_id=found.id)
        assert shown.price == found.price
        return shown

    def sign_in(self, email: str) -> str:
        """A password for a token."""
        issued = self.ask("signIn", body=self.body("SignInRequest", email=email, password=PASSWORD))
        return str(issued.token)

    def check_out(self, token: str, listing_id: UUID) -> Any:
        """Address, cart, line, quote, checkout, twice with one key."""
        address = self.ask("addAddress", token, body=self.body("AddressRequest", **CODED_ADDRESS))
        someone = self.ask("addIdentity", token, body=self.body("IdentityRequest", **IDENTITY))
        cart = self.ask("openCart", token, body=self.body("CartRequest", market="CN"))
        line = self.body("CartLineRequest", listing_id=str(listing_id), quantity=2)
        cart = self.ask("addCartLine", token, cart_id=cart.id, body=line)
        assert [(each.sku, each.quantity) for each in cart.lines] == [("FLR-EAST", 2)]
        wanted = self.body("QuoteRequest", address_id=str(address.id), identity_id=str(someone.id))
        quote = self.ask("quoteCart", token, cart_id=cart.id, body=wanted)
        agreed, key = self.body("CheckoutRequest", quote_id=str(quote.id)), str(uuid4())
        first, second = (
            self.ask("checkout", token, cart_id=cart.id, body=agreed, idempotency_key=key) for _ in range(2)
        )
        assert first == second
        assert first.total == quote.amounts.total
        return first

    def pay(self, token: str, group: Any) -> Any:
        """Start a payment, pay it at the demo provider, see the order paid."""
        wanted = self.body("PaymentRequest", order_group_id=str(group.id), provider="demo")
        payment = self.ask("startPayment", token, body=wanted, idempotency_key=str(uuid4()))
        prompt = self.body("ChargeRequest", behaviour="prompt")
        self.ask("payDemoCharge", provider_ref=payment.provider_ref, body=prompt)
        assert self.ask("showPayment", token, payment_id=payment.id).status == "captured"
        return self.ask("showOrderGroup", token, group_id=group.id).orders[0]

    def hand_in(self, credential: str, order_id: UUID) -> None:
        """What the seller does."""
        self.ask("acceptOrder", credential, order_id=order_id)
        self.ask("packOrder", credential, order_id=order_id, body=self.body("PackRequest"))
        self.ask("handInOrder", credential, order_id=order_id)

    def ride(self, credential: str, order: Any) -> None:
        """What the carrier reports."""
        for stage, shipment in itertools.product(STAGES, order.shipments):
            report = self.body(
                "TransportEventRequest",
                external_id=f"{shipment.number}:{stage}",
                kind=stage,
                shipment=shipment.number,
            )
            told = self.ask("reportTransportEvents", credential, body=report)
            assert [event.kind for event in told.events] == [stage]

    def tracked(self, order: Any) -> list[str]:
        """Where anybody with the code sees the parcels."""
        codes = [shipment.tracking_code for shipment in order.shipments]
        return [self.ask("trackShipment", code=code).status for code in codes]
