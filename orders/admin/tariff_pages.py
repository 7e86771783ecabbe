"""How do finance change freight tariffs by a sheet, and look first at what it changes?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.bare import NOTHING
from accounts.desk import is_trusted, list_address, staff_actor
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.rows import RefRow
from kit.sheets import to_csv, to_xlsx
from kit.transactions import owns_transaction
from kit.uploads import FORM_BYTES
from orders.models import FreightTariff
from orders.operations.tariffing import foresee_read, read_sheet, set_tariffs, token_of
from orders.policy import TARIFF_SHEET_BYTES
from orders.queries.tariffs import Foreseen, all_lines
from orders.tariff_sheets import COLUMNS, TARIFFS, CellError, TariffLine, cells_of, texts_of

_SETTERS = frozenset({"finance"})
_SALT = "orders.tariffs"
# Who looked longer than this looks again.
_FRESH_SECONDS = 3600
_ERRORS_SHOWN = 100
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_http_methods(["GET", "POST"])
def tariff_sheet(request: HttpRequest) -> HttpResponse:
    """Send a sheet and look at what it changes; the button below that lets exactly that count."""
    if not is_trusted(request, STAFF_GROUPS):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request)
    if not is_trusted(request, _SETTERS):
        raise PermissionDenied
    try:
        if "seen" in request.POST:
            return _apply(request)
        return _look(request)
    except Problem as problem:
        return _page(request, wrong=[in_readers_words(problem)], status=400)


@require_GET
def tariff_file(request: HttpRequest, form: str) -> HttpResponse:
    """All tariffs as the sheet that is read here."""
    if not is_trusted(request, STAFF_GROUPS):
        raise PermissionDenied
    if form not in _TYPES:
        raise Http404
    rows = [cells_of(line) for line in all_lines()]
    body = to_csv(COLUMNS, rows) if form == "csv" else to_xlsx({TARIFFS: (COLUMNS, rows)})
    answer = HttpResponse(body, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="tariffs.{form}"'
    return answer


def _look(request: HttpRequest) -> HttpResponse:
    sent = request.FILES.get("sheet")
    if sent is None:
        return _page(request, wrong=[gettext("Choose a file.")], status=400)
    read = read_sheet(name=str(sent.name), data=sent.read(TARIFF_SHEET_BYTES + 1))
    found = foresee_read(read, at=now())
    if found.errors:
        return _page(request, errors=[_error_told(each) for each in found.errors], status=400)
    packed = [[number, *texts_of(line)] for number, line in read.lines]
    return _page(request, found=found, sheet=signing.dumps(packed, salt=_SALT, compress=True))


def _apply(request: HttpRequest) -> HttpResponse:
    try:
        packed: list[list[Any]] = signing.loads(
            request.POST.get("sheet", ""), salt=_SALT, max_age=_FRESH_SECONDS
        )
    except signing.BadSignature:
        return _page(request, wrong=[gettext("The list is too old; look at it again.")], status=400)
    tally = owns_transaction(set_tariffs)(
        rows=_rows(packed), seen=request.POST["seen"], at=now(), by=staff_actor(request)
    )
    messages.success(
        request,
        gettext("New: %(new)d, changed: %(changed)d, as they were: %(same)d.")
        % {"new": tally.created, "changed": tally.changed, "same": tally.unchanged},
    )
    return HttpResponseRedirect(list_address("orders.freighttariff"))


def _rows(packed: Sequence[Sequence[Any]]) -> list[RefRow]:
    return [RefRow(TARIFFS, int(number), dict(zip(COLUMNS, cells, strict=True))) for number, *cells in packed]


def _page(
    request: HttpRequest,
    *,
    wrong: Sequence[str] = (),
    errors: Sequence[str] = (),
    found: Foreseen | None = None,
    sheet: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **staff_site.each_context(request),
        "title": _("Sheet of tariffs"),
        "may_change": is_trusted(request, _SETTERS),
        "wrong": wrong,
        "errors": errors[:_ERRORS_SHOWN],
        "more_errors": max(len(errors) - _ERRORS_SHOWN, 0),
        "found": found,
        "changes": list(_changes(found)) if found else [],
        "samples": list(_samples(found)) if found else [],
        "token": token_of(found) if found else "",
        "sheet": sheet,
        "files": [(form.upper(), reverse("admin:tariff_file", args=(form,))) for form in _TYPES],
        "all": list_address("orders.freighttariff"),
    }
    return TemplateResponse(request, "orders/admin/tariffs.html", context, status=status)


def _changes(found: Foreseen) -> Iterator[dict[str, object]]:
    """Each tariff by its name and first day, with what differs: in words, what it was and what it becomes."""
    for each in found.new:
        was = each.instead_of
        yield {
            "tariff": _called(each.line),
            "is_new": True,
            "follows": was.valid_from.isoformat() if was else "",
            "columns": _differing(each.columns, was, each.line),
        }
    for changed in found.changed:
        told = _differing(changed.columns, changed.was, changed.becomes)
        yield {"tariff": _called(changed.becomes), "is_new": False, "columns": told}


def _called(line: TariffLine) -> str:
    names = {
        "service": line.service_code,
        "load": FreightTariff.LoadType(line.load_type).label,
        "day": line.valid_from.isoformat(),
    }
    return gettext("%(service)s, %(load)s, from %(day)s on") % names


def _differing(
    names: Iterable[str], was: TariffLine | None, becomes: TariffLine
) -> list[tuple[str, str, str]]:
    before, then = (
        dict(zip(COLUMNS, texts_of(line), strict=True)) if line else {} for line in (was, becomes)
    )
    return [
        (_column_told(name), before.get(name) or NOTHING, then[name] or NOTHING)
        for name in names
        if name not in ("service_code", "load_type", "valid_from")
    ]


def _column_told(name: str) -> str:
    """A column in words, with its name in the sheet."""
    return f"{capfirst(str(FreightTariff._meta.get_field(name).verbose_name))} ({name})"  # type: ignore[union-attr]


def _error_told(error: CellError) -> str:
    return gettext("Row %(row)s, %(column)s: %(reason)s") % {
        "row": error.row,
        "column": _column_told(error.column),
        "reason": error.reason,
    }


def _samples(found: Foreseen) -> Iterator[dict[str, object]]:
    for each in found.samples:
        yield {
            "service": each.service_code,
            "on": each.on.isoformat(),
            "parcel": gettext("%(kg)s kg, %(litres)s l")
            % {"kg": each.gross_g // 1000, "litres": each.volume_cm3 // 1000},
            "was": each.was or NOTHING,
            "becomes": each.becomes,
        }


# A sheet is larger than other forms, and comes back inside one.
_sheet_page = staff_site.admin_view(tariff_sheet)
_sheet_page.largest_body = TARIFF_SHEET_BYTES + FORM_BYTES

staff_site.add_pages(
    [
        path("tariffs/", _sheet_page, name="tariff_sheet"),
        path("tariffs/<slug:form>", staff_site.admin_view(tariff_file), name="tariff_file"),
    ],
    group=_("Money"),
    title=_("Sheet of tariffs"),
    first="tariff_sheet",
)
