"""By which ways can we be paid?"""

from payments.errors import UnknownProvider
from payments.providers.alipay import Alipay
from payments.providers.bank_transfer import BankTransfer
from payments.providers.demo import DemoProvider
from payments.providers.kaspi import Kaspi
from payments.providers.port import Ack, Answer, MoneyBack, Notification, Provider
from payments.providers.sandbox import SandboxProvider
from payments.providers.stripe import Stripe
from payments.providers.wechat import WeChat

__all__ = [
    "PROVIDERS",
    "SANDBOX",
    "Ack",
    "Answer",
    "MoneyBack",
    "Notification",
    "Provider",
    "provider_named",
]

# Stands in for all others in the test world, where nobody else is asked for money.
SANDBOX = SandboxProvider()
_OURS: tuple[Provider, ...] = (BankTransfer(), DemoProvider(), SANDBOX)
# Companies of their own, each open once an operator has set it up.
_THEIRS: tuple[Provider, ...] = (Alipay(), WeChat(), Stripe(), Kaspi())
PROVIDERS = {each.name: each for each in (*_OURS, *_THEIRS)}


def provider_named(name: str) -> Provider:
    """
    The provider that rows and paths call `name`.

    :raises UnknownProvider: if there is none.
    """
    if name not in PROVIDERS:
        raise UnknownProvider(provider=name, known=sorted(PROVIDERS))
    return PROVIDERS[name]
