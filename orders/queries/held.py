"""Which prices are held now that rest on the law of some goods?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.money import Money
from orders.models import Quote
from orders.policy import HELD_QUOTES_SHOWN


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """A landed cost that its buyer may still agree to."""

    id: UUID
    total: Money
    quoted_at: datetime
    expires_at: datetime


def held_quotes(
    *, market: str, hs6: str, at: datetime, limit: int = HELD_QUOTES_SHOWN
) -> tuple[int, Sequence[HeldQuote]]:
    """
    How many quotes of the live world with goods of a code are held, and the last ones of them.

    They were made for a cart as it still is, not checked out either, and keep their totals whatever the law
    becomes. Two queries.
    """
    rows = Quote.objects.filter(
        expires_at__gt=at,
        cart__market=market,
        cart__sandbox=False,
        cart_version=F("cart__version"),
        document__contains={"orders": [{"lines": [{"hs6": hs6}]}]},
    )
    shown = rows.order_by("-quoted_at", "-pk")[:limit]
    return rows.count(), [
        HeldQuote(row.pk, Money(row.total_minor, row.currency), row.quoted_at, row.expires_at)
        for row in shown
    ]
