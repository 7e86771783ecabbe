"""Is a promised delivery told in the same days by the API, the mails and the pages of staff?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Listing, Seller
from kit.saying import day_said
from orders.models import Order, OrderGroup
from shipping.models import Departure
from tests.api import Api
from tests.letters import Letterbox, foreign_words, text_of, written
from tests.orders.history import remember
from tests.orders.market import ADDRESS, Market, Shopper
from tests.orders.test_admin import desk_of


def mill(market: Market) -> Seller:
    return market.seller()


def with_history(market: Market, wang: Shopper, *sellers: Seller) -> OrderGroup:
    """A checkout whose deliveries are promised by history."""
    remember(market, 60)
    return wang.buy(*((market.listing(seller, f"FLR-{seller.code}"), 1) for seller in sellers))


def days_of(order: Order) -> tuple[date, date]:
    told = next(
        part["delivery"]
        for part in order.group.quote.document["orders"]
        if part["seller_id"] == str(order.seller_id)
    )
    return date.fromisoformat(told["first_day"]), date.fromisoformat(told["last_day"])


# ---- the API ---------------------------------------------------------------------------


@pytest.fixture
def client(market: Market, signed_in: Callable[[User], Api]) -> Api:
    return signed_in(market.user("li"))


def quote_over_rest(client: Api, listing: Listing) -> dict[str, Any]:
    address = client.post("/me/addresses", ADDRESS).json()["id"]
    cart = client.post("/carts", {"market": "CN"}).json()["id"]
    client.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    answer = client.post(f"/carts/{cart}/quote", {"address_id": address})
    assert answer.status_code == 201
    return dict(answer.json())


def test_a_quote_tells_the_days_the_share_and_the_trains_around(market: Market, client: Api) -> None:
    remember(market, 60)
    [order] = quote_over_rest(client, market.listing(mill(market)))["orders"]
    told = order["delivery"]
    assert sorted(told) == ["basis", "first_day", "from_at", "last_day", "percent", "until_at"]
    assert (told["basis"], told["percent"]) == ("history", 90)
    assert told["first_day"] < told["last_day"]
    # The last second of the last day in Shanghai.
    assert order["promised_at"] == f"{told['last_day']}T15:59:59Z"
    [ride] = order["carriages"]
    assert ride["delivery"] == told
    for beside in (ride["earlier"], ride["later"]):
        assert beside["freight_difference"] == {"amount": "0.00", "currency": "CNY"}
        assert beside["total_difference"] == {"amount": "0.00", "currency": "CNY"}
        assert beside["delivery"]["percent"] == 90
        assert beside["hand_in_by_at"].endswith("Z")


def test_a_train_that_is_not_there_is_null(market: Market, client: Api) -> None:
    remember(market, 30)
    listing = market.listing(mill(market))
    [order] = quote_over_rest(client, listing)["orders"]
    [ride] = order["carriages"]
    Departure.objects.exclude(pk=ride["departure_id"]).update(runs_through=False)
    [order] = quote_over_rest(client, listing)["orders"]
    [ride] = order["carriages"]
    assert (ride["earlier"], ride["later"]) == (None, None)


def test_an_order_tells_what_was_promised_to_both_its_sides(
    market: Market, wang: Shopper, signed_in: Callable[[User], Api]
) -> None:
    order = with_history(market, wang, mill(market)).orders.get()
    first, last = days_of(order)
    buyer = signed_in(order.group.buyer.user)
    told = buyer.get(f"/orders/{order.pk}").json()["delivery"]
    assert (told["first_day"], told["last_day"], told["percent"]) == (
        *(first.isoformat(), last.isoformat()),
        90,
    )
    _forget(order)
    assert buyer.get(f"/orders/{order.pk}").json()["delivery"] is None


def _forget(order: Order) -> None:
    """Make it an order from before there were such promises."""
    Order.objects.filter(pk=order.pk).update(
        delivery_basis="", delivery_percent=None, delivery_from_at=None, delivery_until_at=None
    )


# ---- the mails -------------------------------------------------------------------------


def test_the_mail_of_an_order_names_the_days_and_the_share(
    market: Market, wang: Shopper, letterbox: Letterbox
) -> None:
    order = with_history(market, wang, mill(market)).orders.get()
    letterbox.hand_on(market.at)
    first, last = days_of(order)
    facts = dict(written(letterbox.last("order.placed")).facts)
    assert facts["Delivery"] == (
        f"{day_said(first)} to {day_said(last)} (at least 90% of such deliveries come then)"
    )
    assert "Arrives by" not in facts


def test_by_the_timetable_no_share_is_claimed(market: Market, wang: Shopper, letterbox: Letterbox) -> None:
    wang.buy((market.listing(mill(market)), 1))
    letterbox.hand_on(market.at)
    facts = dict(written(letterbox.last("order.placed")).facts)
    assert facts["Delivery"].endswith("(by the timetable only)")
    assert "%" not in facts["Delivery"]


def test_of_several_orders_each_has_its_own_days(market: Market, wang: Shopper, letterbox: Letterbox) -> None:
    group = with_history(market, wang, mill(market), market.seller("KZ02", "490440000271"))
    letterbox.hand_on(market.at)
    facts = dict(written(letterbox.last("order.placed")).facts)
    for order in group.orders.all():
        assert facts[f"Delivery of {order.number}"].startswith(day_said(days_of(order)[0]))


@pytest.mark.parametrize("runs", [0, 60])
def test_whoever_reads_no_english_is_told_in_their_words(
    market: Market, wang: Shopper, letterbox: Letterbox, runs: int
) -> None:
    remember(market, runs)
    wang.buy((market.listing(mill(market)), 1))
    letterbox.hand_on(market.at)
    letter = letterbox.last("order.placed")
    for language, word in (("ru", "Срок доставки"), ("kk", "Жеткізу мерзімі"), ("zh-Hans", "送达时间")):
        content = written(letter, language)
        assert word in dict(content.facts)
        assert foreign_words(content, ["Wheat flour"]) == []


def test_the_mail_of_an_older_order_says_by_when(market: Market, wang: Shopper, letterbox: Letterbox) -> None:
    order = with_history(market, wang, mill(market)).orders.get()
    _forget(order)
    letterbox.hand_on(market.at)
    text = text_of(written(letterbox.last("order.placed")))
    assert f"Arrives by: {day_said(days_of(order)[1])}" in text
    assert "Delivery:" not in text


# ---- the pages of staff ----------------------------------------------------------------


def test_the_page_of_an_order_says_what_was_promised(market: Market, wang: Shopper) -> None:
    order = with_history(market, wang, mill(market)).orders.get()
    address = f"/admin/orders/order/{order.pk}/change/"
    desk = desk_of("viewer")
    first, last = days_of(order)
    assert f"{day_said(first)} to {day_said(last)} (at least 90%" in desk.get(address).content.decode()
    _forget(order)
    assert "at least 90%" not in desk.get(address).content.decode()


def test_the_page_of_a_quote_shows_the_trains_around(market: Market, wang: Shopper) -> None:
    group = with_history(market, wang, mill(market))
    quote = group.quote
    [ride] = quote.document["orders"][0]["carriages"]
    ride["later"] = None
    ride["earlier"]["total_difference_minor"] = -1_234
    quote.save()
    page = desk_of("viewer").get(f"/admin/orders/quote/{quote.pk}/change/").content.decode()
    rows = page[page.index("one train earlier") :]
    assert "-12.34 CNY" in rows
    assert rows.index("one train later") < rows.index(">none<")
    assert f"/admin/shipping/departure/{ride['earlier']['departure_id']}/change/" in rows


def test_the_page_of_a_quote_from_before_there_were_promises_opens(market: Market, wang: Shopper) -> None:
    quote = with_history(market, wang, mill(market)).quote
    for part in quote.document["orders"]:
        for ride in part["carriages"]:
            del ride["delivery"], ride["earlier"], ride["later"]
    quote.save()
    page = desk_of("viewer").get(f"/admin/orders/quote/{quote.pk}/change/")
    assert page.status_code == 200
    assert "one train earlier" not in page.content.decode()
