"""What do the tests of orders share?"""

from datetime import UTC, datetime

import pytest

from tests.orders.market import Market, Shopper

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def market(db: None) -> Market:
    """An open shop on a Monday in November."""
    return Market(at=NOW).open()


@pytest.fixture
def wang(market: Market) -> Shopper:
    """A buyer in Jiangsu."""
    return market.buyer("wang")
