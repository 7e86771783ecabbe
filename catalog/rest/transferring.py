"""How do sellers send goods from one of their warehouses to another?"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import (
    BadQuantity,
    DifferenceUnexplained,
    SameWarehouse,
    ScanAmbiguous,
    SellerNotFound,
    TooManyLines,
    TransferEmpty,
    UnitsNotFree,
    UnknownReference,
    WarehouseAbroad,
)
from catalog.models import Lot, StockTransfer
from catalog.operations import transferring as verbs
from catalog.operations.transferring import Arrived
from catalog.policy import MAX_TRANSFER_LINES, MAX_UNITS_PER_MOVE
from catalog.queries import selling
from catalog.queries.acting import transfer_actions
from catalog.queries.scanning import lot_scanned
from catalog.queries.transferring import lines_of
from catalog.rest.stock import StockDoorBase, warehouse_called
from kit.clock import now
from kit.errors import FieldProblem, Invalid, NotFound
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
LINE_BODY = {"lot_id": _ID, "quantity": 200}
TRANSFER_BODY = {
    "origin": "KZ-KOSTANAY-WH",
    "destination": "KZ-KHORGOS-WH",
    "note": "Truck 123 ABC 10.",
    "lines": [LINE_BODY],
}
TRANSFER_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "number": "SCT-26-00000007-1",
    "origin": "KZ-KOSTANAY-WH",
    "destination": "KZ-KHORGOS-WH",
    "note": "Truck 123 ABC 10.",
    "status": "open",
    "opened_at": "2026-12-05T09:00:00Z",
    "sent_at": None,
    "ended_at": None,
    "allowed_actions": ["put", "scan", "send", "cancel"],
}
LINE_EXAMPLE = {
    **LINE_BODY,
    "lot_code": "2026-11-A",
    "sku": "FLR-PRM-2KG",
    "arrived": None,
    "reason": "",
}
DETAIL_EXAMPLE = {**TRANSFER_EXAMPLE, "lines": [LINE_EXAMPLE]}
SENT_EXAMPLE = {
    **DETAIL_EXAMPLE,
    "version": 2,
    "status": "sent",
    "sent_at": "2026-12-05T10:00:00Z",
    "allowed_actions": ["arrive", "call-back"],
}
ENDED_EXAMPLE = {**SENT_EXAMPLE, "version": 3, "ended_at": "2026-12-07T08:00:00Z", "allowed_actions": []}
ARRIVE_BODY = {"lines": [{"lot_id": _ID, "arrived": 198, "reason": "Two bags torn."}]}
SCAN_BODY = {"code": "9521000000018", "quantity": 12}


class TransferLineIn(In):
    """Units of a lot that are sent."""

    lot_id = serializers.UUIDField()
    quantity = WholeField(min_value=1, max_value=MAX_UNITS_PER_MOVE)


class TransferPutIn(In):
    """How many units of a lot are sent."""

    lot_id = serializers.UUIDField()
    quantity = WholeField(min_value=0, max_value=MAX_UNITS_PER_MOVE, help_text="0 leaves the lot out.")


class StockTransferIn(In):
    """From where to where, and what if that is known."""

    origin = TextField(max_length=32, help_text="Code of the warehouse that the goods leave.")
    destination = TextField(max_length=32, help_text="Code of another one of your own country.")
    note = TextField(max_length=200, required=False, allow_blank=True, default="")
    lines = serializers.ListField(
        child=TransferLineIn(), required=False, max_length=MAX_TRANSFER_LINES, default=list
    )


class TransferScanIn(In):
    """Units that were scanned as they were loaded."""

    code = TextField(max_length=64, help_text="The lot's number, or the GTIN or SKU of goods of one lot.")
    quantity = WholeField(min_value=1, max_value=MAX_UNITS_PER_MOVE, required=False, default=1)


class ArrivedLineIn(In):
    """Units of a lot that arrived, with the reason if they aren't as many as were sent."""

    lot_id = serializers.UUIDField()
    arrived = WholeField(min_value=0, max_value=MAX_UNITS_PER_MOVE)
    reason = TextField(max_length=200, required=False, allow_blank=True, default="")


class ArriveIn(In):
    """What arrived; lots that aren't named came whole."""

    lines = serializers.ListField(
        child=ArrivedLineIn(), required=False, max_length=MAX_TRANSFER_LINES, default=list
    )


class CallBackIn(In):
    """Why it turns round."""

    reason = TextField(max_length=200)


class StockTransferOut(serializers.Serializer[Any]):
    """Goods that a seller moves from one warehouse to another; once sent they lie in neither."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField(help_text="The `reference` of the lines that it leaves in the ledger.")
    origin = serializers.CharField(source="origin.code")
    destination = serializers.CharField(source="destination.code")
    note = serializers.CharField(allow_blank=True)
    status = serializers.CharField(help_text="`open`, `sent`, `arrived`, `called_back` or `cancelled`.")
    opened_at = serializers.DateTimeField(source="created_at")
    sent_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    def get_allowed_actions(self, row: StockTransfer) -> list[str]:
        """What the reader may do with it now."""
        return transfer_actions(row, actor=self.context["actor"])


class TransferLineOut(serializers.Serializer[Any]):
    """Units of one lot: sent, and arrived once they have."""

    lot_id = serializers.UUIDField()
    lot_code = serializers.CharField(source="lot.code")
    sku = serializers.CharField(source="lot.variant.sku")
    quantity = serializers.IntegerField(help_text="Units that are sent.")
    arrived = serializers.IntegerField(allow_null=True, help_text="Units that came; null until they do.")
    reason = serializers.CharField(allow_blank=True, help_text="Why more or fewer came.")


class StockTransferDetailOut(StockTransferOut):
    """The same with what is in it."""

    lines = TransferLineOut(many=True)


class StockTransferQuery(PageQuery):
    """Which transfers."""

    status = serializers.ChoiceField(choices=StockTransfer.Status.choices, required=False)
    origin = TextField(max_length=32, required=False, help_text="Code of the warehouse.")
    destination = TextField(max_length=32, required=False, help_text="Code of the warehouse.")


class TransferDoorBase(StockDoorBase):
    """A transfer in the hands of whoever keeps the store."""

    def view(self, row: StockTransfer) -> dict[str, Any]:
        """A transfer as JSON values for this reader."""
        shown: dict[str, Any] = StockTransferOut(row, context={"actor": self.actor}).data
        return shown

    def one(self, transfer_id: UUID) -> StockTransfer:
        """One transfer."""
        return found(selling.transfers_of(self.actor), pk=transfer_id)

    def locked(self, transfer_id: UUID) -> StockTransfer:
        """One transfer, which nobody else changes meanwhile."""
        return found(selling.transfers_of(self.actor).select_for_update(of=("self",)), pk=transfer_id)

    def shown(self, row: StockTransfer, *, status: int = 200) -> Response:
        """Answer with a transfer and what is in it."""
        body = {**self.view(row), "lines": TransferLineOut(lines_of(row), many=True).data}
        if status == 201:
            return self.created(body, row=row, location=f"/api/v1/seller/transfers/{row.pk}")
        return self.answer(body, row=row)

    def lots(self, ids: Iterable[UUID]) -> dict[UUID, Lot]:
        """
        The caller's lots of some ids, each named once.

        :raises NotFound: if one of them is not theirs.
        """
        asked = list(ids)
        if doubled := sorted({each for each in asked if asked.count(each) > 1}):
            why = FieldProblem("/lines", "field.doubled", f"{doubled[0]} is there more than once")
            raise Invalid(fields=[why])
        there = {lot.pk: lot for lot in selling.lots_of(self.actor).filter(pk__in=asked)}
        if len(there) < len(asked):
            raise NotFound
        return there


class StockTransfersDoor(TransferDoorBase):
    """All of them."""

    @operation(
        id="listStockTransfers",
        summary="Your transfers between warehouses, the newest first",
        query=StockTransferQuery,
        response=page_of(StockTransferOut),
        response_example={"items": [TRANSFER_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = selling.transfers_of(self.actor)
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        for end in ("origin", "destination"):
            if end in self.query:
                rows = rows.filter(**{f"{end}__code": self.query[end]})
        return self.page(rows, self.view, order=("-id",))

    @operation(
        id="openStockTransfer",
        summary="Put together what is sent from one of your warehouses to another; nothing moves yet",
        request=StockTransferIn,
        response=StockTransferDetailOut,
        status=201,
        problems=[SameWarehouse, SellerNotFound, UnknownReference, WarehouseAbroad, NotFound],
        request_example=TRANSFER_BODY,
        response_example=DETAIL_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(StockTransferIn)
        ends = {end: warehouse_called(given[end], field=end) for end in ("origin", "destination")}
        seller = selling.own_seller(self.actor)
        lots = self.lots(line["lot_id"] for line in given["lines"])
        row = verbs.open_transfer(seller=seller, **ends, note=given["note"], at=now(), by=self.actor)
        for line in given["lines"]:
            lot = lots[line["lot_id"]]
            verbs.put_units(transfer=row, lot=lot, units=line["quantity"], at=now(), by=self.actor)
        return self.shown(row, status=201)


class StockTransferDoor(TransferDoorBase):
    """One of them."""

    @operation(
        id="showStockTransfer",
        summary="One transfer, with what is in it",
        response=StockTransferDetailOut,
        response_example=DETAIL_EXAMPLE,
    )
    def get(self, request: Request, transfer_id: UUID) -> Response:
        return self.shown(self.one(transfer_id))


class PutTransferLineDoor(TransferDoorBase):
    """So many of it."""

    @operation(
        id="putStockTransferLine",
        summary="Say how many units of a lot are sent; a second word replaces the first",
        request=TransferPutIn,
        response=StockTransferDetailOut,
        problems=[BadQuantity, IllegalMove, TooManyLines],
        request_example=LINE_BODY,
        response_example={**DETAIL_EXAMPLE, "version": 2},
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        given = self.body(TransferPutIn)
        row = self.locked(transfer_id)
        lot = found(selling.lots_of(self.actor), pk=given["lot_id"])
        verbs.put_units(transfer=row, lot=lot, units=given["quantity"], at=now(), by=self.actor)
        return self.shown(row)


class ScanTransferDoor(TransferDoorBase):
    """One more."""

    idempotency = "required"

    @operation(
        id="scanIntoStockTransfer",
        summary="Add units to what is sent of a lot, by a code on the goods",
        request=TransferScanIn,
        response=StockTransferDetailOut,
        problems=[BadQuantity, IllegalMove, ScanAmbiguous, TooManyLines, UnknownReference],
        request_example=SCAN_BODY,
        response_example={**DETAIL_EXAMPLE, "version": 2},
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        given = self.body(TransferScanIn)
        row = self.locked(transfer_id)
        lot = lot_scanned(seller_id=row.seller_id, warehouse_id=row.origin_id, code=given["code"])
        verbs.add_units(transfer=row, lot=lot, units=given["quantity"], at=now(), by=self.actor)
        return self.shown(row)


class SendDoor(TransferDoorBase):
    """Off they go."""

    idempotency = "required"

    @operation(
        id="sendStockTransfer",
        summary="Let the goods leave: until they arrive they lie in neither warehouse and can't be bought",
        response=StockTransferDetailOut,
        problems=[IllegalMove, LostRace, TransferEmpty, UnitsNotFree],
        response_example=SENT_EXAMPLE,
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        self.body(In)
        return self.shown(verbs.send(transfer=self.locked(transfer_id), at=now(), by=self.actor))


class ArriveDoor(TransferDoorBase):
    """There."""

    idempotency = "required"

    @operation(
        id="arriveStockTransfer",
        summary="Put what was sent into the other warehouse, under the same lots",
        description="Lots that aren't named came whole; more or fewer units than were sent need a reason.",
        request=ArriveIn,
        response=StockTransferDetailOut,
        problems=[BadQuantity, DifferenceUnexplained, IllegalMove, LostRace, UnknownReference],
        request_example=ARRIVE_BODY,
        response_example={
            **ENDED_EXAMPLE,
            "status": "arrived",
            "lines": [{**LINE_EXAMPLE, "arrived": 198, "reason": "Two bags torn."}],
        },
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        given = self.body(ArriveIn)["lines"]
        row = self.locked(transfer_id)
        self.lots(line["lot_id"] for line in given)
        arrived = {line["lot_id"]: Arrived(line["arrived"], line["reason"]) for line in given}
        return self.shown(verbs.arrive(transfer=row, arrived=arrived, at=now(), by=self.actor))


class CallBackDoor(TransferDoorBase):
    """Round it turns."""

    idempotency = "required"

    @operation(
        id="callStockTransferBack",
        summary="Put what was sent back to where it was, saying why",
        request=CallBackIn,
        response=StockTransferDetailOut,
        problems=[BadQuantity, IllegalMove, LostRace],
        request_example={"reason": "The road is closed."},
        response_example={**ENDED_EXAMPLE, "status": "called_back"},
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        given = self.body(CallBackIn)
        row = self.locked(transfer_id)
        return self.shown(verbs.call_back(transfer=row, **given, at=now(), by=self.actor))


class CancelTransferDoor(TransferDoorBase):
    """Never mind."""

    @operation(
        id="cancelStockTransfer",
        summary="End a transfer of which nothing was sent",
        response=StockTransferDetailOut,
        problems=[IllegalMove, LostRace],
        response_example={
            **DETAIL_EXAMPLE,
            "version": 2,
            "status": "cancelled",
            "ended_at": "2026-12-05T10:00:00Z",
            "allowed_actions": [],
        },
    )
    def post(self, request: Request, transfer_id: UUID) -> Response:
        self.body(In)
        return self.shown(verbs.cancel_transfer(transfer=self.locked(transfer_id), at=now(), by=self.actor))
