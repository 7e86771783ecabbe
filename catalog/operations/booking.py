"""How does a stock level change with a line in its ledger?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from catalog.errors import BadQuantity, StockTooLow
from catalog.models import StockLevel, StockMove
from catalog.policy import MAX_UNITS_ON_HAND, MAX_UNITS_PER_MOVE
from kit.actors import Actor
from kit.transactions import inside_transaction

_BOOK_MANY = """
    UPDATE catalog_stocklevel AS level SET on_hand = on_hand + asked.quantity
    FROM unnest(%s::uuid[], %s::integer[]) AS asked (id, quantity)
    WHERE level.id = asked.id AND level.on_hand + asked.quantity BETWEEN level.reserved AND %s
        AND NOT (%s AND level.is_quarantined)
    RETURNING level.id
"""


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


@inside_transaction
def book_many(
    *,
    quantities: Mapping[UUID, int],
    kind: StockMove.Kind,
    reason: str,
    at: datetime,
    by: Actor,
    reference: str = "",
    spare_quarantined: bool = False,
) -> set[UUID]:
    """
    Change many levels, each by its units, in one conditional statement, and write their lines.

    Returns the ids of those that changed: of the others fewer units would be left than orders hold, or more
    than any real lot has; or they are in quarantine, and those were to be spared.
    """
    if not quantities:
        return set()
    ordered = sorted(quantities)
    # Levels are locked in the order in which everybody locks them; the statement below promises none.
    list(StockLevel.objects.filter(pk__in=ordered).order_by("pk").select_for_update().values_list("pk"))
    with connection.cursor() as cursor:
        asked = [quantities[pk] for pk in ordered]
        cursor.execute(_BOOK_MANY, [ordered, asked, MAX_UNITS_ON_HAND, spare_quarantined])
        changed = {pk for (pk,) in cursor.fetchall()}
    StockMove.objects.bulk_create(
        StockMove(
            level_id=pk,
            kind=kind,
            quantity=quantities[pk],
            reason=reason,
            reference=reference,
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
        for pk in ordered
        if pk in changed
    )
    return changed
