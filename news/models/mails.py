"""Which mails are owed, to whom, and what became of each?"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kit.models import Row
from news import lifecycle
from news.topics import MODES


class Mail(Row):
    """
    One fact that one person hears of by mail, once: the row is the queue.

    `key` names the fact, `facts` are what its words need, `about` the public numbers of
    what it tells of, which stay when the facts are forgotten. A member's mail goes to the
    address and in the language that they have when it is sent; both are noted then.
    Who has no account is written to under the `address` that was given.

    Its state is no `status`, which only moves write, each with an event: an event
    about every mail would be handed on like any other, and mails be told of mails.
    `attempts` are counted before the outside is called. Whoever tries holds `lease`
    until `leased_until`; a mark by an older lease counts for nothing. Without a lease
    the server is away until then, and all wait behind this one.
    """

    LIFECYCLE = lifecycle.MAIL

    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    recipient = models.CharField(max_length=254, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    address = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    facts = models.JSONField(default=dict)
    about = ArrayField(models.CharField(max_length=32), default=list, blank=True, editable=False)
    topic = models.CharField(max_length=32, blank=True, default="")
    state = models.CharField(max_length=16, choices=lifecycle.MAIL.choices, default="waiting")
    # Why it is suppressed or failed: a code of ours; `error` has what the other side said.
    why = models.CharField(max_length=32, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    # Made with the row: should a crash send it twice, both copies are told to be one.
    message_id = models.CharField(max_length=200)
    # What a provider calls it.
    provider_id = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    complained_at = models.DateTimeField(null=True, blank=True)
    pruned_at = models.DateTimeField(null=True, blank=True)
    folded_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="folded"
    )
    resent_from = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="resent"
    )
    resent_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key", "recipient"], name="one_mail_for_each_fact"),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "bounced"]) | ~Q(address=""),
                name="what_was_sent_has_an_address",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["leased_until"], condition=Q(leased_until__isnull=False), name="mail_held"),
            models.Index(fields=["user", "created_at"], condition=Q(state="gathered"), name="mail_gathered"),
            models.Index(fields=["state", "-id"], name="mail_by_state"),
            models.Index(fields=["address"], name="mail_by_address"),
            models.Index(fields=["message_id"], name="mail_by_message"),
            GinIndex(fields=["about"], name="mail_by_number"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="mail_by_provider"),
            models.Index(fields=["created_at"], condition=Q(pruned_at__isnull=True), name="mail_not_pruned"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Preference(models.Model):
    """How a member wants to hear of one topic; without a row at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences"
    )
    topic = models.CharField(max_length=32)
    mode = models.CharField(max_length=16, choices=list(MODES.items()))
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_preference_for_each_topic")
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.mode}"


class UndeliverableAddress(Row):
    """An address that nothing is sent to any more, because mail bounced or its reader complained."""

    address = models.CharField(max_length=254)
    complained = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True, default="")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "undeliverable addresses"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(lifted_at__isnull=True), name="noted_once_until_lifted"
            )
        ]

    def __str__(self) -> str:
        return self.address
