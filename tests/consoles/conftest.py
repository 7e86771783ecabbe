"""Which rails do the tests of the consoles run on?"""

from tests.shipping.conftest import rails, railway_time, real_rails

__all__ = ["rails", "railway_time", "real_rails"]
