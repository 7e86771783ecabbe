"""Where do units of a lot stand in a warehouse, before there are any?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from catalog.errors import WarehouseAbroad
from catalog.models import Lot, Seller, StockLevel, Warehouse
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say


@inside_transaction
def levels_in(*, lot_ids: Collection[UUID], warehouse: Warehouse, at: datetime) -> dict[UUID, StockLevel]:
    """
    The levels of some lots in a warehouse, by lot; those that aren't there are made, without units.

    The lots stay locked, in id order: one that goes into quarantine meanwhile takes its level with it.
    """
    locked = Lot.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=lot_ids).order_by("pk")
    fresh = [
        StockLevel(lot=lot, warehouse=warehouse, is_quarantined=lot.quarantined_at is not None, created_at=at)
        for lot in locked
    ]
    StockLevel.objects.bulk_create(fresh, ignore_conflicts=True)
    there = StockLevel.objects.filter(lot__in=lot_ids, warehouse=warehouse).select_related("lot")
    return {level.lot_id: level for level in there}


def check_at_home(seller: Seller, warehouse: Warehouse, *, field: str = "warehouse") -> None:
    """
    See that a warehouse is in its seller's own country.

    What stands where it is sold would need no train, and no customs any more: such sales aren't made here.

    :raises WarehouseAbroad: if it isn't, naming the field.
    """
    if warehouse.country != seller.country:
        why = say(
            "%(warehouse)s is in %(country)s; these goods go by train from %(home)s.",
            warehouse=warehouse.code,
            country=warehouse.country,
            home=seller.country,
        )
        raise WarehouseAbroad(why, fields=[FieldProblem(f"/{field}", "field.invalid", why)])
