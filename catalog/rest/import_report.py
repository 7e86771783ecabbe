"""How does a seller get the rows of a file as a sheet, with what is wrong with each?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.import_wording import fault_said
from catalog.models import ImportJob, ImportRow
from catalog.neutral import StockSaid
from catalog.neutral_json import fault_of
from catalog.queries.importing import each_row
from kit.renderers import FileRenderer
from kit.sheets import Row, spool_xlsx, stream_csv

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = (
    *("row", "line", "product_key", "variant_key", "sku", "name", "barcode", "price", "currency", "stock"),
    *("net_g", "gross_g", "hs_code", "origin", "verdict", "errors", "notes"),
)


class ReportCsv(FileRenderer):
    """For any program."""

    media_type = "text/csv"
    format = "csv"

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """All rows of the file."""
        content = b"".join(stream_csv(HEADER, rows_told(view.job_shown)))
        return f"import-{view.job_shown.pk}.csv", content


class ReportXlsx(FileRenderer):
    """For an office program."""

    media_type = XLSX
    format = "xlsx"

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """All rows of the file."""
        with spool_xlsx("import", HEADER, rows_told(view.job_shown)) as spooled:
            return f"import-{view.job_shown.pk}.xlsx", spooled.read()


def rows_told(job: ImportJob) -> Iterator[Row]:
    """The rows of a file as cells, in the order of `HEADER`."""
    return (_cells(row) for row in each_row(job))


def _cells(row: ImportRow) -> Row:
    said: Mapping[str, Any] = row.said
    price, stock = said.get("price", {}), StockSaid(**said.get("stock", {}))
    names = said.get("names", {})
    barcodes = [each["digits"] for each in said.get("barcodes", ())]
    return [
        row.number,
        said["place"][1],
        *(row.product_key, row.variant_key, row.sku),
        next(iter(names.values()), ""),
        ", ".join(barcodes),
        *(price.get("amount", ""), price.get("currency", "")),
        stock.units,
        *(said.get("net_g"), said.get("gross_g")),
        *(said.get("hs_code", {}).get("digits", ""), said.get("origin", "")),
        row.verdict,
        _told(row.faults),
        _told(row.notes),
    ]


def _told(kept: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(f"{each['field']}: {fault_said(fault_of(each))}" for each in kept)
