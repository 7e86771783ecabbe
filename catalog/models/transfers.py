"""Which units are on their way from one warehouse of a seller to another?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.sellers import Seller
from catalog.models.stock import Lot, Warehouse
from kit.audit import audited
from kit.models import Move, Row


@audited()
class StockTransfer(Row):
    """
    Goods that a seller moves from one warehouse to another; `by_kind` and `by_id` name who began it.

    Once sent, and until they arrive or are called back, its units lie in neither.
    """

    AGGREGATE = "stock_transfer"
    LIFECYCLE = lifecycle.STOCK_TRANSFER

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        SENT = "sent", _("On its way")
        ARRIVED = "arrived", _("Arrived")
        CALLED_BACK = "called_back", _("Called back")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=32, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="stock_transfers")
    origin = models.ForeignKey(
        Warehouse, verbose_name=_("from warehouse"), on_delete=models.PROTECT, related_name="+"
    )
    destination = models.ForeignKey(
        Warehouse, verbose_name=_("to warehouse"), on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    note = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="stock_transfer_goes_elsewhere", condition=~Q(origin=F("destination"))
            ),
            models.CheckConstraint(
                name="stock_transfer_sent_has_stamp",
                condition=Q(status__in=("open", "cancelled"), sent_at__isnull=True)
                | (~Q(status__in=("open", "cancelled")) & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="stock_transfer_end_has_stamp",
                condition=Q(status__in=("open", "sent"), ended_at__isnull=True)
                | (~Q(status__in=("open", "sent")) & Q(ended_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.number


class StockTransferMove(Move):
    row = models.ForeignKey(StockTransfer, on_delete=models.PROTECT, related_name="moves")


@audited()
class StockTransferLine(models.Model):
    """Units of one lot: `quantity` is sent; `arrived` came, with the reason if those are more or fewer."""

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(StockTransfer, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    arrived = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="stock_transfer_line_once", fields=("transfer", "lot")),
            models.CheckConstraint(name="stock_transfer_line_has_units", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="stock_transfer_difference_has_reason",
                condition=Q(arrived__isnull=True) | Q(arrived=F("quantity")) | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} · {self.lot_id}"
