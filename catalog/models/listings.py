"""What is offered on which market, at which price."""

from django.db import models
from django.db.models import Q

from catalog import lifecycle
from catalog.models.products import Variant
from kit.audit import audited
from kit.models import Move, Row


@audited()
class Listing(Row):
    AGGREGATE = "listing"
    LIFECYCLE = lifecycle.LISTING

    class Market(models.TextChoices):
        CN = "CN", "China"
        KZ = "KZ", "Kazakhstan"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        LIVE = "live", "Live"
        PAUSED = "paused", "Paused"
        BLOCKED = "blocked", "Blocked"
        RETIRED = "retired", "Retired"

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="listings")
    market = models.CharField(max_length=2, choices=Market)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(name="listing_once_per_market", fields=("variant", "market")),
            models.CheckConstraint(
                name="listing_live_was_approved",
                condition=~Q(status__in=("live", "paused", "blocked"))
                | (Q(approved_at__isnull=False) & Q(live_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="listing_retired_has_stamp",
                condition=Q(status="retired", retired_at__isnull=False)
                | (~Q(status="retired") & Q(retired_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(name="listing_live_by_market", fields=("market", "-id"), condition=Q(status="live")),
        )

    def __str__(self) -> str:
        return f"{self.variant.sku} in {self.market}"


class ListingMove(Move):
    row = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="moves")


@audited()
class Price(Row):
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ("listing", "currency")
        constraints = (
            models.UniqueConstraint(name="price_one_per_currency", fields=("listing", "currency")),
            models.CheckConstraint(name="price_is_positive", condition=Q(amount_minor__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
