"""On what do tests of the exchange of orders with 1C stand?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from catalog.models import Listing, Seller
from kit.clock import now
from kit.transactions import owns_transaction
from news.operations.dispatching import dispatch
from orders.models import Order
from tests.channels.orders.selling import base_for
from tests.orders.market import Market, Shopper
from tests.orders_1c import Orders1C
from tests.stages import lays

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Buy = Callable[..., Order]


@pytest.fixture(autouse=True)
def market_time() -> Iterator[None]:
    """It is `NOW` and a little later, whatever the day of the run: trains that are ahead stay ahead."""
    with time_machine.travel(NOW, tick=True):
        yield


@lays("trading")
def _lay_trading() -> None:
    Market(at=NOW).open()


@pytest.fixture
def trading(db: None, impatient: None) -> Market:
    """An open shop on a Monday in November."""
    return Market(at=NOW)


@pytest.fixture
def miller(trading: Market) -> Seller:
    """A seller of flour, who keeps books in 1C."""
    return trading.seller()


@pytest.fixture
def flour(trading: Market, miller: Seller) -> Listing:
    """Two kilograms of flour for 17.50 yuan."""
    return trading.listing(miller)


@pytest.fixture
def wang(trading: Market) -> Shopper:
    """A buyer in Jiangsu, called 王芳 by her papers."""
    return trading.buyer("wang")


@pytest.fixture
def hear(drain_jobs: Callable[[], list[str]]) -> Callable[[], None]:
    """Let the shop do what waits, and its dispatcher hand on what happened."""

    def run() -> None:
        drain_jobs()
        while owns_transaction(dispatch)(at=now()):
            pass

    return run


@pytest.fixture
def buy(wang: Shopper, flour: Listing, hear: Callable[[], None]) -> Buy:
    """A paid order of so many bags."""

    def bought(quantity: int = 2, listing: Listing | None = None, by: Shopper | None = None) -> Order:
        group = (by or wang).buy((listing or flour, quantity))
        (by or wang).pay(group)
        hear()
        return group.orders.get()

    return bought


@pytest.fixture
def books(miller: Seller, hear: Callable[[], None]) -> Orders1C:
    """The miller's 1C, which is let have orders; while it waits, the shop's work goes on."""
    return base_for(miller, wait=hear)


@pytest.fixture
def order(buy: Buy, books: Orders1C) -> Order:
    """A paid order that the miller's 1C has taken."""
    bought = buy(2)
    books.take_orders()
    return bought
