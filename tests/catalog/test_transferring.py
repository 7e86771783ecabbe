"""Do units that go from one warehouse to another lie in one of them, on the way, or in the other?"""

from collections.abc import Callable
from typing import Any

import pytest

from catalog import queries
from catalog.errors import (
    DifferenceUnexplained,
    OutOfStock,
    SameWarehouse,
    TransferEmpty,
    UnitsNotFree,
    UnknownReference,
    WarehouseAbroad,
)
from catalog.models import Listing, Lot, Seller, StockLevel, StockMove, StockTransfer, Warehouse
from catalog.operations import quarantining, transferring
from catalog.operations.transferring import Arrived
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from tests.catalog import files
from tests.catalog.conftest import AT, catalogue
from tests.catalog.test_reserving import hold, let_go
from tests.orders.claims import broken
from tests.orders.market import Market, on_hand

KOSTANAY, KHORGOS = "KZ-KOSTANAY-WH", "KZ-KHORGOS-WH"


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


def begin(seller: Seller, origin: str = KOSTANAY, destination: str = KHORGOS) -> StockTransfer:
    ends = {
        name: Warehouse.objects.get(code=code) for name, code in (("origin", origin), ("to", destination))
    }
    return owns_transaction(transferring.open_transfer)(
        seller=seller, origin=ends["origin"], destination=ends["to"], note="A truck.", at=AT, by=SYSTEM
    )


def put(transfer: StockTransfer, lot: Lot, units: int) -> None:
    owns_transaction(transferring.put_units)(transfer=transfer, lot=lot, units=units, at=AT, by=SYSTEM)


def send(transfer: StockTransfer) -> StockTransfer:
    return owns_transaction(transferring.send)(transfer=transfer, at=AT, by=SYSTEM)


def arrive(transfer: StockTransfer, **told: tuple[int, str]) -> StockTransfer:
    """With what differs by the code of its lot."""
    lots = {lot.code: lot.pk for lot in Lot.objects.all()}
    arrived = {lots[code]: Arrived(*words) for code, words in told.items()}
    return owns_transaction(transferring.arrive)(transfer=transfer, arrived=arrived, at=AT, by=SYSTEM)


def call_back(transfer: StockTransfer) -> StockTransfer:
    return owns_transaction(transferring.call_back)(
        transfer=transfer, reason="The road is closed.", at=AT, by=SYSTEM
    )


def sent(lot: Lot, units: int) -> StockTransfer:
    """So many units of a lot, on their way."""
    transfer = begin(lot.variant.seller)
    put(transfer, lot, units)
    return send(transfer)


def there(lot: Lot) -> dict[str, int]:
    """How many units of it are in each warehouse."""
    return dict(StockLevel.objects.filter(lot=lot).values_list("warehouse__code", "on_hand"))


def ledger() -> list[tuple[str, int, str]]:
    """Every line but the first delivery."""
    return list(StockMove.objects.order_by("id").values_list("kind", "quantity", "reason"))[1:]


def test_units_leave_are_nowhere_and_arrive_under_their_lot(flour: Listing, lot: Lot) -> None:
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 40)
    assert there(lot) == {KOSTANAY: 100}
    send(transfer)
    assert there(lot) == {KOSTANAY: 60}
    assert broken() == []
    arrive(transfer)
    assert there(lot) == {KOSTANAY: 60, KHORGOS: 40}
    assert ledger() == [("sent", -40, "A truck."), ("arrived", 40, "")]
    assert set(StockMove.objects.exclude(kind="received").values_list("reference", flat=True)) == {
        transfer.number
    }
    assert broken() == []


def test_what_is_on_its_way_is_not_sold_and_what_has_arrived_is(flour: Listing, lot: Lot) -> None:
    transfer = sent(lot, 95)
    with pytest.raises(OutOfStock):
        hold("SC-1", {flour.variant_id: 6})
    arrive(transfer)
    [held] = hold("SC-1", {flour.variant_id: 6})
    assert (held.lot_id, held.location_code) == (lot.pk, KHORGOS)
    assert (
        held.fresh_until == queries.free_lots(variant_ids=[flour.variant_id])[flour.variant_id][0].fresh_until
    )


def test_a_file_does_not_count_what_is_on_its_way_a_second_time(
    mill: Seller, flour: Listing, lot: Lot
) -> None:
    transfer = sent(lot, 40)
    job = files.applied(mill, [files.bare("FLR-2KG", stock=100)])
    assert (files.notes(job), on_hand(flour)) == ([[("stock", "import.on_its_way")]], 60)
    call_back(transfer)
    job = files.applied(mill, [files.bare("FLR-2KG", stock=90)])
    assert (files.notes(job), on_hand(flour)) == ([[]], 90)


def test_units_that_orders_hold_stay_and_are_named_in_the_refusal(flour: Listing, lot: Lot) -> None:
    hold("SC-1", {flour.variant_id: 70})
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 31)
    with pytest.raises(UnitsNotFree) as refusal:
        send(transfer)
    assert refusal.value.facts["lines"] == [
        {"lot_id": str(lot.pk), "lot_code": lot.code, "sku": "FLR-2KG", "wanted": 31, "free": 30}
    ]
    transfer.refresh_from_db()
    assert (transfer.status, there(lot)) == ("open", {KOSTANAY: 100})
    put(transfer, lot, 30)
    send(transfer)
    assert there(lot) == {KOSTANAY: 70}


def test_all_of_its_lots_leave_or_none(shop: Market, flour: Listing, lot: Lot) -> None:
    older = shop.stock(flour.variant, 5, age_days=40)
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 10)
    put(transfer, older, 6)
    with pytest.raises(UnitsNotFree):
        send(transfer)
    assert (there(lot), there(older)) == ({KOSTANAY: 100}, {KOSTANAY: 5})


def test_a_lot_in_quarantine_does_not_leave(flour: Listing, lot: Lot) -> None:
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 10)
    quarantine(lot)
    with pytest.raises(UnitsNotFree):
        send(transfer)
    assert there(lot) == {KOSTANAY: 100}


@pytest.mark.parametrize("end", [arrive, call_back])
def test_a_lot_that_goes_into_quarantine_on_the_way_ends_in_it(
    flour: Listing, lot: Lot, end: Callable[[StockTransfer], StockTransfer]
) -> None:
    transfer = sent(lot, 40)
    quarantine(lot)
    end(transfer)
    assert set(StockLevel.objects.values_list("is_quarantined", flat=True)) == {True}
    with pytest.raises(OutOfStock):
        hold("SC-1", {flour.variant_id: 1})
    assert broken() == []


def test_what_is_missing_or_too_much_is_a_line_of_its_own_with_its_reason(
    shop: Market, flour: Listing, lot: Lot
) -> None:
    older = shop.stock(flour.variant, 50, age_days=40)
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 40)
    put(transfer, older, 20)
    send(transfer)
    arrive(transfer, **{lot.code: (37, "Three bags torn."), older.code: (21, "One more in the pallet.")})
    assert (there(lot)[KHORGOS], there(older)[KHORGOS]) == (37, 21)
    odd = StockMove.objects.filter(kind="adjusted", reference=transfer.number)
    assert set(odd.values_list("quantity", "reason")) == {
        (-3, "Three bags torn."),
        (1, "One more in the pallet."),
    }
    assert set(transfer.lines.values_list("quantity", "arrived")) == {(40, 37), (20, 21)}
    assert broken() == []


def test_nothing_of_it_arrives_and_that_is_on_record(flour: Listing, lot: Lot) -> None:
    transfer = sent(lot, 40)
    arrive(transfer, **{lot.code: (0, "The truck burnt.")})
    assert there(lot) == {KOSTANAY: 60, KHORGOS: 0}
    assert ledger()[1:] == [("arrived", 40, ""), ("adjusted", -40, "The truck burnt.")]
    assert broken() == []


def test_a_difference_without_a_reason_is_refused_and_all_of_it_stays_on_the_way(
    flour: Listing, lot: Lot
) -> None:
    transfer = sent(lot, 40)
    with pytest.raises(DifferenceUnexplained, match=lot.code):
        arrive(transfer, **{lot.code: (39, "")})
    transfer.refresh_from_db()
    assert (transfer.status, there(lot)) == ("sent", {KOSTANAY: 60})


def test_a_lot_that_was_not_sent_does_not_arrive(shop: Market, flour: Listing, lot: Lot) -> None:
    other = shop.stock(flour.variant, 5, age_days=40)
    transfer = sent(lot, 40)
    for strange in (other.pk, uuid7()):
        with pytest.raises(UnknownReference):
            owns_transaction(transferring.arrive)(
                transfer=transfer, arrived={strange: Arrived(1, "?")}, at=AT, by=SYSTEM
            )
    assert there(other) == {KOSTANAY: 5}


def test_what_is_called_back_is_free_again_where_it_was(flour: Listing, lot: Lot) -> None:
    call_back(sent(lot, 40))
    assert there(lot) == {KOSTANAY: 100}
    assert ledger() == [("sent", -40, "A truck."), ("called_back", 40, "The road is closed.")]
    assert broken() == []
    assert hold("SC-1", {flour.variant_id: 100})


def test_each_verb_takes_effect_once(flour: Listing, lot: Lot) -> None:
    transfer = sent(lot, 40)
    with pytest.raises(IllegalMove):
        send(transfer)
    arrive(transfer)
    for again in (send, arrive, call_back):
        with pytest.raises(IllegalMove):
            again(StockTransfer.objects.get())
    assert there(lot) == {KOSTANAY: 60, KHORGOS: 40}


def test_what_was_sent_takes_no_more_lots_and_is_not_cancelled(flour: Listing, lot: Lot) -> None:
    transfer = sent(lot, 40)
    with pytest.raises(IllegalMove):
        put(transfer, lot, 50)
    with pytest.raises(IllegalMove):
        owns_transaction(transferring.cancel_transfer)(transfer=transfer, at=AT, by=SYSTEM)
    assert transfer.lines.get().quantity == 40


def test_a_transfer_with_nothing_in_it_is_not_sent(flour: Listing, lot: Lot) -> None:
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 40)
    put(transfer, lot, 0)
    with pytest.raises(TransferEmpty):
        send(transfer)
    assert StockTransfer.objects.get().status == "open"


def test_scanned_units_join_those_before(flour: Listing, lot: Lot) -> None:
    transfer = begin(flour.variant.seller)
    for units in (12, 1):
        owns_transaction(transferring.add_units)(transfer=transfer, lot=lot, units=units, at=AT, by=SYSTEM)
    assert transfer.lines.get().quantity == 13


def test_goods_go_to_another_warehouse_of_the_same_country(mill: Seller) -> None:
    with pytest.raises(SameWarehouse):
        begin(mill, KOSTANAY, KOSTANAY)
    for ends in ((KOSTANAY, "CN-LYG-CFS"), ("CN-LYG-CFS", KOSTANAY)):
        with pytest.raises(WarehouseAbroad):
            begin(mill, *ends)
    assert not StockTransfer.objects.exists()


def test_a_truck_and_thirty_buyers_at_once_take_no_unit_twice(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller(), units=30)
    transfer = begin(flour.variant.seller)
    put(transfer, flour.variant.lots.get(), 20)

    def buy(number: int) -> Callable[[], object]:
        return lambda: hold(f"SC-{number}", {flour.variant_id: 1})

    answers = at_once([*(buy(number) for number in range(30)), lambda: send(transfer)])
    bought = len([each for each in answers if isinstance(each, list)])
    level = StockLevel.objects.get()
    gone = 20 if StockTransfer.objects.get().status == "sent" else 0
    assert (level.on_hand, level.reserved) == (30 - gone, bought)
    assert (gone, bought) in {(20, 10), (0, 30)}


def test_two_who_take_it_in_at_once_take_it_in_once(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller())
    lot = flour.variant.lots.get()
    sent(lot, 40)

    def ending(verb: Callable[[StockTransfer], StockTransfer]) -> Callable[[], object]:
        own = StockTransfer.objects.get()
        return lambda: verb(own)

    answers = at_once([ending(verb) for verb in (arrive, call_back) * 3])
    assert len([each for each in answers if isinstance(each, StockTransfer)]) == 1
    assert sum(there(lot).values()) == 100
    assert broken() == []


def test_trucks_in_opposite_directions_end_without_a_deadlock(at_once: Any) -> None:
    shop = catalogue()
    seller = shop.seller()
    lots = [shop.listing(seller, f"G{number}").variant.lots.get() for number in range(4)]
    trucks = []
    for number in range(8):
        transfer = begin(seller)
        for lot in lots if number % 2 else reversed(lots):
            put(transfer, lot, 5)
        trucks.append(transfer)

    def drive(transfer: StockTransfer) -> Callable[[], object]:
        return lambda: arrive(send(transfer))

    assert [each for each in at_once([drive(each) for each in trucks]) if isinstance(each, Exception)] == []
    assert [there(lot) for lot in lots] == [{KOSTANAY: 60, KHORGOS: 40}] * 4


def quarantine(lot: Lot) -> None:
    owns_transaction(quarantining.quarantine)(lot=lot, reason="mould", at=AT, by=SYSTEM)


def test_what_an_order_gives_back_can_be_sent(flour: Listing, lot: Lot) -> None:
    hold("SC-1", {flour.variant_id: 100})
    transfer = begin(flour.variant.seller)
    put(transfer, lot, 1)
    with pytest.raises(UnitsNotFree):
        send(transfer)
    let_go("SC-1")
    transfer.refresh_from_db()
    assert send(transfer).status == "sent"
