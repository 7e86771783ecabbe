"""What does a seller's own table say, a workbook or a CSV file with columns of any order?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from typing import IO

from catalog.neutral import Header, NeutralRow, Place, SellerMapping
from channels.readers.building import RowMaker, refused
from channels.readers.columns import KASPI_FORMAT, ROWS_SEARCHED, TABLE_FORMAT, Columns, find_columns
from channels.readers.csv_lines import CsvRow, csv_rows, dialect_of
from channels.readers.kaspi import put_availability
from channels.readers.port import HEAD_BYTES, Reading, Source, Unreadable, begun, opened
from channels.readers.workbooks import MAGIC, OLD_MAGIC, Workbook, workbook

_ENDINGS = (".csv", ".tsv", ".txt")
# Blank ones among them don't count.
_ROWS_LOOKED_AT = 200
_YES_OR_NO = {"yes", "no", "да", "нет"}

Numbered = tuple[int, list[str]]


class TableReader:
    """
    Reads tables whose columns are known by their names in Russian, Kazakh, English or Chinese.

    The row of names is searched among the first twenty that aren't blank; of several sheets the one that
    names most is read.
    Kaspi's own spreadsheet, with a column for each pick-up point, is one of them.
    """

    format = TABLE_FORMAT

    def detect(self, head: bytes, name: str) -> int:
        """A workbook by its first bytes; a text by how much of its first rows is understood."""
        if head.startswith((MAGIC, OLD_MAGIC)):
            return 60
        if not head or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return 0
        try:
            score = dialect_of(head, lambda rows: _score(rows, SellerMapping())).score
        except Unreadable:
            return 0
        # A table whose names mean nothing to us can still be mapped.
        return min(40 + score, 60) if score else 10 * name.lower().endswith(_ENDINGS)

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """One row a row; the key of a variant is its own code, else its SKU, else its barcode."""
        return begun(Header(TABLE_FORMAT), lambda reading: _rows(source, name, mapping, reading))


def _rows(source: Source, name: str, mapping: SellerMapping, reading: Reading) -> Iterator[NeutralRow]:
    with opened(source) as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        if not head:
            raise Unreadable("file.empty")
        if head.startswith((MAGIC, OLD_MAGIC)):
            yield from _of_workbook(stream, name, mapping, reading)
        else:
            yield from _of_csv(stream, head, name, mapping, reading)


def _of_workbook(
    stream: IO[bytes], name: str, mapping: SellerMapping, reading: Reading
) -> Iterator[NeutralRow]:
    with workbook(stream) as book:
        sheet, columns = _sheet(book, mapping)
        reading.header = replace(_header(columns), sheets=book.sheets)
        for number, cells in islice(book.rows(sheet), columns.row + columns.height, None):
            if any(cells):
                yield _row(Place(name, number, sheet), cells, columns, mapping)


def _sheet(book: Workbook, mapping: SellerMapping) -> tuple[str, Columns]:
    """
    The chosen sheet, else the one that names most fields; the first of equals.

    A choice is remembered for files that come later: one without such a sheet is read as if none were chosen.
    """
    chosen = [mapping.sheet] if mapping.sheet in book.sheets else []
    best = _best(book, chosen, mapping) or _best(book, book.sheets, mapping)
    if best is None:
        raise Unreadable("table.no_header", most=ROWS_SEARCHED)
    return best


def _best(book: Workbook, sheets: Sequence[str], mapping: SellerMapping) -> tuple[str, Columns] | None:
    best: tuple[str, Columns] | None = None
    for sheet in sheets:
        first = [cells for _, cells in islice(book.rows(sheet, most=_ROWS_LOOKED_AT), ROWS_SEARCHED + 1)]
        columns = find_columns(first, mapping)
        if columns and (best is None or columns.score > best[1].score):
            best = (sheet, columns)
    return best


def _of_csv(
    stream: IO[bytes], head: bytes, name: str, mapping: SellerMapping, reading: Reading
) -> Iterator[NeutralRow]:
    dialect = dialect_of(head, lambda rows: _score(rows, mapping))
    with closing(csv_rows(stream, dialect)) as rows:
        first = list(islice(rows, ROWS_SEARCHED + 1))
        columns = find_columns([row.cells for row in first], mapping)
        if columns is None:
            raise Unreadable("table.no_header", most=ROWS_SEARCHED)
        reading.header = replace(_header(columns), encoding=dialect.encoding)
        for row in chain(first[columns.row + columns.height :], rows):
            yield _csv_row(row, Place(name, row.line), columns, mapping)


def _csv_row(row: CsvRow, place: Place, columns: Columns, mapping: SellerMapping) -> NeutralRow:
    """A row with fewer or more cells than there are names may mean anything, so it says nothing."""
    cells, width = row.cells, len(columns.names)
    if len(cells) < width or any(cells[width:]):
        return refused(place, "row", "row.ragged", cells=len(cells), columns=width)
    made = _row(place, cells, columns, mapping)
    if row.is_ended:
        return made
    return replace(made, notes=(*made.notes, *refused(place, "row", "row.not_ended").faults))


def _header(columns: Columns) -> Header:
    is_kaspi = columns.format == KASPI_FORMAT
    return Header(
        columns.format,
        currency="KZT" if is_kaspi else "",
        is_changes_only=False if is_kaspi else None,
        mappable=tuple(dict.fromkeys(name for name in columns.names if name)),
        read_as=columns.read_as,
    )


def _row(place: Place, cells: Sequence[str], columns: Columns, mapping: SellerMapping) -> NeutralRow:
    is_kaspi = columns.format == KASPI_FORMAT
    maker = RowMaker(place, mapping, currency="KZT" if is_kaspi else "")
    points: list[tuple[str, str]] = []
    for name, meaning, cell in zip(columns.names, columns.meanings, cells, strict=False):
        if meaning is None or not cell:
            continue
        if is_kaspi and meaning.field == "stock":
            points.append((meaning.warehouse, cell))
        else:
            maker.put(meaning, cell, name=name)
    if points:
        put_availability(maker, _told(points))
    maker.key_by_what_there_is()
    return maker.made()


def _told(points: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """A pick-up point says yes or no, or how many there are."""
    for point, cell in points:
        is_answer = cell.lower() in _YES_OR_NO
        yield point, cell if is_answer else "yes", "" if is_answer else cell


def _score(rows: Sequence[Sequence[str]], mapping: SellerMapping) -> int:
    columns = find_columns(rows, mapping)
    return columns.score if columns else 0
