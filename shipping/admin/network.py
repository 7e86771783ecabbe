"""What do staff see of places, legs, boxes, services?"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter

from accounts.desk import NOTHING, StaffAdmin, StaffInline, link, link_to_list
from accounts.filters import CodesFilter, coded
from accounts.sites import staff_site
from kit.languages import language_of, name_in
from shipping.models import (
    Closure,
    ContainerType,
    Crossing,
    HolidayRule,
    Leg,
    Location,
    OrganisationLocation,
    Route,
    RouteLeg,
    ServiceLeg,
    TrainService,
)

_CONFIDENCE = coded("confidence", _("confidence"))
_KIND, _MODE = coded("kind", _("kind")), coded("mode", _("mode"))
_PROVENANCE = ("source", _CONFIDENCE)


class ReporterInline(StaffInline):
    model = OrganisationLocation
    fields = readonly_fields = ("organisation",)
    ordering = ("organisation__name",)
    show_change_link = False


@admin.register(Location, site=staff_site)
class LocationAdmin(StaffAdmin):
    """Stations, dry ports, warehouses."""

    nothing = _(
        "No place is known: stations, terminals and warehouses come with the reference data (load_reference)."
    )
    list_display = ("code", "name", _KIND, "country", "gauges", "timezone", "unlocode", "esr_code")
    list_filter = ("country", ("kind", CodesFilter))
    search_fields = ("code", "unlocode", "names__en", "names__ru", "names__kk", "names__zh-Hans")
    fields = readonly_fields = (
        *("code", "name_en", "name_ru", "name_kk", "name_zh", _KIND, "country", "gauges", "timezone"),
        *("latitude", "longitude", "unlocode", "esr_code", "services", "shipments", *_PROVENANCE),
    )
    inlines = (ReporterInline,)

    @admin.display(description=_("Name"))
    def name(self, place: Location) -> str:
        return name_in(place.names, language_of(get_language() or "en")) or NOTHING

    @admin.display(description=_("English"))
    def name_en(self, place: Location) -> str:
        return _name(place, "en")

    @admin.display(description=_("Russian"))
    def name_ru(self, place: Location) -> str:
        return _name(place, "ru")

    @admin.display(description=_("Kazakh"))
    def name_kk(self, place: Location) -> str:
        return _name(place, "kk")

    @admin.display(description=_("Chinese"))
    def name_zh(self, place: Location) -> str:
        return _name(place, "zh-Hans")

    @admin.display(description=_("Gauges, mm"))
    def gauges(self, place: Location) -> str:
        return ", ".join(map(str, place.gauges_mm)) or NOTHING

    @admin.display(description=_("Services from here"))
    def services(self, place: Location) -> str:
        return link_to_list("shipping.trainservice", _("show"), origin__id__exact=place.pk)

    @admin.display(description=_("Shipments from here"))
    def shipments(self, place: Location) -> str:
        return link_to_list("shipping.shipment", _("show"), origin__id__exact=place.pk)


@admin.register(OrganisationLocation, site=staff_site)
class OrganisationLocationAdmin(StaffAdmin):
    """Which organisation reports from where."""

    nothing = _("Nobody reports from anywhere: partners are allowed places when they are entered.")
    test_rows = Q(organisation__sandbox=True)
    list_display = ("organisation", "place")
    list_filter = (("organisation", AutocompleteSelectFilter), ("location", AutocompleteSelectFilter))
    search_fields = ("organisation__name", "location__code")
    ordering = ("organisation__name", "location__code")
    list_select_related = ("organisation", "location")
    fields = readonly_fields = ("organisation", "place")

    @admin.display(description=_("Location"), ordering="location__code")
    def place(self, row: OrganisationLocation) -> str:
        return link(row.location)


@admin.register(Leg, site=staff_site)
class LegAdmin(StaffAdmin):
    """Single steps between neighbouring places."""

    nothing = _("No stretch of line is known: they come with the reference data (load_reference).")
    list_display = ("code", "starts", "ends", _MODE, "gauges", "distance_km", "typical_hours", _CONFIDENCE)
    list_filter = (
        ("mode", CodesFilter),
        ("origin", AutocompleteSelectFilter),
        ("destination", AutocompleteSelectFilter),
    )
    search_fields = ("code", "origin__code", "destination__code")
    list_select_related = ("origin", "destination")
    fields = readonly_fields = (
        *("code", "starts", "ends", _MODE, "gauges", "distance_km", "typical_hours"),
        *_PROVENANCE,
    )

    @admin.display(description=pgettext_lazy("place", "From"), ordering="origin__code")
    def starts(self, leg: Leg) -> str:
        return link(leg.origin)

    @admin.display(description=_("To"), ordering="destination__code")
    def ends(self, leg: Leg) -> str:
        return link(leg.destination)

    @admin.display(description=_("Gauges, mm"))
    def gauges(self, leg: Leg) -> str:
        return ", ".join(map(str, leg.gauges_mm)) or NOTHING


class RouteLegInline(StaffInline):
    model = RouteLeg
    fields = readonly_fields = ("position", "step", "mode", "hours", "reversed")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RouteLeg]:
        """With the legs' two ends."""
        rows: QuerySet[RouteLeg] = super().get_queryset(request)
        return rows.select_related("leg__origin", "leg__destination")

    @admin.display(description=_("Leg"))
    def step(self, row: RouteLeg) -> str:
        ends = (row.leg.origin.code, row.leg.destination.code)
        start, end = reversed(ends) if row.reversed else ends
        return link(row.leg, f"{start} → {end}")

    @admin.display(description=_("Mode"))
    def mode(self, row: RouteLeg) -> str:
        gauges = " ".join(map(str, row.leg.gauges_mm))
        return f"{row.leg.mode} {gauges}"

    @admin.display(description=_("Typical hours"))
    def hours(self, row: RouteLeg) -> int:
        return row.leg.typical_hours


@admin.register(Route, site=staff_site)
class RouteAdmin(StaffAdmin):
    """Legs in order."""

    nothing = _("There is no route: they come with the reference data (load_reference).")
    list_display = ("code", "steps")
    search_fields = ("code", "route_legs__leg__code")
    fields = readonly_fields = ("code", "services")
    inlines = (RouteLegInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Route]:
        """With the number of legs."""
        rows: QuerySet[Route] = super().get_queryset(request)
        return rows.annotate(leg_count=Count("route_legs"))

    @admin.display(description=_("Legs"), ordering="leg_count")
    def steps(self, route: Any) -> int:
        return int(route.leg_count)

    @admin.display(description=_("Services"))
    def services(self, route: Route) -> str:
        return link_to_list("shipping.trainservice", _("show"), route__id__exact=route.pk)


@admin.register(ContainerType, site=staff_site)
class ContainerTypeAdmin(StaffAdmin):
    """Boxes by ISO 6346 size-type."""

    nothing = _("No kind of container is known: they come with the reference data (load_reference).")
    list_display = ("iso_code", "name", "mteu", "volume", "tare", "rail_gross", "is_reefer", _CONFIDENCE)
    list_filter = ("is_reefer", "nominal_ft")
    search_fields = ("iso_code", "name")
    fields = readonly_fields = (
        *("iso_code", "name", "nominal_ft", "length_mm", "mteu", "volume", "tare", "max_gross"),
        *("rail_gross", "is_reefer", "slots", *_PROVENANCE),
    )

    @admin.display(description=_("Volume, m³"), ordering="volume_cm3")
    def volume(self, box: ContainerType) -> str:
        return f"{box.volume_cm3 / 1_000_000:.1f}"

    @admin.display(description=_("Tare, kg"), ordering="tare_g")
    def tare(self, box: ContainerType) -> str:
        return f"{box.tare_g / 1000:,.0f}"

    @admin.display(description=_("Largest gross, kg"))
    def max_gross(self, box: ContainerType) -> str:
        return f"{box.max_gross_g / 1000:,.0f}"

    @admin.display(description=_("Gross on rails, kg"), ordering="rail_max_gross_g")
    def rail_gross(self, box: ContainerType) -> str:
        return f"{box.rail_max_gross_g / 1000:,.0f}" if box.rail_max_gross_g else gettext("refused")

    @admin.display(description=_("Slots"))
    def slots(self, box: ContainerType) -> str:
        return link_to_list("shipping.slot", _("show"), container_type__id__exact=box.pk)


class ServiceLegInline(StaffInline):
    model = ServiceLeg
    fields = readonly_fields = (
        *("position", "train_number", "kind", "gauge_mm", "origin", "destination"),
        *("departs_after_min", "arrives_after_min", "places", "gross_cap_g", "plugs", "max_length_mm"),
    )
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceLeg]:
        """With its two ends."""
        rows: QuerySet[ServiceLeg] = super().get_queryset(request)
        return rows.select_related("origin", "destination")


@admin.register(TrainService, site=staff_site)
class TrainServiceAdmin(StaffAdmin):
    """What is sold: a train on certain days."""

    test_rows = Q(sandbox=True)
    nothing = _(
        "No train is in the timetable: services come with the reference data, or are uploaded on its page."
    )
    list_display = ("code", "name", "starts", "ends", "days", "departs_local", "transit_h", "places")
    list_filter = ("direction", "crossing", ("origin", AutocompleteSelectFilter))
    search_fields = ("code", "name", "origin__code", "destination__code")
    list_select_related = ("origin", "destination", "route")
    fields = readonly_fields = (
        *("code", "name", "starts", "ends", "way", "crossing", "direction", "days", "departs_local"),
        *("transit_h", "cfs_cutoff_h", "doc_cutoff_h", "cy_cutoff_h", "valid_from", "valid_to"),
        *("departures", "editing", "edited_at", *_PROVENANCE),
    )
    inlines = (ServiceLegInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainService]:
        """With its legs, for their places."""
        rows: QuerySet[TrainService] = super().get_queryset(request)
        return rows.prefetch_related("legs")

    @admin.display(description=pgettext_lazy("place", "From"), ordering="origin__code")
    def starts(self, service: TrainService) -> str:
        return link(service.origin)

    @admin.display(description=_("To"), ordering="destination__code")
    def ends(self, service: TrainService) -> str:
        return link(service.destination)

    @admin.display(description=_("Route"))
    def way(self, service: TrainService) -> str:
        return link(service.route)

    @admin.display(description=_("Days"))
    def days(self, service: TrainService) -> str:
        names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
        return " ".join(str(names[day - 1]) for day in service.weekdays)

    @admin.display(description=_("Places by train"))
    def places(self, service: TrainService) -> str:
        trains = (leg for leg in service.legs.all() if leg.gauge_mm)
        return " / ".join(f"{leg.places} ({leg.gauge_mm})" for leg in trains)

    @admin.display(description=_("Change it"))
    def editing(self, service: TrainService) -> str:
        address = reverse("admin:timetable_service", args=(service.code,))
        return format_html(
            '<a class="text-link" href="{}">{}</a>', address, gettext("see first what that does")
        )

    @admin.display(description=_("Departures"))
    def departures(self, service: TrainService) -> str:
        return link_to_list("shipping.departure", _("show"), service__id__exact=service.pk)


@admin.register(Crossing, site=staff_site)
class CrossingAdmin(StaffAdmin):
    """Border crossings, with the trains a day that both railways agreed on."""

    nothing = _("No border crossing is known: they come with the reference data (load_reference).")
    list_display = ("code", "name", "place", "daily_trains", _CONFIDENCE)
    search_fields = ("code", "name")
    list_select_related = ("station",)
    fields = readonly_fields = ("code", "name", "place", "daily_trains", *_PROVENANCE)

    @admin.display(description=_("Station"), ordering="station__code")
    def place(self, crossing: Crossing) -> str:
        return link(crossing.station)


@admin.register(HolidayRule, site=staff_site)
class HolidayRuleAdmin(StaffAdmin):
    """What public holidays do to trains."""

    nothing = _("No holiday stops a train: rules are made on the timetable's page.")
    list_display = ("country", "holiday", "effect", _CONFIDENCE)
    list_filter = ("country", "effect")
    search_fields = ("holiday",)
    fields = readonly_fields = ("country", "holiday", "effect", *_PROVENANCE)


@admin.register(Closure, site=staff_site)
class ClosureAdmin(StaffAdmin):
    """Days on which a station or a crossing handles no trains."""

    list_display = ("place", "first_date", "last_date", "effect", "reason", "withdrawn_at")
    list_display_links = ("first_date",)
    list_filter = ("effect", ("first_date", RangeDateFilter))
    search_fields = ("reason", "location__code", "crossing__code")
    nothing = _(
        "No station or crossing is closed. The timetable's page closes one, showing first what that does."
    )
    list_select_related = ("location", "crossing")
    fields = readonly_fields = ("place", "first_date", "last_date", "effect", "reason", "withdrawn_at")

    @admin.display(description=_("Closed"))
    def place(self, closure: Closure) -> str:
        return link(closure.location or closure.crossing)


def _name(place: Location, language: str) -> str:
    return str(place.names.get(language, NOTHING))
