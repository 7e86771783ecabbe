"""Which calls are due, and what came of those that were made?"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.ids import uuid7
from news.models.endpoints import Endpoint
from news.models.events import Event

_WAITING = Q(state="waiting")


class Delivery(models.Model):
    """
    One event on its way to one endpoint.

    It has a `state` and no lifecycle: there are hundreds a second, a call's history
    is its attempts, and neither a history row nor an event may be written for each.
    `due_at` is when it is looked at next; while a sender has it, that is when its
    lease ends, and `token` tells a sender that came back too late from the present one.
    """

    class Kind(models.TextChoices):
        """Only events keep their order: a repeat or a test is asked for, and goes at once."""

        EVENT = "event", _("Event")
        REPLAY = "replay", _("Repeat")
        TEST = "test", pgettext_lazy("of a webhook", "Test")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        DEAD = "dead", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    aggregate_id = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.EVENT)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    token = models.PositiveIntegerField(default=0, editable=False)
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=24, blank=True, default="")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["endpoint", "event"],
                condition=Q(kind="event"),
                name="each_event_once_at_each_endpoint",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at__isnull=True)
                | Q(~Q(state="waiting"), done_at__isnull=False),
                name="delivery_done_has_stamp",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What is due at one endpoint, whatever others have waiting.
            models.Index(fields=["endpoint", "due_at"], condition=_WAITING, name="delivery_due"),
            # What was asked for and goes at once, however much else waits.
            models.Index(
                fields=["endpoint", "due_at"],
                condition=_WAITING & Q(kind__in=["replay", "test"], attempts=0),
                name="delivery_asked",
            ),
            # What has to go first.
            models.Index(
                fields=["endpoint", "aggregate_id", "seq"],
                condition=_WAITING & Q(kind="event"),
                name="delivery_in_order",
            ),
            models.Index(
                fields=["endpoint"],
                condition=_WAITING & Q(leased_until__isnull=False),
                name="delivery_in_flight",
            ),
            models.Index(fields=["endpoint", "id"], name="delivery_of_endpoint"),
            models.Index(fields=["endpoint", "id"], condition=Q(state="dead"), name="delivery_dead"),
            models.Index(fields=["done_at"], condition=~_WAITING, name="delivery_done"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint}"

    @property
    def next_attempt_at(self) -> datetime | None:
        """When it is sent next, at the earliest; none when it is done."""
        return self.due_at if self.done_at is None else None


class Attempt(models.Model):
    """One call as it was made and what was answered: `answer_body` has the first 2 kB."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    request_headers = models.JSONField()
    request_body = models.TextField()
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_headers = models.JSONField(default=dict, blank=True)
    answer_body = models.TextField(blank=True, default="")
    error = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        verbose_name = "webhook attempt"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="attempt_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.answer_status or self.error}"
