"""How do rows become a spreadsheet, and a spreadsheet that somebody sends become rows?"""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from tempfile import TemporaryFile
from typing import IO, Any, ClassVar, cast

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from kit.errors import Invalid
from kit.rows import RefRow

if not openpyxl.DEFUSEDXML:
    raise ImportError("defusedxml is needed: openpyxl alone would expand XML bombs")

# A day, a time of day, an instant: with a zone it stands for UTC, without one for a place's own clock.
Cell = str | int | Decimal | date | time | datetime | None
Row = Sequence[Cell]

# A spreadsheet program takes a cell that begins so for a formula and would run it.
# Chinese input methods type the wide ones, which some take for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_COLUMNS = 100
_MOST_PARTS = 200
_ROWS_IN_A_PIECE = 200
_LONGEST_SHEET_NAME = 31
_INSTANT = "%Y-%m-%d %H:%M"
# As programs show them: never by a twelve-hour clock.
_FORMATS = ((datetime, "yyyy-mm-dd hh:mm"), (date, "yyyy-mm-dd"), (time, "hh:mm"))


class BadSheet(Invalid):
    """The file is no spreadsheet of the size and kind that is read here."""

    code: ClassVar[str] = "sheets.bad_file"
    title = "The file can't be read as a spreadsheet"


def safe(cell: Cell) -> Cell:
    """A cell that no program runs as a formula: a text that begins like one gets an apostrophe ahead."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def plain(text: str) -> str:
    """The text behind the apostrophe of `safe`, without outer blanks."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def told(cell: Cell) -> str:
    """A cell as text: 2026-12-01, 18:00, 2026-12-01 18:00 or, in UTC, 2026-12-01 13:00Z; numbers in full."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):{_INSTANT}}Z" if cell.tzinfo else f"{cell:{_INSTANT}}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)


def to_csv(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A CSV file in UTF-8 with its byte order mark, which office programs need."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe(cell) if isinstance(cell, str) else told(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def stream_csv(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The same CSV file in pieces, with instants as 2026-12-01T13:00:00Z, however many rows there are."""
    yield codecs.BOM_UTF8
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(cell) for cell in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([safe(_clean(cell)) if isinstance(cell, str) else _iso(cell) for cell in row])
        if count % _ROWS_IN_A_PIECE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def csv_line(row: Row) -> str:
    """One row of such a file, for whoever keeps rows written and puts the file together later."""
    text = StringIO(newline="")
    csv.writer(text).writerow([safe(_clean(cell)) if isinstance(cell, str) else _iso(cell) for cell in row])
    return text.getvalue()


def spool_xlsx(name: str, header: Sequence[str], rows: Iterable[Row]) -> IO[bytes]:
    """An XLSX file of one sheet on the disk, at its beginning; of its rows one at a time is in memory."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name[:_LONGEST_SHEET_NAME])
    sheet.freeze_panes = "A2"
    sheet.append([safe(cell) for cell in header])
    for row in rows:
        sheet.append([_typed(sheet, _clean(cell)) for cell in row])
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 the reader closes it
    book.save(file)
    file.seek(0)
    return file


def _clean(cell: Cell) -> Cell:
    """A cell without characters that no spreadsheet can hold, such as NUL."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _iso(cell: Cell) -> str:
    if isinstance(cell, datetime) and cell.tzinfo:
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return told(cell)


def to_xlsx(sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> bytes:
    """An XLSX file of named sheets, each a header with its rows; numbers, days and times stay such."""
    book = openpyxl.Workbook(write_only=True)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(header))
        for row in rows:
            sheet.append([_typed(sheet, cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(sheet: Any, cell: Cell) -> Any:
    """A cell that a program counts with; an instant with a zone as UTC, which a spreadsheet can't say."""
    form = next((form for kind, form in _FORMATS if isinstance(cell, kind)), None)
    if form is None:
        return safe(cell)
    if isinstance(cell, datetime) and cell.tzinfo:
        cell, form = cell.astimezone(UTC).replace(tzinfo=None), f'{form}"Z"'
    # Its types know instants, and not that days and times of day are as good.
    typed = WriteOnlyCell(sheet, value=cast("Any", cell))
    typed.number_format = form
    return typed


def from_csv(data: bytes, *, name: str, most_rows: int) -> list[RefRow]:
    """
    The rows of a CSV file in UTF-8, comma or semicolon between the cells; `name` stands in refusals.

    :raises BadSheet: if it is no text, or has too many rows.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheet(f"{name}: the file is not in UTF-8.") from error
    if "\0" in text:
        raise BadSheet(f"{name}: the file is no text.")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise BadSheet(f"{name}: {error}.") from error
    return list(_named(rows, name=name, most_rows=most_rows))


def from_xlsx(data: bytes, *, most_rows: int, most_bytes: int) -> dict[str, list[RefRow]]:
    """
    The rows of each sheet of an XLSX file, cells as text: days as YYYY-MM-DD, times as HH:MM.

    `most_bytes` bounds what the file unpacks to.

    :raises BadSheet: if it is no such file, unpacks to more, or has too many rows.
    """
    _check_size(data, most_bytes)
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        return {
            sheet.title: list(
                _named(
                    (
                        [_text(value) for value in row]
                        for row in sheet.iter_rows(
                            max_row=most_rows + 2, max_col=_MOST_COLUMNS, values_only=True
                        )
                    ),
                    name=sheet.title,
                    most_rows=most_rows,
                )
            )
            for sheet in book.worksheets
        }
    except BadSheet:
        raise
    # A broken file breaks the library in many ways, none of which is our fault.
    except (
        # The last one is how XML that isn't well-formed is told.
        *(InvalidFileException, zipfile.BadZipFile, ValueError, KeyError, TypeError, OSError, SyntaxError),
    ) as error:
        raise BadSheet("The file is no XLSX workbook.") from error


def _check_size(data: bytes, most_bytes: int) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            listed = parts.infolist()
            if len(listed) > _MOST_PARTS:
                raise BadSheet("The workbook has too many parts.")
            # The list may lie, so what really comes out is counted.
            left = most_bytes
            for part in listed:
                with parts.open(part) as stream:
                    left -= len(stream.read(left + 1))
                if left < 0:
                    raise BadSheet(f"The workbook unpacks to more than {most_bytes // 1_000_000} MB.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadSheet("The file is no XLSX workbook.") from error


def _named(rows: Iterable[Sequence[str]], *, name: str, most_rows: int) -> Iterator[RefRow]:
    """Rows by the names of their header, empty ones left out; the header is row 1."""
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if number > most_rows + 1:
            raise BadSheet(f"{name} has more than {most_rows} rows.")
        texts = [plain(cell) for cell in cells]
        if number == 1:
            header = texts
            doubled = {column for column in header if column and header.count(column) > 1}
            if doubled:
                raise BadSheet(f"{name}: the header names {', '.join(sorted(doubled))} twice.")
        elif any(texts):
            filled = dict(zip(header, texts, strict=False))
            yield RefRow(name, number, {column: filled.get(column, "") for column in header if column})


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, time):
        return f"{value:%H:%M}" if not value.second else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
