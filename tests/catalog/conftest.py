"""What do the tests of the catalogue share?"""

from datetime import UTC, datetime

import pytest

from catalog.operations.loading import load_reference
from catalog.operations.loading_law import load_positive_list
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from tests.orders.market import Market

AT = datetime(2026, 12, 1, 6, tzinfo=UTC)


@pytest.fixture
def shop(db: None) -> Market:
    """Tariffs and warehouses, in which a test lists goods."""
    return catalogue()


def catalogue() -> Market:
    """The same for tests that commit."""
    owns_transaction(load_reference)(at=AT, by=SYSTEM)
    owns_transaction(load_positive_list)(at=AT)
    return Market(at=AT)
