"""From which pages do staff draw, confirm, download a train's load list?"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import StaffAdmin, StaffInline, badge, is_trusted, link, staff_actor, when
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.sheets import to_csv, to_xlsx
from kit.transactions import owns_transaction
from kit.words import Words
from shipping.admin.pages import for_staff, train_name
from shipping.models import DepartureLeg, LoadList, WagonPlace
from shipping.operations import marshalling
from shipping.queries.load_lists import (
    LoadListView,
    Standing,
    changed_lists,
    load_list_of,
    sheet_of,
    train_legs,
)
from shipping.wagons import WAGONS

_AHEAD, _BEHIND, _MOST_TRAINS = timedelta(days=14), timedelta(days=1), 200
_VERBS: Mapping[str, tuple[Callable[..., object], Words]] = {
    "draw": (marshalling.draw, _("The list is drawn.")),
    "confirm": (marshalling.confirm, _("The list is confirmed.")),
    "reopen": (marshalling.reopen, _("The list may be drawn again.")),
}
_STATES: Mapping[str, tuple[Words, str]] = {
    "proposed": (_("not drawn"), ""),
    "drawn": (_("drawn"), "busy"),
    "confirmed": (_("confirmed"), "good"),
    "changed since": (_("changed since"), "bad"),
}
_FILES: Mapping[str, tuple[str, Callable[[Any, Any], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda header, rows: to_xlsx({"load list": (header, rows)}),
    ),
}


@for_staff
@require_GET
def load_lists(request: HttpRequest) -> HttpResponse:
    """The trains of the next days on which containers have a place, with how far their lists are."""
    trains = list(_next_trains(now()))
    changed = changed_lists([leg.pk for leg in trains])
    lines = [
        {
            "page": _page_link(leg, str(leg)),
            "way": f"{leg.origin.code} → {leg.destination.code}",
            "departs": when(leg.departs_at, leg.origin.timezone),
            "departure": link(leg.departure, train_name(leg.departure)),
            "containers": leg.containers,
            "state": _state("changed since" if leg.pk in changed else _status(leg)),
        }
        for leg in trains
    ]
    context = {**staff_site.each_context(request), "title": _("Load lists"), "lines": lines}
    return TemplateResponse(request, "shipping/admin/load_lists.html", context)


@for_staff
@require_http_methods(["GET", "POST"])
def load_list(request: HttpRequest, leg_id: UUID) -> HttpResponse:
    """One train's load list: what is wrong, wagon by wagon; a post draws, confirms or reopens it."""
    leg = _train(leg_id)
    if request.method == "POST":
        return _act(request, leg)
    view = load_list_of(leg, at=now())
    context = {
        **staff_site.each_context(request),
        "title": gettext("Load list of %(train)s, %(departure)s")
        % {"train": leg, "departure": leg.departure},
        "leg": leg,
        "view": view,
        "state": _state(view.status),
        "departs": when(leg.departs_at, leg.origin.timezone),
        "departure_link": link(leg.departure),
        "gross_t": view.gross_g / 1_000_000,
        "cap_t": leg.cap_gross_g / 1_000_000,
        "wagon_tare_t": WAGONS[leg.gauge_mm or 1435].tare_g / 1_000_000,
        "wagons": [_wagon(number, list(lines)) for number, lines in groupby(view.standing, _number)],
        "verbs": _possible(view) if is_trusted(request, ("dispatch",)) else [],
    }
    return TemplateResponse(request, "shipping/admin/load_list.html", context)


@for_staff
@require_GET
def load_list_file(request: HttpRequest, leg_id: UUID, form: str) -> HttpResponse:
    """The list as a spreadsheet."""
    leg = _train(leg_id)
    if form not in _FILES:
        raise Http404
    media_type, write = _FILES[form]
    name = f"load-list-{leg.departure.service.code}-{leg.departure.service_date}-{leg.position}.{form}"
    header, rows = sheet_of(load_list_of(leg, at=now()))
    return HttpResponse(
        write(header, rows),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class WagonPlaceInline(StaffInline):
    model = WagonPlace
    fields = readonly_fields = ("wagon", "position", "box", "gross_g")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[WagonPlace]:
        """With the containers."""
        rows: QuerySet[WagonPlace] = super().get_queryset(request)
        return rows.select_related("container")

    @admin.display(description=_("Container"))
    def box(self, place: WagonPlace) -> str:
        return link(place.container)


@admin.register(LoadList, site=staff_site)
class LoadListAdmin(StaffAdmin):
    """Lists that were drawn, each with its page."""

    test_rows = Q(departure_leg__departure__service__sandbox=True)
    nothing = _(
        "No train has a load list: dispatch draws one for each leg before loading (Load lists, in the menu)."
    )
    list_display = ("page", "train", "departs", "drawn_at", "confirmed_at")
    list_display_links = ("drawn_at",)
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter),)
    search_fields = ("departure_leg__train_number", "departure_leg__departure__service__code")
    list_select_related = ("departure_leg__departure__service", "departure_leg__origin")
    fields = readonly_fields = ("page", "train", "departs", "drawn_at", "confirmed_at", "who", "by_id")
    inlines = (WagonPlaceInline,)

    @admin.display(description=_("Load list"))
    def page(self, row: LoadList) -> str:
        return _page_link(row.departure_leg, str(row.departure_leg))

    @admin.display(description=_("Departure"))
    def train(self, row: LoadList) -> str:
        return link(row.departure_leg.departure)

    @admin.display(description=_("Departs"), ordering="departure_leg__departs_at")
    def departs(self, row: LoadList) -> str:
        return when(row.departure_leg.departs_at, row.departure_leg.origin.timezone)


def _act(request: HttpRequest, leg: DepartureLeg) -> HttpResponse:
    if not is_trusted(request, ("dispatch",)):
        raise PermissionDenied
    if request.POST.get("verb") not in _VERBS:
        raise Http404
    verb, done = _VERBS[request.POST["verb"]]
    try:
        owns_transaction(verb)(departure_leg_id=leg.pk, at=now(), by=staff_actor(request))
    except Problem as problem:
        messages.error(request, in_readers_words(problem))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(request.path)


def _train(leg_id: UUID) -> DepartureLeg:
    leg = train_legs().filter(pk=leg_id, gauge_mm__isnull=False).first()
    if leg is None:
        raise Http404
    return leg


def _next_trains(at: datetime) -> "QuerySet[Any]":
    riding = Count("container_legs", filter=Q(container_legs__released_at__isnull=True))
    trains = (
        train_legs()
        .select_related("load_list")
        .filter(gauge_mm__isnull=False, departure__service__sandbox=False)
    )
    soon = trains.filter(departs_at__gte=at - _BEHIND, departs_at__lte=at + _AHEAD)
    return (
        soon.annotate(containers=riding).filter(containers__gt=0).order_by("departs_at", "id")[:_MOST_TRAINS]
    )


def _status(leg: DepartureLeg) -> str:
    drawn: LoadList | None = getattr(leg, "load_list", None)
    if drawn is None:
        return "proposed"
    return "drawn" if drawn.confirmed_at is None else "confirmed"


def _state(status: str) -> str:
    return badge(*_STATES[status])


def _possible(view: LoadListView) -> list[tuple[str, Words]]:
    if view.status == "confirmed":
        return [("reopen", _("Reopen"))]
    drawn: list[tuple[str, Words]] = [("confirm", _("Confirm"))] if view.status == "drawn" else []
    return [("draw", _("Draw again") if drawn else _("Draw")), *drawn]


def _number(line: Standing) -> int:
    return line.wagon


def _wagon(number: int, lines: list[Standing]) -> dict[str, Any]:
    return {
        "number": number,
        "gross_t": lines[0].wagon_gross_g / 1_000_000,
        "kind": gettext("pair") if len(lines) == 2 else "",
        "boxes": [{"line": line, "gross_t": line.gross_g / 1_000_000} for line in lines],
    }


def _page_link(leg: DepartureLeg, text: str) -> str:
    address = reverse("admin:load_list", args=(leg.pk,))
    return format_html('<a class="text-link" href="{}">{}</a>', address, text)
