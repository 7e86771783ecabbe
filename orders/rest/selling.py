"""What does a seller do with the orders placed with them?"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE
from kit.clock import now
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.rest import In, WholeField, found
from orders.errors import NotPacked, OrderClosed, OrderNotPaid, ShipmentUnknown
from orders.models import Order
from orders.operations import accepting, dispatching
from orders.queries import showing
from orders.queries.showing import OrderFacts
from orders.rest.groups import OrderDoorBase, OrderOut, OrderQuery, ReasonIn, order_view
from shipping.errors import PackagesTooHeavy
from shipping.operations.packing import PackageSize

PACKERS = {"owner", "warehouse"}


class SellerOrderOut(OrderOut):
    """An order as its seller sees it; the address is for those who pack."""

    address = serializers.DictField(child=serializers.CharField(), allow_null=True)


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
        may_see = showing.may_see_contact(self.actor)
        view = order_view(facts, facts.seller_actions)
        view["address"] = facts.order.group.address if may_see else None
        shown: dict[str, Any] = SellerOrderOut(view).data
        return shown


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

    @operation(id="showSellerOrder", summary="One order placed with you", response=SellerOrderOut)
    def get(self, request: Request, order_id: UUID) -> Response:
        return self.shown(found(self.orders(), pk=order_id))


class AcceptDoor(SellerOrderDoorBase):
    """The seller's yes."""

    @operation(
        id="acceptOrder",
        summary="Accept a paid order",
        response=SellerOrderOut,
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
        response=SellerOrderOut,
        problems=[OrderNotPaid, IllegalMove, LostRace],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(ReasonIn)
        order = found(self.orders(), pk=order_id)
        accepting.decline(order=order, reason=given["reason"], at=now(), by=self.actor)
        return self.shown(order)


class PackDoor(SellerOrderDoorBase):
    """Putting the goods into packages."""

    @operation(
        id="packOrder",
        summary="Pack: every package gets its SSCC",
        request=PackIn,
        response=SellerOrderOut,
        problems=[OrderClosed, ShipmentUnknown, PackagesTooHeavy],
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
        response=SellerOrderOut,
        problems=[OrderClosed, NotPacked],
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        self.body(In)
        order = found(self.orders(), pk=order_id)
        dispatching.hand_in(order=order, at=now(), by=self.actor)
        return self.shown(order)
