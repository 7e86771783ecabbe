"""Which things do the tests of news tell of, and who may hear of them?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Organisation
from catalog.models import Certificate, ListingChange, Seller
from channels.models import GoodsFeed
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.telling import Happened
from orders.models import Claim, Order
from payments.models import IssuedDocument, Payment, Payout, Refund
from payments.operations.refunding import request_refund
from shipping.models import Departure, Location, OrganisationLocation, Shipment, SlotAssignment
from storefront.models import Notice
from tests.orders.conftest import NOW
from tests.orders.market import STAFF, Market, Shopper
from tests.payments.papers import draft, issue


@dataclass
class Story:
    """A paid order on its train, with everything around it."""

    market: Market
    shopper: Shopper
    order: Order
    shipment: Shipment
    departure: Departure
    payment: Payment
    refund: Refund
    payout: Payout
    document: IssuedDocument
    change: ListingChange
    certificate: Certificate
    notice: Notice
    feed: GoodsFeed
    claim: Claim
    terminal: Organisation

    @classmethod
    def tell(cls, market: Market, drain: Callable[[], object]) -> "Story":
        """Lay it all; what it leaves in the outbox is undispatched."""
        seller, shopper = market.seller(), market.buyer("wang")
        listing = market.listing(seller)
        order = shopper.buy_and_pay(drain, (listing, 2))
        shipment = Shipment.objects.get(reference=order.number)
        departure = SlotAssignment.objects.get(shipment=shipment).slot.departure
        payment = Payment.objects.get(reference=order.group.number)
        refund = owns_transaction(request_refund)(
            reference=order.group.number,
            order_reference=order.number,
            amount_minor=100,
            reason="late",
            at=market.at,
            by=STAFF,
        )
        stamps = {"created_at": market.at}
        return cls(
            market=market,
            shopper=shopper,
            order=order,
            shipment=shipment,
            departure=departure,
            payment=payment,
            refund=refund,
            payout=Payout.objects.create(
                number="SCP-26-00000012-4",
                organisation=seller.organisation,
                status="scheduled",
                currency="CNY",
                amount_minor=1_000_00,
                paid_currency="KZT",
                paid_minor=70_000_00,
                rate=70,
                rate_date=market.at.date(),
                scheduled_at=market.at,
                **stamps,
            ),
            document=issue(draft(f"goods:{order.number}", seller=seller.organisation), at=market.at),
            change=ListingChange.objects.create(
                product=listing.variant.product, facts={"hs6": {}}, asked_at=market.at, **stamps
            ),
            certificate=Certificate.objects.create(
                seller=seller,
                kind="gacc",
                number="CKAZ1",
                issuer="GACC",
                valid_from=market.at.date(),
                submitted_at=market.at,
                **stamps,
            ),
            notice=Notice.objects.create(
                user_id=shopper.address.buyer.user_id,
                listing=listing,
                kind="price",
                currency="CNY",
                price_minor=1500,
                **stamps,
            ),
            feed=GoodsFeed.objects.create(
                seller=seller, format="csv", market="CN", language="ru", currency="CNY", **stamps
            ),
            claim=Claim.objects.create(
                number="SCR-26-00000007-1",
                order=order,
                kind="return",
                reason="damaged",
                text="torn",
                opened_at=market.at,
                answer_by_at=market.at,
                **stamps,
            ),
            terminal=terminal_at(departure.legs.get(kind="transshipment").origin),
        )

    @property
    def seller(self) -> Seller:
        """Who sells."""
        return self.order.seller

    @property
    def buyer_id(self) -> UUID:
        """Who buys."""
        return self.order.group.buyer.user_id

    @property
    def rows(self) -> dict[str, Any]:
        """One row of each kind of thing."""
        line = self.order.lines.select_related("listing").get()
        return {
            "order": self.order,
            "shipment": self.shipment,
            "departure": self.departure,
            "payment": self.payment,
            "refund": self.refund,
            "payout": self.payout,
            "document": self.document,
            "seller": self.seller,
            "listing": line.listing,
            "listing_change": self.change,
            "certificate": self.certificate,
            "notice": self.notice,
            "goods_feed": self.feed,
            "claim": self.claim,
        }

    def happened(self, type_: str, **payload: object) -> Happened:
        """An event of a type, about the story's own thing of that kind, as a move would record it."""
        aggregate, _, what = type_.partition(".")
        row = self.rows[aggregate]
        known = {"id": str(row.pk), "was": row.status, "status": what, "version": 7}
        return Happened(uuid7(), aggregate, row.pk, 1, type_, {**known, **payload}, self.market.at)


def terminal_at(place: Location) -> Organisation:
    """A terminal that reports from a place."""
    firm = Organisation.objects.create(kind="terminal", name=f"Terminal {place.code}", created_at=NOW)
    OrganisationLocation.objects.create(organisation=firm, location=place, created_at=NOW)
    return firm


def readers_of(telling: Any) -> set[UUID]:
    """Who hears."""
    readers: Iterable[UUID] = telling.readers
    return set(readers)
