"""What have sellers counted in their warehouses, and what did the books say then?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.sellers import Seller
from catalog.models.stock import StockLevel, Warehouse
from kit.audit import audited
from kit.models import Move, Row


@audited()
class StockCount(Row):
    """A seller counts what lies in one warehouse; `by_kind` and `by_id` name who began it."""

    AGGREGATE = "stock_count"
    LIFECYCLE = lifecycle.STOCK_COUNT

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=32, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="stock_counts")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    note = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # Two counts at once would each book the same difference.
            models.UniqueConstraint(
                name="stock_count_one_open", fields=("seller", "warehouse"), condition=Q(status="open")
            ),
            models.CheckConstraint(
                name="stock_count_end_has_stamp",
                condition=Q(status="open", ended_at__isnull=True)
                | (~Q(status="open") & Q(ended_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.number


class StockCountMove(Move):
    row = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="moves")


@audited()
class StockCountLine(models.Model):
    """
    How many units of one lot somebody counted; `on_hand` is what the books said at that instant.

    What is sold or received later changes neither of them, so their difference stays right. `last_move` is
    the last line of the level's ledger that `on_hand` holds, 0 if there was none.
    """

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="lines")
    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveIntegerField()
    on_hand = models.PositiveIntegerField(_("in the books then"))
    last_move = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(name="stock_count_line_once", fields=("count", "level")),)

    def __str__(self) -> str:
        return f"{self.counted} / {self.on_hand}"

    @property
    def difference(self) -> int:
        """Units that closing adds to the level, or takes from it."""
        return self.counted - self.on_hand
