"""What do staff see of the legs of departures?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.bare import leaving
from accounts.desk import NOTHING, StaffAdmin, StaffInline, link, link_to_list, out_of, when
from accounts.sites import staff_site
from shipping.models import DepartureLeg, LegObservation
from shipping.policy import PLACE_MTEU


class DepartureLegInline(StaffInline):
    model = DepartureLeg
    fields = readonly_fields = ("position", "what", "way", "departs", "arrives", "places", "mass", "plugs")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DepartureLeg]:
        """With the two ends, for their clocks."""
        rows: QuerySet[DepartureLeg] = super().get_queryset(request)
        return rows.select_related("origin", "destination")

    @admin.display(description=_("Train"))
    def what(self, leg: DepartureLeg) -> str:
        return leg.train_number or leg.get_kind_display()

    @admin.display(description=_("Way"))
    def way(self, leg: DepartureLeg) -> str:
        return f"{leg.origin.code} → {leg.destination.code}"

    @admin.display(description=_("Departs"))
    def departs(self, leg: DepartureLeg) -> str:
        return when(leg.departs_at, leg.origin.timezone)

    @admin.display(description=_("Arrives"))
    def arrives(self, leg: DepartureLeg) -> str:
        return when(leg.arrives_at, leg.destination.timezone)

    @admin.display(description=_("Free places"))
    def places(self, leg: DepartureLeg) -> str:
        return _of(leg.free_mteu / PLACE_MTEU, leg.cap_mteu / PLACE_MTEU)

    @admin.display(description=_("Free mass, t"))
    def mass(self, leg: DepartureLeg) -> str:
        return _of(leg.free_gross_g / 1_000_000, leg.cap_gross_g / 1_000_000)

    @admin.display(description=_("Free plugs"))
    def plugs(self, leg: DepartureLeg) -> str:
        return _of(leg.free_plugs, leg.cap_plugs)


class LegObservationInline(StaffInline):
    model = LegObservation
    fields = readonly_fields = ("minutes", "observed_at")
    show_change_link = False


@admin.register(DepartureLeg, site=staff_site)
class DepartureLegAdmin(StaffAdmin):
    """Each train, each transshipment, with what it has left."""

    test_rows = Q(departure__service__sandbox=True)
    nothing = _("No train has legs: they are made with the departures, out of the timetable.")
    list_display = ("what", "train", "way", "departs", "arrives", "places", "mass", "free_plugs", "length")
    list_filter = ("kind", "gauge_mm", ("departure", AutocompleteSelectFilter))
    search_fields = ("train_number", "departure__service__code", "departure__service_date")
    list_select_related = ("departure__service", "origin", "destination")
    fields = readonly_fields = (
        *("what", "train", "position", "kind", "gauge_mm", "way", "departs", "arrives"),
        *("places", "mass", "plugs", "length", "containers", "load_list"),
    )

    inlines = (LegObservationInline,)

    @admin.display(description=_("Leg"))
    def what(self, leg: DepartureLeg) -> str:
        return leg.train_number or leg.get_kind_display()

    @admin.display(description=_("Departure"), ordering="departure__departs_at")
    def train(self, leg: DepartureLeg) -> str:
        return link(leg.departure)

    @admin.display(description=_("Way"))
    def way(self, leg: DepartureLeg) -> str:
        return f"{leg.origin.code} → {leg.destination.code}"

    @admin.display(description=_("Departs"), ordering="departs_at")
    def departs(self, leg: DepartureLeg) -> str:
        return when(leg.departs_at, leg.origin.timezone)

    @admin.display(description=_("Arrives"), ordering="arrives_at")
    def arrives(self, leg: DepartureLeg) -> str:
        return when(leg.arrives_at, leg.destination.timezone)

    @admin.display(description=_("Free places"), ordering="free_mteu")
    @leaving("part")
    def places(self, leg: DepartureLeg) -> str:
        return _of(leg.free_mteu / PLACE_MTEU, leg.cap_mteu / PLACE_MTEU)

    @admin.display(description=_("Free mass, t"), ordering="free_gross_g")
    @leaving("part")
    def mass(self, leg: DepartureLeg) -> str:
        return _of(leg.free_gross_g / 1_000_000, leg.cap_gross_g / 1_000_000)

    @admin.display(description=_("Free plugs"))
    def plugs(self, leg: DepartureLeg) -> str:
        return _of(leg.free_plugs, leg.cap_plugs)

    @admin.display(description=_("Free length, m"), ordering="free_length_mm")
    @leaving("part")
    def length(self, leg: DepartureLeg) -> str:
        return _of(leg.free_length_mm / 1000, leg.cap_length_mm / 1000)

    @admin.display(description=_("Containers"))
    def containers(self, leg: DepartureLeg) -> str:
        return link_to_list("shipping.containerleg", _("show"), departure_leg__id__exact=leg.pk)

    @admin.display(description=_("Load list"))
    def load_list(self, leg: DepartureLeg) -> str:
        if leg.gauge_mm is None:
            return NOTHING
        return format_html(
            '<a class="text-link" href="{}">{}</a>',
            reverse("admin:load_list", args=(leg.pk,)),
            gettext("show"),
        )


def _of(free: float, limit: float) -> str:
    if limit < 1000:
        return out_of(f"{free:,.4g}", f"{limit:,.4g}")
    return out_of(f"{free:,.1f}", f"{limit:,.0f}")
