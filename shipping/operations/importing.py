"""How does a timetable that somebody sends become a proposal?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from kit.errors import FieldProblem
from kit.rows import RefRow
from kit.sheets import BadSheet, from_csv, from_xlsx
from shipping.errors import BadTimetable
from shipping.operations.scheduling import problems_of
from shipping.policy import MAX_SHEET_BYTES, MAX_SHEET_ROWS, MAX_UNPACKED_BYTES
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Proposal
from shipping.timetable_sheets import LEGS, SERVICES, CellError, Read, read_plans


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    data: bytes


def proposal_from(uploads: Sequence[Upload]) -> Proposal:
    """
    What one workbook, or CSV files of services and legs, ask for; writes nothing.

    Only plans that differ are proposed. Services that the files don't name stay as they are.

    :raises BadSheet: if a file is too large or no spreadsheet.
    :raises BadTimetable: naming sheet, row and column of every cell that can't be used.
    """
    sheets = _sheets(uploads)
    known = {line.plan.code: line.plan for line in all_lines()}
    read = read_plans(services=sheets[SERVICES], legs=sheets[LEGS], known=known)
    errors = list(read.errors) or _contradictions(read)
    if errors:
        fields = [
            FieldProblem(f"/{each.sheet}/{each.row}/{each.column}", "wrong", str(each)) for each in errors
        ]
        told = ngettext("%d cell can't be used.", "%d cells can't be used.", len(errors)) % len(errors)
        raise BadTimetable(f"{told} {errors[0]}", fields=fields)
    return Proposal(plans=tuple(plan for plan in read.plans if known.get(plan.code) != plan))


def _contradictions(read: Read) -> list[CellError]:
    """What only shows when rows are laid together; told by the row of the leg, else of the service."""
    return [
        CellError(*_place(read, plan.code, problem.position), problem.column, problem.reason)
        for plan, problems in problems_of(read.plans)
        for problem in problems
    ]


def _place(read: Read, code: str, position: int) -> tuple[str, int]:
    found = read.rows.get((code, position)) or read.rows.get((code, 0))
    return found or next(place for (owner, _), place in read.rows.items() if owner == code)


def _sheets(uploads: Iterable[Upload]) -> dict[str, list[RefRow]]:
    found: dict[str, list[RefRow]] = {SERVICES: [], LEGS: []}
    for upload in uploads:
        if len(upload.data) > MAX_SHEET_BYTES:
            raise BadSheet(f"{upload.name} is larger than {MAX_SHEET_BYTES // 1_000_000} MB.")
        for name, rows in _read(upload).items():
            if name in found:
                found[name] += rows
    if not any(found.values()):
        raise BadSheet(f"The file has no rows in a sheet named {SERVICES} or {LEGS}.")
    return found


def _read(upload: Upload) -> dict[str, list[RefRow]]:
    if upload.name.lower().endswith(".xlsx"):
        return from_xlsx(upload.data, most_rows=MAX_SHEET_ROWS, most_bytes=MAX_UNPACKED_BYTES)
    if not upload.name.lower().endswith(".csv"):
        raise BadSheet(f"{upload.name} is neither an XLSX workbook nor a CSV file.")
    head = upload.data[:4096].partition(b"\n")[0]
    name = LEGS if b"position" in head else SERVICES
    return {name: from_csv(upload.data, name=name, most_rows=MAX_SHEET_ROWS)}
