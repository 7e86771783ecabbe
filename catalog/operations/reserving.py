"""How are units promised to an order, once and never too many?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalog.allocation import LotOffer, Shortage, allocate
from catalog.errors import OutOfStock, StockTooLow
from catalog.models import StockLevel, StockMove, StockReservation, Variant
from catalog.policy import SHELF_LIFE_SHARE_ON_ARRIVAL
from catalog.queries.stocking import Reserved, as_reserved, by_fullness, free_levels
from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction

Status = StockReservation.Status


class _Lost(Exception):
    """Somebody else took the units in the meantime."""


class _Take(NamedTuple):
    level: StockLevel
    quantity: int


@inside_transaction
def reserve(
    *, wanted: Mapping[UUID, int], reference: str, arrival_date: date, at: datetime, by: Actor
) -> list[Reserved]:
    """
    Hold units of several variants for an order, all of them or none.

    First expired first out, from lots that pass rule 17 on `arrival_date` (a day
    of the place of arrival); one variant from one warehouse where one has
    enough. Levels are taken in id order, each by one conditional statement. A
    caller that reserves for several orders does so in the order of their sellers' ids.

    :raises OutOfStock: if a variant has too few units that are fresh enough.
    """
    try:
        # The savepoint gives the levels taken so far back before they are asked for again.
        with transaction.atomic():
            taken = _take(_plan(wanted, free_levels(wanted), arrival_date))
    except _Lost:
        locked = free_levels(wanted).select_for_update(of=("self",))
        taken = _take(_plan(wanted, locked, arrival_date))
    return [as_reserved(each) for each in _record(taken, reference, at)]


@inside_transaction
def release(*, reference: str, at: datetime, by: Actor) -> int:
    """
    Give back what is still held under a reference; the number of units given back.

    A second call finds nothing and gives back nothing.
    """
    ended = _end(reference, Status.RELEASED, at, by)
    for level_id, quantity in _by_level(ended):
        StockLevel.objects.filter(pk=level_id).update(reserved=F("reserved") - quantity)
    return sum(each.quantity for each in ended)


@inside_transaction
def consume(*, reference: str, at: datetime, by: Actor) -> int:
    """
    Let the units held under a reference leave the warehouse; the number of units.

    They leave the ledger with one line a level. A second call does nothing.
    """
    ended = _end(reference, Status.CONSUMED, at, by)
    for level_id, quantity in _by_level(ended):
        StockLevel.objects.filter(pk=level_id).update(
            on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
        )
    StockMove.objects.bulk_create(
        StockMove(
            level_id=each.level_id,
            kind=StockMove.Kind.SHIPPED,
            quantity=-each.quantity,
            reference=reference,
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
        for each in ended
    )
    return sum(each.quantity for each in ended)


@inside_transaction
def give_up(
    *,
    reference: str,
    units: Mapping[tuple[UUID, str], int],
    is_missing: bool,
    at: datetime,
    by: Actor,
) -> None:
    """
    Let some of the units go that are held under a reference, by variant and code of their warehouse.

    They are free for others, unless they are missing: then the stock has fewer, with a line in the ledger.
    Of several lots those in quarantine go first. Levels are changed in id order.

    :raises StockTooLow: if fewer are held.
    """
    held = StockReservation.objects.select_for_update(of=("self",), no_key=True).filter(
        reference=reference, status=Status.ACTIVE
    )
    left, chosen = dict(units), []
    rows = held.select_related("level__lot", "level__warehouse").order_by("level_id")
    # What nobody is to use is what isn't sent.
    for each in sorted(rows, key=lambda row: not row.level.is_quarantined):
        place = (each.level.lot.variant_id, each.level.warehouse.location_code)
        count = min(left.get(place, 0), each.quantity)
        if count:
            left[place] -= count
            chosen.append((each, count))
    if any(left.values()):
        raise StockTooLow
    for each, count in sorted(chosen, key=lambda pair: pair[0].level_id):
        _let_go(each, count, is_missing=is_missing, at=at, by=by)


def _let_go(held: StockReservation, count: int, *, is_missing: bool, at: datetime, by: Actor) -> None:
    if count == held.quantity:
        move_many(
            [held.pk],
            model=StockReservation,
            was=Status.ACTIVE,
            to=Status.RELEASED,
            at=at,
            by=by,
            reason=held.reference,
            ended_at=at,
        )
    else:
        StockReservation.objects.filter(pk=held.pk).update(
            quantity=F("quantity") - count, version=F("version") + 1
        )
    gone = count if is_missing else 0
    StockLevel.objects.filter(pk=held.level_id).update(
        reserved=F("reserved") - count, on_hand=F("on_hand") - gone
    )
    if gone:
        StockMove.objects.create(
            level_id=held.level_id,
            kind=StockMove.Kind.ADJUSTED,
            quantity=-gone,
            reason="declined: not there",
            reference=held.reference,
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )


def _plan(wanted: Mapping[UUID, int], levels: Iterable[StockLevel], arrival: date) -> list[_Take]:
    by_variant: dict[UUID, list[StockLevel]] = defaultdict(list)
    for level in levels:
        by_variant[level.lot.variant_id].append(level)
    return [
        take
        for variant_id in sorted(wanted)
        for take in _choose(variant_id, wanted[variant_id], by_variant[variant_id], arrival)
    ]


def _choose(variant_id: UUID, wanted: int, levels: Sequence[StockLevel], arrival: date) -> list[_Take]:
    """From the fullest warehouse that alone has enough, else from all of them together."""
    result: list[_Take] | Shortage
    for some in [*by_fullness(levels), levels]:
        result = _allocate(wanted, some, arrival)
        if not isinstance(result, Shortage):
            return result
    raise _out_of_stock(variant_id, _allocate(wanted, levels, arrival))


def _allocate(wanted: int, levels: Sequence[StockLevel], arrival: date) -> list[_Take] | Shortage:
    # One lot may lie in two warehouses, so the level's id stands in for the lot's.
    offers = [
        LotOffer(level.pk, level.free, level.lot.made_date, level.lot.best_before_date) for level in levels
    ]
    picks = allocate(wanted=wanted, lots=offers, arrival=arrival, share=SHELF_LIFE_SHARE_ON_ARRIVAL)
    if isinstance(picks, Shortage):
        return picks
    by_id = {level.pk: level for level in levels}
    return [_Take(by_id[pick.lot_id], pick.quantity) for pick in picks]


def _out_of_stock(variant_id: UUID, shortage: list[_Take] | Shortage) -> OutOfStock:
    assert isinstance(shortage, Shortage)
    sku = Variant.objects.values_list("sku", flat=True).filter(pk=variant_id).first()
    return OutOfStock(
        f"{shortage.fresh} of the {shortage.wanted} wanted units of {sku} can be had fresh enough",
        variant_id=str(variant_id),
        sku=sku,
        wanted=shortage.wanted,
        available=shortage.fresh,
    )


def _take(takes: Collection[_Take]) -> list[_Take]:
    """Take units level by level in id order, so that opposite orders cannot wait for each other."""
    ordered = sorted(takes, key=lambda take: take.level.pk)
    for level, quantity in ordered:
        rest_enough = StockLevel.objects.filter(
            pk=level.pk, on_hand__gte=F("reserved") + quantity, is_quarantined=False
        )
        if not rest_enough.update(reserved=F("reserved") + quantity):
            raise _Lost
    return ordered


def _record(taken: Iterable[_Take], reference: str, at: datetime) -> list[StockReservation]:
    return StockReservation.objects.bulk_create(
        StockReservation(level=level, reference=reference, quantity=quantity, reserved_at=at, created_at=at)
        for level, quantity in taken
    )


def _end(reference: str, to: Status, at: datetime, by: Actor) -> list[StockReservation]:
    held = StockReservation.objects.filter(reference=reference, status=Status.ACTIVE)
    ids = held.values_list("pk", flat=True)
    won = move_many(
        ids, model=StockReservation, was=Status.ACTIVE, to=to, at=at, by=by, reason=reference, ended_at=at
    )
    return list(StockReservation.objects.filter(pk__in=won))


def _by_level(reservations: Iterable[StockReservation]) -> list[tuple[UUID, int]]:
    """A level and its units, in the order in which levels are locked."""
    return sorted((each.level_id, each.quantity) for each in reservations)
