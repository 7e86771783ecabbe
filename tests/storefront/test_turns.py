"""What is shown first of that which changed, and are prices alone shown for less?"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ListingTouch
from catalog.operations.touching import claim_touches
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations import refreshing
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.changes import Change, cheapen, introduce, rename, reprice, resize, step
from tests.storefront.window import follow


@pytest.mark.parametrize("change", [reprice, step, cheapen], ids=lambda change: change.__name__)
def test_new_prices_alone_are_shown_in_six_queries_however_many(shop: Market, change: Change) -> None:
    seller = shop.seller()
    listings = [shop.listing(seller, f"S{number}") for number in range(12)]
    follow()
    for listing in listings:
        change(listing)
    with CaptureQueriesContext(connection) as queries:
        assert owns_transaction(refreshing.refresh_touched)(at=now()) == 12
    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) == 6
    assert not any("storefront_listingview" in each for each in asked)
    assert ListingTouch.objects.count() == 0


def test_ones_own_change_does_not_wait_for_a_name_that_many_goods_share(shop: Market) -> None:
    seller = shop.seller()
    listings = [shop.listing(seller, f"S{number}") for number in range(6)]
    follow()
    introduce(listings[0])
    resize(listings[5])
    reprice(listings[4])
    turns = [owns_transaction(claim_touches)(limit=1) for _ in range(3)]
    assert turns[0] == ([], [listings[4].pk])
    assert turns[1] == ([listings[5].pk], [])
    assert turns[2] == ([listings[0].pk], [])
    assert ListingTouch.objects.count() == 5


def test_a_name_changed_beside_the_price_is_shown_with_it(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    follow()
    reprice(listing)
    rename(listing)
    assert follow() == 1
    shown = api.get(f"/products/{listing.pk}").json()
    assert (shown["price"]["amount"], shown["name"].split(",")[0]) == ("9.99", "Golden flour")
