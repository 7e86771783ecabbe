"""What does a referee say of a plan, and how exactly are its sums held against limits?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Sums of thousands of floats differ by their order.
KG, M3, H = 1e-3, 1e-4, 1e-6

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What came out: `errors` name each broken rule, `costs` are by kind.

    `moved` are shipments on another train than before, `late` those that arrive after they are due.
    """

    errors: Sequence[str]
    costs: Mapping[str, float]
    containers: int
    refused: int
    late: int
    moved: int

    @property
    def is_allowed(self) -> bool:
        """Whether no rule is broken."""
        return not self.errors

    @property
    def objective(self) -> float:
        """All costs."""
        return sum(self.costs.values())


@dataclass(frozen=True, slots=True)
class Loaded:
    """A container of a plan as the documents have it: its row, its type's, its way's, and its shipments'."""

    row: Row
    box: Row
    way: Row
    inside: Sequence[Row]

    @property
    def key(self) -> Any:
        """Its id in the plan."""
        return self.row["id"]

    @property
    def gross_kg(self) -> float:
        """Its own weight with that of its cargo."""
        return float(self.box["tare_kg"] + sum(each["kg"] for each in self.inside))
