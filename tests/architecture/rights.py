"""What does docs/staff.md say who may do?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accounts.policy import STAFF_GROUPS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "staff.md"
_HEADING = "## Who may what"
# Every group, and whoever is in none of them.
NOBODY = "staff without a group"
WHO = (*STAFF_GROUPS, NOBODY)


@dataclass(frozen=True)
class Rights:
    """By kind and name (`("REST", "approveListing")`, `("catalog.listing", "block")`) the groups that may."""

    groups: tuple[str, ...]
    given: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> frozenset[str]:
        """The groups that may; nobody where the page says nothing."""
        return self.given.get((kind, name), frozenset())

    def readers(self, table: str) -> frozenset[str]:
        """Who may look at the list and the rows of a table."""
        return self.given.get(("read", table), self.of("read", "*"))

    def names(self, kind: str) -> set[str]:
        """What the page names of one kind."""
        return {name for each, name in self.given if each == kind}


def written_rights() -> Rights:
    """The table of the page."""
    header, _, *lines = list(_lines())
    groups = tuple(header[1:-1])
    rights = Rights(groups)
    for cells in lines:
        may = frozenset(group for group, cell in zip(groups, cells[1:-1], strict=True) if cell)
        for kind, names in re.findall(r"`([\w.]+): ([^`]+)`", cells[-1]):
            for name in names.split():
                assert (kind, name) not in rights.given, f"{kind} {name} stands twice in {PAGE.name}"
                rights.given[kind, name] = may
    return rights


def _lines() -> Iterator[list[str]]:
    section = PAGE.read_text(encoding="utf-8").partition(_HEADING)[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]
