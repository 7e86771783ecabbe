"""By which statement is a rule of the whole database checked?"""

from datetime import datetime
from typing import NamedTuple


class Invariant(NamedTuple):
    """A sentence that always holds, with the SQL that selects the rows that break it."""

    name: str
    sql: str

    def as_of(self, at: datetime) -> "Invariant":
        """The same rule judged by another clock (aware) than the database's own."""
        return self._replace(sql=self.sql.replace("now()", f"timestamptz '{at.isoformat()}'"))
