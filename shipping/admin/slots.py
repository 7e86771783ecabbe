"""What do staff see of containers on trains?"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.bare import leaving
from accounts.desk import MoveInline, StaffAdmin, StaffInline, link, link_to_list, out_of, status_badge, when
from accounts.sites import staff_site
from shipping.admin.climate_filter import ClimateFilter
from shipping.models import AssignmentMove, ContainerLeg, Slot, SlotAssignment, SlotMove


class AssignmentInline(StaffInline):
    model = SlotAssignment
    fields = readonly_fields = ("carried", "state", "kilograms", "assigned_at", "released_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlotAssignment]:
        """With the shipments."""
        rows: QuerySet[SlotAssignment] = super().get_queryset(request)
        return rows.select_related("shipment")

    @admin.display(description=_("Shipment"))
    def carried(self, assignment: SlotAssignment) -> str:
        return link(assignment.shipment)

    @admin.display(description=_("Status"))
    def state(self, assignment: SlotAssignment) -> str:
        return status_badge(assignment.status, assignment.get_status_display())

    @admin.display(description=_("kg"))
    def kilograms(self, assignment: SlotAssignment) -> str:
        return f"{assignment.gross_g / 1000:,.1f}"


class SlotMoveInline(MoveInline):
    model = SlotMove


@admin.register(Slot, site=staff_site)
class SlotAdmin(StaffAdmin):
    """Container positions that were opened, with the room left in them."""

    test_rows = Q(departure__service__sandbox=True)
    nothing = _("No container has a place: a slot is opened on a train for the first shipment that needs it.")
    list_display = ("position", "train", "state", "box", "kind", "free_kg", "free_m3", "shipments")
    list_filter = (
        "status",
        ("temperature_class", ClimateFilter),
        "segregation_group",
        ("container_type", AutocompleteSelectFilter),
        ("departure", AutocompleteSelectFilter),
    )
    search_fields = ("container__number", "departure__service__code", "departure__service_date")
    list_select_related = ("departure__service", "container_type", "container")
    fields = readonly_fields = (
        *("position", "train", "state", "box", "container_link", "kind", "origin", "destination"),
        *("payload_g", "free_g", "volume_cm3", "free_cm3", "opened_at", "closed_at"),
    )
    inlines = (AssignmentInline, SlotMoveInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slot]:
        """With the number of shipments in each."""
        rows: QuerySet[Slot] = super().get_queryset(request)
        return rows.annotate(riding=Count("assignments", filter=Q(assignments__released_at__isnull=True)))

    @admin.display(description=_("Slot"), ordering="number")
    def position(self, slot: Slot) -> str:
        return str(slot)

    @admin.display(description=_("Departure"), ordering="departure__departs_at")
    def train(self, slot: Slot) -> str:
        return link(slot.departure)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, slot: Slot) -> str:
        return status_badge(slot.status, slot.get_status_display())

    @admin.display(description=_("Box"))
    def box(self, slot: Slot) -> str:
        return link(slot.container_type)

    @admin.display(description=_("Container"))
    def container_link(self, slot: Slot) -> str:
        return link(slot.container)

    @admin.display(description=_("Class"))
    def kind(self, slot: Slot) -> str:
        return f"{slot.temperature_class} {slot.segregation_group}"

    @admin.display(description=_("Free kg"), ordering="free_g")
    @leaving("part")
    def free_kg(self, slot: Slot) -> str:
        return out_of(f"{slot.free_g / 1000:,.0f}", f"{slot.payload_g / 1000:,.0f}")

    @admin.display(description=_("Free m³"), ordering="free_cm3")
    @leaving("part")
    def free_m3(self, slot: Slot) -> str:
        return out_of(f"{slot.free_cm3 / 1_000_000:.1f}", f"{slot.volume_cm3 / 1_000_000:.1f}")

    @admin.display(description=_("Shipments"), ordering="riding")
    def shipments(self, slot: Any) -> str:
        return link_to_list("shipping.slotassignment", slot.riding, slot__id__exact=slot.pk)


@admin.register(ContainerLeg, site=staff_site)
class ContainerLegAdmin(StaffAdmin):
    """The ledger behind the legs' counters."""

    test_rows = Q(departure_leg__departure__service__sandbox=True)
    nothing = _("No container rides: it takes a place on each leg when its slot is opened.")
    list_display = ("leg", "box", "mteu", "gross_g", "plugs", "length_mm", "taken_at", "released_at")
    list_display_links = ("mteu",)
    list_filter = (
        ("released_at", admin.EmptyFieldListFilter),
        ("departure_leg", AutocompleteSelectFilter),
        ("taken_at", RangeDateTimeFilter),
    )
    search_fields = ("container__number", "departure_leg__train_number")
    list_select_related = ("departure_leg", "container")
    fields = readonly_fields = list_display

    @admin.display(description=_("Leg"))
    def leg(self, taken: ContainerLeg) -> str:
        return link(taken.departure_leg)

    @admin.display(description=_("Container"))
    def box(self, taken: ContainerLeg) -> str:
        return link(taken.container)


class AssignmentMoveInline(MoveInline):
    model = AssignmentMove


@admin.register(SlotAssignment, site=staff_site)
class SlotAssignmentAdmin(StaffAdmin):
    """Which shipment stands, or stood, on which slot."""

    test_rows = Q(shipment__sandbox=True)
    nothing = _("Nothing has its place: shipments are assigned to slots as soon as they are paid.")
    list_display = ("carried", "journey", "state", "train", "position", "kilograms", "assigned", "released")
    list_display_links = ("state",)
    list_filter = (
        "status",
        ("released_at", admin.EmptyFieldListFilter),
        ("slot__departure", AutocompleteSelectFilter),
        ("assigned_at", RangeDateTimeFilter),
    )
    search_fields = ("shipment__number", "shipment__reference", "slot__departure__service__code")
    list_select_related = ("shipment__origin", "slot__departure__service")
    fields = readonly_fields = (
        *("carried", "journey", "state", "train", "position", "gross_g", "volume_cm3"),
        *("assigned", "released"),
    )
    inlines = (AssignmentMoveInline,)

    @admin.display(description=_("Shipment"), ordering="shipment__number")
    def carried(self, assignment: SlotAssignment) -> str:
        return link(assignment.shipment)

    @admin.display(description=_("Its status"))
    def journey(self, assignment: SlotAssignment) -> str:
        return status_badge(assignment.shipment.status, assignment.shipment.get_status_display())

    @admin.display(description=_("Status"), ordering="status")
    def state(self, assignment: SlotAssignment) -> str:
        return status_badge(assignment.status, assignment.get_status_display())

    @admin.display(description=_("Departure"))
    def train(self, assignment: SlotAssignment) -> str:
        return link(assignment.slot.departure)

    @admin.display(description=_("Slot"))
    def position(self, assignment: SlotAssignment) -> str:
        return link(assignment.slot)

    @admin.display(description=_("kg"), ordering="gross_g")
    def kilograms(self, assignment: SlotAssignment) -> str:
        return f"{assignment.gross_g / 1000:,.1f}"

    @admin.display(description=_("Assigned"), ordering="assigned_at")
    def assigned(self, assignment: SlotAssignment) -> str:
        return when(assignment.assigned_at, assignment.shipment.origin.timezone)

    @admin.display(description=_("Released"), ordering="released_at")
    def released(self, assignment: SlotAssignment) -> str:
        return when(assignment.released_at, assignment.shipment.origin.timezone)
