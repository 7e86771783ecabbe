"""How does a seller send a file of goods, start it, follow it and take it back?"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.policy import Limit
from catalog.errors import (
    BadMapping,
    ImportNotReady,
    ImportRunning,
    SellerNotFound,
    SellerNotVerified,
    TooManyImports,
    UndoTooLate,
)
from catalog.import_wording import fault_said, why_said
from catalog.models import ImportJob, ImportRow
from catalog.neutral_json import fault_of
from catalog.operations import importing
from catalog.operations.handing_in import hand_in_new
from catalog.policy import CATALOGUERS, IMPORTS_AN_HOUR, MAX_IMPORT_BYTES
from catalog.queries import importing as asking
from catalog.queries import selling
from catalog.rest.import_report import ReportCsv, ReportXlsx
from catalog.rest.import_shapes import (
    HANDED_IN_EXAMPLE,
    IMPORT_EXAMPLE,
    MAPPING_BODY,
    REPORT_EXAMPLE,
    ROW_EXAMPLE,
    ImportedListingsIn,
    ImportedListingsOut,
    ImportFileIn,
    ImportJobOut,
    ImportMappingIn,
    ImportQuery,
    ImportReportOut,
    ImportReportQuery,
    ImportRowOut,
    ImportRowQuery,
)
from kit.clock import now
from kit.errors import Problem
from kit.moves import LostRace
from kit.openapi import operation, page_of
from kit.rest import In, found
from kit.uploads import FORM_BYTES

_MOST_FAULTS = 50
UPLOADS = Limit("imports", IMPORTS_AN_HOUR, 3600)
_COLUMNS = (
    *("id", "version", "file_name", "size_bytes", "sha256", "format", "status", "is_undoing", "rows_total"),
    *("position", "counts", "created_at", "started_at", "ended_at", "undone_at"),
)


class ImportDoorBase(Door):
    """Files are the business of those who look after the goods."""

    resource = "imports"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}

    def job(self, import_id: UUID, *, lock: bool = False) -> ImportJob:
        """One file of the caller's seller."""
        rows = asking.imports_of(self.actor)
        return found(rows.select_for_update(of=("self",)) if lock else rows, pk=import_id)

    def view(self, job: ImportJob) -> dict[str, Any]:
        """A file as JSON values."""
        at = now()
        shown: dict[str, Any] = ImportJobOut(
            {
                **{name: getattr(job, name) for name in _COLUMNS},
                "is_changes_only": job.header.get("is_changes_only"),
                "mappable": job.header.get("mappable", []),
                "read_as": job.header.get("read_as", {}),
                "sheets": job.header.get("sheets", []),
                "why": {"code": job.why["code"], "message": why_said(job.why)} if job.why else None,
                "ends_about": asking.ends_about(job, at=at),
                "undo_until": asking.undo_until(job),
                "allowed_actions": asking.import_actions(job, at=at),
            }
        ).data
        return shown

    def shown(self, import_id: UUID) -> Response:
        """Answer with one file as it is now."""
        job = self.job(import_id)
        return self.answer(self.view(job), row=job)


class ImportsDoor(ImportDoorBase):
    """All of them."""

    largest_body: ClassVar[int] = MAX_IMPORT_BYTES + FORM_BYTES

    _given: dict[str, Any]
    _file_key = ""
    _refusal: Exception | None = None

    @operation(
        id="listImports",
        summary="Your files of goods, the newest first",
        query=ImportQuery,
        response=page_of(ImportJobOut),
        response_example={"items": [IMPORT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = asking.imports_of(self.actor)
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        return self.page(rows, self.view, order=("-id",))

    @operation(
        id="uploadImport",
        summary="Send a file of goods; nothing of it holds before you start it",
        description=(
            "It is read as files of its format were before, and judged, in the background: see showImport."
        ),
        form=ImportFileIn,
        response=ImportJobOut,
        status=201,
        problems=[TooManyImports, SellerNotFound],
        request_example={"file": "(the file)", "file_name": "import.xml"},
        response_example={**IMPORT_EXAMPLE, "status": "uploaded", "counts": {}},
    )
    def post(self, request: Request) -> Response:
        if self._refusal is not None:
            raise self._refusal
        job = importing.open_job(
            seller=selling.own_seller(self.actor),
            file_name=self._given["file_name"],
            file_key=self._file_key,
            data=self._given["file"].data,
            at=now(),
            by=self.actor,
        )
        job = self.job(job.pk)
        return self.created(self.view(job), row=job, location=f"/api/v1/seller/imports/{job.pk}")

    def before(self) -> None:
        """Keep the file before the transaction opens; a used key is told first."""
        if self.request.method != "POST":
            return
        selling.own_seller(self.actor)
        self.count(UPLOADS, str(self.actor.firm_id))
        try:
            self._given = self.form(ImportFileIn)
            self._file_key = importing.keep_file(self._given["file"].data)
        except (Problem, APIException) as refusal:
            self._refusal = refusal


class ImportDoor(ImportDoorBase):
    """One of them."""

    @operation(
        id="showImport",
        summary="How far one of your files is, what would change by it, or has",
        response=ImportJobOut,
        response_example=IMPORT_EXAMPLE,
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        return self.shown(import_id)


class ImportRowsDoor(ImportDoorBase):
    """What becomes of each row."""

    @operation(
        id="listImportRows",
        summary="Rows of a file with what becomes of them and what is wrong with them",
        query=ImportRowQuery,
        response=page_of(ImportRowOut),
        response_example={"items": [ROW_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        verdict, noted = self.query.get("verdict", ""), self.query["noted"]
        rows = asking.rows_of(self.job(import_id), verdict=verdict, noted=noted)
        return self.page(rows, _row_view, order=("number",))


class ImportReportDoor(ImportDoorBase):
    """What came of it."""

    renderer_classes = (JSONRenderer, ReportCsv, ReportXlsx)
    vary = ("Authorization", "X-Organisation", "Accept")
    job_shown: ImportJob

    @operation(
        id="showImportReport",
        summary="What came of a file: its faults counted, or all rows with a column of errors as CSV or XLSX",
        query=ImportReportQuery,
        response=ImportReportOut,
        response_example=REPORT_EXAMPLE,
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        self.job_shown = self.job(import_id)
        counted = asking.faults_counted(self.job_shown.pk, most=_MOST_FAULTS)
        faults = [
            {
                "field": each.fault.field,
                "code": each.fault.code,
                "message": fault_said(each.fault),
                "rows": each.rows,
                "first_row": each.first_row,
            }
            for each in counted
        ]
        return self.answer(ImportReportOut({"counts": self.job_shown.counts, "faults": faults}))


class MapImportDoor(ImportDoorBase):
    """How it is read."""

    @operation(
        id="mapImport",
        summary="Say how files of this format are read, from this one on, which is read anew",
        request=ImportMappingIn,
        response=ImportJobOut,
        problems=[BadMapping, ImportNotReady, LostRace],
        request_example=MAPPING_BODY,
        response_example={**IMPORT_EXAMPLE, "status": "uploaded", "counts": {}},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        choices = dict(self.body(ImportMappingIn))
        defaults = choices.pop("defaults", {})
        choices["fields"] = choices.pop("columns", {})
        job = self.job(import_id, lock=True)
        importing.choose_mapping(job=job, choices=choices, defaults=defaults, at=now(), by=self.actor)
        return self.shown(import_id)


class ImportVerbDoor(ImportDoorBase):
    """Something is done with a file."""

    def perform(self, verb: Callable[..., ImportJob], import_id: UUID) -> Response:
        """Do it to the locked row."""
        self.body(In)
        verb(job=self.job(import_id, lock=True), at=now(), by=self.actor)
        return self.shown(import_id)


class StartImportDoor(ImportVerbDoor):
    """Now it holds."""

    @operation(
        id="startImport",
        summary="Let a judged file take effect, row by row",
        response=ImportJobOut,
        problems=[ImportNotReady, ImportRunning, LostRace],
        response_example={**IMPORT_EXAMPLE, "status": "running"},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.perform(importing.start, import_id)


class CancelImportDoor(ImportVerbDoor):
    """No further."""

    @operation(
        id="cancelImport",
        summary="Stop; what its rows have done already stays, and can be taken back",
        response=ImportJobOut,
        problems=[ImportNotReady, LostRace],
        response_example={**IMPORT_EXAMPLE, "status": "cancelled"},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.perform(importing.cancel, import_id)


class RetryImportDoor(ImportVerbDoor):
    """Once more."""

    @operation(
        id="retryFailedRows",
        summary="Try the faulty rows once more, by what your mapping says of new goods by now",
        response=ImportJobOut,
        problems=[ImportNotReady, ImportRunning, LostRace],
        response_example={**IMPORT_EXAMPLE, "status": "running"},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.perform(importing.retry_failed, import_id)


class UndoImportDoor(ImportVerbDoor):
    """As it was."""

    @operation(
        id="undoImport",
        summary="Take back what a file did, for ten minutes; what somebody else has changed since stays",
        response=ImportJobOut,
        problems=[ImportNotReady, ImportRunning, UndoTooLate, LostRace],
        response_example={**IMPORT_EXAMPLE, "status": "running", "is_undoing": True},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        return self.perform(importing.undo, import_id)


class ImportedListingsDoor(ImportDoorBase):
    """Asking staff, of all that a file has made."""

    @operation(
        id="submitImportedListings",
        summary="Hand those of a file's new listings in that are complete, and say why others aren't",
        description="It looks at 1,000 drafts at once; ask again with its `next` as `after` for those left.",
        request=ImportedListingsIn,
        response=ImportedListingsOut,
        problems=[SellerNotVerified],
        request_example={"after": 0},
        response_example=HANDED_IN_EXAMPLE,
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        after = self.body(ImportedListingsIn).get("after", 0)
        done = hand_in_new(job=self.job(import_id), after=after, at=now(), by=self.actor)
        refused = [
            {
                "field": each.problem.pointer,
                "code": each.problem.code,
                "message": each.problem.message,
                "listings": each.listings,
                "first_sku": each.first_sku,
            }
            for each in done.refused
        ]
        return self.answer(
            ImportedListingsOut({"handed_in": done.count, "refused": refused, "next": done.next})
        )


def _row_view(row: ImportRow) -> dict[str, Any]:
    file, line, _ = row.said["place"]
    shown: dict[str, Any] = ImportRowOut(
        {
            "serial": row.pk,
            **{name: getattr(row, name) for name in ("number", "product_key", "variant_key", "sku")},
            "file": file,
            "line": line,
            "verdict": row.verdict,
            "applied_at": row.applied_at,
            "faults": [_fault_view(each) for each in row.faults],
            "notes": [_fault_view(each) for each in row.notes],
        }
    ).data
    return shown


def _fault_view(kept: Mapping[str, Any]) -> dict[str, str]:
    fault = fault_of(kept)
    return {"field": fault.field, "code": fault.code, "message": fault_said(fault)}
