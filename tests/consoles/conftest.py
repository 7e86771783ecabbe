"""Which rails do the tests of the consoles run on?"""

from tests.shipping.conftest import rails, real_rails

__all__ = ["rails", "real_rails"]
