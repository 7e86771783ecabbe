"""What stands in a file of reference rows, and where exactly is it wrong?"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, TypeVar

from kit.errors import Invalid
from kit.money import BadMoney, Money

# Plain or scientific; neither NaN nor a size that would fill the memory.
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
LARGEST = 2**31 - 1

N = TypeVar("N", int, Decimal)


class BadReferenceRow(Invalid):
    """A cell of a reference file can't be used; `file`, `row` and `column` say which."""

    code: ClassVar[str] = "reference.bad_row"
    title = "A row of the reference data can't be used"


@dataclass(frozen=True, slots=True)
class RefRow:
    """One row of a file; `number` is its line, the header being line 1. No getter makes floats."""

    file: str
    number: int
    cells: Mapping[str, str]

    def wrong(self, column: str, reason: str) -> BadReferenceRow:
        """The refusal of one cell, for the caller to raise."""
        where = f"{self.file}, row {self.number}, column {column}"
        return BadReferenceRow(f"{where}: {reason}", file=self.file, row=self.number, column=column)

    def has(self, column: str) -> bool:
        """Whether the cell is filled."""
        return self.cells[column] != ""

    def optional(self, column: str) -> str:
        """The cell's text, which may be empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell's text, which must be there."""
        if not self.cells[column]:
            raise self.wrong(column, "is empty")
        return self.cells[column]

    def choices(self, column: str, allowed: Collection[str]) -> str:
        """The cell's text, one of `allowed`."""
        value = self.text(column)
        if value not in allowed:
            raise self.wrong(column, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return value

    def items(self, column: str, separator: str = ";") -> list[str]:
        """The parts of a list in one cell; an empty cell is an empty list."""
        return [part.strip() for part in self.cells[column].split(separator) if part.strip()]

    def integer(self, column: str, *, least: int = 0, most: int = LARGEST) -> int:
        """A whole number from `least` to `most`."""
        value = self.text(column)
        if not _WHOLE.fullmatch(value):
            raise self.wrong(column, f"{value!r} is no whole number")
        return self._within(column, int(value), least, most)

    def decimal(self, column: str, *, least: int = 0, most: int = LARGEST) -> Decimal:
        """An exact decimal number from `least` to `most`."""
        value = self.text(column)
        if not _NUMBER.fullmatch(value):
            raise self.wrong(column, f"{value!r} is no number")
        return self._within(column, Decimal(value), least, most)

    def whole(self, column: str, *, times: int, most: int = LARGEST) -> int:
        """A decimal number multiplied by `times`, of which nothing may be left over."""
        product = self.decimal(column, most=most) * times
        if product % 1:
            raise self.wrong(column, f"{self.cells[column]!r} has too many decimal places")
        return self._within(column, int(product), 0, most)

    def grams_from_kg(self, column: str) -> int:
        """Kilograms as grams."""
        return self.whole(column, times=1000)

    def cm3_from_m3(self, column: str) -> int:
        """Cubic metres as cubic centimetres."""
        return self.whole(column, times=1_000_000)

    def mm_from_cm(self, column: str) -> int:
        """Centimetres as millimetres."""
        return self.whole(column, times=10)

    def money(self, column: str, currency: str) -> Money:
        """An amount of `currency`, zero at least."""
        try:
            amount = Money.parse(self.text(column), currency)
        except BadMoney as error:
            raise self.wrong(column, str(error)) from error
        self._within(column, amount.minor, 0, 10**15)
        return amount

    def date(self, column: str) -> date:
        """A day as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(column))
        except ValueError as error:
            raise self.wrong(column, f"{self.cells[column]!r} is no day") from error

    def time(self, column: str) -> time:
        """A time of day as HH:MM."""
        try:
            return time.fromisoformat(self.text(column))
        except ValueError as error:
            raise self.wrong(column, f"{self.cells[column]!r} is no time of day") from error

    def _within(self, column: str, value: N, least: int, most: int) -> N:
        if not least <= value <= most:
            raise self.wrong(column, f"{self.cells[column]} is not between {least} and {most}")
        return value


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[RefRow]:
    """
    The rows of a UTF-8 CSV file that has at least `columns`, cells without outer blanks.

    :raises BadReferenceRow: if a column is missing or doubled, or a row has too few or many cells.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        for column in columns:
            if header.count(column) != 1:
                raise RefRow(path.name, 1, {}).wrong(column, "the header must name it once")
        # Quoted cells may hold line ends, so rows and lines are counted apart.
        number = reader.line_num + 1
        for cells in reader:
            row = RefRow(path.name, number, dict(zip(header, map(str.strip, cells), strict=False)))
            if len(cells) != len(header):
                at = header[min(len(cells), len(header) - 1)]
                raise row.wrong(at, f"the row has {len(cells)} cells instead of {len(header)}")
            yield row
            number = reader.line_num + 1
