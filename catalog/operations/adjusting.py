"""How is a level put right after counting, breaking or spoiling?"""

from datetime import datetime

from catalog.models import StockLevel, StockMove
from catalog.operations.booking import book
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def adjust(*, level: StockLevel, quantity: int, reason: str, at: datetime, by: Actor) -> StockMove:
    """
    Change a level by `quantity` units, up or down, saying why.

    :raises BadQuantity: if it is zero, or larger than any real lot.
    :raises StockTooLow: if fewer units would be left than orders hold.
    """
    kind = StockMove.Kind.ADJUSTED
    return book(level=level, kind=kind, quantity=quantity, reason=reason, at=at, by=by)
