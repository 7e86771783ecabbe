"""Is a cart held at the landed cost that the law and the tariffs make it?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import OutOfStock
from catalog.models import PositiveListEntry
from kit.transactions import owns_transaction
from orders.errors import (
    CartEmpty,
    ListingUnknown,
    NoDeliveryZone,
    NotImportable,
    OverOrderLimit,
    RegimeNotAvailable,
)
from orders.models import DeliveryZone
from orders.operations import filling
from payments.errors import NoRate
from shipping.models import Departure
from tests.orders.market import Market, Shopper
from tests.payments.fx import forget_rates


def test_the_quote_of_one_bag_of_flour_is_worked_out_by_hand(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=1750)
    quote = wang.quote(wang.fill((listing, 2)))
    order = quote.document["orders"][0]
    carriage = order["carriages"][0]
    # Two bags of 2.044 kg stay under the minimum of 2.50 USD, at 7.10 CNY each; fuel is
    # 6 % of it, winter 4 %, the miles 0.05 and 0.28 USD a kg: each is rounded half-up.
    assert carriage["chargeable_g"] == 4088
    assert carriage["rail_minor"] == 1775
    assert carriage["fuel_minor"] == 107
    assert carriage["winter_minor"] == 71
    assert carriage["first_mile_minor"] == 145
    assert carriage["last_mile_minor"] == 813
    assert order["freight_minor"] == 1775 + 107 + 71 + 145 + 813
    assert order["insurance_minor"] == 11
    base = order["goods_minor"] + order["freight_minor"] + order["insurance_minor"]
    assert order["goods_minor"] == 3500
    assert order["vat_minor"] == (base * 63 + 500) // 1000
    assert order["duty_minor"] == 0


def test_lines_sum_to_orders_and_orders_to_the_quote(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    cart = wang.fill(
        (market.listing(mill, "A", price_minor=1999), 3),
        (market.listing(mill, "B", price_minor=333, gross_g=777), 7),
        (market.listing(farm, "C", price_minor=12345), 2),
    )
    document = wang.quote(cart).document
    components = [name for name in document if name.endswith("_minor")]
    assert len(components) == 8
    for name in components:
        assert document[name] == sum(order[name] for order in document["orders"])
        for order in document["orders"]:
            assert order[name] == sum(line[name] for line in order["lines"])


def test_the_train_quoted_is_the_earliest_that_the_goods_can_reach(market: Market, wang: Shopper) -> None:
    quote = wang.quote(wang.fill((market.listing(market.seller()), 1)))
    carriage = quote.document["orders"][0]["carriages"][0]
    departure = Departure.objects.get(pk=carriage["departure_id"])
    # Paid Monday: two working days and one of handling, then 88 hours from Kostanay to Almaty.
    ready = market.at.replace(day=26, hour=13) + timedelta(hours=88)
    assert departure.cfs_cutoff_at > ready
    reachable = Departure.objects.filter(
        cfs_cutoff_at__gt=ready, service__destination__code="CN-LYG-BASE"
    ).order_by("arrives_at")
    assert reachable[0] == departure


def test_the_edition_that_a_tax_rests_on_is_named(market: Market, wang: Shopper) -> None:
    quote = wang.quote(wang.fill((market.listing(market.seller()), 1)))
    assert quote.document["orders"][0]["regime_labels"] == ["DEMO ASSUMPTION, NOT LAW"]


def test_goods_off_the_positive_list_are_refused(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    PositiveListEntry.objects.all().delete()
    with pytest.raises(NotImportable) as refusal:
        wang.quote(cart)
    assert refusal.value.facts["hs6"] == ["110100"]


def test_an_order_over_five_thousand_yuan_is_refused(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=260_000)
    with pytest.raises(OverOrderLimit):
        wang.quote(wang.fill((listing, 2)))


def test_one_indivisible_item_over_the_limit_pays_the_full_taxes(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=580_000)
    order = wang.quote(wang.fill((listing, 1))).document["orders"][0]
    base = order["goods_minor"] + order["freight_minor"] + order["insurance_minor"]
    assert order["regime_reasons"] == ["one_indivisible_item"]
    assert order["duty_minor"] == (base * 65 + 50) // 100


def test_the_limit_counts_for_each_seller_apart(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    cart = wang.fill(
        (market.listing(mill, "A", price_minor=400_000), 1),
        (market.listing(farm, "B", price_minor=400_000), 1),
    )
    reasons = [order["regime_reasons"] for order in wang.quote(cart).document["orders"]]
    assert reasons == [["within_limits"], ["within_limits"]]


def test_a_market_without_a_regime_is_refused(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    wang.address.country = "KZ"
    with pytest.raises(RegimeNotAvailable):
        wang.quote(cart)


def test_a_province_without_a_zone_is_refused(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    DeliveryZone.objects.filter(province="CN-JS").delete()
    with pytest.raises(NoDeliveryZone):
        wang.quote(cart)


def test_a_stale_exchange_rate_prices_nothing(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    forget_rates(date__gte=market.at.date() - timedelta(days=7))
    with pytest.raises(NoRate):
        wang.quote(cart)


def test_an_empty_cart_has_no_price(market: Market, wang: Shopper) -> None:
    with pytest.raises(CartEmpty):
        wang.quote(wang.fill())


def test_a_listing_taken_off_sale_is_named(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    type(listing).objects.filter(pk=listing.pk).update(status="paused")
    with pytest.raises(ListingUnknown) as refusal:
        wang.quote(cart)
    assert refusal.value.facts["listing_ids"] == [str(listing.pk)]


def test_more_than_is_there_is_refused_already_when_quoting(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), units=3)
    with pytest.raises(OutOfStock) as refusal:
        wang.quote(wang.fill((listing, 4)))
    assert refusal.value.facts["available"] == 3


def test_lots_that_would_arrive_too_old_count_for_nothing(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), units=1, shelf_life_days=180)
    market.stock(listing.variant, 50, age_days=90)
    with pytest.raises(OutOfStock) as refusal:
        wang.quote(wang.fill((listing, 2)))
    assert refusal.value.facts["available"] == 1


def test_quoting_one_seller_takes_a_bounded_number_of_queries(market: Market, wang: Shopper) -> None:
    seller = market.seller()
    few = wang.fill((market.listing(seller, "A"), 1))
    many = wang.fill(*[(market.listing(seller, f"S{number}"), 1) for number in range(12)])
    # What a process holds is asked by its first quote.
    wang.quote(few)
    counts = []
    for cart in (few, many):
        with CaptureQueriesContext(connection) as queries:
            wang.quote(cart)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_the_same_listing_put_twice_counts_as_its_sum(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 2), (listing, 3))
    assert [line.quantity for line in cart.lines.all()] == [5]


def test_a_changed_cart_is_another_version(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    before = cart.version
    owns_transaction(filling.change)(cart=cart, line_id=cart.lines.get().pk, quantity=2, at=market.at)
    assert cart.version == before + 1


def test_a_quote_of_ten_lines_asks_the_railway_once_however_many_sellers_there_are(
    market: Market, wang: Shopper
) -> None:
    counts = []
    for sellers in (1, 5):
        firms = [market.seller(f"KZ{sellers}{n}", f"4903400{sellers}{n:04}") for n in range(sellers)]
        lines = [
            (market.listing(firm, f"F-{sellers}-{n}-{line}"), 1)
            for n, firm in enumerate(firms)
            for line in range(10 // sellers)
        ]
        cart = wang.fill(*lines)
        wang.quote(cart)
        with CaptureQueriesContext(connection) as queries:
            wang.quote(cart)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
