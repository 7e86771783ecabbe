"""What happened to the goods that were kept for an order?"""

from catalog.models import ReservationMove, StockMove, StockReservation
from kit.timeline import Rows, told

_RESERVED, _MOVED, _SHIPPED = 15, 44, 45


def happenings(*, reference: str) -> list[Rows]:
    """Reservations under its number, what became of them, moves of stock."""
    return [
        told(
            StockReservation.objects.filter(reference=reference),
            source="stock_reserved",
            rank=_RESERVED,
            at="reserved_at",
            by="'system'",
            by_id="",
            facts=_stock("quantity", "level"),
        ),
        told(
            ReservationMove.objects.filter(row__reference=reference),
            source="reservation_moved",
            rank=_MOVED,
            of="row",
            facts={
                "was": "was",
                "became": "became",
                "reason": "reason",
                **_stock("row__quantity", "row__level"),
            },
        ),
        told(
            StockMove.objects.filter(reference=reference),
            source="stock_moved",
            rank=_SHIPPED,
            facts={"became": "kind", "reason": "reason", **_stock("quantity", "level")},
        ),
    ]


def _stock(quantity: str, level: str) -> dict[str, str]:
    """How many units of what, from which lot, where."""
    return {
        "quantity": quantity,
        "sku": f"{level}__lot__variant__sku",
        "lot": f"{level}__lot__code",
        "warehouse": f"{level}__warehouse__code",
    }
