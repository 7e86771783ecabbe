"""How is a lot called back over REST, and what came of it?"""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.queries import selling
from kit.clock import now
from kit.errors import NotFound
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from orders.errors import LotRecalled
from orders.models import RecalledOrder
from orders.operations import recalling
from orders.queries import recalls

_ID = "019e0000-0000-7000-8000-000000000001"
_BODY = {"lot_id": _ID, "reason": "Moisture of 16 %: it may be mouldy."}
_EXAMPLE = {
    "id": _ID,
    "version": 1,
    **_BODY,
    "lot_code": "2026-11-A",
    "sku": "FLR-PRM-2KG",
    "begun_at": "2026-12-06T09:00:00Z",
    "orders": 12,
    "orders_due": 0,
    "orders_held": 7,
    "orders_beyond": 5,
}
_ORDER_EXAMPLE = {
    "id": _ID,
    "order_id": _ID,
    "order_number": "SC-26-00000517-1",
    "units": 2,
    "reach": "under_way",
    "looked_at": "2026-12-06T09:00:02Z",
}


class RecallIn(In):
    """Which lot, and why; its buyers read that."""

    lot_id = serializers.UUIDField()
    reason = TextField(max_length=500, help_text="Its buyers read it as you write it.")


class RecallOut(serializers.Serializer[Any]):
    """A recall with how many orders it concerns: stopped, or beyond it (under way or delivered)."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    lot_id = serializers.UUIDField()
    lot_code = serializers.CharField(source="lot.code")
    sku = serializers.CharField(source="lot.variant.sku")
    reason = serializers.CharField()
    begun_at = serializers.DateTimeField()
    orders = serializers.IntegerField(source="orders_count")
    orders_due = serializers.IntegerField(source="due_count", help_text="Still to be looked at.")
    orders_held = serializers.IntegerField(source="held_count")
    orders_beyond = serializers.IntegerField(source="beyond_count", help_text="Under way or delivered.")


class RecalledOrderOut(serializers.Serializer[Any]):
    """An order with goods of the lot, and how far they had come when it was looked at."""

    id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField(source="order.number")
    units = serializers.IntegerField(help_text="So many of the lot at most.")
    reach = serializers.ChoiceField(choices=RecalledOrder.Reach.choices)
    looked_at = serializers.DateTimeField(allow_null=True)


class RecalledQuery(PageQuery):
    """How far their goods had come."""

    reach = serializers.ChoiceField(choices=RecalledOrder.Reach.choices, required=False)


class RecallDoorBase(Door):
    """Lots are called back by those who keep the store, or by staff in their stead."""

    resource = "lots"
    readers: ClassVar[Any] = {"seller": ANYONE, "staff": {"support", "dispatch", "customs", "viewer"}}
    writers: ClassVar[Any] = {"seller": {"owner", "warehouse"}, "staff": {"support"}}


class RecallsDoor(RecallDoorBase):
    """All of them."""

    @operation(
        id="listRecalls",
        summary="Recalled lots, the newest first",
        query=PageQuery,
        response=page_of(RecallOut),
        response_example={"items": [_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(recalls.recalls_of(self.actor), RecallOut, order=("-id",))

    @operation(
        id="recallLot",
        summary="Call a lot back: stop its sale and its goods, tell its buyers",
        request=RecallIn,
        response=RecallOut,
        status=201,
        problems=[LotRecalled, NotFound],
        request_example=_BODY,
        response_example={**_EXAMPLE, "orders_due": 12, "orders_held": 0, "orders_beyond": 0},
    )
    def post(self, request: Request) -> Response:
        given = self.body(RecallIn)
        lot = found(selling.lots_of(self.actor), pk=given["lot_id"])
        made = recalling.recall_lot(lot=lot, reason=given["reason"], at=now(), by=self.actor)
        recall = found(recalls.recalls_of(self.actor), pk=made.pk)
        return self.created(RecallOut(recall), row=recall, location=f"/api/v1/seller/recalls/{made.pk}")


class RecallDoor(RecallDoorBase):
    """One of them."""

    @operation(id="showRecall", summary="One recall", response=RecallOut, response_example=_EXAMPLE)
    def get(self, request: Request, recall_id: UUID) -> Response:
        recall = found(recalls.recalls_of(self.actor), pk=recall_id)
        return self.answer(RecallOut(recall), row=recall)


class RecalledOrdersDoor(RecallDoorBase):
    """Whom it concerns."""

    @operation(
        id="listRecalledOrders",
        summary="The orders that a recall concerns; those beyond it are under_way or delivered",
        query=RecalledQuery,
        response=page_of(RecalledOrderOut),
        response_example={"items": [_ORDER_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request, recall_id: UUID) -> Response:
        rows = recalls.orders_in(found(recalls.recalls_of(self.actor), pk=recall_id))
        if "reach" in self.query:
            rows = rows.filter(reach=self.query["reach"])
        return self.page(rows, RecalledOrderOut, order=("id",))
