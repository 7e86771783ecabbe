"""How is a sheet of freight tariffs written and read?"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from kit.money import CURRENCIES
from kit.rows import BadReferenceRow, RefRow
from orders.freight import bands_as_text, bands_in

TARIFFS = "tariffs"
LOAD_TYPES = ("LCL", "FCL20", "FCL40", "FCL40R")
# Of groupage a kilogram is priced, of a full load the container.
_PRICED_BY = {"LCL": "per_chargeable_kg"}
_LONGEST_SOURCE, _LONGEST_CONFIDENCE = 500, 40
_MOST_PERCENT = 100
# What the columns of the table hold: a kilogram's price, and that of a container, in tenge some millions.
_MOST_PRICE, _MOST_PRICE_OF_ALL = 999_999, 999_999_999
_OF_ALL = {"per_container", "minimum"}
_PERCENTS = {"insurance_percent", "fuel_percent", "winter_percent"}
_MOST_TOLD = 1_000
_MONTHS = {str(month) for month in range(1, 13)}
_CODE = re.compile(r"[A-Z0-9-]{1,16}", re.ASCII)
COLUMNS = (
    *(
        "service_code",
        "load_type",
        "currency",
        "per_chargeable_kg",
        "weight_bands",
        "per_container",
        "minimum",
    ),
    *("insurance_percent", "fuel_percent", "winter_percent", "winter_months"),
    *("first_mile_per_kg", "last_mile_per_kg", "valid_from", "valid_to", "source", "confidence"),
)
# How many decimal places the columns of the table keep.
_PLACES = {
    "per_chargeable_kg": 4,
    "per_container": 2,
    "minimum": 2,
    "insurance_percent": 3,
    "fuel_percent": 3,
    "winter_percent": 3,
    "first_mile_per_kg": 4,
    "last_mile_per_kg": 4,
}

Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class TariffLine:
    """
    One service's price of one load type from a day on, until the next one begins or `valid_to`, which counts.

    Prices are in major units of `currency`; percents and miles are those of `orders.freight.Rates`.
    """

    service_code: str
    load_type: str
    currency: str
    per_chargeable_kg: Decimal | None
    weight_bands: str
    per_container: Decimal | None
    minimum: Decimal
    insurance_percent: Decimal
    fuel_percent: Decimal
    winter_percent: Decimal
    winter_months: tuple[int, ...]
    first_mile_per_kg: Decimal
    last_mile_per_kg: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str

    @property
    def key(self) -> Key:
        return self.service_code, self.load_type, self.valid_from


NAMES = tuple(each.name for each in fields(TariffLine))


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell: `row` is its line in the sheet, the header being line 1."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Read:
    """The lines of a sheet with the row of each, and what can't be used."""

    lines: Sequence[tuple[int, TariffLine]]
    errors: Sequence[CellError]


def read_lines(rows: Iterable[RefRow]) -> Read:
    """The lines of a sheet, and every cell of a row that can't be used."""
    lines: list[tuple[int, TariffLine]] = []
    errors: list[CellError] = []
    seen: dict[Key, int] = {}
    for row in rows:
        missing = [column for column in COLUMNS if column not in row.cells]
        if missing:
            return Read((), [CellError(1, missing[0], "the header must name it")])
        line, wrong = _line(row)
        errors += wrong
        if len(errors) >= _MOST_TOLD:
            # A sheet that is wrong all over is told as far as anybody reads on.
            break
        if line is None:
            continue
        if line.key in seen:
            reason = f"row {seen[line.key]} is of the same service, load type and day"
            errors.append(CellError(row.number, "valid_from", reason))
            continue
        seen[line.key] = row.number
        lines.append((row.number, line))
    if not lines and not errors:
        errors.append(CellError(1, COLUMNS[0], "the sheet has no rows"))
    return Read(lines, errors)


def cells_of(line: TariffLine) -> list[str | Decimal | date | None]:
    """A line as the cells of its row, in the order of `COLUMNS`."""
    values = {name: getattr(line, name) for name in COLUMNS}
    values["winter_months"] = ";".join(map(str, line.winter_months))
    return [values[column] for column in COLUMNS]


def texts_of(line: TariffLine) -> list[str]:
    """The same as texts."""
    return ["" if cell is None else str(cell) for cell in cells_of(line)]


def _line(row: RefRow) -> tuple[TariffLine | None, Sequence[CellError]]:
    """The line of a row; None with all its cells that can't be used, in the order of the columns."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in COLUMNS:
        try:
            values[column] = _value(row, column)
        except BadReferenceRow as error:
            # A cell may be wrong beside another, which is then told of itself as well.
            wrong[str(error.facts["column"])] = str(error).partition(": ")[2]
    if wrong:
        told = sorted(wrong.items(), key=lambda cell: COLUMNS.index(cell[0]))
        return None, [CellError(row.number, column, reason) for column, reason in told]
    return TariffLine(**values), ()


def _value(row: RefRow, column: str) -> object:
    """
    What one cell of a row says.

    :raises BadReferenceRow: naming this cell, or one that it can't be read without.
    """
    readers: Mapping[str, Callable[[], object]] = {
        "service_code": lambda: _service_code(row),
        "load_type": lambda: row.choices("load_type", LOAD_TYPES),
        "currency": lambda: row.choices("currency", CURRENCIES),
        "per_chargeable_kg": lambda: _price_of(row, "per_chargeable_kg"),
        "weight_bands": lambda: _bands(row),
        "per_container": lambda: _price_of(row, "per_container"),
        "winter_months": lambda: tuple(_months(row)),
        "valid_from": lambda: row.date("valid_from"),
        "valid_to": lambda: _last_day(row),
        "source": lambda: _text(row, "source", _LONGEST_SOURCE),
        "confidence": lambda: _text(row, "confidence", _LONGEST_CONFIDENCE),
    }
    if column in readers:
        return readers[column]()
    return _amount(row, column, most=_MOST_PERCENT if column in _PERCENTS else None)


def _priced_by(row: RefRow) -> str:
    return _PRICED_BY.get(row.choices("load_type", LOAD_TYPES), "per_container")


def _price_of(row: RefRow, column: str) -> Decimal | None:
    """A price where the load type is priced so; nothing may stand there where it isn't."""
    priced_by = _priced_by(row)
    if column == priced_by:
        return _priced(row, column)
    if row.has(column):
        raise row.wrong(column, f"{row.text('load_type')} is priced by {priced_by} alone")
    return None


def _last_day(row: RefRow) -> date | None:
    if not row.has("valid_to"):
        return None
    last = row.date("valid_to")
    if last < (first := row.date("valid_from")):
        raise row.wrong("valid_to", f"{last} lies before {first}")
    return last


def _service_code(row: RefRow) -> str:
    code = row.text("service_code")
    if not _CODE.fullmatch(code):
        raise row.wrong("service_code", f"{code!r} is no code of a service")
    return code


def _amount(row: RefRow, column: str, *, most: int | None = None) -> Decimal:
    largest = _MOST_PRICE_OF_ALL if column in _OF_ALL else _MOST_PRICE
    found = row.decimal(column, most=largest if most is None else most)
    kept = found.quantize(Decimal(1).scaleb(-_PLACES[column]))
    if kept != found:
        raise row.wrong(column, f"{found} has more than {_PLACES[column]} decimal places")
    return kept


def _priced(row: RefRow, column: str) -> Decimal:
    price = _amount(row, column)
    if price <= 0:
        raise row.wrong(column, "a price is more than nothing")
    return price


def _bands(row: RefRow) -> str:
    if not row.has("weight_bands"):
        return ""
    if _priced_by(row) != "per_chargeable_kg":
        raise row.wrong("weight_bands", "only groupage is priced by weight")
    try:
        bands = bands_in(row.text("weight_bands"))
    except ValueError as error:
        raise row.wrong("weight_bands", str(error)) from error
    first = _priced(row, "per_chargeable_kg")
    if bands and bands[0].per_kg >= first:
        raise row.wrong("weight_bands", f"{bands[0].per_kg} is not less than per_chargeable_kg, {first}")
    return bands_as_text(bands)


def _months(row: RefRow) -> Iterator[int]:
    for text in row.items("winter_months"):
        if text not in _MONTHS:
            raise row.wrong("winter_months", f"{text!r} is no month")
        yield int(text)


def _text(row: RefRow, column: str, longest: int) -> str:
    text = row.text(column)
    if len(text) > longest:
        raise row.wrong(column, f"has more than {longest} characters")
    return text
