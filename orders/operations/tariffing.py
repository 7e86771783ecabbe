"""How does a sheet of freight tariffs come to count, once somebody has seen what it changes?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import connection

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.rows import RefRow
from kit.sheets import BadSheet, from_csv, from_xlsx
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle
from orders.errors import BadTariffs, TariffsChanged
from orders.models import FreightTariff
from orders.policy import MARKET_TIMEZONE, MOST_TARIFF_ROWS, TARIFF_SHEET_BYTES, TARIFF_SHEET_UNPACKED_BYTES
from orders.queries.costing import local_day
from orders.queries.tariffs import Foreseen, foresee_tariffs
from orders.tariff_sheets import TARIFFS, Read, TariffLine, read_lines, texts_of

_KEY = ("service_code", "load_type", "valid_from")


def read_sheet(*, name: str, data: bytes) -> Read:
    """
    The lines of an XLSX workbook, or of a CSV file, with the cells that can't be used.

    :raises BadSheet: if it is too large, or no spreadsheet.
    """
    if len(data) > TARIFF_SHEET_BYTES:
        raise BadSheet(f"{name} is larger than {TARIFF_SHEET_BYTES // 1_000_000} MB.")
    if name.lower().endswith(".xlsx"):
        sheets = from_xlsx(data, most_rows=MOST_TARIFF_ROWS, most_bytes=TARIFF_SHEET_UNPACKED_BYTES)
        if TARIFFS not in sheets:
            raise BadSheet(f"The workbook has no sheet named {TARIFFS}.")
        return read_lines(sheets[TARIFFS])
    if not name.lower().endswith(".csv"):
        raise BadSheet(f"{name} is neither an XLSX workbook nor a CSV file.")
    return read_lines(from_csv(data, name=name, most_rows=MOST_TARIFF_ROWS))


def foresee_sheet(*, rows: Sequence[RefRow], at: datetime) -> Foreseen:
    """What rows that were read before would change now; with errors they change nothing."""
    return foresee_read(read_lines(rows), at=at)


def foresee_read(read: Read, *, at: datetime) -> Foreseen:
    """The same of a sheet that has just been read; what is wrong is told of all rows at once."""
    found = foresee_tariffs(read.lines, today=_latest_day(at), at=at)
    if not read.errors:
        return found
    errors = sorted([*read.errors, *found.errors], key=lambda error: error.row)
    return Foreseen((), (), 0, errors, (), 0)


def _latest_day(at: datetime) -> date:
    """The day that it is wherever it is latest: quotes there go by its prices already."""
    return max(local_day(at, market) for market in MARKET_TIMEZONE)


def token_of(found: Foreseen) -> str:
    """What stands for exactly these changes."""
    told = [texts_of(each.line) for each in found.new]
    told += [[*texts_of(each.was), *texts_of(each.becomes)] for each in found.changed]
    return sha256(repr(sorted(told)).encode()).hexdigest()[:32]


@inside_transaction
def set_tariffs(*, rows: Sequence[RefRow], seen: str, at: datetime, by: Actor) -> Tally:
    """
    Let the lines of a sheet count, all or none; the same sheet again changes nothing.

    `seen` is the token of what was looked at. Who did it stands in the rows' history.

    :raises BadTariffs: naming row, column and reason of each cell that can't be used.
    :raises TariffsChanged: if it would change something else than was looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orders.tariffing'))")
    found = foresee_sheet(rows=rows, at=at)
    if found.errors:
        fields = [FieldProblem(f"/{each.row}/{each.column}", "wrong", str(each)) for each in found.errors]
        raise BadTariffs(str(found.errors[0]), fields=fields)
    if token_of(found) != seen:
        raise TariffsChanged
    wanted = {tuple(getattr(line, name) for name in _KEY): _values(line) for line in found.lines}
    tally = settle(FreightTariff, wanted, key=_KEY, at=at).tally
    return Tally(tally.created, tally.changed, found.same)


def _values(line: TariffLine) -> dict[str, object]:
    values = {name: value for name, value in asdict(line).items() if name not in _KEY}
    return {**values, "winter_months": list(line.winter_months)}
