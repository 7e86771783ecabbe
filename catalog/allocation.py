"""Which lots are given to a buyer?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from catalog.freshness import is_fresh_on_arrival


@dataclass(frozen=True, slots=True)
class LotOffer:
    """What one lot could give: `free` units, with the days that its freshness hangs on."""

    lot_id: UUID
    free: int
    made: date
    best_before: date | None


@dataclass(frozen=True, slots=True)
class Pick:
    """So many units out of one lot."""

    lot_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Too few units: `fresh` could be had, `stale` are there yet would arrive too old."""

    wanted: int
    fresh: int
    stale: int


def allocate(
    *, wanted: int, lots: Sequence[LotOffer], arrival: date, share: float = 0.5
) -> list[Pick] | Shortage:
    """
    Take `wanted` units, first expired first out, from lots fresh enough on arrival.

    Lots without an end come last; equals go by day made, then by id. All or
    nothing.

    :raises ValueError: if nothing is wanted.
    """
    if wanted < 1:
        raise ValueError("at least one unit must be wanted")
    usable = [lot for lot in lots if lot.free > 0]
    fresh = [lot for lot in usable if _is_fresh(lot, arrival, share)]
    total = sum(lot.free for lot in fresh)
    if total < wanted:
        return Shortage(wanted, total, sum(lot.free for lot in usable) - total)
    return list(_take(wanted, sorted(fresh, key=_first_expired)))


def _is_fresh(lot: LotOffer, arrival: date, share: float) -> bool:
    return is_fresh_on_arrival(made=lot.made, best_before=lot.best_before, arrival=arrival, share=share)


def _first_expired(lot: LotOffer) -> tuple[date, date, UUID]:
    return (lot.best_before or date.max, lot.made, lot.lot_id)


def _take(wanted: int, lots: Iterable[LotOffer]) -> Iterable[Pick]:
    for lot in lots:
        quantity = min(wanted, lot.free)
        if quantity:
            yield Pick(lot.lot_id, quantity)
        wanted -= quantity
