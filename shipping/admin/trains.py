"""What do staff see of departures, what may they do with them?"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Min, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter

from accounts.bare import leaving
from accounts.desk import (
    HOURS_CLASSES,
    MoveInline,
    StaffAdmin,
    StaffInline,
    VerbForm,
    link,
    link_to_list,
    status_badge,
    when,
)
from accounts.naming import NamesDoersInside
from accounts.queries import with_source_names
from accounts.sites import staff_site
from kit.clock import now
from kit.words import Words, in_words
from shipping.admin.holds import HoldInline
from shipping.admin.legs import DepartureLegInline
from shipping.admin.pages import REPORTED, train_name
from shipping.models import (
    Departure,
    DepartureChange,
    DepartureMove,
    Slot,
    TransportEvent,
)
from shipping.operations import cancelling, closing, extending, reporting, restoring, returning, rolling
from shipping.policy import PLACE_MTEU
from shipping.progress import Stage
from shipping.queries.pending import due
from shipping.queries.showing import departure_verbs

_VERBS = (
    *("open_it", "close", "extend", "cancel", "restore", "follow"),
    *("load", "depart", "at_border", "transship", "arrive"),
)
# The railway's own names of these verbs, where they differ.
_NAMES = {
    "open_it": "open",
    "extend": "extend-cut-offs",
    "follow": "follow-timetable",
    "at_border": "at-border",
    # Between the two railways: from the first border on until the end.
    "transship": "arrive",
}
# Once it is loaded only one of its legs can be cancelled, which another page does.
_CANCELLED_WHOLE = ("planned", "open", "closed")


class DepartureVerbForm(VerbForm):
    """Besides the reason, by how much a cut-off is extended."""

    only_for = {"hours": "extend"}

    hours = forms.IntegerField(
        label="",
        required=False,
        min_value=1,
        max_value=240,
        widget=forms.NumberInput({"placeholder": _("Hours, to extend"), "class": HOURS_CLASSES}),
    )


class SlotInline(StaffInline):
    model = Slot
    fields = readonly_fields = ("number", "status", "container_type", "kind", "free", "shipments")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slot]:
        """With the number of shipments in each."""
        rows: QuerySet[Slot] = super().get_queryset(request)
        riding = Count("assignments", filter=Q(assignments__released_at__isnull=True))
        return rows.select_related("container_type").annotate(riding=riding).order_by("number")

    @admin.display(description=_("Class"))
    def kind(self, slot: Slot) -> str:
        return f"{slot.temperature_class} {slot.segregation_group}"

    @admin.display(description=_("Free kg / m³"))
    def free(self, slot: Slot) -> str:
        return f"{slot.free_g / 1000:,.0f} / {slot.free_cm3 / 1_000_000:.1f}"

    @admin.display(description=_("Shipments"))
    def shipments(self, slot: Any) -> str:
        return link_to_list("shipping.slotassignment", slot.riding, slot__id__exact=slot.pk)


class TrainReportInline(StaffInline):
    model = TransportEvent
    fk_name = "departure"
    fields = readonly_fields = ("kind", "occurred_at", "recorded_at", "location", "told_by", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransportEvent]:
        """With the names of who reported."""
        return with_source_names(super().get_queryset(request))

    @admin.display(description=_("Source"))
    def told_by(self, event: Any) -> str:
        return event.source_name or in_words(event.source)


class DepartureMoveInline(MoveInline):
    model = DepartureMove


class DepartureChangeInline(NamesDoersInside, StaffInline):
    model = DepartureChange
    fields = readonly_fields = ("changed_at", "kind", "leg", "reason", "facts", "who")
    show_change_link = False


class FollowUpFilter(admin.SimpleListFilter):
    """What was changed, and isn't worked out to the end."""

    title = _("changes")
    parameter_name = "follow_up"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Words]]:
        """The one choice."""
        return [("due", _("Not worked out yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Departure]) -> QuerySet[Departure]:
        """The departures whose shipments have not followed yet."""
        return queryset.filter(pk__in=due().values("pk")) if self.value() else queryset


@admin.register(Departure, site=staff_site)
class DepartureAdmin(StaffAdmin):
    """Dated trains, how full they are, and the dispatcher's verbs."""

    test_rows = Q(service__sandbox=True)
    list_display = ("train", "state", "departs", "cut_off", "arrives", "free_places", "free_mass", "riding")
    list_filter = (
        "status",
        FollowUpFilter,
        ("edited_at", admin.EmptyFieldListFilter),
        ("service", AutocompleteSelectFilter),
        ("service_date", RangeDateFilter),
    )
    search_fields = ("service__code", "service__name", "service_date")
    list_select_related = ("service__origin", "service__destination")
    ordering = ("departs_at", "id")
    nothing = _("No train is planned: the timetable's task makes them twelve weeks ahead.")
    fields = readonly_fields = (
        *("pages", "service_link", "service_date", "state", "note", "departs", "planned", "arrives"),
        *("cut_off", "papers", "terminal", "shipments", "slots", "cancelled", "rests", "edited"),
        "follow_up",
    )
    inlines = (
        *(DepartureLegInline, SlotInline, HoldInline, TrainReportInline),
        *(DepartureChangeInline, DepartureMoveInline),
    )
    action_form = DepartureVerbForm
    actions = _VERBS
    verbs = {name: {"dispatch"} for name in _VERBS}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Departure]:
        """With what the tightest leg has left."""
        rows: QuerySet[Departure] = super().get_queryset(request)
        return rows.select_related("service__origin", "service__destination").annotate(
            least_mteu=Min("legs__free_mteu"), least_g=Min("legs__free_gross_g")
        )

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Departure | None:
        """With its legs, and what its state allows."""
        row: Any = super().get_object(request, *args, **kwargs)
        if row is not None:
            prefetch_related_objects([row], "legs")
            row.allowed = departure_verbs(row, at=now())
        return cast("Departure | None", row)

    # ---- what is shown ---------------------------------------------------------------

    @admin.display(description=_("Train"), ordering="service__code")
    def train(self, departure: Departure) -> str:
        return train_name(departure)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, departure: Departure) -> str:
        return status_badge(departure.status, departure.get_status_display())

    @admin.display(description=_("Service"))
    def service_link(self, departure: Departure) -> str:
        return link(departure.service)

    @admin.display(description=_("Departs"), ordering="departs_at")
    def departs(self, departure: Departure) -> str:
        return when(departure.departs_at, departure.service.origin.timezone)

    @admin.display(description=_("Arrives"), ordering="arrives_at")
    def arrives(self, departure: Departure) -> str:
        return when(departure.arrives_at, departure.service.destination.timezone)

    @admin.display(description=_("Warehouse cut-off"), ordering="cfs_cutoff_at")
    def cut_off(self, departure: Departure) -> str:
        return when(departure.cfs_cutoff_at, departure.service.origin.timezone)

    @admin.display(description=_("Papers cut-off"))
    def papers(self, departure: Departure) -> str:
        return when(departure.doc_cutoff_at, departure.service.origin.timezone)

    @admin.display(description=_("Terminal cut-off"))
    def terminal(self, departure: Departure) -> str:
        return when(departure.cy_cutoff_at, departure.service.origin.timezone)

    @admin.display(description=_("Cancelled"))
    def cancelled(self, departure: Departure) -> str:
        return when(departure.cancelled_at)

    @admin.display(description=_("Planned to depart"))
    def planned(self, departure: Departure) -> str:
        return when(departure.planned_departs_at, departure.service.origin.timezone)

    @admin.display(description=_("Edited by hand"))
    def edited(self, departure: Departure) -> str:
        return when(departure.edited_at)

    @admin.display(description=_("Changed, not worked out yet"))
    def follow_up(self, departure: Departure) -> str:
        return when(departure.follow_up_at)

    @admin.display(description=_("Pages"))
    def pages(self, departure: Any) -> str:
        """What else can be seen of it, and done to it."""
        found = staff_site.row_pages("shipping.departure", departure.pk)
        if departure.status in (Departure.Status.PLANNED, Departure.Status.OPEN):
            address = reverse("admin:timetable_departure", args=(departure.pk,))
            found.append((_("Edit by hand"), address))
        if "hold-places" in departure.allowed:
            found.append((_("Hold places"), reverse("admin:departure_hold", args=(departure.pk,))))
        trains = [leg for leg in departure.legs.all() if leg.gauge_mm is not None]
        found += [
            (
                gettext("Load list %(gauge)s") % {"gauge": leg.gauge_mm},
                reverse("admin:load_list", args=(leg.pk,)),
            )
            for leg in trains
        ]
        links = ((address, words) for words, address in found)
        return format_html_join(" · ", '<a class="text-link" href="{}">{}</a>', links)

    @admin.display(description=_("Free places"), ordering="least_mteu")
    @leaving("number")
    def free_places(self, departure: Any) -> str:
        return f"{(departure.least_mteu or 0) / PLACE_MTEU:g}"

    @admin.display(description=_("Free mass, t"), ordering="least_g")
    @leaving("number")
    def free_mass(self, departure: Any) -> str:
        return f"{(departure.least_g or 0) / 1_000_000:,.1f}"

    @admin.display(description=_("On it"))
    @leaving("nowhere")
    def riding(self, departure: Departure) -> str:
        return self.shipments(departure)

    @admin.display(description=_("Shipments"))
    def shipments(self, departure: Departure) -> str:
        return link_to_list("shipping.slotassignment", _("show"), slot__departure__id__exact=departure.pk)

    @admin.display(description=_("Slots"))
    def slots(self, departure: Departure) -> str:
        return link_to_list("shipping.slot", _("show"), departure__id__exact=departure.pk)

    # ---- what may be done ------------------------------------------------------------

    def offers(self, verb: str, row: Any) -> bool:
        """What the railway says is possible now, as over REST."""
        if verb == "cancel" and row.status not in _CANCELLED_WHOLE:
            return False
        return _NAMES.get(verb, verb) in row.allowed

    @admin.action(description=pgettext_lazy("verb", "Open"))
    def open_it(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self.perform(request, queryset, self._verb(request, closing.open_departure), done=_("opened"))

    @admin.action(description=_("Close"))
    def close(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self.perform(request, queryset, self._verb(request, closing.close_departure), done=_("closed"))

    @admin.action(description=_("Extend the warehouse cut-off"))
    def extend(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        """By so many hours; cut-offs that would then come sooner move along."""
        hours = request.POST.get("hours", "")
        if not hours.isdecimal() or not int(hours):
            self.message_user(request, _("Say by how many hours."), messages.ERROR)
            return
        length = timedelta(hours=int(hours))

        def verb(departure: Departure) -> object:
            cfs_at = departure.cfs_cutoff_at + length
            documents_at = max(departure.doc_cutoff_at, cfs_at)
            return extending.extend_cut_offs(
                departure_id=departure.pk,
                cfs_at=cfs_at,
                documents_at=documents_at,
                terminal_at=max(departure.cy_cutoff_at, documents_at),
                reason=self.reason(request),
                at=now(),
                by=self.actor(request),
            )

        self.perform(request, queryset, verb, done=_("extended"), needs_reason=True)

    @admin.action(description=_("Cancel, and roll its shipments"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        """The departure first, in a transaction of its own; then each shipment in one of its own."""
        rows = list(queryset)
        verb = self._verb(request, cancelling.cancel_departure)
        self.perform(request, rows, verb, done=_("cancelled"), needs_reason=True)
        for departure in rows:
            rolling.roll_departure(departure_id=departure.pk, at=now(), by=self.actor(request))

    @admin.action(description=_("Restore"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        """All that was taken from it, as far as its time has not passed."""

        def verb(departure: Departure) -> object:
            return restoring.restore(
                departure_id=departure.pk,
                position=None,
                reason=self.reason(request),
                at=now(),
                by=self.actor(request),
            )

        self.perform(request, queryset, verb, done=_("restored"), needs_reason=True)

    @admin.action(description=_("Follow the timetable"))
    def follow(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        """Again, after it was changed by hand."""
        verb = self._verb(request, returning.follow_timetable)
        self.perform(request, queryset, verb, done=_("will follow the timetable again"), needs_reason=True)

    @admin.action(description=_("Report loaded"))
    def load(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self._report(request, queryset, Stage.LOADED)

    @admin.action(description=_("Report departed"))
    def depart(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self._report(request, queryset, Stage.DEPARTED)

    @admin.action(description=_("Report at the border"))
    def at_border(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self._report(request, queryset, Stage.AT_BORDER)

    @admin.action(description=_("Report transshipped"))
    def transship(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self._report(request, queryset, Stage.TRANSSHIPPED)

    @admin.action(description=_("Report arrived"))
    def arrive(self, request: HttpRequest, queryset: QuerySet[Departure]) -> None:
        self._report(request, queryset, Stage.ARRIVED)

    def _report(self, request: HttpRequest, rows: QuerySet[Departure], kind: Stage) -> None:
        def report(departure: Departure) -> object:
            return reporting.report_departure(
                departure_id=departure.pk, kind=kind, at=now(), by=self.actor(request)
            )

        self.perform(request, rows, report, done=REPORTED[kind])

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Departure], object]:
        """A verb with a reason, on one departure, as of now."""

        def call(departure: Departure) -> object:
            return verb(
                departure_id=departure.pk,
                at=now(),
                by=self.actor(request),
                reason=self.reason(request),
            )

        return call
