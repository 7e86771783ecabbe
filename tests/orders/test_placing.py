"""Does a quoted cart become orders exactly once, or nothing?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import OutOfStock
from catalog.models import Listing, Price, Seller, StockLevel
from kit.transactions import OutsideTransaction, owns_transaction
from news.models import Event
from orders.errors import CartClosed, ListingUnknown, QuoteExpired, QuoteMissing, QuoteNotFound
from orders.models import Cart, Order, OrderGroup
from orders.operations import filling, placing
from tests.orders.market import Market, Shopper, reserved_units

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_one_checkout_makes_one_order_per_seller(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    flour, seed = market.listing(mill, "A"), market.listing(farm, "B")
    group = wang.buy((flour, 2), (seed, 3))
    orders = list(group.orders.all())
    assert {order.seller for order in orders} == {mill, farm}
    assert sum(order.total_minor for order in orders) == group.total_minor
    assert (reserved_units(flour), reserved_units(seed)) == (2, 3)


def test_the_price_is_the_quoted_one_whatever_changed_since(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    quote = wang.quote(cart)
    Price.objects.filter(listing=listing).update(amount_minor=9_999)
    group = wang.place(cart, quote)
    assert group.total_minor == quote.total_minor
    assert group.orders.get().lines.get().unit_price_minor == 1750


def test_an_old_quote_places_nothing(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    quote = wang.quote(cart)
    with pytest.raises(QuoteExpired):
        wang.place(cart, quote, at=market.at + timedelta(minutes=30))
    assert reserved_units(listing) == 0
    assert not Order.objects.exists()


def test_a_quote_of_the_cart_as_it_was_places_nothing(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    quote = wang.quote(cart)
    owns_transaction(filling.put)(cart=cart, listing_id=listing.pk, quantity=1, at=market.at)
    with pytest.raises(QuoteMissing):
        wang.place(cart, quote)


@pytest.mark.parametrize("status", ["blocked", "paused", "withheld", "retired"])
def test_a_quote_is_no_leave_to_sell_what_went_off_sale_since(
    market: Market, wang: Shopper, status: str
) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    quote = wang.quote(cart)
    ended = {"retired_at": market.at} if status == "retired" else {}
    Listing.objects.filter(pk=listing.pk).update(status=status, **ended)
    with pytest.raises(ListingUnknown) as caught:
        wang.place(cart, quote)
    assert caught.value.facts["listing_ids"] == [str(listing.pk)]
    assert StockLevel.objects.get().reserved == Order.objects.count() == 0


def test_a_quote_is_no_leave_to_sell_for_a_suspended_seller(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    quote = wang.quote(cart)
    Seller.objects.update(status="suspended", suspended_at=market.at)
    with pytest.raises(ListingUnknown):
        wang.place(cart, quote)
    assert StockLevel.objects.get().reserved == Order.objects.count() == 0


def test_another_carts_quote_places_nothing(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    other = market.buyer("li")
    foreign = other.quote(other.fill((listing, 1)))
    with pytest.raises(QuoteNotFound):
        wang.place(wang.fill((listing, 1)), foreign)


def test_a_cart_is_checked_out_once(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    quote = wang.quote(cart)
    wang.place(cart, quote)
    with pytest.raises(CartClosed):
        wang.place(cart, quote)


def test_one_seller_short_of_stock_leaves_no_order_at_all(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    flour, seed = market.listing(mill, "A"), market.listing(farm, "B", units=2)
    cart = wang.fill((flour, 1), (seed, 2))
    quote = wang.quote(cart)
    market.buyer("li").buy((seed, 1))
    with pytest.raises(OutOfStock):
        wang.place(cart, quote)
    assert OrderGroup.objects.count() == 1
    assert reserved_units(flour) == 0


def test_what_a_cart_became_stands_in_its_outbox(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    wang.checkout(cart)
    assert Event.objects.filter(aggregate_id=cart.pk, type="cart.checked_out").count() == 1


@pytest.mark.django_db(transaction=True)
def test_placing_outside_a_transaction_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(OutsideTransaction):
        placing.place_order(buyer=None, cart=None, quote_id=None, at=NOW, by=None)  # type: ignore[arg-type]


def test_sixty_buyers_at_once_get_seven_units_and_no_more(at_once: Callable[..., list[Any]]) -> None:
    market = Market(at=NOW).open()
    listing = market.listing(market.seller(), units=7)
    shoppers = [market.buyer(f"buyer{number}") for number in range(20)]
    carts = [(shopper, shopper.fill((listing, 1))) for shopper in shoppers for _ in range(3)]
    ready = [(shopper, cart, shopper.quote(cart)) for shopper, cart in carts]
    answers = at_once([partial(shopper.place, cart, quote) for shopper, cart, quote in ready])
    assert sum(isinstance(answer, OrderGroup) for answer in answers) == 7
    assert sum(isinstance(answer, OutOfStock) for answer in answers) == 53
    assert reserved_units(listing) == 7


def test_opposite_carts_in_parallel_never_lock_each_other_out(at_once: Callable[..., list[Any]]) -> None:
    market = Market(at=NOW).open()
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    goods = [
        market.listing(seller, sku) for seller, sku in ((mill, "A"), (farm, "B"), (mill, "C"), (farm, "D"))
    ]
    shoppers = [market.buyer(f"buyer{number}") for number in range(16)]
    carts = [
        shopper.fill(*((listing, 1) for listing in (goods if number % 2 else goods[::-1])))
        for number, shopper in enumerate(shoppers)
    ]
    ready = [(shopper, cart, shopper.quote(cart)) for shopper, cart in zip(shoppers, carts, strict=True)]
    answers = at_once([partial(shopper.place, cart, quote) for shopper, cart, quote in ready])
    assert [answer for answer in answers if not isinstance(answer, OrderGroup)] == []
    assert [reserved_units(listing) for listing in goods] == [16] * 4


def test_one_cart_checked_out_twice_at_once_becomes_one_group(at_once: Callable[..., list[Any]]) -> None:
    market = Market(at=NOW).open()
    wang = market.buyer()
    cart = wang.fill((market.listing(market.seller()), 1))
    quote = wang.quote(cart)
    answers = at_once([partial(wang.place, cart, quote)] * 8)
    assert sum(isinstance(answer, OrderGroup) for answer in answers) == 1
    assert sum(isinstance(answer, CartClosed) for answer in answers) == 7
    assert Cart.objects.get(pk=cart.pk).status == "checked_out"


def test_placing_takes_as_many_queries_for_twelve_lines_as_its_stock_asks(
    market: Market, wang: Shopper
) -> None:
    seller = market.seller()
    counts = []
    for lines in (1, 12):
        cart = wang.fill(*[(market.listing(seller, f"S{lines}-{n}"), 1) for n in range(lines)])
        quote = wang.quote(cart)
        with CaptureQueriesContext(connection) as queries:
            wang.place(cart, quote)
        counts.append(len(queries))
    # Each line takes its own lot by one conditional statement; all else is constant.
    assert counts[1] - counts[0] <= 11
    assert counts[0] <= 28
