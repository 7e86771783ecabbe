"""Does the whole database keep its rules?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import OperationalError, connection, transaction

from catalog.queries.invariants import INVARIANTS as CATALOG
from consoles.policy import INVARIANTS_KEPT_FOR, INVARIANTS_PATIENCE
from consoles.worlds import WORLDS
from kit.invariants import Invariant
from kit.transactions import sqlstate_of
from news.queries.invariants import INVARIANTS as NEWS
from orders.queries.invariants import INVARIANTS as ORDERS
from payments.queries.invariants import INVARIANTS as PAYMENTS
from shipping.queries.invariants import INVARIANTS as SHIPPING

INVARIANTS: Sequence[Invariant] = (*NEWS, *CATALOG, *SHIPPING, *PAYMENTS, *ORDERS, *WORLDS)

_KEY = "consoles.invariants"
_QUERY_CANCELLED = "57014"


@dataclass(frozen=True, slots=True)
class Checked:
    """Which invariants were broken at an instant; `is_complete` is False when there was too little time."""

    at: datetime
    broken: Sequence[str]
    is_complete: bool = True


def last_check(*, at: datetime) -> Checked:
    """The state of all invariants, checked now or a moment ago, by one statement with a short patience."""
    kept: Checked | None = cache.get(_KEY)
    if kept is None:
        kept = _check(at)
        cache.set(_KEY, kept, INVARIANTS_KEPT_FOR.total_seconds())
    return kept


def _check(at: datetime) -> Checked:
    patience_ms = int(INVARIANTS_PATIENCE.total_seconds() * 1000)
    every = ", ".join(f"EXISTS ({invariant.sql})" for invariant in INVARIANTS)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {patience_ms}")
            cursor.execute(f"SELECT {every}")
            row = cursor.fetchone()
    except OperationalError as error:
        if sqlstate_of(error) != _QUERY_CANCELLED:
            raise
        return Checked(at, (), is_complete=False)
    return Checked(at, [each.name for each, broken in zip(INVARIANTS, row, strict=True) if broken])
