"""What do the tests of the shop window share?"""

import pytest

from catalog.models import Listing
from kit.clock import now
from tests.orders.market import Market
from tests.stages import lays
from tests.storefront.counter import GOODS, stand


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today."""
    return shop_today


@lays("counter")
def _lay_counter() -> None:
    stand(Market(at=now().replace(second=0, microsecond=0)).open())


@pytest.fixture
def counter(shop: Market) -> dict[str, Listing]:
    """Two sizes of flour, camel milk powder, honey, as `stand` puts them into the window of the shop."""
    found = Listing.objects.filter(variant__sku__in=GOODS).select_related("variant__product")
    return {listing.variant.sku: listing for listing in found}
