"""What do the tests of the shop window share?"""

import pytest

from tests.orders.market import Market


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today."""
    return shop_today
