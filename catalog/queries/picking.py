"""From which lot, of which warehouse and shelf, does each order get its units?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from catalog.models import StockReservation

# The columns that picks are made of, in their order.
_OF_PICKS = (
    *("level__lot__variant_id", "level__lot__variant__sku", "level__lot__code"),
    *("level__lot__best_before_date", "level__warehouse__code", "level__shelf", "quantity"),
)


@dataclass(frozen=True, slots=True)
class Pick:
    """
    Units of one lot that an order holds, or has taken, and where they lie; `shelf` may be empty.

    The lots are those that the checkout reserved: of those fresh enough, the ones that end first.
    """

    variant_id: UUID
    sku: str
    lot_code: str
    best_before_date: date | None
    warehouse_code: str
    shelf: str
    quantity: int

    @property
    def walk(self) -> tuple[Any, ...]:
        """How somebody walks past the shelves: lots that end first before others of the same goods."""
        ends = self.best_before_date or date.max
        return (self.warehouse_code, self.shelf, self.sku, ends, self.lot_code)


def picks_of(*, references: Collection[str]) -> dict[str, list[Pick]]:
    """What each reference holds or has taken, in the order of the walk; each has an entry. One query."""
    taken = StockReservation.objects.filter(reference__in=references).exclude(
        status=StockReservation.Status.RELEASED
    )
    rows = taken.order_by().values_list("reference", *_OF_PICKS)
    found: dict[str, list[Pick]] = {reference: [] for reference in references}
    for reference, *columns in rows:
        found[reference].append(Pick(*columns))
    return {reference: sorted(picks, key=lambda pick: pick.walk) for reference, picks in found.items()}
