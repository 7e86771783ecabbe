"""What do staff see of shipments that were taken from their trains?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, unbroken
from accounts.sites import staff_site
from kit.reading import dated, instant
from kit.words import Words, in_words
from shipping.admin.pages import train_name
from shipping.models import Rebooking, Roll


class PlaceFilter(admin.SimpleListFilter):
    """Whether it has found another train."""

    title = _("found a place")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Words]]:
        """It did, or it did not."""
        return [("found", _("Found a place")), ("none", _("Found none"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Roll]) -> QuerySet[Roll]:
        """The rolls that ended so."""
        if self.value() in ("found", "none"):
            without = Q(to_departure__isnull=True, rebooking__isnull=True)
            return queryset.filter(without if self.value() == "none" else ~without)
        return queryset


class RebookingInline(StaffInline):
    """The train that it found later."""

    model = Rebooking
    fields = readonly_fields = ("to_departure", "new_eta_at", "keeps_promise", "rebooked_at")
    verbose_name_plural = _("Found a place later")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("to_departure__service")


@admin.register(Roll, site=staff_site)
class RollAdmin(StaffAdmin):
    """What was rolled: why, whose fault, where to, what became of the promise."""

    test_rows = Q(shipment__sandbox=True)
    nothing = _("Nothing was rolled: whatever loses its train, and what became of it, is listed here.")
    list_display = (
        *("carried", "taken_from", "went_to", "promise", "why", "etas", "reason"),
        "rolled",
    )
    list_display_links = ("rolled",)
    list_filter = (
        PlaceFilter,
        "cause",
        "fault",
        "keeps_promise",
        ("from_departure", AutocompleteSelectFilter),
        ("rolled_at", RangeDateTimeFilter),
    )
    search_fields = ("shipment__number", "shipment__reference", "from_departure__service__code", "reason")
    list_select_related = (
        *("shipment__origin", "shipment__destination"),
        *("from_departure__service", "to_departure__service", "rebooking__to_departure__service"),
    )
    ordering = ("-rolled_at", "-id")
    fields = readonly_fields = (*list_display, "who", "by_id")
    inlines = (RebookingInline,)

    @admin.display(description=_("Rolled"), ordering="rolled_at")
    def rolled(self, roll: Roll) -> str:
        return dated(roll.rolled_at, roll.shipment.origin.timezone)

    @admin.display(description=_("Shipment"), ordering="shipment__number")
    def carried(self, roll: Roll) -> str:
        return unbroken(link(roll.shipment))

    @admin.display(description=pgettext_lazy("place", "From"), ordering="from_departure__departs_at")
    def taken_from(self, roll: Roll) -> str:
        return link(roll.from_departure, train_name(roll.from_departure))

    @admin.display(description=_("To, or why not"), ordering="to_departure__departs_at")
    def went_to(self, roll: Roll) -> str:
        if roll.to_departure is not None:
            return link(roll.to_departure, train_name(roll.to_departure))
        if roll.rebooked is not None:
            later = roll.rebooked.to_departure
            return format_html("<div>{}<br>{}</div>", link(later, train_name(later)), gettext("later"))
        return format_html("{} {}", badge(_("no place"), "bad"), in_words(roll.why_not))

    @admin.display(description=_("Cause, fault"), ordering="cause")
    def why(self, roll: Roll) -> str:
        return format_html("<div>{}<br>{}</div>", roll.get_cause_display(), roll.get_fault_display())

    @admin.display(description=_("Expected before, now"), ordering="new_eta_at")
    def etas(self, roll: Roll) -> str:
        zone = roll.shipment.destination.timezone
        now_at = (roll.rebooked or roll).new_eta_at
        return format_html("<div>{}<br>{}</div>", _there(roll.old_eta_at, zone), _there(now_at, zone))

    @admin.display(description=_("Promise"), ordering="keeps_promise")
    def promise(self, roll: Roll) -> str:
        kept = (roll.rebooked or roll).keeps_promise
        if kept is None:
            return NOTHING
        return (
            badge(pgettext_lazy("promise", "kept"), "good")
            if kept
            else badge(pgettext_lazy("promise", "broken"), "bad")
        )


def _there(at: datetime | None, zone: str) -> str:
    """By the clocks of the place alone: a list has no room for UTC beside it."""
    return unbroken(instant(at, zone)) if at is not None else NOTHING
