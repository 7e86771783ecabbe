"""What do the tests of orders share?"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.orders.market import Market, Shopper
from tests.stages import lays

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def market_time() -> Iterator[None]:
    """It is `NOW` and a little later, whatever the day of the run: trains that are ahead stay ahead."""
    with time_machine.travel(NOW, tick=True):
        yield


@lays("market")
def _lay_market() -> None:
    Market(at=NOW).open()


@pytest.fixture
def market(db: None) -> Market:
    """An open shop on a Monday in November."""
    return Market(at=NOW)


@pytest.fixture
def wang(market: Market) -> Shopper:
    """A buyer in Jiangsu."""
    return market.buyer("wang")
