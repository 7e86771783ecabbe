"""Of which parts are the pages of the seller console made?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kit.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; its first cell leads to `address` if it has one."""

    cells: Sequence[Words]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the heads of their columns; on a phone each row is a card, each cell with its head."""

    heads: Sequence[Words]
    lines: Sequence[Line]
    nothing: Words
    title: Words = ""

    @property
    def rows(self) -> list[tuple[str, list[tuple[Words, Words]]]]:
        """The address of each row, with its cells, each after its head."""
        return [(line.address, list(zip(self.heads, line.cells, strict=True))) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Field:
    """What is typed, chosen or sent along with a verb."""

    name: str
    label: Words
    kind: Literal["text", "email", "number", "file", "select", "boxes", "hidden"] = "text"
    value: str = ""
    required: bool = True
    longest: int = 200
    least: int = 0
    most: int = 0
    choices: Sequence[tuple[str, Words]] = ()
    # Where one types at once when the page has come, as a scanner does.
    is_first: bool = False
    # Which of several boxes are ticked.
    chosen: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Verb:
    """A form with one button; `seen` is of which version of its row it is, where that matters."""

    name: str
    words: Words
    title: Words = ""
    help: Words = ""
    fields: Sequence[Field] = field(default_factory=tuple)
    seen: int = 0

    @property
    def has_file(self) -> bool:
        """Whether a file goes along."""
        return any(each.kind == "file" for each in self.fields)


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice among the rows of a list."""

    words: Words
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The box above a list; an empty one shows all."""

    label: Words
    value: str
    longest: int = 100
