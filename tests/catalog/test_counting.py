"""Does a count put the books right, and undo nothing that is sold while it goes on?"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from catalog.errors import CountBelowReserved, CountOpen, ScanAmbiguous, StockMoved, WarehouseAbroad
from catalog.models import Listing, Lot, Seller, StockCount, StockCountLine, StockLevel, StockMove, Warehouse
from catalog.operations import adjusting, counting, quarantining, reserving
from catalog.operations.receiving import receive
from catalog.policy import MAX_UNITS_ON_HAND
from catalog.queries.counting import Counted, counted
from catalog.queries.scanning import lot_scanned
from kit.actors import SYSTEM
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from tests.catalog.conftest import AT, catalogue
from tests.catalog.test_reserving import hold
from tests.orders.claims import broken
from tests.orders.market import Market, on_hand, reserved_units

KOSTANAY, ALMATY = "KZ-KOSTANAY-WH", "KZ-ALMATY-CFS"


@pytest.fixture
def mill(shop: Market) -> Seller:
    return shop.seller()


@pytest.fixture
def flour(shop: Market, mill: Seller) -> Listing:
    """A hundred bags of one lot in Kostanay."""
    return shop.listing(mill)


@pytest.fixture
def lot(flour: Listing) -> Lot:
    return flour.variant.lots.get()


def begin(seller: Seller, warehouse: str = KOSTANAY) -> StockCount:
    place = Warehouse.objects.get(code=warehouse)
    return owns_transaction(counting.open_count)(seller=seller, warehouse=place, at=AT, by=SYSTEM)


def note(count: StockCount, lot: Lot, units: int) -> StockCountLine:
    return owns_transaction(counting.note_counted)(count=count, lot=lot, units=units, at=AT, by=SYSTEM)


def add(count: StockCount, lot: Lot, units: int) -> StockCountLine:
    return owns_transaction(counting.add_counted)(count=count, lot=lot, units=units, at=AT, by=SYSTEM)


def close(count: StockCount, reason: str = "") -> StockCount:
    return owns_transaction(counting.close_count)(count=count, reason=reason, at=AT, by=SYSTEM)


def ship(reference: str, wanted: Mapping[Any, int]) -> None:
    """Sold and gone."""
    hold(reference, wanted)
    owns_transaction(reserving.consume)(reference=reference, at=AT, by=SYSTEM)


def moves() -> list[tuple[str, int]]:
    return list(StockMove.objects.order_by("id").values_list("kind", "quantity"))


def test_a_difference_is_booked_once_with_the_number_of_the_count(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 97)
    assert on_hand(flour) == 100
    close(count, "Torn bags.")
    assert on_hand(flour) == 97
    last = StockMove.objects.get(kind="counted")
    assert (last.quantity, last.reference, last.reason) == (-3, count.number, "Torn bags.")
    with pytest.raises(IllegalMove):
        close(StockCount.objects.get())
    assert on_hand(flour) == 97
    assert broken() == []


def test_what_is_as_the_books_say_leaves_no_line_in_the_ledger(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 100)
    close(count)
    assert moves() == [("received", 100)]


def test_a_sale_between_counting_and_closing_is_not_undone(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 97)
    ship("SC-1", {flour.variant_id: 10})
    close(count)
    # 100 in the books, 97 on the shelf, of which ten have left since.
    assert on_hand(flour) == 87


def test_a_delivery_between_counting_and_closing_is_not_undone(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 103)
    place = Warehouse.objects.get(code=KOSTANAY)
    owns_transaction(receive)(lot=lot, warehouse=place, quantity=50, at=AT, by=SYSTEM)
    close(count)
    assert on_hand(flour) == 153


def test_a_second_word_on_a_lot_counts_from_the_books_of_its_own_instant(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 97)
    ship("SC-1", {flour.variant_id: 10})
    line = note(count, lot, 88)
    assert (line.on_hand, line.difference) == (90, -2)
    close(count)
    assert on_hand(flour) == 88


def test_scanned_units_join_those_before_and_not_over_a_sale(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    add(count, lot, 40)
    assert add(count, lot, 1).counted == 41
    ship("SC-1", {flour.variant_id: 10})
    # Whether the ten were among the 41 only a person knows.
    with pytest.raises(StockMoved):
        add(count, lot, 1)
    assert StockCountLine.objects.get().counted == 41
    note(count, lot, 90)
    assert add(count, lot, 1).counted == 91


def test_less_than_orders_hold_is_refused_naming_lot_and_units_and_books_nothing(
    shop: Market, mill: Seller, flour: Listing, lot: Lot
) -> None:
    other = shop.listing(mill, "BRN-1KG", units=10).variant.lots.get()
    hold("SC-1", {flour.variant_id: 30})
    count = begin(mill)
    note(count, lot, 29)
    note(count, other, 8)
    with pytest.raises(CountBelowReserved) as refusal:
        close(count)
    assert refusal.value.facts["lines"] == [
        {
            "lot_id": str(lot.pk),
            "lot_code": lot.code,
            "sku": "FLR-2KG",
            "counted": 29,
            "left": 29,
            "reserved": 30,
        }
    ]
    assert lot.code in refusal.value.detail
    assert StockCount.objects.get().status == "open"
    assert set(StockLevel.objects.values_list("on_hand", flat=True)) == {100, 10}
    count.refresh_from_db()
    note(count, lot, 30)
    close(count)
    assert (on_hand(flour), reserved_units(flour)) == (30, 30)


def test_what_was_corrected_since_it_was_counted_is_counted_again(flour: Listing, lot: Lot) -> None:
    level = StockLevel.objects.get(lot=lot)
    adjust = owns_transaction(adjusting.adjust)
    adjust(level=level, quantity=-1, reason="Torn.", at=AT, by=SYSTEM)
    count = begin(flour.variant.seller)
    note(count, lot, 97)
    # The warehouse program tells what was counted, too.
    adjust(level=level, quantity=-2, reason="Counted in 1C.", at=AT, by=SYSTEM)
    with pytest.raises(StockMoved) as refusal:
        close(count)
    assert refusal.value.facts["lots"] == [str(lot.pk)]
    assert lot.code in refusal.value.detail
    count.refresh_from_db()
    assert (count.status, on_hand(flour)) == ("open", 97)
    # Corrections of before it was counted are in the books that it is compared with.
    note(count, lot, 96)
    close(count)
    assert on_hand(flour) == 96
    assert broken() == []


def test_units_that_orders_hold_and_that_are_missing_are_declined_and_counted_again(
    flour: Listing, lot: Lot
) -> None:
    hold("SC-1", {flour.variant_id: 98})
    count = begin(flour.variant.seller)
    note(count, lot, 97)
    with pytest.raises(CountBelowReserved):
        close(count)
    count.refresh_from_db()
    place = (flour.variant_id, lot.levels.get().warehouse.location_code)
    owns_transaction(reserving.give_up)(reference="SC-1", units={place: 3}, is_missing=True, at=AT, by=SYSTEM)
    with pytest.raises(StockMoved):
        close(count)
    count.refresh_from_db()
    note(count, lot, 97)
    close(count)
    assert (on_hand(flour), reserved_units(flour)) == (97, 95)


def test_a_lot_that_nobody_counted_stays_and_one_that_is_gone_is_counted_as_none(
    shop: Market, flour: Listing, lot: Lot
) -> None:
    older = shop.stock(flour.variant, 5, age_days=40)
    count = begin(flour.variant.seller)
    note(count, older, 0)
    assert counted(count) == Counted(lots=1, differing=1, surplus=0, shortage=5, uncounted=1)
    close(count)
    left = dict(StockLevel.objects.values_list("lot_id", "on_hand"))
    assert left == {older.pk: 0, lot.pk: 100}


def test_a_lot_that_the_books_have_elsewhere_is_found_and_in_quarantine_if_it_is(
    shop: Market, flour: Listing, lot: Lot
) -> None:
    owns_transaction(quarantining.quarantine)(lot=lot, reason="mould", at=AT, by=SYSTEM)
    count = begin(flour.variant.seller, ALMATY)
    note(count, lot, 4)
    close(count)
    there = StockLevel.objects.get(lot=lot, warehouse__code=ALMATY)
    assert (there.on_hand, there.is_quarantined, there.free) == (4, True, 0)


def test_what_was_counted_by_mistake_is_left_out(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 1)
    owns_transaction(counting.leave_out)(count=count, lot=lot, at=AT, by=SYSTEM)
    close(count)
    assert on_hand(flour) == 100


def test_a_cancelled_count_changes_nothing_and_takes_no_more_words(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    note(count, lot, 1)
    owns_transaction(counting.cancel_count)(count=count, at=AT, by=SYSTEM)
    for verb in (note, add):
        with pytest.raises(IllegalMove):
            verb(count, lot, 5)
    assert on_hand(flour) == 100
    assert begin(flour.variant.seller).status == "open"


def test_a_warehouse_is_counted_once_at_a_time_by_each_seller(shop: Market, mill: Seller) -> None:
    begin(mill)
    with pytest.raises(CountOpen):
        begin(mill)
    begin(mill, ALMATY)
    begin(shop.seller("KZ02", "490440000271"))
    assert StockCount.objects.count() == 3


def test_nothing_is_counted_abroad(mill: Seller) -> None:
    with pytest.raises(WarehouseAbroad):
        begin(mill, "CN-LYG-CFS")


def test_two_who_close_at_once_book_once(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller())
    count = begin(flour.variant.seller)
    note(count, flour.variant.lots.get(), 90)

    def closing() -> Callable[[], object]:
        own = StockCount.objects.get()
        return lambda: close(own)

    answers = at_once([closing() for _ in range(6)])
    assert len([each for each in answers if isinstance(each, StockCount)]) == 1
    assert (on_hand(flour), StockMove.objects.filter(kind="counted").count()) == (90, 1)


@pytest.mark.parametrize("typed", ["{lot}", "9521000000018", "09521000000018", "FLR-2KG"])
def test_a_scanner_finds_the_lot_by_its_number_or_by_its_goods(flour: Listing, lot: Lot, typed: str) -> None:
    flour.variant.gtin13 = "9521000000018"
    flour.variant.save()
    assert scan(flour, typed.format(lot=lot.code)) == lot


def test_goods_of_several_lots_need_the_number_of_the_lot(shop: Market, flour: Listing, lot: Lot) -> None:
    older = shop.stock(flour.variant, 5, age_days=40)
    with pytest.raises(ScanAmbiguous) as refusal:
        scan(flour, "FLR-2KG")
    assert lot.code in refusal.value.detail
    assert older.code in refusal.value.detail
    assert scan(flour, older.code) == older


def scan(flour: Listing, code: str) -> Lot:
    place = Warehouse.objects.get(code=KOSTANAY)
    return lot_scanned(seller_id=flour.variant.seller_id, warehouse_id=place.pk, code=code)


def test_no_warehouse_has_more_than_the_ledger_can_hold(flour: Listing, lot: Lot) -> None:
    count = begin(flour.variant.seller)
    assert note(count, lot, MAX_UNITS_ON_HAND).counted == MAX_UNITS_ON_HAND
    close(count)
    assert on_hand(flour) == MAX_UNITS_ON_HAND
