"""What money is to go back?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row
from kit.money import Money
from payments import lifecycle
from payments.models.payments import PaymentPart


@audited()
class Refund(Row):
    """One return of money for one order; a row in `requested` is a refund due."""

    AGGREGATE = "refund"
    LIFECYCLE = lifecycle.REFUND

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Refund due")
        APPROVED = "approved", _("Approved")
        IN_TRANSIT = "in_transit", _("In transit")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        FAILED = "failed", _("Failed")

    part = models.ForeignKey(PaymentPart, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by_id = models.UUIDField(null=True, blank=True)
    approved_by_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_done_has_stamp",
                condition=Q(status="done", done_at__isnull=False)
                | (~Q(status="done") & Q(done_at__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} · {self.part.order_reference}"

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)


class RefundMove(Move):
    row = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="moves")
