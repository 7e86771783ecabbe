"""Do the doors of transfers let a seller's storekeepers move their own goods, and each truck once?"""

from typing import Any

import pytest

from catalog.models import Lot, StockLevel, StockMove, StockTransfer
from kit.ids import uuid7
from tests.catalog.trade import Trade, made, pointers

ENDS = {"origin": "KZ-KOSTANAY-WH", "destination": "KZ-KHORGOS-WH"}
TRANSFERS = "/seller/transfers"


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
    """Where an open transfer of four of them is."""
    body = {**ENDS, "lines": [{"lot_id": str(lot.pk), "quantity": 4}]}
    return f"{TRANSFERS}/{made(trade.member(trade.mill, 'warehouse').post(TRANSFERS, body))['id']}"


def on_hand() -> dict[str, int]:
    return dict(StockLevel.objects.values_list("warehouse__code", "on_hand"))


def test_a_storekeeper_sends_and_takes_in_what_arrived(trade: Trade, lot: Lot, path: str) -> None:
    keeper = trade.member(trade.mill, "warehouse")
    assert keeper.get(path).json()["allowed_actions"] == ["put", "scan", "send", "cancel"]
    keeper.post(f"{path}/scan", {"code": lot.code}, key="scan-00000001")
    sent = keeper.post(f"{path}/send", {}, key="send-00000001").json()
    assert (sent["status"], sent["lines"][0]["quantity"], sent["lines"][0]["arrived"]) == ("sent", 5, None)
    assert on_hand() == {"KZ-KOSTANAY-WH": 5}
    told = {"lines": [{"lot_id": str(lot.pk), "arrived": 4, "reason": "One is torn."}]}
    arrived = keeper.post(f"{path}/arrive", told, key="arrive-000001").json()
    assert (arrived["status"], arrived["allowed_actions"]) == ("arrived", [])
    assert (arrived["lines"][0]["arrived"], arrived["lines"][0]["reason"]) == (4, "One is torn.")
    assert on_hand() == {"KZ-KOSTANAY-WH": 5, "KZ-KHORGOS-WH": 4}


@pytest.mark.parametrize("verb", ["scan", "send", "arrive", "call-back"])
def test_what_moves_goods_needs_a_key(trade: Trade, path: str, verb: str) -> None:
    answer = trade.member(trade.mill).post(f"{path}/{verb}", {})
    assert answer.json()["code"] == "idempotency.key_required"


def test_a_truck_that_is_sent_twice_by_one_key_leaves_once(trade: Trade, path: str) -> None:
    keeper = trade.member(trade.mill)
    first, again = (keeper.post(f"{path}/send", {}, key="send-00000002") for _ in range(2))
    assert again.json() == first.json()
    assert on_hand() == {"KZ-KOSTANAY-WH": 6}
    other = keeper.post(f"{path}/send", {}, key="send-00000003")
    assert (other.status_code, other.json()["code"]) == (409, "lifecycle.illegal_move")


def test_it_is_called_back_with_a_reason(trade: Trade, path: str) -> None:
    keeper = trade.member(trade.mill)
    keeper.post(f"{path}/send", {}, key="send-00000004")
    assert pointers(keeper.post(f"{path}/call-back", {}, key="back-00000001")) == ["/reason"]
    answer = keeper.post(f"{path}/call-back", {"reason": "Snow."}, key="back-00000002")
    assert answer.json()["status"] == "called_back"
    assert on_hand() == {"KZ-KOSTANAY-WH": 10}


def test_units_that_are_not_free_are_named(trade: Trade, lot: Lot, path: str) -> None:
    StockLevel.objects.update(reserved=7)
    answer = trade.member(trade.mill).post(f"{path}/send", {}, key="send-00000005")
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.units_not_free")
    [line] = answer.json()["lines"]
    assert (line["lot_code"], line["wanted"], line["free"]) == (lot.code, 4, 3)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"origin": "NOWHERE"}, "/origin"),
        ({"destination": "NOWHERE"}, "/destination"),
        ({"destination": ENDS["origin"]}, "/destination"),
        ({"note": 5}, "/note"),
        ({"lines": [{"lot_id": "x", "quantity": 1}]}, "/lines/0/lot_id"),
        ({"lines": [{"lot_id": str(uuid7()), "quantity": 0}]}, "/lines/0/quantity"),
        ({"via": "KZ-ASTANA-WH"}, "/via"),
    ],
)
def test_a_bad_transfer_names_the_field_and_is_not_opened(
    trade: Trade, lot: Lot, change: dict[str, Any], pointer: str
) -> None:
    answer = trade.member(trade.mill).post(TRANSFERS, {**ENDS, **change})
    assert pointers(answer) == [pointer]
    assert not StockTransfer.objects.exists()


def test_a_lot_is_named_once_in_a_body(trade: Trade, lot: Lot) -> None:
    line = {"lot_id": str(lot.pk), "quantity": 1}
    assert pointers(trade.member(trade.mill).post(TRANSFERS, {**ENDS, "lines": [line, line]})) == ["/lines"]


def test_a_difference_needs_a_reason(trade: Trade, lot: Lot, path: str) -> None:
    keeper = trade.member(trade.mill)
    keeper.post(f"{path}/send", {}, key="send-00000006")
    told = {"lines": [{"lot_id": str(lot.pk), "arrived": 3}]}
    answer = keeper.post(f"{path}/arrive", told, key="arrive-000002")
    assert (answer.json()["code"], pointers(answer)) == ("catalog.difference_unexplained", ["/reason"])


@pytest.mark.parametrize(("role", "writes"), [("warehouse", 200), ("catalogue", 403), ("finance", 403)])
def test_all_of_the_firm_see_a_transfer_and_storekeepers_send_it(
    trade: Trade, path: str, role: str, writes: int
) -> None:
    member = trade.member(trade.mill, role)
    assert bool(member.get(path).json()["allowed_actions"]) is (writes == 200)
    assert member.post(f"{path}/send", {}, key="send-00000007").status_code == writes


def test_staff_see_transfers_and_send_none(trade: Trade, path: str) -> None:
    staff = trade.staff("support")
    assert staff.get(path).json()["allowed_actions"] == []
    assert len(staff.get(f"{TRANSFERS}?status=open").json()["items"]) == 1
    assert staff.post(f"{path}/send", {}, key="send-00000008").status_code == 403


def test_nothing_of_another_sellers_transfer_is_there(trade: Trade, lot: Lot, path: str) -> None:
    stranger = trade.member(trade.farm)
    line = {"lot_id": str(lot.pk), "quantity": 1}
    own = made(stranger.post(TRANSFERS, ENDS))["id"]
    answers = [
        stranger.get(path),
        stranger.post(TRANSFERS, {**ENDS, "lines": [line]}),
        stranger.post(f"{path}/lines", line),
        stranger.post(f"{TRANSFERS}/{own}/lines", line),
        *(stranger.post(f"{path}/{verb}", {}, key=f"foreign-{verb}") for verb in ("send", "arrive")),
        stranger.post(f"{path}/call-back", {"reason": "x"}, key="foreign-0001"),
        stranger.post(f"{path}/cancel", {}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    scanned = stranger.post(f"{TRANSFERS}/{own}/scan", {"code": lot.code}, key="foreign-0002")
    assert pointers(scanned) == ["/code"]
    assert [row["id"] for row in stranger.get(TRANSFERS).json()["items"]] == [own]
    assert StockMove.objects.count() == 1


def test_lists_take_as_many_queries_however_long(trade: Trade, django_assert_num_queries: Any) -> None:
    keeper, listing = trade.member(trade.mill), trade.listing(units=10)
    for age in range(20, 24):
        trade.market.stock(listing.variant, 5, age_days=age)
    lines = [{"lot_id": str(each.pk), "quantity": 2} for each in Lot.objects.all()]
    paths = [
        f"{TRANSFERS}/{made(keeper.post(TRANSFERS, {**ENDS, 'lines': some}))['id']}"
        for some in (lines[:1], lines)
    ]
    for limit in (1, 2):
        with django_assert_num_queries(2):
            assert len(keeper.get(f"{TRANSFERS}?limit={limit}").json()["items"]) == limit
    for path, many in zip(paths, (1, 5), strict=True):
        with django_assert_num_queries(3):
            assert len(keeper.get(path).json()["lines"]) == many
    assert keeper.get(f"{TRANSFERS}?destination=KZ-ASTANA-WH").json()["items"] == []
