"""How do units that were sold and came back get onto the shelf again?"""

from datetime import datetime
from uuid import UUID

from catalog.errors import StockTooLow
from catalog.models import StockMove, StockReservation
from catalog.operations.booking import book
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def restock(*, reference: str, variant_id: UUID, quantity: int, at: datetime, by: Actor) -> None:
    """
    Book units that left under a reference back into the lots that they came from, level by level in id order.

    :raises StockTooLow: if fewer left under it, less those that came back before.
    """
    left = StockReservation.objects.filter(
        reference=reference, status=StockReservation.Status.CONSUMED, level__lot__variant_id=variant_id
    )
    wanted = quantity
    for each in left.select_related("level").order_by("level_id"):
        back = StockMove.objects.filter(
            level=each.level_id, kind=StockMove.Kind.RECEIVED, reference=reference
        )
        room = each.quantity - sum(back.values_list("quantity", flat=True))
        count = min(wanted, room)
        if count > 0:
            moved = book(
                level=each.level,
                kind=StockMove.Kind.RECEIVED,
                quantity=count,
                reason="came back",
                at=at,
                by=by,
                reference=reference,
            )
            wanted -= moved.quantity
    if wanted:
        raise StockTooLow
