"""What do staff see of what was reported from the line?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import StaffAdmin, link, when
from accounts.sites import staff_site
from shipping.models import TransportEvent


@admin.register(TransportEvent, site=staff_site)
class TransportEventAdmin(StaffAdmin):
    """Reports from the line."""

    nothing = _("Nothing was reported: partners report over REST, dispatchers by the buttons of a shipment.")
    list_display = ("kind", "carried", "train", "happened", "recorded_at", "place", "source", "simulated")
    list_filter = (
        "kind",
        "simulated",
        ("shipment", AutocompleteSelectFilter),
        ("location", AutocompleteSelectFilter),
        ("recorded_at", RangeDateTimeFilter),
    )
    search_fields = ("external_id", "source", "shipment__number", "departure__service__code")
    list_select_related = ("shipment", "departure__service", "location")
    fields = readonly_fields = (
        *("kind", "carried", "train", "happened", "recorded_at", "place", "source", "external_id"),
        *("simulated", "note", "who", "by_id"),
    )

    @admin.display(description=_("Shipment"))
    def carried(self, event: TransportEvent) -> str:
        return link(event.shipment)

    @admin.display(description=_("Departure"))
    def train(self, event: TransportEvent) -> str:
        return link(event.departure)

    @admin.display(description=_("Place"))
    def place(self, event: TransportEvent) -> str:
        return link(event.location)

    @admin.display(description=_("Occurred"), ordering="occurred_at")
    def happened(self, event: TransportEvent) -> str:
        return when(event.occurred_at, event.location.timezone if event.location else "")
