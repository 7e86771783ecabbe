"""Which changes of goods on sale wait for, or had, a judgement?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.listings import Listing
from catalog.models.products import Product, Variant
from kit.audit import audited
from kit.models import Move, Row


@audited()
class ListingChange(Row):
    """
    New legal or physical facts of goods that are on sale: they hold once staff approve them.

    `facts` is `{field: {"was": …, "becomes": …}}` of the variant, or of the product
    where `variant` is empty; `listings` are those that it concerns.
    """

    AGGREGATE = "listing_change"
    LIFECYCLE = lifecycle.CHANGE

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="changes")
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="changes", null=True, blank=True
    )
    listings = models.ManyToManyField(Listing, related_name="changes")
    facts = models.JSONField(help_text=_("What each field was and becomes."))
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                name="listing_change_to_review", fields=("asked_at", "id"), condition=Q(status="waiting")
            ),
        )
        constraints = (
            models.UniqueConstraint(
                name="listing_change_one_waiting",
                fields=("product", "variant"),
                condition=Q(status="waiting"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="listing_change_decision_has_stamp",
                condition=Q(status="waiting", decided_at__isnull=True)
                | (~Q(status="waiting") & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant or self.product} · {self.asked_at:%Y-%m-%d}"


class ListingChangeMove(Move):
    row = models.ForeignKey(ListingChange, on_delete=models.PROTECT, related_name="moves")
