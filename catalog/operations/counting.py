"""How does a seller count a warehouse, without undoing what is sold meanwhile?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Subquery

from catalog.errors import BadQuantity, CountBelowReserved, CountOpen, StockMoved, TooManyLines
from catalog.models import (
    Lot,
    Seller,
    StockCount,
    StockCountLine,
    StockLevel,
    StockMove,
    StockTransfer,
    Warehouse,
)
from catalog.operations.booking import book_many
from catalog.operations.standing import check_at_home, levels_in
from catalog.policy import MAX_COUNT_LINES, MAX_UNITS_ON_HAND, REFUSED_LINES_NAMED
from kit.actors import Actor
from kit.errors import FieldProblem, NotFound
from kit.ids import human_number, next_serial
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from kit.words import all_told, say

Status = StockCount.Status


@inside_transaction
def open_count(
    *, seller: Seller, warehouse: Warehouse, note: str = "", at: datetime, by: Actor
) -> StockCount:
    """
    Begin to count what a seller has in a warehouse.

    :raises WarehouseAbroad: if the warehouse is in another country than the seller.
    :raises CountOpen: if another count of the two is open.
    """
    check_at_home(seller, warehouse)
    count = StockCount(
        number=human_number("SCN", at.year, next_serial("catalog_stock_count_serial")),
        seller=seller,
        warehouse=warehouse,
        note=note,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )
    try:
        with transaction.atomic():
            count.save(force_insert=True)
    except IntegrityError:
        open_one = StockCount.objects.filter(seller=seller, warehouse=warehouse, status=Status.OPEN)
        number = open_one.values_list("number", flat=True).first()
        raise CountOpen(number=number) from None
    return count


@inside_transaction
def note_counted(*, count: StockCount, lot: Lot, units: int, at: datetime, by: Actor) -> StockCountLine:
    """
    Note how many units of a lot there are, none included; a second word on the lot replaces the first.

    What the books say now is noted beside it. The count is locked by the caller.

    :raises IllegalMove: if the count is no longer open.
    :raises BadQuantity: if there are more than a warehouse can have.
    :raises TooManyLines: if the count has as many lots as it may have.
    """
    _check_open(count)
    return _note(count, _books(count, lot, at), units, at, by)


@inside_transaction
def add_counted(*, count: StockCount, lot: Lot, units: int, at: datetime, by: Actor) -> StockCountLine:
    """
    The same for units that are counted one after the other, as a scanner does: they join those noted before.

    :raises StockMoved: if units of the lot have come or gone since then: whether they were among those
        counted nobody knows but who counts.
    """
    _check_open(count)
    books = _books(count, lot, at)
    level = books.level
    before = StockCountLine.objects.filter(count=count, level=level).first()
    if before is not None and before.on_hand != level.on_hand:
        raise StockMoved(
            say(
                "The books had %(was)d units of lot %(lot)s and have %(became)d now: say how many there are.",
                lot=lot.code,
                was=before.on_hand,
                became=level.on_hand,
            ),
            lot_id=str(lot.pk),
            was=before.on_hand,
            became=level.on_hand,
        )
    return _note(count, books, units + (before.counted if before else 0), at, by)


@inside_transaction
def leave_out(*, count: StockCount, lot: Lot, at: datetime, by: Actor) -> None:
    """
    Forget what was counted of a lot, which closing leaves as it is then.

    :raises IllegalMove: if the count is no longer open.
    :raises NotFound: if nothing was counted of it.
    """
    _check_open(count)
    lines = StockCountLine.objects.filter(count=count, level__lot=lot)
    if not lines.delete()[0]:
        raise NotFound
    _touch(count)


@inside_transaction
def close_count(*, count: StockCount, reason: str = "", at: datetime, by: Actor) -> StockCount:
    """
    Book the difference of each line, as it was when that line was counted; the rest stays as it is.

    What is sold or received since is no part of it. What was corrected since may be the very difference that
    was counted: such lines are to be counted again.

    :raises IllegalMove: if the count is no longer open.
    :raises StockMoved: naming the lots that were corrected since they were counted.
    :raises CountBelowReserved: naming the lots of which orders hold more than would be left.
    """
    move(count, to=Status.CLOSED, at=at, by=by, reason=reason, ended_at=at)
    lines = StockCountLine.objects.filter(count=count).exclude(counted=F("on_hand"))
    differing = list(lines.select_related("level__lot__variant").order_by("level_id"))
    _check_not_corrected(differing)
    booked = book_many(
        quantities={line.level_id: line.difference for line in differing},
        kind=StockMove.Kind.COUNTED,
        reason=reason,
        reference=count.number,
        at=at,
        by=by,
    )
    refused = [line for line in differing if line.level_id not in booked]
    if refused:
        raise _refusal(refused)
    return count


@inside_transaction
def cancel_count(*, count: StockCount, at: datetime, by: Actor) -> StockCount:
    """
    End a count that changes nothing.

    :raises IllegalMove: if the count is no longer open.
    """
    return move(count, to=Status.CANCELLED, at=at, by=by, ended_at=at)


def _check_not_corrected(lines: Sequence[StockCountLine]) -> None:
    """By a file, by 1C, by hand, with units that are missing. Locked: no more of it comes meanwhile."""
    levels = StockLevel.objects.filter(pk__in=[line.level_id for line in lines]).order_by("pk")
    list(levels.select_for_update().values_list("pk"))
    corrected = StockMove.objects.filter(
        level=OuterRef("level"), kind=StockMove.Kind.ADJUSTED, pk__gt=OuterRef("last_move")
    ).exclude(Exists(StockTransfer.objects.filter(number=OuterRef("reference"))))
    rows = StockCountLine.objects.filter(pk__in=[line.pk for line in lines]).filter(Exists(corrected))
    stale = list(rows.select_related("level__lot").order_by("level_id")[:REFUSED_LINES_NAMED])
    if stale:
        words = [
            say("Lot %(lot)s was corrected since it was counted: count it again.", lot=line.level.lot.code)
            for line in stale
        ]
        raise StockMoved(all_told(*words), lots=[str(line.level.lot_id) for line in stale])


def _check_open(count: StockCount) -> None:
    if count.status != Status.OPEN:
        raise IllegalMove(f"the count is {count.status}, not open", resource="stock_count", was=count.status)


class _Books(NamedTuple):
    """What the books say of a lot in the counted warehouse, and which line of their ledger was the last."""

    level: StockLevel
    last_move: int


def _books(count: StockCount, lot: Lot, at: datetime) -> _Books:
    made = levels_in(lot_ids=[lot.pk], warehouse=count.warehouse, at=at)[lot.pk]
    newest = StockMove.objects.filter(level=OuterRef("pk")).order_by("-id").values("id")[:1]
    # In one statement: a line of the ledger that comes in between would be held to be known.
    rows = StockLevel.objects.filter(pk=made.pk).annotate(newest=Subquery(newest))
    on_hand, last_move = rows.values_list("on_hand", "newest").get()
    made.on_hand = on_hand
    return _Books(made, last_move or 0)


def _note(count: StockCount, books: _Books, units: int, at: datetime, by: Actor) -> StockCountLine:
    if not 0 <= units <= MAX_UNITS_ON_HAND:
        why = say("There may be from 0 to %(most)d units of a lot.", most=MAX_UNITS_ON_HAND)
        fields = [FieldProblem("/counted", "field.invalid", why)]
        raise BadQuantity(why, most=MAX_UNITS_ON_HAND, fields=fields)
    said = {
        "counted": units,
        "on_hand": books.level.on_hand,
        "last_move": books.last_move,
        "counted_at": at,
        "by_kind": by.kind,
        "by_id": by.id,
    }
    line, is_new = StockCountLine.objects.update_or_create(count=count, level=books.level, defaults=said)
    if is_new and StockCountLine.objects.filter(count=count).count() > MAX_COUNT_LINES:
        raise TooManyLines(
            say("A count has %(most)d lots at most: close it and begin another one.", most=MAX_COUNT_LINES)
        )
    _touch(count)
    return line


def _touch(count: StockCount) -> None:
    """Whoever saw it before sees that it changed."""
    count.version += 1
    count.save(update_fields=["version"])


def _refusal(lines: Sequence[StockCountLine]) -> CountBelowReserved | BadQuantity:
    """Why closing would leave a level with fewer units than orders hold, or with more than there can be."""
    levels = StockLevel.objects.in_bulk([line.level_id for line in lines])
    short = [
        line
        for line in lines
        if levels[line.level_id].on_hand + line.difference < levels[line.level_id].reserved
    ][:REFUSED_LINES_NAMED]
    if not short:
        return BadQuantity(most=MAX_UNITS_ON_HAND)
    told = [
        {
            "lot_id": str(line.level.lot_id),
            "lot_code": line.level.lot.code,
            "sku": line.level.lot.variant.sku,
            "counted": line.counted,
            "left": levels[line.level_id].on_hand + line.difference,
            "reserved": levels[line.level_id].reserved,
        }
        for line in short
    ]
    words = [
        say(
            "Of lot %(lot_code)s (%(sku)s) %(left)d units would be left, and orders hold %(reserved)d.",
            **each,
        )
        for each in told
    ]
    return CountBelowReserved(all_told(*words), lines=told)
