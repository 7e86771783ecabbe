"""What money is asked for from whom, by which provider?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Move, Row, world_field
from kit.money import Money
from payments import lifecycle


@audited()
class Payment(Row):
    """Money for one order group, named by an opaque `reference`; its parts by order are fixed at creation."""

    AGGREGATE = "payment"
    LIFECYCLE = lifecycle.PAYMENT

    class Status(models.TextChoices):
        CREATED = "created", _("Created")
        PENDING = "pending", _("Pending")
        UNKNOWN = "unknown", _("Unknown, ask the provider")
        AUTHORISED = "authorised", _("Authorised")
        CAPTURED = "captured", _("Captured")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")
        UNMATCHED = "unmatched", _("Unmatched money")
        MATCHED = "matched", _("Matched")
        REFUNDED = "refunded", _("Refunded")

    reference = models.CharField(max_length=64, help_text=_("Number of the order group."))
    provider = models.CharField(max_length=32)
    provider_ref = models.CharField(max_length=64, unique=True, help_text=_("Our own id at the provider."))
    provider_id = models.CharField(
        max_length=128,
        blank=True,
        default="",
        db_default="",
        help_text=_("What the provider itself calls it."),
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=Status, default=Status.CREATED)
    sandbox = world_field()
    next_action = models.JSONField(default=dict, blank=True)
    received_minor = models.BigIntegerField(default=0, help_text=_("What the provider said it has."))
    expires_at = models.DateTimeField()
    queried_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="payment_amount_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payment_captured_has_stamp",
                condition=~Q(status__in=("captured", "matched")) | Q(captured_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="payment_one_live_per_group",
                fields=("reference",),
                condition=Q(status__in=lifecycle.LIVE_PAYMENT),
            ),
        )
        indexes = (
            models.Index(name="payment_by_reference", fields=("reference",)),
            models.Index(
                name="payment_open_by_expiry",
                fields=("expires_at",),
                condition=Q(status__in=lifecycle.OPEN_PAYMENT),
            ),
            models.Index(
                name="payment_dead_by_end",
                fields=("ended_at",),
                condition=Q(status__in=lifecycle.DEAD_PAYMENT),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} · {self.provider}"

    @property
    def amount(self) -> Money:
        """What is due."""
        return Money(self.amount_minor, self.currency)

    @property
    def received(self) -> Money:
        """What has come so far, by the provider's word."""
        return Money(self.received_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether money may still arrive for it in the ordinary way."""
        return self.status in lifecycle.OPEN_PAYMENT


class PaymentMove(Move):
    row = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="moves")


@audited()
class PaymentPart(Row):
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="parts")
    order_reference = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ("payment", "order_reference")
        constraints = (
            models.UniqueConstraint(name="payment_part_one_per_order", fields=("payment", "order_reference")),
            models.CheckConstraint(name="payment_part_is_positive", condition=Q(amount_minor__gt=0)),
        )

    def __str__(self) -> str:
        return self.order_reference


@audited(exclude=["raw"])
class PaymentEvent(Row):
    """The inbox: one row per notification of a provider, kept whatever came of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        APPLIED = "applied", pgettext_lazy("outcome of a notice", "Applied")
        REPEATED = "repeated", _("Nothing new")
        WRONG_AMOUNT = "wrong_amount", _("Wrong amount: staff decide")
        UNMATCHED = "unmatched", _("Money for a dead payment")
        UNKNOWN_PAYMENT = "unknown_payment", _("No such payment")
        UNKNOWN_REFUND = "unknown_refund", _("No such refund of ours")
        CONTRADICTS = "contradicts", _("Contradicts what was known: staff decide")
        NOTED = "noted", _("Noted: no money moved")
        DISMISSED = "dismissed", _("Looked at by staff")

    provider = models.CharField(max_length=32)
    provider_event_id = models.CharField(max_length=120)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    kind = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.NEW)
    note = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text=_("What staff say of it.")
    )
    raw = models.TextField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="notification_once_per_provider", fields=("provider", "provider_event_id")
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"
