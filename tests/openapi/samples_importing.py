"""With which request does each operation on files of goods succeed, on behalf of one side?"""

from typing import Any

from catalog.models import ImportJob
from kit.clock import now
from tests.catalog import files
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side

MAPPING = {"columns": {"Вес": "net_weight"}, "currency": "CNY", "defaults": files.DEFAULTS}


def _path(job: ImportJob) -> str:
    return f"/seller/imports/{job.pk}"


def _judged(side: Side, *, is_faulty: bool = False) -> ImportJob:
    """A file of one row."""
    files.mapped(side.seller_row, at=now())
    rows = [files.row("IMP-1", gross_g=1 if is_faulty else 2044)]
    return files.judged(side.seller_row, rows, at=now())


def upload(side: Side) -> Sample:
    return Sample(side.seller, "/seller/imports", {"file": b"<goods/>", "file_name": "goods.xml"})


def map_import(side: Side) -> Sample:
    return Sample(side.seller, f"{_path(_judged(side))}/map", MAPPING)


def on_judged(rest: str = "") -> Recipe:
    """An operation on a file that waits to be started."""

    def sample(side: Side) -> Sample:
        return Sample(side.seller, _path(_judged(side)) + rest)

    return sample


def on_ended(rest: str, *, is_faulty: bool = False, body: Any = None) -> Recipe:
    """An operation on a file that has run."""

    def sample(side: Side) -> Sample:
        job = files.run(_judged(side, is_faulty=is_faulty), at=now())
        return Sample(side.seller, _path(job) + rest, body)

    return sample


def list_imports(side: Side) -> Sample:
    _judged(side)
    return Sample(side.seller, "/seller/imports")


IMPORTING: dict[str, Any] = {
    "listImports": list_imports,
    "uploadImport": upload,
    "showImport": on_judged(),
    "listImportRows": on_judged("/rows"),
    "showImportReport": on_judged("/report"),
    "mapImport": map_import,
    "startImport": on_judged("/start"),
    "cancelImport": on_judged("/cancel"),
    "retryFailedRows": on_ended("/retry-failed", is_faulty=True),
    "undoImport": on_ended("/undo"),
    "submitImportedListings": on_ended("/submit-listings", body={"after": 0}),
}
