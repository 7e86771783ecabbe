"""Is what this process holds of reference rows still what the database says?"""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from kit.compiled import prepared_cursor

V = TypeVar("V")

# The edition of each table whose rows are held, by its name.
Editions = Mapping[str, UUID]


def read_editions() -> Editions:
    """
    The editions as they are now: whatever is asked after them is at least as new. One query.

    A trigger gives a table another number, never one that was used before, in the transaction that writes
    to it, so the number of rows that were never committed is never met again either.
    """
    with prepared_cursor() as cursor:
        cursor.execute("SELECT name, number FROM kit_edition")
        return dict(cursor.fetchall())


class Held(Generic[V]):
    """
    What is made of the rows of some tables, one for each process, until one of the tables is written to.

    Only for what is read by everybody and written by few; what is sold, or full, is asked each time. What is
    held may fill itself as it is asked, and is used by several threads at once: they may only add to it.
    """

    def __init__(self, make: Callable[[], V], *tables: str) -> None:
        self._make, self.tables = make, tables
        self._held: tuple[tuple[UUID, ...], V] | None = None

    def at(self, editions: Editions) -> V:
        """What is held of these editions, or a new one. A table without an edition is never held."""
        if any(table not in editions for table in self.tables):
            return self._make()
        wanted, held = tuple(editions[table] for table in self.tables), self._held
        if held is None or held[0] != wanted:
            # Whole at once: another thread sees the old pair or the new one.
            self._held = held = wanted, self._make()
        return held[1]
