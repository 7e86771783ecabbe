"""By which ways can we be paid?"""

from payments.errors import UnknownProvider
from payments.providers.bank_transfer import BankTransfer
from payments.providers.demo import DemoProvider
from payments.providers.port import Notification, Provider

__all__ = ["PROVIDERS", "Notification", "Provider", "provider_named"]

_ALL: tuple[Provider, ...] = (BankTransfer(), DemoProvider())
PROVIDERS = {each.name: each for each in _ALL}


def provider_named(name: str) -> Provider:
    """
    The provider that rows and paths call `name`.

    :raises UnknownProvider: if there is none.
    """
    if name not in PROVIDERS:
        raise UnknownProvider(provider=name, known=sorted(PROVIDERS))
    return PROVIDERS[name]
