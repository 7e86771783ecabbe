"""Does every invariant of the whole database hold?"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from catalog.queries.invariants import INVARIANTS as CATALOG
from kit.invariants import Invariant
from news.queries.invariants import INVARIANTS as NEWS
from orders.queries.invariants import INVARIANTS as ORDERS
from payments.queries.invariants import INVARIANTS as PAYMENTS
from shipping.queries.invariants import INVARIANTS as SHIPPING

INVARIANTS: Sequence[Invariant] = (*NEWS, *CATALOG, *SHIPPING, *PAYMENTS, *ORDERS)
METRIC = "steel_camel_invariant_broken"
# Enough to see what is wrong; the first row alone decides whether something is.
SHOWN = 10


def broken_rows(invariant: Invariant) -> list[tuple[Any, ...]]:
    """The first rows that break an invariant; none when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({invariant.sql}) AS broken LIMIT {SHOWN}")  # noqa: S608 our own
        return list(cursor.fetchall())


def measure() -> Iterator[tuple[str, int]]:
    """For the metric `steel_camel_invariant_broken`: each invariant's name with 1 if it is broken, else 0."""
    for invariant in INVARIANTS:
        yield invariant.name, int(bool(broken_rows(invariant)))
