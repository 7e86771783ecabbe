"""How are the cells of a workbook (XLSX) read row by row, whatever somebody has put into it?"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from channels.readers.port import Unreadable
from kit.sheets import plain

MAGIC = b"PK\x03\x04"
OLD_MAGIC = b"\xd0\xcf\x11\xe0"
MOST_PARTS = 1_000
MOST_UNPACKED = 512 * 1024 * 1024
# Texts that cells share are all in memory, several times their size.
MOST_SHARED = 64 * 1024 * 1024
MOST_RATIO = 200
_SMALL = 1024 * 1024
# Every workbook has it: ISO/IEC 29500-2, 7.2.3.
_KINDS = "[Content_Types].xml"
MOST_SHEETS = 20
MOST_COLUMNS = 100
_BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, ValueError, KeyError, TypeError, OSError, EOFError),
    # The last ones are how XML that isn't well-formed and an unknown way of packing are told.
    *(AttributeError, IndexError, SyntaxError, NotImplementedError, RuntimeError, zlib.error),
)


class Workbook:
    """A workbook that is open for reading: the names of its sheets, the rows of each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.sheets: tuple[str, ...] = tuple(sheet.title for sheet in book.worksheets[:MOST_SHEETS])

    def rows(self, sheet: str, *, most: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """
        The rows of a sheet by number, cells as texts without outer blanks; formulas as what they came to.

        Rows in which nothing stands are left out; with `most`, only so many of all are looked at.

        :raises Unreadable: if the file breaks off.
        """
        try:
            page = self._book[sheet]
            # What a file says of its size is wrong, missing, or a trap; rows themselves are not.
            page.reset_dimensions()
            rows = page.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True)
            for number, row in enumerate(rows, start=1):
                # A file of nothing has a million of them.
                if row.count(None) < len(row):
                    yield number, [_text(value) for value in row]
        except Unreadable:
            raise
        except _BROKEN as error:
            raise Unreadable("file.no_workbook") from error


@contextmanager
def workbook(stream: IO[bytes]) -> Iterator[Workbook]:
    """
    A workbook of bounded size, closed afterwards.

    :raises Unreadable: if it is none, is an archive of other files, is locked by a password, holds macros or
        unpacks to too much.
    """
    _check_parts(stream)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    # A broken file breaks the library in many ways, none of which is our fault.
    except _BROKEN as error:
        raise Unreadable("file.no_workbook") from error
    try:
        yield Workbook(book)
    finally:
        book.close()


def _check_parts(stream: IO[bytes]) -> None:
    """Nothing is unpacked before its size is known; what says too little is cut off there by its checksum."""
    start = stream.read(len(OLD_MAGIC))
    stream.seek(0)
    if start == OLD_MAGIC:
        raise Unreadable("file.old_workbook")
    try:
        with zipfile.ZipFile(stream) as parts:
            listed = parts.infolist()
    except _BROKEN as error:
        raise Unreadable("file.no_workbook") from error
    stream.seek(0)
    if _KINDS not in (part.filename for part in listed):
        raise Unreadable("file.archive")
    if len(listed) > MOST_PARTS:
        raise Unreadable("file.too_many_parts", most=MOST_PARTS)
    for part in listed:
        if part.filename.lower().endswith("vbaproject.bin"):
            raise Unreadable("file.macros")
        shared = part.filename.lower().endswith("sharedstrings.xml")
        is_bomb = part.file_size > _SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if is_bomb or (shared and part.file_size > MOST_SHARED):
            raise Unreadable("file.unpacks_to_too_much", most=MOST_SHARED // (1024 * 1024))
    if sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise Unreadable("file.unpacks_to_too_much", most=MOST_UNPACKED // (1024 * 1024))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # A program shows 15 digits, and so what people meant; 4.87012E+12 is written in full.
        return f"{Decimal(f'{value:.15g}'):f}" if value == value and abs(value) < 1e30 else ""  # noqa: PLR0124
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return plain(str(value))
