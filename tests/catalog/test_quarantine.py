"""Can nobody buy of a lot in quarantine, wherever it lies, whoever was about to?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from catalog import queries
from catalog.errors import LotNotQuarantined, LotQuarantined, OutOfStock
from catalog.models import Listing, Lot, Warehouse
from catalog.operations import quarantining, reserving
from catalog.operations.receiving import receive
from catalog.queries import stocking
from catalog.queries.running_low import running_low
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from tests.catalog.conftest import AT, catalogue
from tests.catalog.test_reserving import ARRIVAL, hold, let_go
from tests.catalog.trade import Trade
from tests.orders.market import Market, on_hand, reserved_units
from tests.payments.money import alone, wait_until_somebody_waits
from tests.storefront.window import follow


def quarantine(lot: Lot, reason: str = "mould") -> Lot:
    return owns_transaction(quarantining.quarantine)(lot=lot, reason=reason, at=AT, by=SYSTEM)


def release(lot: Lot) -> Lot:
    return owns_transaction(quarantining.release)(lot=lot, at=AT, by=SYSTEM)


def free(listing: Listing) -> tuple[int, int, bool]:
    """What checkout, alarms and quotes count as left of it."""
    variant = listing.variant_id
    return (
        queries.fresh_units(queries.free_lots(variant_ids=[variant])[variant], arrival_date=ARRIVAL),
        stocking.units_free(variant_ids=[variant]).get(variant, 0),
        variant in stocking.first_origins(variant_ids=[variant]),
    )


@pytest.fixture
def flour(shop: Market) -> Listing:
    """100 units of one lot."""
    return shop.listing(shop.seller())


@pytest.fixture
def lot(flour: Listing) -> Lot:
    return flour.variant.lots.get()


def test_nothing_of_it_is_left_to_buy_until_it_is_released(flour: Listing, lot: Lot) -> None:
    assert free(flour) == (100, 100, True)
    quarantine(lot)
    assert free(flour) == (0, 0, False)
    with pytest.raises(OutOfStock):
        hold("SC-1", {flour.variant_id: 1})
    release(lot)
    assert free(flour) == (100, 100, True)
    assert hold("SC-1", {flour.variant_id: 1})


def test_another_lot_goes_on_being_sold(shop: Market, flour: Listing, lot: Lot) -> None:
    other = shop.stock(flour.variant, 5, age_days=3)
    quarantine(lot)
    assert {each.lot_id for each in hold("SC-1", {flour.variant_id: 5})} == {other.pk}
    with pytest.raises(OutOfStock):
        hold("SC-2", {flour.variant_id: 1})


def test_what_orders_hold_stays_theirs_and_what_they_give_back_is_not_sold(flour: Listing, lot: Lot) -> None:
    hold("SC-1", {flour.variant_id: 30})
    quarantine(lot)
    assert (on_hand(flour), reserved_units(flour)) == (100, 30)
    assert let_go("SC-1") == 30
    assert free(flour) == (0, 0, False)


def test_of_what_an_order_holds_the_lot_in_quarantine_goes_first(
    shop: Market, flour: Listing, lot: Lot
) -> None:
    other = shop.stock(flour.variant, 50, age_days=100)
    hold("SC-1", {flour.variant_id: 80})
    quarantine(lot)
    owns_transaction(reserving.give_up)(
        reference="SC-1",
        units={(flour.variant_id, "KZ-KOSTANAY-WH"): 25},
        is_missing=False,
        at=AT,
        by=SYSTEM,
    )
    left = {each.lot_id: each.quantity for each in queries.reserved(reference="SC-1")}
    # The older one was taken first, 50 of it and 30 of the other.
    assert left == {other.pk: 50, lot.pk: 5}


def test_units_of_it_that_come_later_join_it(flour: Listing, lot: Lot) -> None:
    quarantine(lot)
    place = Warehouse.objects.filter(country="KZ").exclude(code="KZ-KOSTANAY-WH")[0]
    owns_transaction(receive)(lot=lot, warehouse=place, quantity=7, at=AT, by=SYSTEM)
    assert free(flour) == (0, 0, False)
    release(lot)
    assert free(flour)[0] == 107


def test_of_goods_with_a_lot_in_quarantine_the_rest_may_run_low(
    shop: Market, flour: Listing, lot: Lot
) -> None:
    shop.stock(flour.variant, 3, age_days=3)
    assert flour.variant_id not in running_low(at=AT)
    quarantine(lot)
    assert running_low(at=AT)[flour.variant_id] == 3


def test_it_goes_into_quarantine_once_and_out_once(lot: Lot) -> None:
    quarantine(lot)
    with pytest.raises(LotQuarantined):
        quarantine(Lot.objects.get(), "again")
    lot.refresh_from_db()
    assert (lot.quarantined_at, lot.quarantine_reason, lot.version) == (AT, "mould", 2)
    release(lot)
    with pytest.raises(LotNotQuarantined):
        release(lot)
    lot.refresh_from_db()
    assert (lot.quarantined_at, lot.quarantine_reason) == (None, "")


def test_the_window_says_that_nothing_is_left(db: None) -> None:
    trade = Trade()
    listing = trade.listing(units=10)
    keeper = trade.member(trade.mill, "warehouse")
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["available"] == 10
    lot = Lot.objects.get()
    answer = keeper.post(f"/seller/lots/{lot.pk}/quarantine", {"reason": "mould"})
    assert answer.json()["quarantine_reason"] == "mould"
    [level] = keeper.get("/seller/stock").json()["items"]
    assert (level["is_quarantined"], level["on_hand"], level["free"]) == (True, 10, 0)
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["available"] == 0
    assert keeper.post(f"/seller/lots/{lot.pk}/release", {}).json()["quarantined_at"] is None
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["available"] == 10


def test_no_other_seller_may_and_nobody_without_the_store(db: None) -> None:
    trade = Trade()
    trade.listing(units=10)
    lot = Lot.objects.get()
    path, body = f"/seller/lots/{lot.pk}/quarantine", {"reason": "mould"}
    assert trade.member(trade.farm).post(path, body).status_code == 404
    assert trade.member(trade.mill, "finance").post(path, body).status_code == 403
    assert trade.member(trade.mill).post(path, {"reason": " "}).status_code == 400
    lot.refresh_from_db()
    assert lot.quarantined_at is None


def test_who_was_about_to_take_units_when_it_went_into_quarantine_gets_none(transactional_db: None) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller())

    def buy() -> object:
        try:
            return hold("SC-1", {flour.variant_id: 1})
        except OutOfStock as refusal:
            return refusal.facts["available"]

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        quarantining.quarantine(lot=flour.variant.lots.get(), reason="mould", at=AT, by=SYSTEM)
        # It finds the lot for sale still, and waits for what we have marked.
        waiting = pool.submit(alone, buy)
        wait_until_somebody_waits()
    assert waiting.result(timeout=10) == 0
    assert reserved_units(flour) == 0
