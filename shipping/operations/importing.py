"""How does a timetable that somebody sends become a proposal?"""

from collections.abc import Iterable, Mapping, Sequence
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
from shipping.timetable import PlanError, ServicePlan
from shipping.timetable_sheets import (
    DEPARTURES,
    LEGS,
    SERVICE_COLUMNS,
    SERVICES,
    CellError,
    Read,
    read_plans,
)

_FROM_SERVICES = (
    "departures are made from services and legs, so a sheet of them is only for reading; "
    "one departure is changed on its own page."
)
# What a service says itself of what its legs contradict.
_OF_SERVICE = {"arrives_after_min": "transit_h"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody's files propose, and which of their sheets say nothing about it."""

    proposal: Proposal
    notes: tuple[str, ...]


def sent_by(uploads: Sequence[Upload]) -> Sent:
    """
    What one workbook, or CSV files of services and legs, ask for; writes nothing.

    Only plans that differ are proposed. Services that the files don't name stay as they are.

    :raises BadSheet: if a file is too large or no spreadsheet.
    :raises BadTimetable: naming sheet, row and column of every cell that can't be used.
    """
    sheets, unread = _sheets(uploads)
    known = {line.plan.code: line.plan for line in all_lines()}
    read = read_plans(services=sheets[SERVICES], legs=sheets[LEGS], known=known)
    errors = list(read.errors) or _contradictions(read, known)
    if errors:
        fields = [
            FieldProblem(f"/{each.sheet}/{each.row}/{each.column}", "wrong", str(each)) for each in errors
        ]
        told = ngettext("%d cell can't be used.", "%d cells can't be used.", len(errors)) % len(errors)
        raise BadTimetable(f"{told} {errors[0]}", fields=fields)
    proposal = Proposal(plans=tuple(plan for plan in read.plans if known.get(plan.code) != plan))
    return Sent(proposal, tuple(f"The sheet {name} was not read{_why_not(name)}" for name in unread))


def proposal_from(uploads: Sequence[Upload]) -> Proposal:
    """What `sent_by` proposes, without the notes."""
    return sent_by(uploads).proposal


def _why_not(name: str) -> str:
    return f": {_FROM_SERVICES}" if name == DEPARTURES else "."


def _contradictions(read: Read, known: Mapping[str, ServicePlan]) -> list[CellError]:
    """What only shows when rows are laid together; told by the cell that was changed, if that is known."""
    return [
        _cell(read, plan, problem, known.get(plan.code))
        for plan, problems in problems_of(read.plans)
        for problem in problems
    ]


def _cell(read: Read, plan: ServicePlan, problem: PlanError, known: ServicePlan | None) -> CellError:
    """The leg's row; the service's if the problem is its own, or no leg was sent or changed."""
    service = read.rows.get((plan.code, 0))
    leg = read.rows.get((plan.code, problem.position)) if problem.position else None
    if service and (leg is None or (known is not None and known.legs == plan.legs)):
        column = _OF_SERVICE.get(problem.column, problem.column)
        return CellError(*service, column if column in SERVICE_COLUMNS else "service_code", problem.reason)
    place = leg or next(place for (owner, _), place in read.rows.items() if owner == plan.code)
    return CellError(*place, problem.column, problem.reason)


def _sheets(uploads: Iterable[Upload]) -> tuple[dict[str, list[RefRow]], list[str]]:
    """The rows of the two sheets that are read, and the names of the others that have any."""
    found: dict[str, list[RefRow]] = {SERVICES: [], LEGS: []}
    unread: list[str] = []
    for upload in uploads:
        if len(upload.data) > MAX_SHEET_BYTES:
            raise BadSheet(f"{upload.name} is larger than {MAX_SHEET_BYTES // 1_000_000} MB.")
        for name, rows in _read(upload).items():
            if name in found:
                found[name] += rows
            elif rows:
                unread.append(name)
    if any(found.values()):
        return found, unread
    if DEPARTURES in unread:
        raise BadSheet(f"The file holds departures, not {SERVICES} or {LEGS}: {_FROM_SERVICES}")
    raise BadSheet(f"The file has no rows in a sheet named {SERVICES} or {LEGS}.")


def _read(upload: Upload) -> dict[str, list[RefRow]]:
    if upload.name.lower().endswith(".xlsx"):
        return from_xlsx(upload.data, most_rows=MAX_SHEET_ROWS, most_bytes=MAX_UNPACKED_BYTES)
    if not upload.name.lower().endswith(".csv"):
        raise BadSheet(f"{upload.name} is neither an XLSX workbook nor a CSV file.")
    name = _kind(upload.data[:4096].partition(b"\n")[0])
    return {name: from_csv(upload.data, name=name, most_rows=MAX_SHEET_ROWS)}


def _kind(head: bytes) -> str:
    """Which sheet a CSV file is, by its header."""
    if b"service_date" in head or b"departs_utc" in head:
        return DEPARTURES
    return LEGS if b"position" in head else SERVICES
