"""What does a seller do with the orders placed with them?"""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE
from catalog.errors import StockTooLow
from kit.clock import now
from kit.errors import placed
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.rest import In, WholeField, found
from orders.errors import (
    GoodsRecalled,
    LineNotFound,
    NotPacked,
    OrderClosed,
    OrderNotPaid,
    PartsUnknown,
    ShipmentUnknown,
    TooManyDeclined,
)
from orders.models import Order
from orders.operations import accepting, dispatching, lessening
from orders.policy import MAX_CART_LINES
from orders.postal import latin_lines
from orders.queries import showing
from orders.queries.showing import OrderFacts
from orders.rest.addresses import LatinOut
from orders.rest.groups import CarriedOut, OrderDoorBase, OrderOut, OrderQuery, ReasonIn, order_view
from payments.errors import NothingToRefund, RefundPartTooLarge, RefundTooLarge, SaleNotStanding
from shipping.errors import PackagesTooHeavy, ShipmentOnItsWay
from shipping.operations.packing import PackageSize
from shipping.queries.labels import labels_of

PACKERS = {"owner", "warehouse"}


class SellerOrderOut(OrderOut):
    """An order as its seller sees it; the address is for those who pack, in both scripts."""

    address = serializers.DictField(child=serializers.CharField(), allow_null=True)
    address_latin = LatinOut(allow_null=True)


class LabelledPackageOut(serializers.Serializer[Any]):
    """One package, as its label says."""

    sscc = serializers.CharField(help_text="To be printed on the label, as GS1-128 with (00) before it.")
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()


class PackedShipmentOut(CarriedOut):
    """One shipment of an order, with the packages to be labelled."""

    packages = LabelledPackageOut(many=True, help_text="None before the order is packed.")


class SellerOrderDetailOut(SellerOrderOut):
    """The same with the packages of its shipments."""

    shipments = PackedShipmentOut(many=True)


class PackageIn(In):
    """One package, with its real mass and size."""

    gross_g = WholeField(min_value=1, max_value=30_000_000)
    volume_cm3 = WholeField(min_value=1, max_value=100_000_000)


class ShipmentPackagesIn(In):
    """The packages of one shipment."""

    shipment_id = serializers.UUIDField()
    packages = serializers.ListField(child=PackageIn(), min_length=1, max_length=500)


class PackIn(In):
    """Nothing, or the packages by shipment."""

    shipments = serializers.ListField(child=ShipmentPackagesIn(), required=False, max_length=50)


class SellerOrderDoorBase(OrderDoorBase):
    """An order as its seller sees it."""

    resource = "orders"
    readers = {"seller": ANYONE}
    writers = {"seller": PACKERS}

    def orders(self) -> QuerySet[Order]:
        """The orders placed with the seller."""
        return showing.orders_of_seller(self.actor)

    def view(self, facts: OrderFacts) -> dict[str, Any]:
        """One of them, with its address for those who pack."""
        shown: dict[str, Any] = SellerOrderOut(self._facts(facts)).data
        return shown

    def shown(self, order: Order) -> Response:
        """Answer with one order and its packages, of which a list would hold too many."""
        order = self.orders().get(pk=order.pk)
        view = self._facts(showing.facts_of([order])[order.pk])
        labels = labels_of(shipment_ids=[each["id"] for each in view["shipments"]])
        view["shipments"] = [{**each, "packages": labels[each["id"]]} for each in view["shipments"]]
        return self.answer(SellerOrderDetailOut(view), row=order)

    def _facts(self, facts: OrderFacts) -> dict[str, Any]:
        may_see = showing.may_see_contact(self.actor)
        address = facts.order.group.address if may_see else None
        return {
            **order_view(facts, facts.seller_actions),
            "address": address,
            "address_latin": latin_lines(address) if address else None,
        }


class SellerOrdersDoor(SellerOrderDoorBase):
    """The seller's orders."""

    @operation(
        id="listSellerOrders",
        summary="Orders placed with you",
        query=OrderQuery,
        response=page_of(SellerOrderOut),
    )
    def get(self, request: Request) -> Response:
        return self.listed()


class SellerOrderDoor(SellerOrderDoorBase):
    """One of them."""

    @operation(id="showSellerOrder", summary="One order placed with you", response=SellerOrderDetailOut)
    def get(self, request: Request, order_id: UUID) -> Response:
        return self.shown(found(self.orders(), pk=order_id))


class AcceptDoor(SellerOrderDoorBase):
    """The seller's yes."""

    @operation(
        id="acceptOrder",
        summary="Accept a paid order",
        response=SellerOrderDetailOut,
        problems=[OrderNotPaid, IllegalMove, LostRace],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        self.body(In)
        order = found(self.orders(), pk=order_id)
        accepting.accept(order=order, at=now(), by=self.actor)
        return self.shown(order)


class DeclineDoor(SellerOrderDoorBase):
    """The seller's no."""

    @operation(
        id="declineOrder",
        summary="Decline a paid order; its money goes back",
        request=ReasonIn,
        response=SellerOrderDetailOut,
        problems=[OrderNotPaid, IllegalMove, LostRace],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(ReasonIn)
        order = found(self.orders(), pk=order_id)
        accepting.decline(order=order, reason=given["reason"], at=now(), by=self.actor)
        return self.shown(order)


class DeclinedLineIn(In):
    """Units of one line."""

    line_id = serializers.UUIDField()
    quantity = WholeField(min_value=1, max_value=10_000)


class DeclineLinesIn(ReasonIn):
    """What the seller doesn't have."""

    lines = serializers.ListField(child=DeclinedLineIn(), min_length=1, max_length=MAX_CART_LINES)
    stock = serializers.ChoiceField(
        choices=("missing", "keep"),
        default="missing",
        help_text="missing: the units aren't there, the stock has fewer. keep: they are on sale again.",
    )


class DeclineLinesDoor(SellerOrderDoorBase):
    """The seller's yes to a part, once for each Idempotency-Key."""

    # Asked again after a lost answer it would decline as many units once more.
    idempotency = "required"

    @operation(
        id="declineOrderLines",
        summary="Decline what you don't have of a paid order, and accept the rest; the money of it goes back",
        request=DeclineLinesIn,
        response=SellerOrderDetailOut,
        problems=[
            OrderNotPaid,
            OrderClosed,
            LineNotFound,
            TooManyDeclined,
            PartsUnknown,
            ShipmentOnItsWay,
            StockTooLow,
            SaleNotStanding,
            NothingToRefund,
            RefundPartTooLarge,
            RefundTooLarge,
            IllegalMove,
            LostRace,
        ],
        request_example={
            "reason": "two bags are torn",
            "stock": "missing",
            "lines": [{"line_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72", "quantity": 2}],
        },
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(DeclineLinesIn)
        order = found(self.orders(), pk=order_id)
        units: Counter[UUID] = Counter()
        for line in given["lines"]:
            units[line["line_id"]] += line["quantity"]
        with placed(given["lines"]):
            lessening.decline_lines(
                order=order,
                units=units,
                is_missing=given["stock"] == "missing",
                reason=given["reason"],
                at=now(),
                by=self.actor,
            )
        return self.shown(order)


class PackDoor(SellerOrderDoorBase):
    """Putting the goods into packages."""

    @operation(
        id="packOrder",
        summary="Pack: every package gets its SSCC, which the answer names",
        request=PackIn,
        response=SellerOrderDetailOut,
        problems=[OrderClosed, ShipmentUnknown, PackagesTooHeavy, GoodsRecalled],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(PackIn)
        order = found(self.orders(), pk=order_id)
        packages = {
            each["shipment_id"]: [PackageSize(**size) for size in each["packages"]]
            for each in given.get("shipments", [])
        }
        dispatching.pack(order=order, packages=packages, at=now(), by=self.actor)
        return self.shown(order)


class HandInDoor(SellerOrderDoorBase):
    """Giving the goods away at the seller's warehouse."""

    @operation(
        id="handInOrder",
        summary="Hand the packed goods in; too late for the train, they roll to a later one",
        response=SellerOrderDetailOut,
        problems=[OrderClosed, NotPacked, GoodsRecalled],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        self.body(In)
        order = found(self.orders(), pk=order_id)
        dispatching.hand_in(order=order, at=now(), by=self.actor)
        return self.shown(order)
