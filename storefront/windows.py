"""Which window shows the goods of a market to whoever looks from one of the two worlds?"""


def window_of(market: str, *, sandbox: bool) -> str:
    """The window of a market: `CN`, or `cn` in the test world."""
    return market.lower() if sandbox else market


def market_of(window: str) -> str:
    """The market whose goods a window shows."""
    return window.upper()


def is_of_sandbox(window: str) -> bool:
    """Whether a window stands in the test world."""
    return window.islower()
