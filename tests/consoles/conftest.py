"""Which rails do the tests of the consoles run on, and in which shop?"""

from tests.orders.conftest import market
from tests.shipping.conftest import rails, railway_time, real_rails

__all__ = ["market", "rails", "railway_time", "real_rails"]
