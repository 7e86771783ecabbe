"""How much of which lot lies where, and what made it so?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import (
    BadLotDates,
    BadQuantity,
    CodeTaken,
    LotNotQuarantined,
    LotQuarantined,
    StockTooLow,
    UnknownReference,
    WarehouseAbroad,
)
from catalog.models import Lot, StockLevel, StockMove, Warehouse
from catalog.operations import quarantining
from catalog.operations.adjusting import adjust
from catalog.operations.receiving import open_lot, receive
from catalog.policy import MAX_UNITS_PER_MOVE, OVERSEERS, STOREKEEPERS
from catalog.queries import selling
from catalog.rest.shapes import WordsField
from kit.clock import now
from kit.errors import FieldProblem, NotFound
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
LOT_BODY = {
    "variant_id": _ID,
    "code": "2026-11-A",
    "made_date": "2026-11-02",
    "best_before_date": "2027-11-02",
    "certificate_ref": "PHYTO-0001",
}
LOT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    **LOT_BODY,
    "quarantined_at": None,
    "quarantine_reason": "",
    "sku": "FLR-PRM-2KG",
    "created_at": "2026-12-05T09:00:00Z",
}
QUARANTINE_BODY = {"reason": "Moisture of 16 %."}
RECEIVE_BODY = {"lot_id": _ID, "warehouse": "KZ-KOSTANAY-WH", "quantity": 970, "reason": "From the mill."}
ADJUST_BODY = {"quantity": -3, "reason": "Torn bags."}
LEVEL_EXAMPLE = {
    "id": _ID,
    "lot_id": _ID,
    "lot_code": "2026-11-A",
    "variant_id": _ID,
    "sku": "FLR-PRM-2KG",
    "warehouse": "KZ-KOSTANAY-WH",
    "best_before_date": "2027-11-02",
    "shelf": "A-12",
    "on_hand": 970,
    "reserved": 12,
    "is_quarantined": False,
    "free": 958,
}
MOVE_EXAMPLE = {
    "serial": 4711,
    "level_id": _ID,
    "lot_code": "2026-11-A",
    "sku": "FLR-PRM-2KG",
    "warehouse": "KZ-KOSTANAY-WH",
    "kind": "adjusted",
    **ADJUST_BODY,
    "reference": "",
    "at": "2026-12-05T09:00:00Z",
}


class LotIn(In):
    """A lot of a variant; days are those of the place where it was made."""

    variant_id = serializers.UUIDField()
    code = WordsField(max_length=64, help_text="Unique among the lots of the variant.")
    made_date = serializers.DateField()
    best_before_date = serializers.DateField(
        required=False, allow_null=True, help_text="Without it, the product's shelf life counts."
    )
    certificate_ref = WordsField(max_length=64, required=False, allow_blank=True, default="")


class LotOut(serializers.Serializer[Any]):
    """A lot of a variant."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    variant_id = serializers.UUIDField()
    sku = serializers.CharField(source="variant.sku")
    code = serializers.CharField()
    made_date = serializers.DateField()
    best_before_date = serializers.DateField(allow_null=True)
    certificate_ref = serializers.CharField(allow_blank=True)
    quarantined_at = serializers.DateTimeField(
        allow_null=True, help_text="Nobody can buy any of it since then."
    )
    quarantine_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class QuarantineIn(In):
    """Why nobody may buy of a lot."""

    reason = TextField(max_length=200)


class ReceiveIn(In):
    """Units that came into a warehouse."""

    lot_id = serializers.UUIDField()
    warehouse = TextField(max_length=32, help_text="Code of one of listWarehouses.")
    quantity = WholeField(min_value=1, max_value=MAX_UNITS_PER_MOVE)
    reason = TextField(max_length=200, required=False, allow_blank=True, default="")


class AdjustIn(In):
    """Units found or lost, and why."""

    quantity = WholeField(min_value=-MAX_UNITS_PER_MOVE, max_value=MAX_UNITS_PER_MOVE)
    reason = TextField(max_length=200)


class StockLevelOut(serializers.Serializer[Any]):
    """Units of one lot in one warehouse; the reserved are promised, the free can be bought."""

    id = serializers.UUIDField()
    lot_id = serializers.UUIDField()
    lot_code = serializers.CharField(source="lot.code")
    variant_id = serializers.UUIDField(source="lot.variant_id")
    sku = serializers.CharField(source="lot.variant.sku")
    warehouse = serializers.CharField(source="warehouse.code")
    best_before_date = serializers.DateField(source="lot.best_before_date", allow_null=True)
    shelf = serializers.CharField(allow_blank=True, help_text="Where in the warehouse it lies.")
    on_hand = serializers.IntegerField()
    reserved = serializers.IntegerField()
    is_quarantined = serializers.BooleanField(help_text="None of it can be bought.")
    free = serializers.IntegerField()


class StockMoveOut(serializers.Serializer[Any]):
    """One line of the ledger, never changed; `reference` names the order that took the units."""

    serial = serializers.IntegerField(source="pk")
    level_id = serializers.UUIDField()
    lot_code = serializers.CharField(source="level.lot.code")
    sku = serializers.CharField(source="level.lot.variant.sku")
    warehouse = serializers.CharField(source="level.warehouse.code")
    kind = serializers.CharField()
    quantity = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class LotQuery(PageQuery):
    """Which lots."""

    variant_id = serializers.UUIDField(required=False)


class StockQuery(LotQuery):
    """Which levels."""

    lot_id = serializers.UUIDField(required=False)
    warehouse = TextField(max_length=32, required=False, help_text="Code of the warehouse.")


class StockMoveQuery(PageQuery):
    """Which lines of the ledger."""

    level_id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=StockMove.Kind.choices, required=False)


class StockDoorBase(Door):
    """Stock is moved by those who keep the store, read by all of the firm and by staff."""

    resource = "stock"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": ANYONE, "staff": OVERSEERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": STOREKEEPERS}

    def level(self, level_id: UUID) -> Response:
        """Answer with one level as it is now."""
        return self.answer(StockLevelOut(found(selling.levels_of(self.actor), pk=level_id)))


class LotsDoor(StockDoorBase):
    """All lots of a seller."""

    resource = "lots"

    @operation(
        id="listLots",
        summary="Your lots, the newest first",
        query=LotQuery,
        response=page_of(LotOut),
        problems=[NotFound],
        response_example={"items": [LOT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[Lot] = selling.lots_of(self.actor)
        if "variant_id" in self.query:
            rows = rows.filter(variant=found(selling.variants_of(self.actor), pk=self.query["variant_id"]))
        return self.page(rows, LotOut, order=("-id",))

    @operation(
        id="openLot",
        summary="Note a lot, with the days on which it was made and ends",
        request=LotIn,
        response=LotOut,
        status=201,
        problems=[CodeTaken, BadLotDates, NotFound],
        request_example=LOT_BODY,
        response_example=LOT_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = {"best_before_date": None, **self.body(LotIn)}
        variant = found(selling.variants_of(self.actor), pk=given.pop("variant_id"))
        lot = open_lot(variant=variant, **given, at=now(), by=self.actor)
        return self.created(LotOut(lot), row=lot, location=f"/api/v1/seller/lots/{lot.pk}")


class LotDoor(StockDoorBase):
    """One of them."""

    resource = "lots"

    @operation(id="showLot", summary="One of your lots", response=LotOut, response_example=LOT_EXAMPLE)
    def get(self, request: Request, lot_id: UUID) -> Response:
        lot = found(selling.lots_of(self.actor), pk=lot_id)
        return self.answer(LotOut(lot), row=lot)


class QuarantineDoor(StockDoorBase):
    """A lot that nobody may buy of."""

    resource = "lots"

    @operation(
        id="quarantineLot",
        summary="Let nobody buy any of a lot, saying why; what orders hold stays theirs",
        request=QuarantineIn,
        response=LotOut,
        problems=[LotQuarantined],
        request_example=QUARANTINE_BODY,
        response_example={
            **LOT_EXAMPLE,
            "version": 2,
            "quarantined_at": "2026-12-06T09:00:00Z",
            "quarantine_reason": QUARANTINE_BODY["reason"],
        },
    )
    def post(self, request: Request, lot_id: UUID) -> Response:
        given = self.body(QuarantineIn)
        lot = found(selling.lots_of(self.actor), pk=lot_id)
        lot = quarantining.quarantine(lot=lot, **given, at=now(), by=self.actor)
        return self.answer(LotOut(lot), row=lot)


class ReleaseLotDoor(StockDoorBase):
    """The end of a quarantine."""

    resource = "lots"

    @operation(
        id="releaseLot",
        summary="Let a lot be bought again",
        response=LotOut,
        problems=[LotNotQuarantined],
        response_example={**LOT_EXAMPLE, "version": 3},
    )
    def post(self, request: Request, lot_id: UUID) -> Response:
        self.body(In)
        lot = found(selling.lots_of(self.actor), pk=lot_id)
        lot = quarantining.release(lot=lot, at=now(), by=self.actor)
        return self.answer(LotOut(lot), row=lot)


class StockDoor(StockDoorBase):
    """What lies where."""

    @operation(
        id="listStock",
        summary="Your stock by lot and warehouse, the newest lot first",
        query=StockQuery,
        response=page_of(StockLevelOut),
        problems=[NotFound],
        response_example={"items": [LEVEL_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[StockLevel] = selling.levels_of(self.actor)
        if "variant_id" in self.query:
            variant = found(selling.variants_of(self.actor), pk=self.query["variant_id"])
            rows = rows.filter(lot__variant=variant)
        if "lot_id" in self.query:
            rows = rows.filter(lot=found(selling.lots_of(self.actor), pk=self.query["lot_id"]))
        if "warehouse" in self.query:
            rows = rows.filter(warehouse__code=self.query["warehouse"])
        return self.page(rows, StockLevelOut, order=("-id",))


class ReceiveDoor(StockDoorBase):
    """Goods come in."""

    @operation(
        id="receiveStock",
        summary="Book units of a lot into a warehouse",
        request=ReceiveIn,
        response=StockLevelOut,
        problems=[BadQuantity, UnknownReference, WarehouseAbroad, NotFound],
        request_example=RECEIVE_BODY,
        response_example=LEVEL_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(ReceiveIn)
        lot = found(selling.lots_of(self.actor), pk=given.pop("lot_id"))
        place = warehouse_called(given.pop("warehouse"))
        booked = receive(lot=lot, warehouse=place, **given, at=now(), by=self.actor)
        return self.level(booked.level_id)


class AdjustDoor(StockDoorBase):
    """The count was wrong, or something broke."""

    idempotency = "required"

    @operation(
        id="adjustStock",
        summary="Change a level by some units, up or down, saying why",
        request=AdjustIn,
        response=StockLevelOut,
        problems=[BadQuantity, StockTooLow],
        request_example=ADJUST_BODY,
        response_example=LEVEL_EXAMPLE,
    )
    def post(self, request: Request, level_id: UUID) -> Response:
        given = self.body(AdjustIn)
        level = found(selling.levels_of(self.actor), pk=level_id)
        adjust(level=level, **given, at=now(), by=self.actor)
        return self.level(level_id)


class StockMovesDoor(StockDoorBase):
    """The ledger."""

    @operation(
        id="listStockMoves",
        summary="Every change of your stock, the newest first",
        query=StockMoveQuery,
        response=page_of(StockMoveOut),
        problems=[NotFound],
        response_example={"items": [MOVE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[StockMove] = selling.stock_moves_of(self.actor)
        if "level_id" in self.query:
            rows = rows.filter(level=found(selling.levels_of(self.actor), pk=self.query["level_id"]))
        if "kind" in self.query:
            rows = rows.filter(kind=self.query["kind"])
        return self.page(rows, StockMoveOut, order=("-id",))


def warehouse_called(code: str, *, field: str = "warehouse") -> Warehouse:
    """
    The warehouse of a code.

    :raises UnknownReference: if there is none, naming the field.
    """
    place = Warehouse.objects.filter(code=code).first()
    if place is None:
        problem = FieldProblem(f"/{field}", "field.unknown_reference", "no warehouse of ours")
        raise UnknownReference(f"there is no warehouse {code}", fields=[problem])
    return place
