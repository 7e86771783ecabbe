"""What was reported from the line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.models import Row
from shipping.models.network import Location
from shipping.models.shipments import Shipment
from shipping.models.timetable import Departure


class TransportEvent(Row):
    """One report about a shipment, or about a departure and through it about all that rides on it."""

    class Kind(models.TextChoices):
        HANDED_IN = "handed_in", _("Handed in")
        LOADED = "loaded", _("Loaded")
        DEPARTED = "departed", _("Departed")
        AT_BORDER = "at_border", _("At the border")
        TRANSSHIPPED = "transshipped", _("Transshipped")
        ARRIVED = "arrived", _("Arrived")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")

    source = models.CharField(
        max_length=64, help_text=_("Who numbers the reports: an organisation or the staff.")
    )
    external_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    shipment = models.ForeignKey(
        Shipment, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    departure = models.ForeignKey(
        Departure, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("occurred_at", "id")
        constraints = (
            models.UniqueConstraint(name="report_once_per_source", fields=("source", "external_id")),
            models.CheckConstraint(
                name="report_about_one_thing",
                condition=Q(shipment__isnull=False, departure__isnull=True)
                | Q(shipment__isnull=True, departure__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d %H:%M}Z"
