"""Which rails do the tests of the consoles run on, and in which shop?"""

import pytest

from catalog.models import Listing, Seller
from tests.orders.conftest import market
from tests.orders.market import Market
from tests.shipping.conftest import rails, railway_time, real_rails

__all__ = ["market", "rails", "railway_time", "real_rails"]


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today, since pages read the clock."""
    return shop_today


@pytest.fixture
def mill(shop: Market) -> Seller:
    """Who sells here."""
    return shop.seller()


@pytest.fixture
def flour(shop: Market, mill: Seller) -> Listing:
    """What it sells."""
    return shop.listing(mill)
