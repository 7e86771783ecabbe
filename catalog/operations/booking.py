"""How does a stock level change with a line in its ledger?"""

from datetime import datetime

from django.db.models import F

from catalog.errors import BadQuantity, StockTooLow
from catalog.models import StockLevel, StockMove
from catalog.policy import MAX_UNITS_ON_HAND, MAX_UNITS_PER_MOVE
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def book(
    *,
    level: StockLevel,
    kind: StockMove.Kind,
    quantity: int,
    reason: str,
    at: datetime,
    by: Actor,
    reference: str = "",
) -> StockMove:
    """
    Change a level by `quantity` units in one conditional statement, and write its line.

    :raises BadQuantity: if that is zero, or more than any real lot has.
    :raises StockTooLow: if fewer units would be left than orders hold.
    """
    if quantity == 0 or abs(quantity) > MAX_UNITS_PER_MOVE:
        raise BadQuantity(most=MAX_UNITS_PER_MOVE)
    rows = StockLevel.objects.filter(pk=level.pk, on_hand__lte=MAX_UNITS_ON_HAND - quantity)
    if quantity < 0:
        rows = rows.filter(on_hand__gte=F("reserved") - quantity)
    if not rows.update(on_hand=F("on_hand") + quantity):
        raise StockTooLow if quantity < 0 else BadQuantity(most=MAX_UNITS_ON_HAND)
    return StockMove.objects.create(
        level=level,
        kind=kind,
        quantity=quantity,
        reason=reason,
        reference=reference,
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
