"""What do staff see of plans: what each run did, each move and why, what a place is worth now?"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import F, Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.bare import is_bare
from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, link_to_list, out_of, unbroken
from accounts.naming import NamesDoers
from accounts.sites import staff_site
from kit.money import Money
from kit.reading import instant
from kit.words import Words
from shipping.admin.pages import train_name
from shipping.models import PlanMove, PlanRun, PlanTrain, TrainPrice

_TONES = {"running": "busy", "applied": "good", "refused": "late", "failed": "bad", "superseded": "bad"}
# Under these names the referee adds up what a plan costs.
COSTS: Mapping[str, Words] = {
    "container": _("haul of containers"),
    "late": _("lateness"),
    "storage": _("storage"),
    "refused": _("no place"),
    "change": _("changes of trains"),
}


def usd(cents: int | None) -> str:
    """An amount that the railway plans by; in an export a sum with its currency."""
    if cents is None:
        return NOTHING
    amount = Money(cents, "USD")
    if is_bare():
        return amount  # type: ignore[return-value]
    return unbroken(f"−{-amount}" if cents < 0 else amount)


class PlanTrainInline(StaffInline):
    """What an applied plan made of each train."""

    model = PlanTrain
    fields = readonly_fields = ("train", "containers_now", "places", "fill", "cost")
    show_change_link = False
    verbose_name_plural = _("Trains")

    def get_queryset(self, request: Any) -> Any:
        """In the order in which they leave, with their services."""
        rows: Any = super().get_queryset(request)
        return rows.select_related("departure__service").order_by("departure__departs_at", "pk")

    @admin.display(description=_("Train"))
    def train(self, row: PlanTrain) -> str:
        return link(row.departure, train_name(row.departure))

    @admin.display(description=_("Containers before, now"))
    def containers_now(self, row: PlanTrain) -> str:
        return f"{row.containers_before} → {row.containers}"

    @admin.display(description=_("Places"))
    def places(self, row: PlanTrain) -> str:
        return out_of(row.mteu // 2_000, row.cap_mteu // 2_000)

    @admin.display(description=_("Filled before, now"))
    def fill(self, row: PlanTrain) -> str:
        before = percent(row.goods_before_cm3, row.usable_before_cm3)
        return f"{before} → {percent(row.goods_cm3, row.usable_cm3)}"

    @admin.display(description=_("Cost before, now"))
    def cost(self, row: PlanTrain) -> str:
        return format_html("{} → {}", usd(row.cost_before_cents), usd(row.cost_cents))


def percent(part: int, whole: int) -> str:
    """A part of something in hundredths; of nothing there is none."""
    return f"{100 * part // whole} %" if whole else NOTHING


@admin.register(PlanRun, site=staff_site)
class PlanRunAdmin(NamesDoers, StaffAdmin):
    """What each run of the planner did."""

    nothing = _(
        "The trains have not been planned anew yet: the planner comes round by itself (docs/replanning.md)."
    )
    list_display = (
        "started",
        "why",
        "outcome",
        "saving",
        "placed",
        "moved",
        "restowed",
        "skipped",
        "waiting",
        "late",
    )
    list_display_links = ("started",)
    list_filter = ("state", "trigger", "why_nothing", ("started_at", RangeDateTimeFilter))
    search_fields = ("book", "error")
    ordering = ("-started_at", "-id")
    fields = readonly_fields = (
        *("started_at", "ended_at", "trigger", "outcome", "why_nothing", "error", "by"),
        *("saving", "cost_before", "cost_after", "by_kind_before", "by_kind_after"),
        *("placed", "moved", "restowed", "skipped", "waiting", "late", "planned_moves"),
        *("trains", "shipments", "frozen", "containers", "snapshot_at", "horizon_at"),
        *("seed", "seconds", "peak", "leased_until", "book"),
    )
    inlines = (PlanTrainInline,)

    @admin.display(description=_("Started"), ordering="started_at")
    def started(self, run: PlanRun) -> str:
        return unbroken(f"{run.started_at:%Y-%m-%d %H:%M}Z")

    @admin.display(description=_("Why"), ordering="trigger")
    def why(self, run: PlanRun) -> str:
        return run.get_trigger_display()

    @admin.display(description=_("State"), ordering="state")
    def outcome(self, run: PlanRun) -> str:
        return badge(run.get_state_display(), _TONES[run.state])

    @admin.display(description=_("Saves"), ordering=F("before_cents") - F("after_cents"))
    def saving(self, run: PlanRun) -> str:
        if run.before_cents is None or run.after_cents is None:
            return NOTHING
        return usd(run.before_cents - run.after_cents)

    @admin.display(description=_("Cost of the book"))
    def cost_before(self, run: PlanRun) -> str:
        return usd(run.before_cents)

    @admin.display(description=_("Cost of the plan"))
    def cost_after(self, run: PlanRun) -> str:
        return usd(run.after_cents)

    @admin.display(description=_("Book, by kind"))
    def by_kind_before(self, run: PlanRun) -> str:
        return _kinds(run.costs_before)

    @admin.display(description=_("Plan, by kind"))
    def by_kind_after(self, run: PlanRun) -> str:
        return _kinds(run.costs_after)

    @admin.display(description=_("Moves"))
    def planned_moves(self, run: PlanRun) -> str:
        return link_to_list("shipping.planmove", _("show"), run__id__exact=run.pk)

    @admin.display(description=_("Most memory, MB"))
    def peak(self, run: PlanRun) -> int:
        return run.peak_kb // 1024


def _kinds(costs: Mapping[str, int]) -> str:
    told = ((COSTS[name], usd(cents)) for name, cents in costs.items() if cents and name in COSTS)
    return format_html_join("", "<div>{}: {}</div>", told) or NOTHING


@admin.register(PlanMove, site=staff_site)
class PlanMoveAdmin(StaffAdmin):
    """What plans did with shipments, what they left, and why."""

    test_rows = Q(shipment__sandbox=True)
    nothing = _("No plan has moved anything yet.")
    list_display = ("when_at", "carried", "what", "starts", "ends", "saves", "arrives", "promise", "done")
    list_display_links = ("when_at",)
    list_filter = (
        "kind",
        "applied",
        "why_not",
        "keeps_promise",
        ("to_departure", AutocompleteSelectFilter),
        ("run", AutocompleteSelectFilter),
        ("at", RangeDateTimeFilter),
    )
    search_fields = ("shipment__number", "shipment__reference", "to_departure__service__code")
    list_select_related = (
        *("shipment__destination", "from_departure__service", "to_departure__service", "run"),
    )
    ordering = ("-at", "-id")
    fields = readonly_fields = (*list_display, "in_run", "old_eta_at", "new_eta_at")

    @admin.display(description=_("At"), ordering="at")
    def when_at(self, row: PlanMove) -> str:
        return unbroken(f"{row.at:%Y-%m-%d %H:%M}Z")

    @admin.display(description=_("Shipment"), ordering="shipment__number")
    def carried(self, row: PlanMove) -> str:
        return unbroken(link(row.shipment))

    @admin.display(description=_("What"), ordering="kind")
    def what(self, row: PlanMove) -> str:
        return row.get_kind_display()

    @admin.display(description=pgettext_lazy("place", "From"), ordering="from_departure__departs_at")
    def starts(self, row: PlanMove) -> str:
        return link(row.from_departure, train_name(row.from_departure)) if row.from_departure else NOTHING

    @admin.display(description=_("To"), ordering="to_departure__departs_at")
    def ends(self, row: PlanMove) -> str:
        return link(row.to_departure, train_name(row.to_departure))

    @admin.display(description=_("Saves"), ordering="saved_cents")
    def saves(self, row: PlanMove) -> str:
        return usd(row.saved_cents)

    @admin.display(description=_("Expected before, now"), ordering="new_eta_at")
    def arrives(self, row: PlanMove) -> str:
        zone = row.shipment.destination.timezone
        told = (instant(at, zone) if at else NOTHING for at in (row.old_eta_at, row.new_eta_at))
        return format_html("<div>{}<br>{}</div>", *told)

    @admin.display(description=_("Promise"), ordering="keeps_promise")
    def promise(self, row: PlanMove) -> str:
        if row.keeps_promise is None:
            return NOTHING
        kept, broken = pgettext_lazy("promise", "kept"), pgettext_lazy("promise", "broken")
        return badge(kept, "good") if row.keeps_promise else badge(broken, "bad")

    @admin.display(description=_("Done, or why not"), ordering="applied")
    def done(self, row: PlanMove) -> str:
        return badge(_("done"), "good") if row.applied else badge(row.get_why_not_display(), "late")

    @admin.display(description=_("Run"))
    def in_run(self, row: PlanMove) -> str:
        return link(row.run)


@admin.register(TrainPrice, site=staff_site)
class TrainPriceAdmin(StaffAdmin):
    """What one more place on each train is worth by the latest plan."""

    test_rows = Q(departure__service__sandbox=True)
    nothing = _("No train has a price: the latest plan writes them where places are scarce.")
    list_display = ("train", "teu", "tonne", "plug", "priced_at")
    list_display_links = ("priced_at",)
    list_filter = (("departure", AutocompleteSelectFilter), ("priced_at", RangeDateTimeFilter))
    search_fields = ("departure__service__code",)
    list_select_related = ("departure__service", "run")
    ordering = ("departure__departs_at", "pk")
    fields = readonly_fields = (*list_display, "in_run")

    @admin.display(description=_("Train"), ordering="departure__departs_at")
    def train(self, row: TrainPrice) -> str:
        return link(row.departure, train_name(row.departure))

    @admin.display(description=_("A TEU"), ordering="cents_per_teu")
    def teu(self, row: TrainPrice) -> str:
        return usd(row.cents_per_teu)

    @admin.display(description=_("A tonne"), ordering="cents_per_tonne")
    def tonne(self, row: TrainPrice) -> str:
        return usd(row.cents_per_tonne)

    @admin.display(description=_("A plug"), ordering="cents_per_plug")
    def plug(self, row: TrainPrice) -> str:
        return usd(row.cents_per_plug)

    @admin.display(description=_("Run"))
    def in_run(self, row: TrainPrice) -> str:
        return link(row.run)
