"""What is shown on the page of a shipment of its places, trains, reports and packages?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING, MoveInline, StaffInline, link, status_badge, when
from accounts.queries import with_source_names
from kit.words import in_words
from shipping.models import Package, Roll, ShipmentMove, SlotAssignment, TransportEvent


class AssignmentInline(StaffInline):
    model = SlotAssignment
    fields = readonly_fields = ("train", "position", "state", "assigned_at", "released_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlotAssignment]:
        """With the trains."""
        rows: QuerySet[SlotAssignment] = super().get_queryset(request)
        return rows.select_related("slot__departure__service")

    @admin.display(description=_("Departure"))
    def train(self, assignment: SlotAssignment) -> str:
        return link(assignment.slot.departure)

    @admin.display(description=_("Slot"))
    def position(self, assignment: SlotAssignment) -> str:
        return link(assignment.slot)

    @admin.display(description=_("Status"))
    def state(self, assignment: SlotAssignment) -> str:
        return status_badge(assignment.status, assignment.get_status_display())


class EventInline(StaffInline):
    model = TransportEvent
    fields = readonly_fields = ("kind", "happened", "recorded_at", "location", "told_by", "simulated", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransportEvent]:
        """With the places, for their clocks, and the names of who reported."""
        rows: QuerySet[TransportEvent] = super().get_queryset(request)
        return with_source_names(rows.select_related("location"))

    @admin.display(description=_("Source"))
    def told_by(self, event: Any) -> str:
        return event.source_name or in_words(event.source)

    @admin.display(description=_("Occurred"))
    def happened(self, event: TransportEvent) -> str:
        return when(event.occurred_at, event.location.timezone if event.location else "")


class RollInline(StaffInline):
    model = Roll
    fields = readonly_fields = (
        *(
            "rolled_at",
            "from_departure",
            "to_departure",
            "found_later",
            "cause",
            "fault",
            "reason",
            "why_not",
        ),
        *("old_eta_at", "new_eta_at", "keeps_promise"),
    )
    show_change_link = False

    @admin.display(description=_("Found later"), empty_value=NOTHING)
    def found_later(self, roll: Roll) -> str | None:
        """The train that a waiting shipment found after all."""
        return str(roll.rebooked.to_departure) if roll.rebooked else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Roll]:
        """With both trains."""
        rows: QuerySet[Roll] = super().get_queryset(request)
        return rows.select_related(
            "from_departure__service", "to_departure__service", "rebooking__to_departure__service"
        )


class PackageInline(StaffInline):
    model = Package
    fields = readonly_fields = ("sscc", "gross_g", "volume_cm3", "packed_at")


class ShipmentMoveInline(MoveInline):
    model = ShipmentMove
