"""Do carts hold, and orders pay, what sellers say of quantities?"""

from typing import Any

import pytest

from catalog.errors import OutOfStock
from catalog.models import Listing, Price, StockLevel
from catalog.operations.pricing import PriceList, set_price
from kit.actors import SYSTEM
from kit.money import Money
from kit.transactions import owns_transaction
from orders.errors import QuantityNotAllowed
from orders.models import OrderLine
from orders.operations import filling
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop."""
    return shop_today


@pytest.fixture
def flour(shop: Market) -> Listing:
    """Flour by the half dozen, from a dozen on, cheaper from sixty on."""
    listing = shop.listing(shop.seller(), units=1000)
    Listing.objects.update(min_quantity=12, multiple=6)
    listing.refresh_from_db()
    owns_transaction(set_price)(
        listing=listing,
        prices=PriceList(Money(1750, "CNY"), ((18, Money(1600, "CNY")),)),
        at=shop.at,
        by=SYSTEM,
    )
    return listing


@pytest.mark.parametrize(("quantity", "near"), [(1, [12]), (11, [12]), (13, [12, 18]), (20, [18, 24])])
def test_a_cart_refuses_what_the_seller_does_not_sell_and_says_what_is(
    shop: Market, flour: Listing, quantity: int, near: list[int]
) -> None:
    with pytest.raises(QuantityNotAllowed) as refusal:
        shop.buyer().fill((flour, quantity))
    [field] = refusal.value.fields
    assert (field.pointer, field.message) == ("/quantity", "must be at least 12, in multiples of 6")
    assert refusal.value.facts["nearest"] == near


def test_units_added_later_count_as_their_sum(shop: Market, flour: Listing) -> None:
    wang = shop.buyer()
    cart = wang.fill((flour, 12))
    put = owns_transaction(filling.put)
    assert put(cart=cart, listing_id=flour.pk, quantity=6, at=shop.at).quantity == 18
    with pytest.raises(QuantityNotAllowed):
        put(cart=cart, listing_id=flour.pk, quantity=5, at=shop.at)
    line = cart.lines.get()
    with pytest.raises(QuantityNotAllowed):
        owns_transaction(filling.change)(cart=cart, line_id=line.pk, quantity=6, at=shop.at)
    assert cart.lines.get().quantity == 18


def test_what_is_gone_from_sale_may_still_be_lessened(shop: Market, flour: Listing) -> None:
    cart = shop.buyer().fill((flour, 18))
    Listing.objects.update(status="paused")
    line = cart.lines.get()
    assert (
        owns_transaction(filling.change)(cart=cart, line_id=line.pk, quantity=12, at=shop.at).quantity == 12
    )


def test_a_quote_refuses_what_a_seller_sells_no_longer(shop: Market, flour: Listing) -> None:
    wang = shop.buyer()
    cart = wang.fill((flour, 12))
    Listing.objects.update(min_quantity=24)
    with pytest.raises(QuantityNotAllowed) as refusal:
        wang.quote(cart)
    lines: Any = refusal.value.facts["lines"]
    assert [(line["listing_id"], line["min_quantity"], line["nearest"]) for line in lines] == [
        (str(flour.pk), 24, [24])
    ]


@pytest.mark.parametrize(("quantity", "unit"), [(12, 1750), (18, 1600), (60, 1600)])
def test_an_order_pays_the_step_that_its_quantity_reaches(
    shop: Market, flour: Listing, quantity: int, unit: int
) -> None:
    group = shop.buyer().buy((flour, quantity))
    line = OrderLine.objects.get()
    assert (line.unit_price_minor, line.goods_minor) == (unit, unit * quantity)
    order = group.orders.get()
    parts = ("goods", "freight", "insurance", "duty", "vat", "consumption")
    assert order.total_minor == sum(getattr(order, f"{part}_minor") for part in parts) == group.total_minor


def test_an_order_keeps_the_step_that_it_was_quoted(shop: Market, flour: Listing) -> None:
    wang = shop.buyer()
    cart = wang.fill((flour, 18))
    quote = wang.quote(cart)
    Price.objects.update(amount_minor=9900)
    wang.place(cart, quote)
    assert OrderLine.objects.get().unit_price_minor == 1600


@pytest.mark.parametrize(("units", "shown"), [(11, 0), (12, 12), (17, 12), (18, 18)])
def test_the_window_a_quote_and_an_order_agree_how_many_can_be_bought(
    shop: Market, flour: Listing, api: Api, units: int, shown: int
) -> None:
    wang = shop.buyer()
    cart = wang.fill((flour, 24))
    quote = wang.quote(cart)
    StockLevel.objects.update(on_hand=units)
    follow()
    [item] = api.get(f"/products?in_stock={'true' if shown else 'false'}").json()["items"]
    assert item["available"] == api.get(f"/products/{flour.pk}").json()["available"] == shown
    assert api.get(f"/products?in_stock={'false' if shown else 'true'}").json()["items"] == []
    for buy in (lambda: wang.quote(cart), lambda: wang.place(cart, quote)):
        with pytest.raises(OutOfStock) as refusal:
            buy()
        assert refusal.value.facts["available"] == shown
    if shown:
        owns_transaction(filling.change)(cart=cart, line_id=cart.lines.get().pk, quantity=shown, at=shop.at)
        assert wang.checkout(cart).orders.get().lines.get().quantity == shown
