"""Which lots were called back, and how far had their goods come?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row
from orders.models.orders import Order


@audited()
class Recall(Row):
    """A lot that nobody is to use: it is in quarantine, its goods are stopped, its buyers told."""

    lot = models.ForeignKey("catalog.Lot", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=500, help_text=_("Its buyers read it."))
    begun_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        constraints = (models.CheckConstraint(name="recall_has_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return str(self.lot)


# So far goods have come that may still leave, so they are looked at again.
MAY_LEAVE = ("held", "released", "handed_in")


@audited()
class RecalledOrder(Row):
    """
    An order that holds units of a recalled lot, or had them, and how far they had come when it was looked at.

    `due` rows are the queue; of an order whose goods have no shipment yet it is asked again once they have,
    of those that may still leave every hour.
    """

    class Reach(models.TextChoices):
        DUE = "due", _("To be looked at")
        NOT_SENT = "not_sent", _("Without a shipment")
        HELD = "held", _("Stopped")
        RELEASED = "released", _("Let go again")
        HANDED_IN = "handed_in", _("In the railway's hands, not departed")
        UNDER_WAY = "under_way", _("Under way")
        DELIVERED = "delivered", pgettext_lazy("goods", "Delivered")
        GONE = "gone", _("Called off")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="orders")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField(help_text=_("So many of the lot at most."))
    reach = models.CharField(_("where they are"), max_length=12, choices=Reach, default=Reach.DUE)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("order with recalled goods")
        verbose_name_plural = _("orders with recalled goods")
        constraints = (
            models.UniqueConstraint(name="recalled_order_once", fields=("recall", "order")),
            models.CheckConstraint(name="recalled_order_has_units", condition=Q(units__gt=0)),
            models.CheckConstraint(
                name="recalled_order_was_looked_at",
                condition=Q(reach="due", looked_at__isnull=True)
                | (~Q(reach="due") & Q(looked_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(
                name="recalled_order_due",
                fields=("id",),
                condition=~Q(reach__in=("under_way", "delivered", "gone")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.units} · {self.order}"
