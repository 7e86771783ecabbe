"""What does a buyer see of their orders, and what may they do with them?"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.money import Money
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery, keyset_page
from kit.rest import In, MoneyField, TextField, found
from orders.errors import NotDelivered, OrderHandedIn
from orders.models import DeclinedUnits, Order, OrderGroup
from orders.operations import cancelling, completing
from orders.queries import showing
from orders.queries.promised import promise_of
from orders.queries.showing import OrderFacts
from orders.rest.shapes import COMPONENTS, AmountsOut, PromisedDeliveryOut, delivery_view
from shipping.errors import ShipmentOnItsWay
from shipping.queries import Progress

_ORDER_COLUMNS = (
    "id",
    "version",
    "number",
    "group_id",
    "seller_id",
    "status",
    "end_reason",
    "regime",
    "regime_label",
    "placed_at",
    "accept_by_at",
    "accepted_at",
    "packed_at",
    "handed_in_at",
    "ended_at",
    "promised_at",
)
_PROGRESS_COLUMNS = (
    "number",
    "tracking_code",
    "status",
    "waiting_reason",
    "eta_at",
    "promised_at",
    "hand_in_by_at",
    "delivered_at",
    "departure",
    "changes",
)


class DeclineOut(serializers.Serializer[Any]):
    """Units that a seller declined at once; `refund_status` is of the last try to refund them."""

    quantity = serializers.IntegerField()
    reason = serializers.CharField()
    declined_at = serializers.DateTimeField()
    total = MoneyField()
    refund_id = serializers.UUIDField()
    refund_status = serializers.CharField()


class OrderLineOut(serializers.Serializer[Any]):
    """One line, called and priced as it was at checkout; `declined` is what of it goes back since."""

    id = serializers.UUIDField()
    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    hs6 = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    amounts = AmountsOut()
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    declined_quantity = serializers.IntegerField(help_text="Units that the seller didn't have.")
    declined = AmountsOut(help_text="What the order costs less without them.")
    declines = DeclineOut(many=True)


class TrainOut(serializers.Serializer[Any]):
    """The departure that a shipment is assigned to."""

    id = serializers.UUIDField()
    service_code = serializers.CharField()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()


class ChangeOut(serializers.Serializer[Any]):
    """A time that a shipment changed trains, or lost its train."""

    changed_at = serializers.DateTimeField()
    cause = serializers.CharField(help_text="A category, such as cancelled, delayed or hand_in.")
    fault = serializers.CharField(help_text="Whose: seller, carrier, terminal, customs, platform or nobody.")
    texts = serializers.DictField(child=serializers.CharField(), help_text="Both in words, by language.")
    waits = serializers.BooleanField(help_text="No other train has been found yet.")
    old_eta_at = serializers.DateTimeField(allow_null=True)
    new_eta_at = serializers.DateTimeField(allow_null=True)


class CarriedOut(serializers.Serializer[Any]):
    """One shipment of an order."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    tracking_code = serializers.CharField()
    status = serializers.CharField()
    waiting_reason = serializers.CharField(allow_blank=True)
    eta_at = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(allow_null=True)
    hand_in_by_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    departure = TrainOut(allow_null=True)
    changes = ChangeOut(many=True)


class OrderOut(serializers.Serializer[Any]):
    """One seller's order, on its three axes."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField()
    group_id = serializers.UUIDField()
    group_number = serializers.CharField()
    seller_id = serializers.UUIDField()
    seller_code = serializers.CharField()
    status = serializers.CharField()
    payment_status = serializers.CharField()
    fulfilment_status = serializers.CharField()
    end_reason = serializers.CharField(allow_blank=True)
    amounts = AmountsOut()
    regime = serializers.CharField()
    regime_label = serializers.CharField(allow_blank=True)
    lines = OrderLineOut(many=True)
    shipments = CarriedOut(many=True)
    placed_at = serializers.DateTimeField()
    accept_by_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    packed_at = serializers.DateTimeField(allow_null=True)
    handed_in_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(help_text="When the goods are to be there at the latest.")
    delivery = PromisedDeliveryOut(
        allow_null=True,
        help_text="As it was promised at checkout, whatever became of it. Null of older orders.",
    )
    allowed_actions = serializers.ListField(child=serializers.CharField())


class GroupOut(serializers.Serializer[Any]):
    """One checkout: paid at once, delivered by one order per seller."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField()
    market = serializers.CharField()
    total = MoneyField()
    address = serializers.DictField(child=serializers.CharField())
    placed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="Unpaid orders end here.")
    orders = OrderOut(many=True)


class ReasonIn(In):
    """Why, in the words of whoever decides."""

    reason = TextField(max_length=200)


def order_view(facts: OrderFacts, actions: list[str]) -> dict[str, Any]:
    """What `OrderOut` shows of an order to one of its two sides."""
    order = facts.order
    return {
        **{name: getattr(order, name) for name in _ORDER_COLUMNS},
        "group_number": order.group.number,
        "seller_code": order.seller.code,
        "payment_status": facts.payment_status,
        "fulfilment_status": facts.fulfilment.status,
        "amounts": {name: facts.money(name) for name in (*COMPONENTS, "total")},
        "lines": [_line_view(line, order.currency) for line in order.lines.all()],
        "shipments": [shipment_view(pk, each) for pk, each in facts.fulfilment.by_id.items()],
        "delivery": delivery_view(promise_of(order)),
        "allowed_actions": actions,
    }


def shipment_view(pk: UUID, progress: Progress) -> dict[str, Any]:
    """What `CarriedOut` shows of a shipment."""
    return {"id": pk, **{name: getattr(progress, name) for name in _PROGRESS_COLUMNS}}


def group_view(group: OrderGroup) -> dict[str, Any]:
    """What `GroupOut` shows of a checkout."""
    orders = list(group.orders.order_by("id"))
    facts = showing.facts_of(orders)
    return {
        "id": group.pk,
        "version": group.version,
        "number": group.number,
        "market": group.market,
        "total": Money(group.total_minor, group.currency),
        "address": group.address,
        "placed_at": group.placed_at,
        "expires_at": group.expires_at,
        "orders": [order_view(facts[order.pk], facts[order.pk].buyer_actions) for order in orders],
    }


def _line_view(line: Any, currency: str) -> dict[str, Any]:
    declines = line.declines.all()
    return {
        "id": line.pk,
        "listing_id": line.listing_id,
        "sku": line.sku,
        "names": line.names,
        "hs6": line.hs6,
        "quantity": line.quantity,
        "unit_price": Money(line.unit_price_minor, currency),
        "amounts": _amounts([line], currency),
        "gross_g": line.gross_g,
        "volume_cm3": line.volume_cm3,
        "declined_quantity": line.declined_quantity,
        "declined": _amounts(declines, currency),
        "declines": [_decline_view(each, currency) for each in declines],
    }


def _decline_view(units: DeclinedUnits, currency: str) -> dict[str, Any]:
    last = units.refund.last_try
    return {
        "quantity": units.quantity,
        "reason": units.reason,
        "declined_at": units.declined_at,
        "total": _amounts([units], currency)["total"],
        "refund_id": last.pk,
        "refund_status": last.status,
    }


def _amounts(rows: Iterable[Any], currency: str) -> dict[str, Money]:
    """The components of some rows together, with what they cost: the discount comes off, all else adds up."""
    found = list(rows)
    amounts = {
        name: Money(sum(getattr(row, f"{name}_minor") for row in found), currency) for name in COMPONENTS
    }
    return {**amounts, "total": sum(amounts.values(), Money(0, currency)) - amounts["discount"] * 2}


class OrderQuery(PageQuery):
    """Filters of an order list."""

    status = serializers.ChoiceField(choices=Order.Status.choices, required=False)


class OrderDoorBase(Door):
    """An order as its buyer sees it."""

    resource = "orders"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}

    def orders(self) -> QuerySet[Order]:
        """The orders that the caller may see."""
        return showing.orders_of_buyer(self.actor)

    def actions(self, facts: OrderFacts) -> list[str]:
        """What the caller may do with one of them."""
        return facts.buyer_actions

    def view(self, facts: OrderFacts) -> dict[str, Any]:
        """One of them as JSON values."""
        shown: dict[str, Any] = OrderOut(order_view(facts, self.actions(facts))).data
        return shown

    def shown(self, order: Order) -> Response:
        """Answer with one order."""
        order = self.orders().get(pk=order.pk)
        return self.answer(self.view(showing.facts_of([order])[order.pk]), row=order)

    def listed(self) -> Response:
        """Answer with one page of orders, newest first."""
        rows = self.orders()
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        page = keyset_page(
            self.request,
            rows,
            order=("-id",),
            limit=self.query["limit"],
            cursor=self.query.get("cursor", ""),
        )
        facts = showing.facts_of(page.rows)
        return self.answer(page.as_json(lambda order: self.view(facts[order.pk])))


class OrdersDoor(OrderDoorBase):
    """The buyer's orders."""

    @operation(id="listOrders", summary="Your orders", query=OrderQuery, response=page_of(OrderOut))
    def get(self, request: Request) -> Response:
        return self.listed()


class OrderDoor(OrderDoorBase):
    """One of them."""

    @operation(id="showOrder", summary="One order", response=OrderOut)
    def get(self, request: Request, order_id: UUID) -> Response:
        return self.shown(found(self.orders(), pk=order_id))


class CancelDoor(OrderDoorBase):
    """Calling an order off."""

    @operation(
        id="cancelOrder",
        summary="Cancel until hand-in; what was paid becomes a refund due",
        request=ReasonIn,
        response=OrderOut,
        problems=[OrderHandedIn, ShipmentOnItsWay, IllegalMove, LostRace],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(ReasonIn)
        order = found(self.orders(), pk=order_id)
        cancelling.cancel_order(order=order, reason=given["reason"], at=now(), by=self.actor)
        return self.shown(order)


class ConfirmReceiptDoor(OrderDoorBase):
    """The buyer's word that the goods have come."""

    @operation(
        id="confirmReceipt",
        summary="Confirm that the goods have come",
        response=OrderOut,
        problems=[NotDelivered, IllegalMove, LostRace],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        self.body(In)
        order = found(self.orders(), pk=order_id)
        completing.confirm_receipt(order=order, at=now(), by=self.actor)
        return self.shown(order)


class GroupDoor(Door):
    """One checkout of the buyer."""

    resource = "orders"
    readers = {"buyer": ANYONE}

    @operation(id="showOrderGroup", summary="One checkout with its orders", response=GroupOut)
    def get(self, request: Request, group_id: UUID) -> Response:
        group = found(showing.groups_of_buyer(self.actor), pk=group_id)
        return self.answer(GroupOut(group_view(group)), row=group)
