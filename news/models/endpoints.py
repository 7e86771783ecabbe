"""Who wants to be called when something happens, and where?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Move, Row
from news import lifecycle


# Secrets stay out of the record, and so does what changes with every outage.
@audited(exclude=["secret", "old_secret", "failing_since", "rests_until"])
class Endpoint(Row):
    """
    An address of an organisation or a person that is called with their events.

    `secret` and `old_secret` (which signs until `old_secret_until`) are sealed, see
    `news.sealing`. No `event_types` are all of them. `failing_since` is the first
    failure since the last success; until `rests_until` it is left in peace.
    """

    AGGREGATE = "webhook_endpoint"
    LIFECYCLE = lifecycle.ENDPOINT

    class Status(models.TextChoices):
        ENABLED = "enabled", pgettext_lazy("of an endpoint", "Enabled")
        DISABLED = "disabled", pgettext_lazy("of an endpoint", "Disabled")
        DELETED = "deleted", pgettext_lazy("of an endpoint", "Deleted")

    class Off(models.TextChoices):
        """Why it is switched off."""

        BY_OWNER = "by_owner", _("By its owner")
        BY_STAFF = "by_staff", _("By staff")
        FAILING = "failing_for_a_week", _("Failing for a week")
        GONE = "gone", _("It answered that it is gone (410)")

    reader_id = models.UUIDField(editable=False)
    url = models.CharField(max_length=2_000)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    envelope = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.ENABLED)
    disabled_reason = models.CharField(max_length=20, choices=Off, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    secret = models.TextField(editable=False)
    old_secret = models.TextField(editable=False, blank=True, default="")
    old_secret_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "webhook endpoint"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reader_id", "id"], name="endpoint_of_reader")
        ]

    def __str__(self) -> str:
        return self.url if len(self.url) <= 80 else self.url[:79] + "…"


class EndpointMove(Move):
    row = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="moves")
