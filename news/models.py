"""What happened that the outside world may be told?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kit.ids import uuid7


class Event(models.Model):
    """
    One thing that happened to one aggregate, written in the same transaction.

    `seq` counts without gaps within its aggregate. `dispatched_at` stays empty
    until every reader has been handed a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    aggregate = models.CharField(max_length=32)
    aggregate_id = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=64)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["aggregate", "aggregate_id", "seq"], name="one_event_at_each_place"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(dispatched_at__isnull=True), name="event_undispatched")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.aggregate_id} #{self.seq}"
