"""By which ways can we be paid?"""

from payments.errors import UnknownProvider
from payments.providers.bank_transfer import BankTransfer
from payments.providers.demo import DemoProvider
from payments.providers.port import Notification, Provider
from payments.providers.sandbox import SandboxProvider

__all__ = ["PROVIDERS", "SANDBOX", "Notification", "Provider", "provider_named"]

# Stands in for all others in the test world, where nobody else is asked for money.
SANDBOX = SandboxProvider()
_ALL: tuple[Provider, ...] = (BankTransfer(), DemoProvider(), SANDBOX)
PROVIDERS = {each.name: each for each in _ALL}


def provider_named(name: str) -> Provider:
    """
    The provider that rows and paths call `name`.

    :raises UnknownProvider: if there is none.
    """
    if name not in PROVIDERS:
        raise UnknownProvider(provider=name, known=sorted(PROVIDERS))
    return PROVIDERS[name]
