"""What do staff see of shipments, what may they do with them?"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import (
    NOTHING,
    StaffAdmin,
    badge,
    link,
    link_to_list,
    status_badge,
    when,
)
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words, in_words
from shipping.admin.climate_filter import ClimateFilter
from shipping.admin.pages import REPORTED
from shipping.admin.riding import ridden_trains
from shipping.admin.shipment_parts import (
    AssignmentInline,
    EventInline,
    PackageInline,
    RollInline,
    ShipmentMoveInline,
)
from shipping.lifecycle import may_change_trains
from shipping.models import Package, Shipment, SlotAssignment
from shipping.operations import assigning, documenting, holding, reporting, rolling
from shipping.progress import Stage, may_be_said, waits_for_train
from shipping.refusals import CLASSES

_REPORTS = {
    "hand_in": Stage.HANDED_IN,
    "load": Stage.LOADED,
    "depart": Stage.DEPARTED,
    "at_border": Stage.AT_BORDER,
    "transship": Stage.TRANSSHIPPED,
    "arrive": Stage.ARRIVED,
    "deliver": Stage.DELIVERED,
}
_VERBS = (*_REPORTS, "roll", "papers_complete", "assign_now", "clear_attention", "hold", "release")


class QueueFilter(admin.SimpleListFilter):
    """What somebody should look at."""

    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Words]]:
        """The queues."""
        return [("attention", _("Needs attention")), ("waiting", _("Waiting for a slot"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> QuerySet[Shipment]:
        """The shipments in a queue."""
        if self.value() == "attention":
            return queryset.filter(attention_at__isnull=False)
        if self.value() == "waiting":
            return queryset.filter(status=Shipment.Status.WAITING)
        return queryset


@admin.register(Shipment, site=staff_site)
class ShipmentAdmin(StaffAdmin):
    """Goods that move together, and the dispatcher's verbs."""

    test_rows = Q(sandbox=True)
    nothing = _("Nothing is carried: a paid order asks for a shipment, which then gets its place on a train.")
    list_display = (
        "number",
        "state",
        "marks",
        "journey",
        "kilograms",
        "train",
        "hand_in_by",
        "eta",
        "promised",
    )
    list_filter = (
        QueueFilter,
        "status",
        "simulated",
        ("temperature_class", ClimateFilter),
        ("origin", AutocompleteSelectFilter),
        ("destination", AutocompleteSelectFilter),
        ("eta_at", RangeDateTimeFilter),
    )
    search_fields = ("number", "reference", "tracking_code", "packages__sscc")
    list_select_related = ("first_mile_from", "origin", "destination")
    fields = readonly_fields = (
        *("number", "reference", "state", "marks", "track_link", "journey", "train", "rides"),
        *(
            "kilograms",
            "volume_cm3",
            "climate",
            "goods_class",
            "planned_hand_in",
            "hand_in_by",
        ),
        *("handed_in", "ready", "eta", "promised", "latest_arrival", "delivered", "waiting_reason"),
        *("consignor", "documents_missing"),
        *("attention_at", "attention_reason", "claims", "failures", "simulated", "events_link"),
    )
    inlines = (AssignmentInline, RollInline, EventInline, PackageInline, ShipmentMoveInline)
    actions = _VERBS
    leads_to = {"hold": "on_hold"}
    comes_from = {"release": ("on_hold",), "assign_now": ("waiting",)}
    verbs = {
        **{name: {"dispatch"} for name in _VERBS},
        # Whoever clears goods says whether their papers are there, and stops what may not go on.
        **{name: {"dispatch", "customs"} for name in ("papers_complete", "hold", "release")},
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        """With the slot that each stands on."""
        rows: QuerySet[Shipment] = super().get_queryset(request)
        active = SlotAssignment.objects.filter(released_at__isnull=True)
        return rows.select_related(*self.list_select_related).prefetch_related(
            Prefetch(
                "assignments",
                queryset=active.select_related("slot__departure__service"),
                to_attr="active",
            )
        )

    def get_fields(self, request: HttpRequest, obj: Shipment | None = None) -> list[Any]:
        """Without a row for marks where there are none."""
        fields = list(super().get_fields(request, obj))
        has_marks = obj is None or obj.attention_at or obj.simulated or obj.waiting_reason
        return fields if has_marks else [name for name in fields if name != "marks"]

    # ---- what is shown ---------------------------------------------------------------

    @admin.display(description=_("Status"), ordering="status")
    def state(self, shipment: Shipment) -> str:
        return status_badge(shipment.status, shipment.get_status_display())

    @admin.display(description=_("Marks"))
    def marks(self, shipment: Shipment) -> str:
        attention = badge(_("attention"), "bad") if shipment.attention_at else ""
        simulated = badge(_("simulated")) if shipment.simulated else ""
        return format_html("{} {} {}", attention, simulated, in_words(shipment.waiting_reason))

    @admin.display(description=_("Way"))
    def journey(self, shipment: Shipment) -> str:
        places = (shipment.first_mile_from, shipment.origin, shipment.destination)
        return " → ".join(dict.fromkeys(place.code for place in places))

    @admin.display(description=_("kg"), ordering="gross_g")
    def kilograms(self, shipment: Shipment) -> str:
        return f"{shipment.gross_g / 1000:,.1f}"

    @admin.display(description=_("Temperature class"))
    def climate(self, shipment: Shipment) -> str:
        return ClimateFilter.told(shipment.temperature_class)

    @admin.display(description=_("Segregation class"))
    def goods_class(self, shipment: Shipment) -> str:
        return in_words(CLASSES.get(shipment.segregation_class, shipment.segregation_class))

    @admin.display(description=_("Train"))
    def train(self, shipment: Any) -> str:
        return link(shipment.active[0].slot.departure) if shipment.active else NOTHING

    @admin.display(description=_("Leg by leg"))
    def rides(self, shipment: Any) -> str:
        return ridden_trains(shipment.active[0].slot) if shipment.active else NOTHING

    @admin.display(description=_("Hand in by"), ordering="hand_in_by_at")
    def hand_in_by(self, shipment: Shipment) -> str:
        return when(shipment.hand_in_by_at, shipment.first_mile_from.timezone)

    @admin.display(description=_("Planned hand-in"))
    def planned_hand_in(self, shipment: Shipment) -> str:
        return when(shipment.planned_hand_in_at, shipment.first_mile_from.timezone)

    @admin.display(description=_("Handed in"))
    def handed_in(self, shipment: Shipment) -> str:
        return when(shipment.handed_in_at, shipment.first_mile_from.timezone)

    @admin.display(description=_("At the train's warehouse"))
    def ready(self, shipment: Shipment) -> str:
        return when(shipment.ready_at, shipment.origin.timezone)

    @admin.display(description=_("Expected"), ordering="eta_at")
    def eta(self, shipment: Shipment) -> str:
        return when(shipment.eta_at, shipment.destination.timezone)

    @admin.display(description=_("Promised"), ordering="promised_at")
    def promised(self, shipment: Shipment) -> str:
        return when(shipment.promised_at, shipment.destination.timezone)

    @admin.display(description=_("Latest arrival"))
    def latest_arrival(self, shipment: Shipment) -> str:
        return when(shipment.latest_arrival_at, shipment.destination.timezone)

    @admin.display(description=_("Delivered"))
    def delivered(self, shipment: Shipment) -> str:
        return when(shipment.delivered_at, shipment.destination.timezone)

    @admin.display(description=_("Public page"))
    def track_link(self, shipment: Shipment) -> str:
        code = shipment.tracking_code
        return format_html('<a class="text-link" href="/track/{}">{}</a>', code, code)

    @admin.display(description=_("Reports"))
    def events_link(self, shipment: Shipment) -> str:
        return link_to_list("shipping.transportevent", _("show"), shipment__id__exact=shipment.pk)

    # ---- what may be done ------------------------------------------------------------

    def offers(self, verb: str, row: Any) -> bool:
        """What its state, its train and its papers allow, as the operations judge it."""
        if verb in _REPORTS:
            return self._may_report(_REPORTS[verb], row)
        if verb == "roll":
            return bool(row.active) and may_change_trains(row.status)
        if verb == "papers_complete":
            return bool(row.documents_missing)
        if verb == "clear_attention":
            return row.attention_at is not None
        return super().offers(verb, row)

    def _may_report(self, stage: Stage, shipment: Any) -> bool:
        if stage is Stage.HANDED_IN and shipment.handed_in_at is not None:
            return False
        if not may_be_said(stage, status=shipment.status):
            return False
        trains = [place.slot.departure for place in shipment.active]
        return not any(
            train.departs_at > now() and waits_for_train(stage, status=shipment.status, train=train.status)
            for train in trains
        )

    @admin.action(description=_("Report handed in"))
    def hand_in(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.HANDED_IN)

    @admin.action(description=_("Report loaded"))
    def load(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.LOADED)

    @admin.action(description=_("Report departed"))
    def depart(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.DEPARTED)

    @admin.action(description=_("Report at the border"))
    def at_border(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.AT_BORDER)

    @admin.action(description=_("Report transshipped"))
    def transship(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.TRANSSHIPPED)

    @admin.action(description=_("Report arrived"))
    def arrive(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.ARRIVED)

    @admin.action(description=_("Report delivered"))
    def deliver(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._report(request, queryset, Stage.DELIVERED)

    @admin.action(description=_("Roll to a later train"))
    def roll(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._with_reason(request, queryset, rolling.roll_shipment, _("rolled"))

    @admin.action(description=_("Papers are complete"))
    def papers_complete(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        """After the documents cut-off they come too late for its train."""

        def note(shipment: Shipment) -> object:
            return documenting.note_documents(
                shipment_id=shipment.pk, missing=(), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, note, done=_("noted"))

    @admin.action(description=_("Hold"))
    def hold(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._with_reason(request, queryset, holding.hold_shipment, _("held"))

    @admin.action(description=_("Release from hold"))
    def release(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._with_reason(request, queryset, holding.release_shipment, _("released"))

    @admin.action(description=_("Clear attention"))
    def clear_attention(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        def clear(shipment: Shipment) -> object:
            return assigning.clear_attention(shipment_id=shipment.pk)

        self.perform(request, queryset, clear, done=_("cleared"))

    @admin.action(description=_("Assign now"))
    def assign_now(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        """As the worker does, with its counting; what has no room says why."""
        for shipment in queryset:
            if shipment.status != Shipment.Status.WAITING:
                told = gettext("Only a shipment that waits gets a train; this one is %(state)s.")
                words = told % {"state": in_words(shipment.status)}
                self.message_user(request, f"{shipment}: {words}", messages.ERROR)
                continue
            owns_transaction(assigning.clear_attention)(shipment_id=shipment.pk)
            try:
                done = assigning.try_assign(shipment_id=shipment.pk, at=now(), by=self.actor(request))
            except Problem as problem:
                self.message_user(request, f"{shipment}: {in_readers_words(problem)}", messages.ERROR)
                continue
            shipment.refresh_from_db(fields=["status", "waiting_reason"])
            facts = {"shipment": shipment, "state": shipment.get_status_display().lower()}
            said = (
                gettext("%(shipment)s has its slot.")
                if done
                else gettext("%(shipment)s is %(state)s: %(why)s.")
                if shipment.waiting_reason
                else gettext("%(shipment)s is being worked on: try again.")
            )
            level = messages.SUCCESS if done else messages.WARNING
            self.message_user(request, said % {**facts, "why": in_words(shipment.waiting_reason)}, level)

    def _report(self, request: HttpRequest, rows: QuerySet[Shipment], kind: Stage) -> None:
        def report(shipment: Shipment) -> object:
            return reporting.report_stage(
                shipment_id=shipment.pk, kind=kind, at=now(), by=self.actor(request)
            )

        self.perform(request, rows, report, done=REPORTED[kind])

    def _with_reason(
        self, request: HttpRequest, rows: QuerySet[Shipment], verb: Callable[..., object], done: Words
    ) -> None:
        def call(shipment: Shipment) -> object:
            return verb(
                shipment_id=shipment.pk,
                reason=self.reason(request),
                at=now(),
                by=self.actor(request),
            )

        self.perform(request, rows, call, done=done, needs_reason=True)


@admin.register(Package, site=staff_site)
class PackageAdmin(StaffAdmin):
    """Parcels by SSCC."""

    test_rows = Q(shipment__sandbox=True)
    nothing = _("Nothing is packed: sellers pack accepted orders over REST, and each package gets its SSCC.")
    list_display = ("sscc", "carried", "kilograms", "packed_at")
    list_filter = (("packed_at", RangeDateTimeFilter),)
    search_fields = ("sscc", "shipment__number")
    list_select_related = ("shipment",)
    fields = readonly_fields = ("sscc", "carried", "gross_g", "volume_cm3", "packed_at")

    @admin.display(description=_("Shipment"))
    def carried(self, package: Package) -> str:
        return link(package.shipment)

    @admin.display(description=_("kg"), ordering="gross_g")
    def kilograms(self, package: Package) -> str:
        return f"{package.gross_g / 1000:,.1f}"
