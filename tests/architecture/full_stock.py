"""Which rows do counts of warehouses, and transfers between them, leave in a full house?"""

from catalog.models import Lot, Seller, StockLevel, Warehouse
from catalog.operations import counting, transferring
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction


def count_and_send(many: int) -> None:
    """Each seller has open ones, and one has more than `many` that ended."""
    sellers = list(Seller.objects.filter(status="verified", sandbox=False).order_by("id"))
    for number in range(many):
        _count(sellers[0])
        _send(sellers[0], number)
    for seller in sellers:
        _count(seller, closes=False)
        _send(seller, 0)


def _level(seller: Seller) -> StockLevel | None:
    rows = StockLevel.objects.filter(lot__variant__seller=seller, is_quarantined=False, on_hand__gt=50)
    return rows.select_related("lot", "warehouse").order_by("reserved", "id").first()


def _place(seller: Seller, level: StockLevel | None) -> Warehouse:
    return level.warehouse if level else Warehouse.objects.filter(country=seller.country)[0]


def _count(seller: Seller, *, closes: bool = True) -> None:
    level = _level(seller)
    place = _place(seller, level)
    count = owns_transaction(counting.open_count)(seller=seller, warehouse=place, at=now(), by=SYSTEM)
    if level is not None:
        units = level.on_hand - 1
        owns_transaction(counting.note_counted)(count=count, lot=level.lot, units=units, at=now(), by=SYSTEM)
    if closes:
        owns_transaction(counting.close_count)(count=count, reason="Torn.", at=now(), by=SYSTEM)


def _send(seller: Seller, number: int) -> None:
    level = _level(seller)
    origin = _place(seller, level)
    there = Warehouse.objects.filter(country=seller.country).exclude(pk=origin.pk)[0]
    transfer = owns_transaction(transferring.open_transfer)(
        seller=seller, origin=origin, destination=there, at=now(), by=SYSTEM
    )
    if level is None:
        return
    lot: Lot = level.lot
    owns_transaction(transferring.put_units)(transfer=transfer, lot=lot, units=1, at=now(), by=SYSTEM)
    if number % 3:
        owns_transaction(transferring.send)(transfer=transfer, at=now(), by=SYSTEM)
    if number % 3 == 2:
        owns_transaction(transferring.arrive)(transfer=transfer, arrived={}, at=now(), by=SYSTEM)
