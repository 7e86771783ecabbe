"""When would goods arrive that are ordered now?"""

from django.db import models
from django.db.models import Q


class DeliveryEstimate(models.Model):
    """
    The earliest train with room for goods of one lane, as it was a moment ago.

    A lane is where goods start, how they must be kept and how long their seller takes;
    goods for which no train has room, or none goes, have no day of arrival.
    """

    lane = models.CharField(max_length=160, primary_key=True)
    market = models.CharField(max_length=2)
    service_code = models.CharField(max_length=32, blank=True)
    hand_in_by_at = models.DateTimeField(null=True, blank=True)
    departs_at = models.DateTimeField(null=True, blank=True)
    arrives_at = models.DateTimeField(null=True, blank=True)
    arrives_date = models.DateField(null=True, blank=True, help_text="The day in the market.")
    shown = models.TextField(help_text="The estimate as JSON.")
    estimated_at = models.DateTimeField(null=True, help_text="Empty until the railway has been asked.")

    class Meta:
        ordering = ("lane",)
        constraints = (
            models.CheckConstraint(
                name="estimate_has_its_train",
                condition=Q(arrives_at__isnull=True, arrives_date__isnull=True, departs_at__isnull=True)
                | Q(arrives_at__isnull=False, arrives_date__isnull=False, departs_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.lane
