"""Is what an operator said of each payment provider complete, before the first buyer finds out?"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from payments.providers import PROVIDERS, bank_transfer
from payments.providers.outside import Outside
from payments.setups import is_wanted, missing

_HINT = "docs/payments.md names the settings."


def check_providers(**_: Any) -> list[CheckMessage]:
    """Whether providers that somebody began to set up can be used; nobody is called, no secret is told."""
    found: list[CheckMessage] = []
    for name, lacks, faults in _wanted():
        if lacks:
            said = f"No money can be taken by {name}: {', '.join(lacks)} must be set, too."
            found.append(Error(said, hint=_HINT, id="payments.E001"))
        else:
            found += [
                Error(f"No money can be taken by {name}: {fault}", hint=_HINT, id="payments.E002")
                for fault in faults()
            ]
    return found


def _wanted() -> Iterator[tuple[str, list[str], Any]]:
    """Name, what is missing, and what finds out what else is wrong."""
    if settings.PAYEE:
        yield "bank_transfer", bank_transfer.lacking(), bank_transfer.faults
    for provider in PROVIDERS.values():
        if isinstance(provider, Outside) and is_wanted(provider.name, provider.setup):
            lacks = [each.name for each in missing(provider.name, provider.setup)]
            yield provider.name, lacks, provider.faults
