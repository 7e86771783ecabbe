"""How does a seller introduce itself?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog.models import Seller
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def change_profile(*, seller: Seller, facts: Mapping[str, Any], at: datetime, by: Actor) -> Seller:
    """
    Change what needs no verification: the name in its own script, what the firm tells of itself, the
    city, days of handling.

    The row is locked by the caller. Quotes made from now on count the new days.
    """
    changed = {name: value for name, value in facts.items() if getattr(seller, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(seller, name, value)
        seller.version += 1
        seller.save(update_fields=[*changed, "version"])
    return seller
