"""What happened that the outside world may be told?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kit.ids import uuid7


class Event(models.Model):
    """
    One thing that happened to one aggregate, written in the same transaction.

    `seq` counts without gaps within its aggregate. `payload` is what we ourselves
    know of it, `told` what those outside are told, empty for what is nobody's
    business but ours. `dispatched_at` stays empty until every reader has been
    handed a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    aggregate = models.CharField(max_length=32)
    aggregate_id = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=64)
    payload = models.JSONField()
    told = models.JSONField(null=True, blank=True)
    # Kept with it: a repeat after a release must not say the new number of the old form.
    told_version = models.PositiveSmallIntegerField(null=True, blank=True)
    occurred_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    # What went wrong when it was last to be handed on, and when it is tried again.
    trouble = models.CharField(max_length=500, blank=True, default="", db_default="")
    retry_at = models.DateTimeField(null=True, blank=True)

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


class Feed(models.Model):
    """How far the events of one reader, an organisation or a person, are numbered."""

    reader_id = models.UUIDField(primary_key=True, editable=False)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.last}"


class FeedEntry(models.Model):
    """
    One event among those that a reader may hear of.

    `position` counts from one, in the order in which a reader may safely take them:
    whoever has read up to a position has missed nothing before it.
    """

    id = models.BigAutoField(primary_key=True)
    reader_id = models.UUIDField(editable=False)
    position = models.PositiveBigIntegerField()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reader_id", "position"], name="one_entry_at_each_position"),
            models.UniqueConstraint(fields=["event", "reader_id"], name="each_event_once_for_each_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} #{self.position}"
