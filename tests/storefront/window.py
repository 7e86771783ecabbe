"""How does a test let the shop window follow what it did?"""

from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations import estimating, refreshing


def follow() -> int:
    """Show anew what was touched, as the clock asks for every second; how many listings that was."""
    return refreshing.fill_window(at=now())


def estimate() -> int:
    """Ask the railway for the lanes of what is shown, as the clock asks for every minute."""
    return owns_transaction(estimating.estimate_all)(at=now())
