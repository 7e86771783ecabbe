"""How are the cells of a CSV file read, in the encoding and with the delimiter that it happens to have?"""

import codecs
import csv
import io
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import IO

from channels.readers.port import HEAD_BYTES, Unreadable
from kit.sheets import plain

# Windows-1251 with Kazakh letters differs from it in those alone, so that is tried in its place.
_ENCODINGS = ("utf-8", "kz1048", "gb18030")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Before memory is limited: Python calls an encoding unknown for which it finds no memory.
for _name in (*_ENCODINGS, *(encoding for _, encoding in _MARKS)):
    codecs.lookup(_name)
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_LINE = 1_000_000
_LOOKED_AT = 20

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, and how well its first rows are understood so."""

    encoding: str
    delimiter: str
    score: int


@dataclass(frozen=True, slots=True)
class CsvRow:
    """The cells of a row, the line at which it begins; `is_ended` that a line end stands behind it."""

    line: int
    cells: Cells
    is_ended: bool = True


def dialect_of(head: bytes, judge: Callable[[Sequence[Cells]], int]) -> Dialect:
    """
    The encoding and delimiter under which `judge` makes most of the first rows; of equals the commonest.

    :raises Unreadable: if the file is no text at all.
    """
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
    found: list[Dialect] = []
    for encoding in (marked,) if marked else _ENCODINGS:
        text = _decoded(head, encoding)
        if text is not None and "\0" not in text:
            found += [
                Dialect(encoding, delimiter, judge(_first_rows(text, delimiter))) for delimiter in _DELIMITERS
            ]
            # What is UTF-8 with letters of its own is nothing else.
            if encoding == "utf-8" and not text.isascii():
                break
    if not found:
        raise Unreadable("file.no_text")
    return max(found, key=lambda each: each.score)


def csv_rows(stream: IO[bytes], dialect: Dialect) -> Generator[CsvRow, None, None]:
    """
    The rows of a file; blank ones are left out.

    :raises Unreadable: if a line never ends, a quoted cell never closes, or bytes are of no such encoding.
    """
    text = io.TextIOWrapper(stream, encoding=dialect.encoding, newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    try:
        line = 1
        for cells in reader:
            stripped = [plain(cell) for cell in cells]
            if any(stripped):
                yield CsvRow(line, stripped, lines.is_ended)
            line = reader.line_num + 1
    except UnicodeError as error:
        raise Unreadable(
            "file.not_in_encoding", encoding=dialect.encoding, line=reader.line_num + 1
        ) from error
    except csv.Error as error:
        raise Unreadable("file.bad_csv", line=reader.line_num, why=str(error)[:80]) from error
    finally:
        # The bytes are their owner's.
        text.detach()


class _Lines:
    """Lines of bounded length."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._number = 0
        self.is_ended = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        self.is_ended = line.endswith(("\n", "\r"))
        if not self.is_ended and len(line) >= _LONGEST_LINE:
            raise Unreadable("file.line_too_long", line=self._number, most=_LONGEST_LINE)
        if "\0" in line:
            raise Unreadable("file.no_text")
        return line


def _decoded(head: bytes, encoding: str) -> str | None:
    """The beginning as text; where it was cut in the middle of a letter, that one is left out."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeError:
        return None


def _first_rows(text: str, delimiter: str) -> list[Cells]:
    rows: list[Cells] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) == _LOOKED_AT:
                break
            rows.append([plain(cell) for cell in cells])
    except csv.Error:
        pass
    return rows
