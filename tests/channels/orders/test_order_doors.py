"""Does an owner let their 1C have orders over REST, and see what it was told and what it reported?"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import AccessToken, Membership
from accounts.policy import CONFIRMED_FOR
from catalog.models import Seller
from channels.models import ExchangeAccess
from kit.clock import now
from tests.api import Api
from tests.catalog.trade import pointers, signed_in
from tests.channels.orders.conftest import Buy
from tests.channels.orders.selling import base_for
from tests.orders.market import Market
from tests.orders_1c import Orders1C, report, sent

LET = {"takes_orders": True}


def member(trading: Market, seller: Seller, role: str = "owner") -> Api:
    """A member of a seller's firm who has just given their code."""
    user = trading.user(f"{role}-{seller.code.lower()}")
    Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=now())
    api = signed_in(user)
    AccessToken.objects.update(proved_at=now(), confirmed_at=now())
    return api


@pytest.fixture
def owner(trading: Market, miller: Seller) -> Api:
    """Who owns the mill."""
    return member(trading, miller)


def test_orders_go_out_once_the_owner_says_so(owner: Api) -> None:
    made = owner.post("/seller/exchange").json()
    assert (made["takes_orders"], made["orders_from"]) == (False, None)
    words = {"pack": ["К отгрузке"], "nothing": ["Закрыт"]}
    shown = owner.post("/seller/exchange/orders", {**LET, "words": words}).json()
    assert (shown["takes_orders"], shown["orders_from"] is not None) == (True, True)
    assert shown["status_words"] == {
        "accept": [],
        "pack": ["К отгрузке"],
        "decline": [],
        "nothing": ["Закрыт"],
    }
    begun = shown["orders_from"]
    again = owner.post("/seller/exchange/orders", LET).json()
    # What was said before is said anew each time; since when orders go out stays.
    assert (again["orders_from"], again["status_words"]["pack"]) == (begun, [])
    off = owner.post("/seller/exchange/orders", {"takes_orders": False}).json()
    assert off["takes_orders"] is False


def test_a_word_means_one_thing(owner: Api) -> None:
    owner.post("/seller/exchange")
    words = {"accept": ["Готово"], "pack": ["Собран", "готово."]}
    answer = owner.post("/seller/exchange/orders", {**LET, "words": words})
    assert (answer.status_code, answer.json()["code"]) == (400, "channels.bad_status_words")
    assert pointers(answer) == ["/words/pack/1"]
    assert not ExchangeAccess.objects.get().takes_orders


@pytest.mark.parametrize(
    "body",
    [{}, {**LET, "words": {"ship": ["x"]}}, {**LET, "words": {"pack": ["x" * 61]}}, {**LET, "more": 1}],
)
def test_what_makes_no_sense_is_refused_by_name(owner: Api, body: dict[str, object]) -> None:
    owner.post("/seller/exchange")
    assert owner.post("/seller/exchange/orders", body).status_code == 400


def test_only_an_owner_who_has_just_given_a_code_lets_orders_out(
    trading: Market, miller: Seller, owner: Api
) -> None:
    owner.post("/seller/exchange")
    keeper = member(trading, miller, "catalogue")
    assert keeper.post("/seller/exchange/orders", LET).status_code == 403
    AccessToken.objects.update(confirmed_at=now() - CONFIRMED_FOR - timedelta(seconds=1))
    assert owner.post("/seller/exchange/orders", LET).json()["code"] == "auth.confirm_again"


def test_what_was_told_and_what_came_back_is_shown(
    owner: Api, buy: Buy, books: Orders1C, hear: Callable[[], None]
) -> None:
    order, other = buy(1), buy(1)
    books.take_orders()
    last = owner.get("/seller/exchange").json()["last_order_exchange"]
    assert (last["kind"], last["told_count"]) == ("sale", 2)
    assert last["told_at"] <= last["confirmed_at"]
    told = [
        report(books.orders[order.number], {"Статус заказа": "Принят"}),
        report(books.orders[other.number], {"Статус заказа": "К отгрузке"}),
    ]
    books.send_back(sent(*told))
    hear()
    books.must("file", b"<broken", filename="second.xml")
    hear()
    last = owner.get("/seller/exchange").json()["last_order_exchange"]
    assert last["reports"] == {"taken": 1, "same": 0, "untaken": 1}
    assert [(each["name"], each["read_at"] is not None) for each in last["files"]] == [
        ("second.xml", False),
        ("orders-1.xml", True),
        ("v8_1A2B_5c.zip", True),
    ]
    [untaken, taken] = owner.get("/seller/exchange/reports").json()["items"]
    assert (taken["order_id"], taken["verb"], taken["why"]) == (str(order.pk), "accept", None)
    assert untaken["why"]["code"] == "report.word_unknown"
    assert "К отгрузке" in untaken["why"]["message"]
    only = owner.get("/seller/exchange/reports?outcome=untaken").json()["items"]
    assert [each["order_number"] for each in only] == [other.number]


def test_of_the_reports_of_others_nothing_is_shown(
    trading: Market, buy: Buy, books: Orders1C, hear: Callable[[], None]
) -> None:
    order = buy(1)
    books.take_orders()
    books.send_back(sent(report(books.orders[order.number], {"Статус заказа": "Принят"})))
    hear()
    farm = trading.seller("KZ02", "490440000271")
    base_for(farm)
    assert member(trading, farm).get("/seller/exchange/reports").json()["items"] == []
