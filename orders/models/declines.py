"""What of an order did its seller not have?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row
from orders.models.orders import OrderLine


@audited()
class DeclinedUnits(Row):
    """Units of a line that its seller declined, with what they cost the buyer less; rows are only added."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="declines")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    goods_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0, help_text=_("What a coupon had taken off."))
    freight_minor = models.BigIntegerField()
    insurance_minor = models.BigIntegerField()
    duty_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    consumption_minor = models.BigIntegerField()
    is_missing = models.BooleanField(help_text=_("They are not there, so the stock has fewer."))
    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("declined units")
        verbose_name_plural = _("declined units")
        constraints = (
            models.CheckConstraint(name="declined_units_are_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="declined_units_cost_nobody_more",
                condition=Q(
                    goods_minor__gte=F("discount_minor"),
                    discount_minor__gte=0,
                    freight_minor__gte=0,
                    insurance_minor__gte=0,
                    duty_minor__gte=0,
                    vat_minor__gte=0,
                    consumption_minor__gte=0,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line.sku}"
