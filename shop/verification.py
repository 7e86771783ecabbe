"""Does every invariant of the whole database hold?"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from consoles.invariants import INVARIANTS
from kit.invariants import Invariant

__all__ = ["INVARIANTS", "METRIC", "SHOWN", "broken_rows", "measure"]

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
