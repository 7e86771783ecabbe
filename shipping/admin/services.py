"""On which pages do dispatchers change the timetable, seeing first what that does?"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.desk import is_trusted, link_by_id, staff_actor
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words
from shipping.admin.pages import for_staff
from shipping.admin.proposing import pack, unpack
from shipping.admin.timetable_forms import (
    ClosureForm,
    CrossingForm,
    DepartureForm,
    HolidayForm,
    ServiceForm,
    UploadForm,
    place_errors,
)
from shipping.models import Closure, Crossing, Departure, HolidayRule
from shipping.operations import editing, resting, scheduling
from shipping.operations.importing import Upload, sent_by
from shipping.policy import MAX_SHEET_BYTES
from shipping.queries.differing import TrainChange
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Proposal, SchedulePreview
from shipping.queries.sheets import timetable_csv, timetable_xlsx
from shipping.queries.sold import Mover
from shipping.running_days import country_name
from shipping.timetable_sheets import DEPARTURES, LEGS, SERVICES

_DISPATCH = ("dispatch",)
# A page shows so many trains of a kind; the number of all of them stands above.
_SHOWN = 60
_KINDS: Sequence[tuple[str, Words]] = (
    ("dropped", _("Do not run any more")),
    ("retimed", _("Run at another time")),
    ("relimited", _("Bear more or less")),
    ("restored", _("Run again")),
    ("noted", _("Rest for another reason")),
    ("made", _("Are new")),
    ("left", _("Stay as they are")),
)
_SHEETS = {SERVICES: "csv", LEGS: "csv", DEPARTURES: "csv", "timetable": "xlsx"}
_LOOK = _("Show what this would do")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def for_dispatch(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the timetable that only dispatchers may use."""

    def used(request: HttpRequest, **captured: Any) -> HttpResponse:
        if not is_trusted(request, _DISPATCH):
            raise PermissionDenied
        return view(request, **captured)

    return for_staff(used)


@for_staff
@require_GET
def timetable(request: HttpRequest) -> HttpResponse:
    """The services, what keeps them from running, what the borders bear, and the sheets."""
    return _page(
        request,
        "timetable",
        _("Timetable"),
        lines=[line for line in all_lines() if not line.sandbox],
        closures=Closure.objects.filter(withdrawn_at=None).select_related("location", "crossing"),
        rules=[(country_name(rule.country), rule) for rule in HolidayRule.objects.all()],
        crossings=Crossing.objects.select_related("station"),
        upload=UploadForm(),
        sheets=[(name, reverse("admin:timetable_sheet", args=(name,))) for name in _SHEETS],
    )


@for_dispatch
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Days, hours, limits, trains of one service; a post shows what they would do."""
    line = next(iter(all_lines([code])), None)
    if line is None or line.sandbox:
        raise Http404(code)
    form = ServiceForm(line.plan, request.POST or None)
    return _ask(request, form, f"{code} {line.plan.name}", lambda: Proposal(plans=(form.planned(),)))


@for_dispatch
@require_http_methods(["GET", "POST"])
def closure(request: HttpRequest) -> HttpResponse:
    """Close a station or a crossing for some days; a post shows what that would do."""
    form = ClosureForm(request.POST or None)
    return _ask(request, form, _("Close a station or a crossing"), lambda: Proposal(closing=(form.draft(),)))


@for_dispatch
@require_POST
def withdrawal(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    """Show what opening again would do."""
    return _show(request, _("Open again"), lambda: Proposal(withdrawing=(closure_id,)))


@for_dispatch
@require_http_methods(["GET", "POST"])
def holiday(request: HttpRequest) -> HttpResponse:
    """Say what a holiday does; a post shows what that would do to the trains."""
    form = HolidayForm(request.POST or None, initial=request.GET.dict())
    return _ask(request, form, _("Holiday rule"), lambda: Proposal(holidays=(form.rule(),)))


@for_dispatch
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Show what a timetable that was sent would do."""
    sent = [file for name in UploadForm.base_fields for file in request.FILES.getlist(name)]
    files = [Upload(file.name or "", file.read(MAX_SHEET_BYTES + 1)) for file in sent]

    def proposed() -> Proposal:
        asked = sent_by(files)
        for note in asked.notes:
            messages.info(request, note)
        return asked.proposal

    return _show(request, _("Timetable from a file"), proposed)


@for_dispatch
@require_POST
def application(request: HttpRequest) -> HttpResponse:
    """Carry out what was shown: all of it with the list's token, else what touches no goods."""
    reason = request.POST.get("reason", "").strip()[:200]
    try:
        proposal = unpack(request.POST.get("proposal", ""))
        if not reason:
            return _show(request, _("Change of the timetable"), lambda: proposal, lacks=scheduling.NO_REASON)
        done = scheduling.apply(
            proposal,
            at=now(),
            by=staff_actor(request),
            reason=reason,
            confirmed=request.POST.get("confirmed") or None,
        )
    except Problem as problem:
        messages.error(request, in_readers_words(problem))
        return HttpResponseRedirect(reverse("admin:timetable"))
    told = ", ".join(f"{count} {what}" for what, count in done.counts.items() if count)
    messages.success(
        request,
        gettext("The timetable is written down; trains: %(trains)s.")
        % {"trains": told or gettext("none to change")},
    )
    for train in done.waiting:
        messages.warning(request, gettext("Left as it is: %(train)s") % {"train": train})
    return HttpResponseRedirect(reverse("admin:timetable"))


@for_dispatch
@require_http_methods(["GET", "POST"])
def crossing(request: HttpRequest, code: str) -> HttpResponse:
    """How many trains a day a crossing bears; refused while more are planned."""
    row = Crossing.objects.filter(code=code).first()
    if row is None:
        raise Http404(code)
    form = CrossingForm(request.POST or None, initial={"daily_trains": row.daily_trains})

    def change() -> object:
        return owns_transaction(resting.set_daily_trains)(
            crossing_code=code, at=now(), by=staff_actor(request), **form.cleaned_data
        )

    return _change(request, form, gettext("Crossing %(name)s") % {"name": row.name}, change)


@for_dispatch
@require_http_methods(["GET", "POST"])
def departure(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """Change one departure by hand; the timetable leaves it from then on."""
    rows = Departure.objects.select_related("service__origin").prefetch_related("legs")
    row = rows.filter(pk=departure_id).first()
    if row is None:
        raise Http404(str(departure_id))
    form = DepartureForm(row, request.POST or None)

    def change() -> object:
        return owns_transaction(editing.edit_departure)(
            departure_id=departure_id,
            departs_at=form.departs(),
            limits=form.limits(),
            note=form.cleaned_data["note"],
            reason=form.cleaned_data["reason"],
            at=now(),
            by=staff_actor(request),
        )

    return _change(request, form, gettext("Edit %(train)s") % {"train": row}, change)


@for_staff
@require_GET
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The timetable, or one sheet of it, as a file."""
    form = _SHEETS.get(name)
    if form is None:
        raise Http404(name)
    data = timetable_xlsx(since=now()) if form == "xlsx" else timetable_csv(name, since=now())
    answer = HttpResponse(data, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{now():%Y-%m-%d}.{form}"'
    return answer


def _ask(
    request: HttpRequest, form: forms.Form, title: Words, proposed: Callable[[], Proposal]
) -> HttpResponse:
    """The form; once it is filled rightly, what it would do."""
    if request.method == "POST" and form.is_valid():
        return _show(request, title, proposed, form=form)
    return _page(request, "timetable_form", title, form=form, button=_LOOK)


def _show(
    request: HttpRequest,
    title: Words,
    proposed: Callable[[], Proposal],
    form: forms.Form | None = None,
    lacks: str = "",
) -> HttpResponse:
    """What a proposal would do, with the buttons that do it; or all that is wrong with it."""
    try:
        # As it comes back from the page, so that the token is the same then.
        proposal = unpack(pack(proposed()))
        seen = scheduling.preview(proposal, at=now())
    except Problem as problem:
        wrong = place_errors(form, problem)
        return _page(request, "timetable_form", title, form=form, wrong=wrong, button=_LOOK)
    if seen.is_nothing:
        messages.info(request, _("Nothing changes: the timetable says so already."))
        return HttpResponseRedirect(reverse("admin:timetable"))
    return _page(
        request,
        "timetable_preview",
        title,
        seen=seen,
        count=len(seen.changing),
        packed=pack(proposal),
        lacks=lacks,
        asking=[_told(change) for change in seen.asking],
        movers=sum(len(change.movers) for change in seen.asking),
        kinds=[each for each in _listed(seen) if each[1]],
    )


def _change(
    request: HttpRequest, form: forms.Form, title: Words, change: Callable[[], object]
) -> HttpResponse:
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except Problem as problem:
            wrong = place_errors(form, problem)
        else:
            messages.success(request, gettext("%(what)s: changed.") % {"what": title})
            return HttpResponseRedirect(reverse("admin:timetable"))
    return _page(request, "timetable_form", title, form=form, wrong=wrong, button=_("Change it"))


def _listed(seen: SchedulePreview) -> Iterable[tuple[Words, int, list[dict[str, Any]]]]:
    for what, title in _KINDS:
        calm = [change for change in seen.of(what) if not change.asks]
        yield title, len(calm), [_told(change) for change in calm[:_SHOWN]]


def _told(change: TrainChange) -> dict[str, Any]:
    name = f"{change.service} {change.day}"
    pk = change.departure_id
    return {
        "train": link_by_id("shipping.departure", pk, name) if pk else name,
        "change": change,
        "what": str(dict(_KINDS)[change.what]).lower(),
        "movers": [_named(each) for each in change.movers],
        "broken": [_named(each) for each in change.broken],
    }


def _named(mover: Mover) -> str:
    shipment = link_by_id("shipping.shipment", mover.shipment_id, mover.number)
    promised = gettext("promised by %(day)s") % {"day": mover.promised} if mover.promised else ""
    return format_html("{}: {}{}", shipment, mover.why, f", {promised}" if promised else "")


def _page(request: HttpRequest, template: str, title: Words, **context: Any) -> HttpResponse:
    shared = {
        **staff_site.each_context(request),
        "title": title,
        "may_change": is_trusted(request, _DISPATCH),
    }
    return TemplateResponse(request, f"shipping/admin/{template}.html", {**shared, **context})


staff_site.add_pages(
    [
        path("timetable/", timetable, name="timetable"),
        path("timetable/services/<str:code>/", service, name="timetable_service"),
        path("timetable/closures/add/", closure, name="timetable_closure"),
        path("timetable/closures/<uuid:closure_id>/withdraw/", withdrawal, name="timetable_withdrawal"),
        path("timetable/holidays/", holiday, name="timetable_holiday"),
        path("timetable/crossings/<str:code>/", crossing, name="timetable_crossing"),
        path("timetable/departures/<uuid:departure_id>/", departure, name="timetable_departure"),
        path("timetable/upload/", upload, name="timetable_upload"),
        path("timetable/apply/", application, name="timetable_apply"),
        path("timetable/sheets/<slug:name>", sheet, name="timetable_sheet"),
    ],
    group=_("Dispatch"),
    title=_("Timetable"),
    first="timetable",
)
