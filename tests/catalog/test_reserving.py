"""Are units promised once, from the right lots, and never too many?"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from catalog import queries
from catalog.errors import OutOfStock
from catalog.models import Listing, StockLevel, StockMove, StockReservation, Variant
from catalog.operations import reserving
from catalog.queries import Reserved
from catalog.queries.stocking import free_levels
from kit.actors import SYSTEM
from kit.transactions import OutsideTransaction, owns_transaction
from news.models import Event
from tests.catalog.conftest import AT, catalogue
from tests.orders.market import Market, on_hand, reserved_units

ARRIVAL = (AT + timedelta(days=12)).date()


def hold(reference: str, wanted: Mapping[UUID, int]) -> list[Reserved]:
    return owns_transaction(reserving.reserve)(
        wanted=wanted, reference=reference, arrival_date=ARRIVAL, at=AT, by=SYSTEM
    )


def let_go(reference: str) -> int:
    return owns_transaction(reserving.release)(reference=reference, at=AT, by=SYSTEM)


def send_away(reference: str) -> int:
    return owns_transaction(reserving.consume)(reference=reference, at=AT, by=SYSTEM)


@pytest.fixture
def flour(shop: Market) -> Listing:
    """100 units, made ten days ago, good for a year."""
    return shop.listing(shop.seller())


def test_what_is_reserved_is_told_with_its_lot_and_place(flour: Listing) -> None:
    [held] = hold("SC-1", {flour.variant_id: 3})
    lot = flour.variant.lots.get()
    assert (held.variant_id, held.quantity, held.lot_id) == (flour.variant_id, 3, lot.pk)
    assert held.location_code == "KZ-KOSTANAY-WH"
    # Rule 17: half of 365 days, rounded against the seller, remain on arrival.
    assert held.fresh_until == lot.made_date + timedelta(days=182)
    assert queries.reserved(reference="SC-1") == [held]
    assert (on_hand(flour), reserved_units(flour)) == (100, 3)


def test_the_lot_that_expires_first_goes_first(shop: Market, flour: Listing) -> None:
    older = shop.stock(flour.variant, 5, age_days=100)
    held = hold("SC-1", {flour.variant_id: 7})
    assert {each.lot_id: each.quantity for each in held} == {
        older.pk: 5,
        flour.variant.lots.exclude(pk=older.pk).get().pk: 2,
    }


def test_a_lot_too_old_on_arrival_is_left_where_it_is(shop: Market) -> None:
    # Rule 17 in numbers: 180 days, 12 on the way; made 90 days ago leaves 43 per cent.
    wholemeal = shop.listing(shop.seller(), units=1, shelf_life_days=180)
    shop.stock(wholemeal.variant, 50, age_days=90)
    lots = queries.free_lots(variant_ids=[wholemeal.variant_id])[wholemeal.variant_id]
    assert [lot.units for lot in lots] == [1, 50]
    assert queries.fresh_units(lots, arrival_date=ARRIVAL) == 1
    with pytest.raises(OutOfStock) as refusal:
        hold("SC-1", {wholemeal.variant_id: 2})
    assert refusal.value.facts == {
        "variant_id": str(wholemeal.variant_id),
        "sku": "FLR-2KG",
        "wanted": 2,
        "available": 1,
    }


def test_a_lot_of_sixty_days_still_passes(shop: Market) -> None:
    wholemeal = shop.listing(shop.seller(), units=1, shelf_life_days=180)
    lot = shop.stock(wholemeal.variant, 50, age_days=60)
    assert [each.lot_id for each in hold("SC-1", {wholemeal.variant_id: 40})] == [lot.pk]


def test_goods_without_an_end_are_always_fresh(shop: Market) -> None:
    blanket = shop.listing(shop.seller(), shelf_life_days=None)
    [held] = hold("SC-1", {blanket.variant_id: 1})
    assert held.fresh_until is None


def test_one_variant_comes_from_one_warehouse_where_one_has_enough(shop: Market) -> None:
    flour = shop.listing(shop.seller(), units=4)
    shop.stock(flour.variant, 6, age_days=50, warehouse="KZ-ALMATY-CFS")
    assert {each.location_code for each in hold("SC-1", {flour.variant_id: 6})} == {"KZ-ALMATY-CFS"}
    assert {each.location_code for each in hold("SC-2", {flour.variant_id: 4})} == {"KZ-KOSTANAY-WH"}


def test_several_warehouses_serve_when_none_alone_has_enough(shop: Market) -> None:
    flour = shop.listing(shop.seller(), units=4)
    shop.stock(flour.variant, 6, age_days=50, warehouse="KZ-ALMATY-CFS")
    held = hold("SC-1", {flour.variant_id: 9})
    assert {each.location_code: each.quantity for each in held} == {"KZ-ALMATY-CFS": 6, "KZ-KOSTANAY-WH": 3}


def test_an_offer_starts_where_its_reservation_will(shop: Market) -> None:
    flour = shop.listing(shop.seller(), units=4)
    shop.stock(flour.variant, 6, age_days=50, warehouse="KZ-ALMATY-CFS")
    offer = queries.offers(listing_ids=[flour.pk], market="CN")[flour.pk]
    [held] = hold("SC-1", {flour.variant_id: 2})
    assert offer.first_mile_from == held.location_code == "KZ-ALMATY-CFS"


def test_all_or_nothing_is_reserved(shop: Market, flour: Listing) -> None:
    rare = shop.listing(flour.variant.seller, "RARE", units=1)
    with pytest.raises(OutOfStock):
        hold("SC-1", {flour.variant_id: 1, rare.variant_id: 2})
    assert queries.reserved(reference="SC-1") == []
    assert reserved_units(flour) == 0


def test_what_is_released_is_given_back_once(flour: Listing) -> None:
    hold("SC-1", {flour.variant_id: 3})
    hold("SC-2", {flour.variant_id: 4})
    assert [let_go("SC-1"), let_go("SC-1"), send_away("SC-1")] == [3, 0, 0]
    assert (on_hand(flour), reserved_units(flour)) == (100, 4)
    assert queries.reserved(reference="SC-1") == []


def test_what_is_consumed_leaves_the_warehouse_once_with_a_line_in_the_ledger(flour: Listing) -> None:
    hold("SC-1", {flour.variant_id: 3})
    assert [send_away("SC-1"), send_away("SC-1"), let_go("SC-1")] == [3, 0, 0]
    assert (on_hand(flour), reserved_units(flour)) == (97, 0)
    line = StockMove.objects.get(kind="shipped")
    assert (line.quantity, line.reference) == (-3, "SC-1")
    assert sum(StockMove.objects.values_list("quantity", flat=True)) == on_hand(flour)


def test_the_end_of_a_reservation_is_on_the_record(flour: Listing) -> None:
    [held] = hold("SC-1", {flour.variant_id: 3})
    let_go("SC-1")
    row = StockReservation.objects.get(pk=held.reservation_id)
    assert (row.status, row.ended_at) == ("released", AT)
    [told] = row.moves.all()
    assert (told.was, told.became) == ("active", "released")
    assert Event.objects.filter(aggregate_id=row.pk, type="stock_reservation.released").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "verb",
    [
        lambda: reserving.reserve(wanted={}, reference="SC-1", arrival_date=ARRIVAL, at=AT, by=SYSTEM),
        lambda: reserving.release(reference="SC-1", at=AT, by=SYSTEM),
        lambda: reserving.consume(reference="SC-1", at=AT, by=SYSTEM),
    ],
)
def test_nothing_is_reserved_or_ended_outside_a_transaction(verb: Callable[[], object]) -> None:
    with pytest.raises(OutsideTransaction):
        verb()


def test_sixty_buyers_at_once_get_exactly_the_seven_units(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller(), units=7)

    def buy(number: int) -> Callable[[], object]:
        return lambda: hold(f"SC-{number}", {flour.variant_id: 1})

    answers = at_once([buy(number) for number in range(60)])
    assert sorted(type(each).__name__ for each in answers) == ["OutOfStock"] * 53 + ["list"] * 7
    assert (on_hand(flour), reserved_units(flour)) == (7, 7)
    assert StockReservation.objects.count() == 7


def test_a_buyer_who_loses_a_lot_gets_another_one(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller(), units=2)
    for age in (20, 30, 40, 50):
        shop.stock(flour.variant, 2, age_days=age)
    answers = at_once([_buying(f"SC-{number}", {flour.variant_id: 1}) for number in range(10)])
    assert [type(each) for each in answers] == [list] * 10
    assert reserved_units(flour) == 10


def test_opposite_orders_in_parallel_end_without_a_deadlock(at_once: Any) -> None:
    shop = catalogue()
    seller = shop.seller()
    goods = [shop.listing(seller, f"G{number}", units=1000).variant_id for number in range(4)]
    there, back = dict.fromkeys(goods, 2), dict.fromkeys(reversed(goods), 2)
    calls = [_buying(f"SC-{number}", there if number % 2 else back) for number in range(24)]
    assert [each for each in at_once(calls) if isinstance(each, Exception)] == []
    assert set(StockLevel.objects.values_list("reserved", flat=True)) == {48}


def test_a_release_in_parallel_gives_back_once(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller())
    hold("SC-1", {flour.variant_id: 5})
    assert sorted(at_once([lambda: let_go("SC-1")] * 8)) == [0] * 7 + [5]
    assert reserved_units(flour) == 0


def test_a_lost_race_starts_again_from_the_savepoint(flour: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look_then_lose(variant_ids: Any) -> Any:
        looks.append(variant_ids)
        seen = free_levels(variant_ids)
        if len(looks) == 1:
            # Already looked at when somebody else takes everything.
            list(seen)
            StockLevel.objects.update(reserved=100)
        return seen

    monkeypatch.setattr(reserving, "free_levels", look_then_lose)
    [held] = hold("SC-1", {flour.variant_id: 2})
    assert (held.quantity, reserved_units(flour), len(looks)) == (2, 2, 2)


def _buying(reference: str, wanted: Mapping[UUID, int]) -> Callable[[], object]:
    return lambda: hold(reference, wanted)


def test_a_variant_that_nobody_stocks_is_out_of_stock(shop: Market, flour: Listing) -> None:
    empty = Variant.objects.get(pk=flour.variant_id)
    StockLevel.objects.update(on_hand=0)
    assert queries.free_lots(variant_ids=[empty.pk]) == {empty.pk: ()}
    with pytest.raises(OutOfStock, match="0 of the 1 wanted units"):
        hold("SC-1", {empty.pk: 1})
