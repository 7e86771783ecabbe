"""What do staff see of what was reported from the line?"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import StaffAdmin, link, when
from accounts.queries import with_source_names
from accounts.sites import staff_site
from kit.words import in_words
from shipping.models import TransportEvent


@admin.register(TransportEvent, site=staff_site)
class TransportEventAdmin(StaffAdmin):
    """Reports from the line."""

    nothing = _("Nothing was reported: partners report over REST, dispatchers by the buttons of a shipment.")
    test_rows = Q(shipment__sandbox=True) | Q(departure__service__sandbox=True)
    list_display = ("kind", "carried", "train", "happened", "recorded_at", "place", "told_by", "simulated")
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
        *("kind", "carried", "train", "happened", "recorded_at", "place", "told_by", "external_id"),
        *("simulated", "note", "who", "by_id"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransportEvent]:
        """With the names of who reported."""
        rows: QuerySet[TransportEvent] = super().get_queryset(request)
        return with_source_names(rows)

    @admin.display(description=_("Source"), ordering="source")
    def told_by(self, event: Any) -> str:
        return event.source_name or in_words(event.source)

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
