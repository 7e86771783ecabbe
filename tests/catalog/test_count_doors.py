"""Do the doors of counts let a seller's storekeepers count their own, and each scan once?"""

from typing import Any

import pytest

from catalog.models import Lot, StockCount, StockLevel, StockMove
from kit.ids import uuid7
from tests.catalog.trade import Trade, made, pointers

PLACE = "KZ-KOSTANAY-WH"


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def lot(trade: Trade) -> Lot:
    """Ten bags of the mill's."""
    trade.listing(units=10)
    return Lot.objects.get()


@pytest.fixture
def path(trade: Trade, lot: Lot) -> str:
    """Where an open count of them is."""
    keeper = trade.member(trade.mill, "warehouse")
    return f"/seller/stock-counts/{made(keeper.post('/seller/stock-counts', {'warehouse': PLACE}))['id']}"


def test_a_storekeeper_counts_sees_the_difference_and_closes(trade: Trade, lot: Lot, path: str) -> None:
    keeper = trade.member(trade.mill, "warehouse")
    shown = keeper.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 7}).json()
    assert shown["sums"] == {"lots": 1, "differing": 1, "surplus": 0, "shortage": 3, "uncounted": 0}
    [line] = keeper.get(f"{path}/lines?differing=true").json()["items"]
    assert (line["lot_code"], line["counted"], line["on_hand"], line["difference"]) == (lot.code, 7, 10, -3)
    closed = keeper.post(f"{path}/close", {"reason": "Torn bags."}, key="close-count-01").json()
    assert (closed["status"], closed["allowed_actions"]) == ("closed", [])
    ledger = keeper.get("/seller/stock-moves?kind=counted").json()["items"]
    assert [(row["quantity"], row["reference"], row["reason"]) for row in ledger] == [
        (-3, closed["number"], "Torn bags.")
    ]


def test_a_scan_needs_a_key_and_counts_once(trade: Trade, lot: Lot, path: str) -> None:
    keeper = trade.member(trade.mill, "warehouse")
    scanned = {"code": lot.code}
    assert keeper.post(f"{path}/scan", scanned).json()["code"] == "idempotency.key_required"
    first, again = (keeper.post(f"{path}/scan", scanned, key="scan-00000001") for _ in range(2))
    assert first.json()["sums"]["shortage"] == 9
    assert again.json() == first.json()
    [line] = keeper.get(f"{path}/lines").json()["items"]
    assert line["counted"] == 1


def test_what_nobody_has_counted_is_listed(trade: Trade, lot: Lot, path: str) -> None:
    keeper = trade.member(trade.mill, "warehouse")
    [left] = keeper.get(f"{path}/uncounted").json()["items"]
    assert (left["lot_id"], left["on_hand"]) == (str(lot.pk), 10)
    keeper.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 10})
    assert keeper.get(f"{path}/uncounted").json()["items"] == []


def test_a_second_count_names_the_open_one(trade: Trade, path: str) -> None:
    keeper = trade.member(trade.mill)
    answer = keeper.post("/seller/stock-counts", {"warehouse": PLACE})
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.count_open")
    assert answer.json()["number"] == StockCount.objects.get().number


def test_units_that_orders_hold_are_named_in_the_refusal(trade: Trade, lot: Lot, path: str) -> None:
    StockLevel.objects.update(reserved=4)
    keeper = trade.member(trade.mill)
    keeper.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 3})
    answer = keeper.post(f"{path}/close", {}, key="close-count-02")
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.count_below_reserved")
    [line] = answer.json()["lines"]
    assert (line["lot_code"], line["left"], line["reserved"]) == (lot.code, 3, 4)
    assert keeper.get(path).json()["status"] == "open"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("count", {"counted": -1}),
        ("count", {"counted": 10**10}),
        ("count", {"counted": "7"}),
        ("scan", {"code": ""}),
        ("scan", {"code": "NOBODY-S"}),
        ("scan", {"quantity": 0}),
        ("scan", {"lot": 1}),
        ("close", {"reason": 5}),
    ],
)
def test_a_bad_word_names_the_field_and_is_not_noted(
    trade: Trade, lot: Lot, path: str, verb: str, body: dict[str, Any]
) -> None:
    [pointer] = [f"/{name}" for name in body]
    given = {**{"count": {"lot_id": str(lot.pk)}, "scan": {"code": lot.code}, "close": {}}[verb], **body}
    assert pointers(trade.member(trade.mill).post(f"{path}/{verb}", given, key="bad-word-0001")) == [pointer]
    assert StockCount.objects.get().version == 1


@pytest.mark.parametrize(("role", "writes"), [("warehouse", 200), ("catalogue", 403), ("finance", 403)])
def test_all_of_the_firm_see_a_count_and_storekeepers_count(
    trade: Trade, lot: Lot, path: str, role: str, writes: int
) -> None:
    member = trade.member(trade.mill, role)
    assert bool(member.get(path).json()["allowed_actions"]) is (writes == 200)
    answer = member.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 7})
    assert answer.status_code == writes


def test_staff_see_counts_and_count_nothing(trade: Trade, lot: Lot, path: str) -> None:
    staff = trade.staff("support")
    assert staff.get(path).json()["allowed_actions"] == []
    assert len(staff.get("/seller/stock-counts?status=open").json()["items"]) == 1
    assert staff.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 7}).status_code == 403


def test_nothing_of_another_sellers_count_is_there(trade: Trade, lot: Lot, path: str) -> None:
    stranger = trade.member(trade.farm)
    own = made(stranger.post("/seller/stock-counts", {"warehouse": PLACE}))["id"]
    counted = {"lot_id": str(lot.pk), "counted": 7}
    answers = [
        *(stranger.get(f"{path}{of}") for of in ("", "/lines", "/uncounted")),
        stranger.post(f"{path}/count", counted),
        stranger.post(f"/seller/stock-counts/{own}/count", counted),
        stranger.post(f"{path}/scan", {"code": lot.code}, key="foreign-0001"),
        stranger.post(f"{path}/close", {}, key="foreign-0002"),
        stranger.post(f"{path}/cancel", {}),
        stranger.post(f"/seller/stock-counts/{uuid7()}/cancel", {}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    unknown = stranger.post(f"/seller/stock-counts/{own}/scan", {"code": lot.code}, key="foreign-0003")
    assert pointers(unknown) == ["/code"]
    assert [row["id"] for row in stranger.get("/seller/stock-counts").json()["items"]] == [own]
    assert StockMove.objects.count() == 1


def test_lists_take_as_many_queries_however_long(trade: Trade, django_assert_num_queries: Any) -> None:
    keeper, listing = trade.member(trade.mill), trade.listing(units=10)
    for age in range(20, 24):
        trade.market.stock(listing.variant, 5, age_days=age)
    counts = "/seller/stock-counts"
    path = f"{counts}/{made(keeper.post(counts, {'warehouse': PLACE}))['id']}"
    made(keeper.post(counts, {"warehouse": "KZ-ALMATY-CFS"}))
    for lot in Lot.objects.all():
        keeper.post(f"{path}/count", {"lot_id": str(lot.pk), "counted": 7})
    for limit in (1, 2):
        with django_assert_num_queries(2):
            assert len(keeper.get(f"{counts}?limit={limit}").json()["items"]) == limit
        with django_assert_num_queries(3):
            assert len(keeper.get(f"{path}/lines?limit={limit}").json()["items"]) == limit
    assert len(keeper.get(f"{counts}?warehouse=KZ-ALMATY-CFS").json()["items"]) == 1
