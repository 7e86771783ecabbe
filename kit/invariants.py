"""By which statement is a rule of the whole database checked?"""

from typing import NamedTuple


class Invariant(NamedTuple):
    """A sentence that always holds, with the SQL that selects the rows that break it."""

    name: str
    sql: str
