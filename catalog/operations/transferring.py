"""How do units of a seller get from one of their warehouses to another?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from catalog.errors import (
    BadQuantity,
    DifferenceUnexplained,
    SameWarehouse,
    TooManyLines,
    TransferEmpty,
    UnitsNotFree,
    UnknownReference,
)
from catalog.models import Lot, Seller, StockLevel, StockMove, StockTransfer, StockTransferLine, Warehouse
from catalog.operations.booking import book_many
from catalog.operations.standing import check_at_home, levels_in
from catalog.policy import MAX_TRANSFER_LINES, MAX_UNITS_ON_HAND, MAX_UNITS_PER_MOVE, REFUSED_LINES_NAMED
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.ids import human_number, next_serial
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from kit.words import all_told, say

Status = StockTransfer.Status
_ADJUSTED = StockMove.Kind.ADJUSTED


class Arrived(NamedTuple):
    """How many units of a lot arrived, and why those aren't as many as were sent."""

    units: int
    reason: str = ""


@inside_transaction
def open_transfer(
    *, seller: Seller, origin: Warehouse, destination: Warehouse, note: str = "", at: datetime, by: Actor
) -> StockTransfer:
    """
    Begin to put together what is sent from one warehouse to another; nothing moves yet.

    :raises SameWarehouse: if they are one.
    :raises WarehouseAbroad: if either is in another country than the seller.
    """
    if origin.pk == destination.pk:
        why = say("Goods are sent to another warehouse than they lie in.")
        raise SameWarehouse(why, fields=[FieldProblem("/destination", "field.invalid", why)])
    check_at_home(seller, origin, field="origin")
    check_at_home(seller, destination, field="destination")
    return StockTransfer.objects.create(
        number=human_number("SCT", at.year, next_serial("catalog_stock_transfer_serial")),
        seller=seller,
        origin=origin,
        destination=destination,
        note=note,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


@inside_transaction
def put_units(*, transfer: StockTransfer, lot: Lot, units: int, at: datetime, by: Actor) -> None:
    """
    Say how many units of a lot are sent, none to leave it out; a second word replaces the first.

    Whether they are free is asked when they are sent. The transfer is locked by the caller.

    :raises IllegalMove: if it was sent or cancelled.
    :raises BadQuantity: if there are more than any real lot has.
    :raises TooManyLines: if the transfer has as many lots as it may have.
    """
    _check_open(transfer)
    if not 0 <= units <= MAX_UNITS_PER_MOVE:
        why = say("There may be from 0 to %(most)d units of a lot.", most=MAX_UNITS_PER_MOVE)
        fields = [FieldProblem("/quantity", "field.invalid", why)]
        raise BadQuantity(why, most=MAX_UNITS_PER_MOVE, fields=fields)
    lines = StockTransferLine.objects.filter(transfer=transfer)
    if units == 0:
        lines.filter(lot=lot).delete()
    else:
        StockTransferLine.objects.update_or_create(transfer=transfer, lot=lot, defaults={"quantity": units})
        if lines.count() > MAX_TRANSFER_LINES:
            most = MAX_TRANSFER_LINES
            raise TooManyLines(
                say("A transfer has %(most)d lots at most: send the rest in another one.", most=most)
            )
    transfer.version += 1
    transfer.save(update_fields=["version"])


@inside_transaction
def add_units(*, transfer: StockTransfer, lot: Lot, units: int, at: datetime, by: Actor) -> None:
    """The same for units that are loaded one after the other, as a scanner does: they join those before."""
    lines = StockTransferLine.objects.filter(transfer=transfer, lot=lot)
    before = lines.values_list("quantity", flat=True).first() or 0
    put_units(transfer=transfer, lot=lot, units=before + units, at=at, by=by)


@inside_transaction
def send(*, transfer: StockTransfer, at: datetime, by: Actor) -> StockTransfer:
    """
    Let the goods leave: from now on they lie in neither warehouse, and nobody can buy them.

    :raises IllegalMove: if they have left, or the transfer was cancelled.
    :raises TransferEmpty: if there are none.
    :raises UnitsNotFree: naming the lots of which orders hold too many, or that are in quarantine.
    """
    lines = _lines(transfer)
    move(transfer, to=Status.SENT, at=at, by=by, reason=transfer.note, sent_at=at)
    if not lines:
        raise TransferEmpty
    levels = _levels_left(transfer)
    gone = book_many(
        quantities={levels[line.lot_id]: -line.quantity for line in lines if line.lot_id in levels},
        kind=StockMove.Kind.SENT,
        reason=transfer.note,
        reference=transfer.number,
        at=at,
        by=by,
        spare_quarantined=True,
    )
    if lacking := [line for line in lines if levels.get(line.lot_id) not in gone]:
        raise _not_free(transfer, lacking)
    return transfer


@inside_transaction
def arrive(
    *, transfer: StockTransfer, arrived: Mapping[UUID, Arrived], at: datetime, by: Actor
) -> StockTransfer:
    """
    Put what was sent into the other warehouse, under the same lots; lots that aren't named came whole.

    What is missing, or too much, is a line of the ledger of its own. A lot that went into quarantine on the
    way arrives in it.

    :raises IllegalMove: if it isn't on its way.
    :raises UnknownReference: if a lot is named that wasn't sent.
    :raises DifferenceUnexplained: if one differs without a reason.
    :raises BadQuantity: if a level would have more than any real one.
    """
    lines = _lines(transfer)
    _check_lots(arrived, {line.lot_id for line in lines})
    move(transfer, to=Status.ARRIVED, at=at, by=by, ended_at=at)
    for line in lines:
        told = arrived.get(line.lot_id, Arrived(line.quantity))
        differs = told.units != line.quantity
        line.arrived, line.reason = told.units, told.reason if differs else ""
        if differs and not told.reason:
            why = say(
                "Of lot %(lot)s %(sent)d units were sent and %(arrived)d arrived: say why.",
                lot=line.lot.code,
                sent=line.quantity,
                arrived=told.units,
            )
            raise DifferenceUnexplained(why, fields=[FieldProblem("/reason", "field.required", why)])
    StockTransferLine.objects.bulk_update(lines, ["arrived", "reason"])
    there = levels_in(lot_ids=[line.lot_id for line in lines], warehouse=transfer.destination, at=at)
    levels = {lot_id: level.pk for lot_id, level in there.items()}
    _book(transfer, StockMove.Kind.ARRIVED, {levels[each.lot_id]: each.quantity for each in lines}, at, by)
    differing = sorted((each for each in lines if each.arrived != each.quantity), key=_reason)
    for reason, some in groupby(differing, key=_reason):
        odd = {levels[each.lot_id]: (each.arrived or 0) - each.quantity for each in some}
        _book(transfer, _ADJUSTED, odd, at, by, reason=reason)
    return transfer


@inside_transaction
def call_back(*, transfer: StockTransfer, reason: str, at: datetime, by: Actor) -> StockTransfer:
    """
    Put what was sent back to where it was.

    :raises IllegalMove: if it isn't on its way.
    """
    move(transfer, to=Status.CALLED_BACK, at=at, by=by, reason=reason, ended_at=at)
    levels = _levels_left(transfer)
    back = {levels[line.lot_id]: line.quantity for line in _lines(transfer)}
    _book(transfer, StockMove.Kind.CALLED_BACK, back, at, by, reason=reason)
    return transfer


@inside_transaction
def cancel_transfer(*, transfer: StockTransfer, at: datetime, by: Actor) -> StockTransfer:
    """
    End a transfer of which nothing was sent.

    :raises IllegalMove: if it was sent, or is cancelled already.
    """
    return move(transfer, to=Status.CANCELLED, at=at, by=by, ended_at=at)


def _check_open(transfer: StockTransfer) -> None:
    if transfer.status != Status.OPEN:
        why = f"the transfer is {transfer.status}, not open"
        raise IllegalMove(why, resource="stock_transfer", was=transfer.status)


def _check_lots(arrived: Mapping[UUID, Arrived], sent: Collection[UUID]) -> None:
    if strange := sorted(set(arrived) - set(sent)):
        why = FieldProblem("/lines", "field.unknown_reference", f"{strange[0]} was not sent")
        raise UnknownReference(fields=[why])


def _lines(transfer: StockTransfer) -> list[StockTransferLine]:
    rows = StockTransferLine.objects.filter(transfer=transfer).select_related("lot__variant")
    return list(rows.order_by("id"))


def _levels_left(transfer: StockTransfer) -> dict[UUID, UUID]:
    """The levels that the goods leave, by lot."""
    rows = StockLevel.objects.filter(warehouse=transfer.origin_id, lot__in=transfer.lines.values("lot"))
    return dict(rows.values_list("lot_id", "pk"))


def _book(
    transfer: StockTransfer,
    kind: StockMove.Kind,
    quantities: Mapping[UUID, int],
    at: datetime,
    by: Actor,
    *,
    reason: str = "",
) -> None:
    booked = book_many(
        quantities=quantities, kind=kind, reason=reason, reference=transfer.number, at=at, by=by
    )
    if len(booked) < len(quantities):
        raise BadQuantity(most=MAX_UNITS_ON_HAND)


def _reason(line: StockTransferLine) -> str:
    return line.reason


def _not_free(transfer: StockTransfer, lines: Sequence[StockTransferLine]) -> UnitsNotFree:
    """How many units of each refused lot could be sent."""
    levels = StockLevel.objects.filter(warehouse=transfer.origin_id, lot__in=[line.lot_id for line in lines])
    free = {level.lot_id: level.free for level in levels}
    told = [_told(line, free.get(line.lot_id, 0)) for line in lines[:REFUSED_LINES_NAMED]]
    return UnitsNotFree(all_told(*_sentences(told)), lines=told)


def _told(line: StockTransferLine, free: int) -> dict[str, object]:
    return {
        "lot_id": str(line.lot_id),
        "lot_code": line.lot.code,
        "sku": line.lot.variant.sku,
        "wanted": line.quantity,
        "free": free,
    }


def _sentences(told: Iterable[Mapping[str, object]]) -> list[str]:
    return [
        say("Of lot %(lot_code)s (%(sku)s) %(free)d of the %(wanted)d units are free.", **each)
        for each in told
    ]
