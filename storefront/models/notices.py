"""Who wants to hear when goods are there again, or cheaper?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row
from storefront import lifecycle


@audited()
class Notice(Row):
    """One wish of one person about one listing; it comes true once."""

    AGGREGATE = "notice"
    LIFECYCLE = lifecycle.NOTICE

    class Kind(models.TextChoices):
        BACK_IN_STOCK = "back_in_stock", _("Back in stock")
        PRICE = "price", _("At a price or below")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DUE = "due", _("Due")
        CANCELLED = "cancelled", _("Cancelled")

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="notices")
    listing = models.ForeignKey("catalog.Listing", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    currency = models.CharField(max_length=3, blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True, help_text=_("The highest price wanted."))
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="notice_one_waiting", fields=("user", "listing", "kind"), condition=Q(status="waiting")
            ),
            models.CheckConstraint(
                name="notice_of_price_names_it",
                condition=Q(kind="price", price_minor__gt=0)
                | Q(kind="back_in_stock", price_minor__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_end_has_stamp",
                condition=Q(status="waiting", ended_at__isnull=True)
                | (~Q(status="waiting") & Q(ended_at__isnull=False)),
            ),
        )
        indexes = (models.Index(name="notice_waiting", fields=("listing",), condition=Q(status="waiting")),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.listing_id}"


class NoticeMove(Move):
    row = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="moves")
