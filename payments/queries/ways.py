"""By which ways may a buyer pay here?"""

from payments.providers import PROVIDERS, SANDBOX

# What clients may ask for, whether or not it is open on this installation.
WAYS_TO_PAY = tuple(name for name in PROVIDERS if name != SANDBOX.name)


def open_ways(*, currency: str, sandbox: bool = False) -> list[str]:
    """The providers that take money of a currency here and now; in the sandbox each is stood in for."""
    if sandbox:
        return [*WAYS_TO_PAY]
    return [name for name in WAYS_TO_PAY if PROVIDERS[name].is_open() and PROVIDERS[name].takes(currency)]
