"""On what do tests of the exchange with 1C stand?"""

from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.core.files.storage import default_storage

from catalog.models import Seller
from catalog.operations.loading import load_reference
from channels import policy
from channels.rest.pages import BY_ADDRESS
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.channels import exchanging
from tests.exchange_1c import OneC
from tests.orders.market import Market


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """1C isn't let wait: a test waits for nothing but work. Nor has anybody guessed passwords before."""
    monkeypatch.setattr(policy, "PROGRESS_PAUSE_S", 0)
    redis.Redis.from_url(settings.REDIS_URL).delete(f"throttle:{BY_ADDRESS.name}:127.0.0.1")


@pytest.fixture
def market(db: None, impatient: None) -> Market:
    """A shop that is open now, since the door reads the clock."""
    shop = Market(at=now())
    owns_transaction(load_reference)(at=shop.at, by=SYSTEM)
    return shop


@pytest.fixture
def miller(market: Market) -> Seller:
    """A seller who keeps its goods in 1C."""
    seller = market.seller()
    exchanging.prepared(seller)
    return seller


@pytest.fixture
def onec(miller: Seller, drain_jobs: Callable[[], list[str]]) -> OneC:
    """The miller's 1C; while it waits, the shop's work goes on."""
    return exchanging.base_of(exchanging.keyed(miller), wait=drain_jobs)


@pytest.fixture
def kept() -> Callable[[], int]:
    """How many pieces of files the storage keeps more than before."""

    def count() -> int:
        try:
            return len(default_storage.listdir("exchanges")[1])
        except FileNotFoundError:
            return 0

    before = count()
    return lambda: count() - before
