"""How do sellers count what lies in a warehouse?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import (
    BadQuantity,
    CountBelowReserved,
    CountOpen,
    ScanAmbiguous,
    SellerNotFound,
    StockMoved,
    TooManyLines,
    UnknownReference,
    WarehouseAbroad,
)
from catalog.models import StockCount
from catalog.operations import counting as verbs
from catalog.policy import MAX_UNITS_ON_HAND, MAX_UNITS_PER_MOVE
from catalog.queries import selling
from catalog.queries.acting import count_actions
from catalog.queries.counting import counted, differing, lines_of, uncounted_levels
from catalog.queries.scanning import lot_scanned
from catalog.rest.stock import LEVEL_EXAMPLE, StockDoorBase, StockLevelOut, warehouse_called
from kit.clock import now
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
COUNT_BODY = {"warehouse": "KZ-KOSTANAY-WH", "note": "End of the year."}
COUNT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "number": "SCN-26-00000001-4",
    **COUNT_BODY,
    "status": "open",
    "opened_at": "2026-12-05T09:00:00Z",
    "ended_at": None,
    "allowed_actions": ["count", "scan", "leave-out", "close", "cancel"],
}
COUNTED_BODY = {"lot_id": _ID, "counted": 7}
SCAN_BODY = {"code": "9521000000018", "quantity": 1}
LINE_EXAMPLE = {
    "serial": 17,
    **COUNTED_BODY,
    "lot_code": "2026-11-A",
    "sku": "FLR-PRM-2KG",
    "on_hand": 10,
    "difference": -3,
    "counted_at": "2026-12-05T09:05:00Z",
}
SUMS_EXAMPLE = {"lots": 1, "differing": 1, "surplus": 0, "shortage": 3, "uncounted": 4}
CLOSE_BODY = {"reason": "Torn bags."}
_ENDED = {"ended_at": "2026-12-05T11:00:00Z", "allowed_actions": []}


class StockCountIn(In):
    """What is to be counted."""

    warehouse = TextField(max_length=32, help_text="Code of one of listWarehouses, in your own country.")
    note = TextField(max_length=200, required=False, allow_blank=True, default="")


class CountedIn(In):
    """How many units of a lot there are."""

    lot_id = serializers.UUIDField()
    counted = WholeField(min_value=0, max_value=MAX_UNITS_ON_HAND)


class CountScanIn(In):
    """Units that were scanned."""

    code = TextField(max_length=64, help_text="The lot's number, or the GTIN or SKU of goods of one lot.")
    quantity = WholeField(min_value=1, max_value=MAX_UNITS_PER_MOVE, required=False, default=1)


class CountLeaveOutIn(In):
    """Of which lot nothing was counted."""

    lot_id = serializers.UUIDField()


class CountCloseIn(In):
    """Why it differs, as every line of the ledger then says."""

    reason = TextField(max_length=200, required=False, allow_blank=True, default="")


class StockCountOut(serializers.Serializer[Any]):
    """A count of what a seller has in one warehouse."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField(help_text="The `reference` of the lines that it leaves in the ledger.")
    warehouse = serializers.CharField(source="warehouse.code")
    note = serializers.CharField(allow_blank=True)
    status = serializers.CharField(help_text="`open`, `closed` or `cancelled`.")
    opened_at = serializers.DateTimeField(source="created_at")
    ended_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    def get_allowed_actions(self, row: StockCount) -> list[str]:
        """What the reader may do with it now."""
        return count_actions(row, actor=self.context["actor"])


class CountSumsOut(serializers.Serializer[Any]):
    """What closing would do."""

    lots = serializers.IntegerField(help_text="Lots that were counted.")
    differing = serializers.IntegerField(help_text="Those whose books are put right.")
    surplus = serializers.IntegerField(help_text="Units that are more than the books had.")
    shortage = serializers.IntegerField(help_text="Units that are fewer.")
    uncounted = serializers.IntegerField(help_text="Lots with units there that stay as they are.")


class StockCountDetailOut(StockCountOut):
    """The same with what closing would do."""

    sums = CountSumsOut()


class StockCountLineOut(serializers.Serializer[Any]):
    """Units of one lot as they were counted, beside what the books had at that instant."""

    serial = serializers.IntegerField(source="pk")
    lot_id = serializers.UUIDField(source="level.lot_id")
    lot_code = serializers.CharField(source="level.lot.code")
    sku = serializers.CharField(source="level.lot.variant.sku")
    counted = serializers.IntegerField()
    on_hand = serializers.IntegerField(help_text="In the books at `counted_at`.")
    difference = serializers.IntegerField(help_text="What closing adds.")
    counted_at = serializers.DateTimeField()


class StockCountQuery(PageQuery):
    """Which counts."""

    status = serializers.ChoiceField(choices=StockCount.Status.choices, required=False)
    warehouse = TextField(max_length=32, required=False, help_text="Code of the warehouse.")


class StockCountLineQuery(PageQuery):
    """Which lines."""

    differing = serializers.BooleanField(required=False, default=False, help_text="Those that differ alone.")


class CountDoorBase(StockDoorBase):
    """A count in the hands of whoever keeps the store."""

    def view(self, row: StockCount) -> dict[str, Any]:
        """A count as JSON values for this reader."""
        shown: dict[str, Any] = StockCountOut(row, context={"actor": self.actor}).data
        return shown

    def one(self, count_id: UUID) -> StockCount:
        """One count."""
        return found(selling.counts_of(self.actor), pk=count_id)

    def locked(self, count_id: UUID) -> StockCount:
        """One count, which nobody else changes meanwhile."""
        return found(selling.counts_of(self.actor).select_for_update(of=("self",)), pk=count_id)

    def shown(self, row: StockCount, *, status: int = 200) -> Response:
        """Answer with a count and its sums."""
        body = {**self.view(row), "sums": CountSumsOut(counted(row)).data}
        if status == 201:
            return self.created(body, row=row, location=f"/api/v1/seller/stock-counts/{row.pk}")
        return self.answer(body, row=row)


class StockCountsDoor(CountDoorBase):
    """All of them."""

    @operation(
        id="listStockCounts",
        summary="Your counts, the newest first",
        query=StockCountQuery,
        response=page_of(StockCountOut),
        response_example={"items": [COUNT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = selling.counts_of(self.actor)
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        if "warehouse" in self.query:
            rows = rows.filter(warehouse__code=self.query["warehouse"])
        return self.page(rows, self.view, order=("-id",))

    @operation(
        id="openStockCount",
        summary="Begin to count what you have in a warehouse; selling goes on",
        request=StockCountIn,
        response=StockCountDetailOut,
        status=201,
        problems=[CountOpen, SellerNotFound, UnknownReference, WarehouseAbroad],
        request_example=COUNT_BODY,
        response_example={
            **COUNT_EXAMPLE,
            "sums": {**SUMS_EXAMPLE, "lots": 0, "differing": 0, "shortage": 0},
        },
    )
    def post(self, request: Request) -> Response:
        given = self.body(StockCountIn)
        place = warehouse_called(given.pop("warehouse"))
        seller = selling.own_seller(self.actor)
        row = verbs.open_count(seller=seller, warehouse=place, **given, at=now(), by=self.actor)
        return self.shown(row, status=201)


class StockCountDoor(CountDoorBase):
    """One of them."""

    @operation(
        id="showStockCount",
        summary="One count, with what closing it would do",
        response=StockCountDetailOut,
        response_example={**COUNT_EXAMPLE, "sums": SUMS_EXAMPLE},
    )
    def get(self, request: Request, count_id: UUID) -> Response:
        return self.shown(self.one(count_id))


class StockCountLinesDoor(CountDoorBase):
    """What was counted."""

    @operation(
        id="listStockCountLines",
        summary="What was counted of which lot, with the differences; the newest line first",
        query=StockCountLineQuery,
        response=page_of(StockCountLineOut),
        response_example={"items": [LINE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request, count_id: UUID) -> Response:
        rows = lines_of(self.one(count_id))
        if self.query["differing"]:
            rows = differing(rows)
        return self.page(rows, StockCountLineOut, order=("-id",))


class UncountedDoor(CountDoorBase):
    """What nobody has counted yet."""

    @operation(
        id="listUncountedStock",
        summary="Lots with units in the warehouse that nobody has counted yet",
        query=PageQuery,
        response=page_of(StockLevelOut),
        response_example={"items": [LEVEL_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request, count_id: UUID) -> Response:
        return self.page(uncounted_levels(self.one(count_id)), StockLevelOut, order=("-id",))


class CountLotDoor(CountDoorBase):
    """So many."""

    @operation(
        id="countLot",
        summary="Say how many units of a lot there are; a second word replaces the first",
        request=CountedIn,
        response=StockCountDetailOut,
        problems=[BadQuantity, IllegalMove, TooManyLines],
        request_example=COUNTED_BODY,
        response_example={**COUNT_EXAMPLE, "version": 2, "sums": SUMS_EXAMPLE},
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        given = self.body(CountedIn)
        row = self.locked(count_id)
        lot = found(selling.lots_of(self.actor), pk=given["lot_id"])
        verbs.note_counted(count=row, lot=lot, units=given["counted"], at=now(), by=self.actor)
        return self.shown(row)


class ScanCountedDoor(CountDoorBase):
    """One more."""

    idempotency = "required"

    @operation(
        id="scanCounted",
        summary="Add units to what was counted of a lot, by a code on the goods",
        request=CountScanIn,
        response=StockCountDetailOut,
        problems=[BadQuantity, IllegalMove, ScanAmbiguous, StockMoved, TooManyLines, UnknownReference],
        request_example=SCAN_BODY,
        response_example={**COUNT_EXAMPLE, "version": 2, "sums": SUMS_EXAMPLE},
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        given = self.body(CountScanIn)
        row = self.locked(count_id)
        lot = lot_scanned(seller_id=row.seller_id, warehouse_id=row.warehouse_id, code=given["code"])
        verbs.add_counted(count=row, lot=lot, units=given["quantity"], at=now(), by=self.actor)
        return self.shown(row)


class LeaveOutDoor(CountDoorBase):
    """As if it had not been counted."""

    @operation(
        id="leaveOutOfCount",
        summary="Forget what was counted of a lot; closing leaves it as it is",
        request=CountLeaveOutIn,
        response=StockCountDetailOut,
        problems=[IllegalMove],
        request_example={"lot_id": _ID},
        response_example={**COUNT_EXAMPLE, "version": 3, "sums": {**SUMS_EXAMPLE, "lots": 0}},
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        given = self.body(CountLeaveOutIn)
        row = self.locked(count_id)
        lot = found(selling.lots_of(self.actor), pk=given["lot_id"])
        verbs.leave_out(count=row, lot=lot, at=now(), by=self.actor)
        return self.shown(row)


class CloseCountDoor(CountDoorBase):
    """The books are put right."""

    idempotency = "required"

    @operation(
        id="closeStockCount",
        summary="Book the differences, each as it was when its lot was counted",
        request=CountCloseIn,
        response=StockCountDetailOut,
        problems=[BadQuantity, CountBelowReserved, IllegalMove, LostRace, StockMoved],
        request_example=CLOSE_BODY,
        response_example={
            **COUNT_EXAMPLE,
            "version": 3,
            "status": "closed",
            **_ENDED,
            "sums": SUMS_EXAMPLE,
        },
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        given = self.body(CountCloseIn)
        row = verbs.close_count(count=self.locked(count_id), **given, at=now(), by=self.actor)
        return self.shown(row)


class CancelCountDoor(CountDoorBase):
    """Nothing is put right."""

    @operation(
        id="cancelStockCount",
        summary="End a count that changes nothing",
        response=StockCountDetailOut,
        problems=[IllegalMove, LostRace],
        response_example={
            **COUNT_EXAMPLE,
            "version": 2,
            "status": "cancelled",
            **_ENDED,
            "sums": SUMS_EXAMPLE,
        },
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        self.body(In)
        row = verbs.cancel_count(count=self.locked(count_id), at=now(), by=self.actor)
        return self.shown(row)
