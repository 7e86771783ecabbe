"""Do the doors of lots and stock count a seller's own units, and never below what orders hold?"""

from datetime import timedelta
from typing import Any

import pytest

from catalog.models import Lot, StockLevel, StockMove, Variant
from kit.clock import now
from kit.ids import uuid7
from tests.catalog.trade import Trade, made, pointers
from tests.storefront.window import follow

PLACE = "KZ-KOSTANAY-WH"
TORN = {"quantity": -3, "reason": "Torn bags."}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def level(trade: Trade) -> StockLevel:
    """Ten bags of the mill's, of which four are promised."""
    trade.listing(units=10)
    StockLevel.objects.update(reserved=4)
    return StockLevel.objects.get()


def lot_of(variant: Variant, **change: Any) -> dict[str, Any]:
    """A lot made a week ago."""
    made_date = now().date() - timedelta(days=7)
    return {"variant_id": str(variant.pk), "code": "A-1", "made_date": str(made_date), **change}


def test_a_received_lot_appears_in_the_window(trade: Trade) -> None:
    listing, keeper = trade.listing(units=10), trade.member(trade.mill, "warehouse")
    lot = made(keeper.post("/seller/lots", lot_of(listing.variant)))
    body = {"lot_id": lot["id"], "warehouse": PLACE, "quantity": 25}
    level = keeper.post("/seller/stock/receive", body).json()
    assert (level["on_hand"], level["reserved"], level["free"]) == (25, 0, 25)
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["available"] == 35


def test_a_lot_ends_after_the_shelf_life_unless_told_otherwise(trade: Trade) -> None:
    variant, keeper = trade.listing().variant, trade.member(trade.mill)
    made_date = now().date() - timedelta(days=7)
    by_product = made(keeper.post("/seller/lots", lot_of(variant)))
    assert by_product["best_before_date"] == str(made_date + timedelta(days=365))
    ends = str(made_date + timedelta(days=90))
    told = made(keeper.post("/seller/lots", lot_of(variant, code="A-2", best_before_date=ends)))
    assert told["best_before_date"] == ends
    assert keeper.get(f"/seller/lots/{told['id']}").json() == told


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"made_date": "2026-13-01"}, "/made_date"),
        ({"made_date": "9999-12-31"}, "/made_date"),
        ({"made_date": 20261201}, "/made_date"),
        ({"made_date": "2026-01-02", "best_before_date": "2026-01-02"}, "/best_before_date"),
        ({"made_date": "2026-01-02", "best_before_date": "2025-01-02"}, "/best_before_date"),
        ({"code": ""}, "/code"),
        ({"code": "A\u202e1"}, "/code"),
        ({"variant_id": "x"}, "/variant_id"),
        ({"quantity": 5}, "/quantity"),
    ],
)
def test_a_bad_lot_names_the_field_and_is_not_noted(
    trade: Trade, change: dict[str, Any], pointer: str
) -> None:
    variant = trade.listing().variant
    answer = trade.member(trade.mill).post("/seller/lots", lot_of(variant, **change))
    assert pointers(answer) == [pointer]
    assert Lot.objects.count() == 1


def test_a_lot_made_the_day_after_tomorrow_is_refused_and_tomorrow_is_not(trade: Trade) -> None:
    variant, keeper = trade.listing().variant, trade.member(trade.mill)
    days = {ahead: str(now().date() + timedelta(days=ahead)) for ahead in (1, 2)}
    made(keeper.post("/seller/lots", lot_of(variant, code="T1", made_date=days[1])))
    late = keeper.post("/seller/lots", lot_of(variant, code="T2", made_date=days[2]))
    assert pointers(late) == ["/made_date"]


def test_a_lot_code_is_taken_once(trade: Trade) -> None:
    variant, keeper = trade.listing().variant, trade.member(trade.mill)
    made(keeper.post("/seller/lots", lot_of(variant)))
    again = keeper.post("/seller/lots", lot_of(variant))
    assert (again.status_code, again.json()["code"]) == (409, "catalog.code_taken")
    assert again.json()["errors"][0]["pointer"] == "/code"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"quantity": 0}, "/quantity"),
        ({"quantity": -5}, "/quantity"),
        ({"quantity": 10**7}, "/quantity"),
        ({"quantity": 10**30}, "/quantity"),
        ({"quantity": 1.5}, "/quantity"),
        ({"quantity": "5"}, "/quantity"),
        ({"warehouse": "NOWHERE"}, "/warehouse"),
        ({"on_hand": 5}, "/on_hand"),
    ],
)
def test_a_bad_delivery_names_the_field_and_books_nothing(
    trade: Trade, level: StockLevel, change: dict[str, Any], pointer: str
) -> None:
    body = {"lot_id": str(level.lot_id), "warehouse": PLACE, "quantity": 5, **change}
    assert pointers(trade.member(trade.mill).post("/seller/stock/receive", body)) == [pointer]
    assert StockMove.objects.count() == 1


def test_goods_wait_for_their_train_in_their_sellers_country(trade: Trade, level: StockLevel) -> None:
    body = {"lot_id": str(level.lot_id), "warehouse": "CN-LYG-CFS", "quantity": 5}
    answer = trade.member(trade.mill).post("/seller/stock/receive", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.warehouse_abroad")
    assert answer.json()["errors"][0]["pointer"] == "/warehouse"
    assert list(StockLevel.objects.filter(lot=level.lot)) == [level]


def test_an_adjustment_asks_for_a_key_and_is_booked_once(trade: Trade, level: StockLevel) -> None:
    keeper, path = trade.member(trade.mill), f"/seller/stock/{level.pk}/adjust"
    assert keeper.post(path, TORN).json()["code"] == "idempotency.key_required"
    first, again = (keeper.post(path, TORN, key="torn-bags-0001") for _ in range(2))
    assert first.json()["on_hand"] == 7
    assert again.json() == first.json()
    assert StockLevel.objects.get().on_hand == 7


def test_stock_never_falls_below_what_orders_hold(trade: Trade, level: StockLevel) -> None:
    keeper, path = trade.member(trade.mill), f"/seller/stock/{level.pk}/adjust"
    too_many = keeper.post(path, {**TORN, "quantity": -7}, key="too-many-0001")
    assert (too_many.status_code, too_many.json()["code"]) == (409, "catalog.stock_too_low")
    assert StockLevel.objects.get().on_hand == 10
    left = keeper.post(path, {**TORN, "quantity": -6}, key="just-right-01").json()
    assert (left["on_hand"], left["reserved"], left["free"]) == (4, 4, 0)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"quantity": -(10**7)}, "/quantity"),
        ({"quantity": 10**7}, "/quantity"),
        ({"quantity": None}, "/quantity"),
        ({"reason": ""}, "/reason"),
        ({"reserved": 0}, "/reserved"),
    ],
)
def test_a_bad_adjustment_names_the_field_and_books_nothing(
    trade: Trade, level: StockLevel, change: dict[str, Any], pointer: str
) -> None:
    path = f"/seller/stock/{level.pk}/adjust"
    answer = trade.member(trade.mill).post(path, {**TORN, **change}, key="bad-adjust-01")
    assert pointers(answer) == [pointer]
    assert StockMove.objects.count() == 1


def test_an_adjustment_by_nothing_is_none(trade: Trade, level: StockLevel) -> None:
    path = f"/seller/stock/{level.pk}/adjust"
    answer = trade.member(trade.mill).post(path, {**TORN, "quantity": 0}, key="nothing-0001")
    assert (answer.status_code, answer.json()["code"]) == (400, "catalog.bad_quantity")


def test_every_change_stands_in_the_ledger(trade: Trade, level: StockLevel) -> None:
    keeper = trade.member(trade.mill)
    keeper.post(f"/seller/stock/{level.pk}/adjust", TORN, key="torn-bags-0002")
    lines = keeper.get("/seller/stock-moves").json()["items"]
    assert [(line["kind"], line["quantity"]) for line in lines] == [("adjusted", -3), ("received", 10)]
    assert lines[0]["reason"] == TORN["reason"]
    narrowed = keeper.get(f"/seller/stock-moves?kind=received&level_id={level.pk}").json()["items"]
    assert narrowed == lines[1:]


@pytest.mark.parametrize(
    ("role", "writes"), [("owner", 201), ("warehouse", 201), ("catalogue", 403), ("finance", 403)]
)
def test_all_of_the_firm_see_stock_and_some_move_it(
    trade: Trade, level: StockLevel, role: str, writes: int
) -> None:
    member = trade.member(trade.mill, role)
    assert len(member.get("/seller/stock").json()["items"]) == 1
    assert member.post("/seller/lots", lot_of(level.lot.variant)).status_code == writes
    body = {"lot_id": str(level.lot_id), "warehouse": PLACE, "quantity": 1}
    moved = [
        member.post("/seller/stock/receive", body),
        member.post(f"/seller/stock/{level.pk}/adjust", TORN, key="torn-bags-0003"),
    ]
    assert [answer.status_code for answer in moved] == [200 if writes == 201 else 403] * 2


def test_staff_see_stock_and_move_none(trade: Trade, level: StockLevel) -> None:
    staff = trade.staff("support")
    assert [row["id"] for row in staff.get("/seller/stock").json()["items"]] == [str(level.pk)]
    assert len(staff.get("/seller/stock-moves").json()["items"]) == 1
    adjusted = staff.post(f"/seller/stock/{level.pk}/adjust", TORN, key="torn-bags-0004")
    assert adjusted.status_code == 403
    assert trade.staff("finance").get("/seller/stock").status_code == 403


def test_nothing_of_another_seller_is_there(trade: Trade, level: StockLevel) -> None:
    stranger, lot = trade.member(trade.farm), level.lot
    answers = [
        stranger.get(f"/seller/lots/{lot.pk}"),
        stranger.get(f"/seller/lots?variant_id={lot.variant_id}"),
        stranger.get(f"/seller/stock?lot_id={lot.pk}"),
        stranger.get(f"/seller/stock?variant_id={lot.variant_id}"),
        stranger.get(f"/seller/stock-moves?level_id={level.pk}"),
        stranger.post("/seller/lots", lot_of(lot.variant)),
        stranger.post("/seller/stock/receive", {"lot_id": str(lot.pk), "warehouse": PLACE, "quantity": 1}),
        stranger.post(f"/seller/stock/{level.pk}/adjust", TORN, key="foreign-0001"),
        stranger.post(f"/seller/stock/{uuid7()}/adjust", TORN, key="foreign-0002"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    lists = [stranger.get(f"/seller/{what}").json()["items"] for what in ("lots", "stock", "stock-moves")]
    assert lists == [[], [], []]
    assert (Lot.objects.count(), StockMove.objects.count()) == (1, 1)


def test_lists_are_narrowed_and_take_as_many_queries_however_long(
    trade: Trade, django_assert_num_queries: Any
) -> None:
    keeper, variant = trade.member(trade.mill), trade.listing().variant
    for age in range(20, 24):
        trade.market.stock(variant, 5, age_days=age)
    other = trade.market.stock(variant, 5, warehouse="KZ-ALMATY-CFS")
    # A credential's first use is noted.
    keeper.get("/me")
    for what in ("lots", "stock", "stock-moves"):
        for limit in (1, 6):
            with django_assert_num_queries(2):
                assert len(keeper.get(f"/seller/{what}?limit={limit}").json()["items"]) == limit
    narrowed = [
        [row["lot_id"] for row in keeper.get(f"/seller/stock?{query}").json()["items"]]
        for query in ("warehouse=KZ-ALMATY-CFS", f"lot_id={other.pk}")
    ]
    assert narrowed == [[str(other.pk)]] * 2
    assert len(keeper.get(f"/seller/stock?variant_id={variant.pk}").json()["items"]) == 6
    assert len(keeper.get(f"/seller/lots?variant_id={variant.pk}").json()["items"]) == 6


def test_a_key_needs_the_scope_of_what_it_touches(trade: Trade, level: StockLevel) -> None:
    robot = trade.robot(trade.mill, "stock:read", "stock:write")
    moved = robot.post(f"/seller/stock/{level.pk}/adjust", TORN, key="robot-000001")
    assert moved.status_code == 200
    assert StockMove.objects.order_by("-id")[0].by_kind == "seller"
    assert robot.get("/seller/lots").json()["code"] == "access.scope_missing"
