"""Does a buyer hear once that goods are there again, or as cheap as they wanted?"""

from collections.abc import Callable

import pytest

from accounts.models import User
from catalog.models import Listing, Price, StockLevel
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import Event
from storefront.models import Notice
from storefront.operations import noticing
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow

DEARER = {"kind": "price", "price": {"amount": "15.00", "currency": "CNY"}}


@pytest.fixture
def listing(shop: Market) -> Listing:
    """Flour at 17.50 yuan, all of it sold."""
    made = shop.listing(shop.seller(), units=5)
    StockLevel.objects.update(reserved=5)
    follow()
    return made


@pytest.fixture
def wang(shop: Market, signed_in: Callable[[User], Api]) -> Api:
    return signed_in(shop.user("wang"))


def wish(listing: Listing, **what: object) -> dict[str, object]:
    return {"listing_id": str(listing.pk), **(what or {"kind": "back_in_stock"})}


def due() -> int:
    return owns_transaction(noticing.find_due)(at=now())


def test_a_buyer_hears_once_that_goods_are_back(listing: Listing, wang: Api) -> None:
    made = wang.post("/me/notices", wish(listing))
    assert (made.status_code, made.json()["status"]) == (201, "waiting")
    assert due() == 0
    StockLevel.objects.update(reserved=4)
    assert (due(), due()) == (1, 0)
    assert wang.get(made.headers["Location"].partition("/api/v1")[2]).json()["status"] == "due"
    assert Event.objects.filter(type="notice.due").count() == 1


def test_fewer_than_are_sold_at_once_are_not_back(listing: Listing, wang: Api) -> None:
    Listing.objects.update(min_quantity=4, multiple=2)
    assert wang.post("/me/notices", wish(listing)).status_code == 201
    StockLevel.objects.update(reserved=2)
    assert due() == 0
    StockLevel.objects.update(reserved=1)
    assert due() == 1


def test_a_buyer_hears_once_that_the_price_fell_far_enough(listing: Listing, wang: Api) -> None:
    assert wang.post("/me/notices", wish(listing, **DEARER)).status_code == 201
    for minor, told in ((1_501, 0), (1_500, 1), (1_000, 0)):
        Price.objects.update(amount_minor=minor)
        follow()
        assert due() == told


def test_nobody_hears_of_what_is_off_sale(listing: Listing, wang: Api) -> None:
    wang.post("/me/notices", wish(listing))
    StockLevel.objects.update(reserved=0)
    Listing.objects.update(status="paused")
    assert due() == 0
    Listing.objects.update(status="live")
    assert due() == 1


def test_what_is_there_now_is_nothing_to_wait_for(listing: Listing, wang: Api) -> None:
    StockLevel.objects.update(reserved=0)
    body = wish(listing, kind="price", price={"amount": "17.50", "currency": "CNY"})
    for wanted in (wish(listing), body):
        answer = wang.post("/me/notices", wanted)
        assert (answer.status_code, answer.json()["code"]) == (422, "storefront.nothing_to_wait_for")


def test_one_wish_is_made_once_and_again_after_it_ended(listing: Listing, wang: Api) -> None:
    first = wang.post("/me/notices", wish(listing)).json()
    assert wang.post("/me/notices", wish(listing)).json()["code"] == "storefront.notice_there"
    ended = wang.post(f"/me/notices/{first['id']}/cancel").json()
    assert (ended["status"], bool(ended["ended_at"])) == ("cancelled", True)
    assert wang.post(f"/me/notices/{first['id']}/cancel").status_code == 409
    assert wang.post("/me/notices", wish(listing)).status_code == 201
    assert [row["status"] for row in wang.get("/me/notices").json()["items"]] == ["waiting", "cancelled"]
    assert len(wang.get("/me/notices?status=waiting").json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "price"}, "/price"),
        ({"kind": "back_in_stock", "price": {"amount": "1.00", "currency": "CNY"}}, "/price"),
        ({"kind": "price", "price": {"amount": "0", "currency": "CNY"}}, "/price"),
        ({"kind": "price", "price": {"amount": "900.00", "currency": "KZT"}}, "/price/currency"),
        ({"kind": "soon"}, "/kind"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_by_name(
    listing: Listing, wang: Api, change: dict[str, object], pointer: str
) -> None:
    answer = wang.post("/me/notices", wish(listing, **change))
    assert answer.status_code in (400, 422)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert Notice.objects.count() == 0


def test_wishes_are_bounded(listing: Listing, wang: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.operations.noticing.MAX_NOTICES", 1)
    assert wang.post("/me/notices", wish(listing)).status_code == 201
    answer = wang.post("/me/notices", wish(listing, **DEARER))
    assert answer.json()["code"] == "storefront.too_many_notices"


def test_nobody_sees_what_another_waits_for(
    listing: Listing, wang: Api, shop: Market, signed_in: Callable[[User], Api]
) -> None:
    made = wang.post("/me/notices", wish(listing)).json()
    other = signed_in(shop.user("li"))
    assert other.get("/me/notices").json()["items"] == []
    assert other.get(f"/me/notices/{made['id']}").status_code == 404
    assert other.post(f"/me/notices/{made['id']}/cancel").status_code == 404
