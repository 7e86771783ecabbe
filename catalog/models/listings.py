"""What is offered on which market, at which price."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.gate import noting
from catalog.models.products import Variant
from catalog.models.touches import OF_LISTING, touching_on_all
from kit.audit import audited
from kit.models import Move, Row


@audited(of_many=True)
class Listing(Row):
    AGGREGATE = "listing"
    LIFECYCLE = lifecycle.LISTING

    class Market(models.TextChoices):
        CN = "CN", _("China")
        KZ = "KZ", _("Kazakhstan")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Paused")
        WITHHELD = "withheld", _("Withheld")
        BLOCKED = "blocked", _("Blocked")
        RETIRED = "retired", _("Retired")

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="listings")
    market = models.CharField(max_length=2, choices=Market)
    min_quantity = models.PositiveIntegerField(
        default=1, help_text=_("The fewest units that one order may take.")
    )
    multiple = models.PositiveIntegerField(default=1, help_text=_("Units are sold in multiples of this."))
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = (
            *touching_on_all(OF_LISTING, of_many=True),
            # Whoever withdrew a paper meanwhile may not have seen that it goes on sale.
            noting(OF_LISTING, on="insert", condition="NEW.status = 'live'"),
            noting(OF_LISTING, condition="NEW.status = 'live' AND OLD.status <> 'live'"),
        )
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="listing_once_per_market", fields=("variant", "market"), condition=~Q(status="retired")
            ),
            models.CheckConstraint(
                name="listing_quantities_make_sense",
                condition=Q(multiple__gte=1) & Q(min_quantity__gte=F("multiple")),
            ),
            models.CheckConstraint(
                name="listing_live_was_approved",
                condition=~Q(status__in=("live", "paused", "withheld", "blocked"))
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
            models.Index(
                name="listing_to_review", fields=("submitted_at", "id"), condition=Q(status="submitted")
            ),
            models.Index(name="listing_withheld", fields=("variant",), condition=Q(status="withheld")),
        )

    def __str__(self) -> str:
        return f"{self.variant.sku} · {self.market}"


class ListingMove(Move):
    row = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="moves")


@audited(of_many=True)
class Price(Row):
    """What one unit costs from a number of units on; every listing on sale has one from 1 on."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    from_quantity = models.PositiveIntegerField(default=1)
    amount_minor = models.BigIntegerField()

    class Meta:
        triggers = touching_on_all(OF_LISTING, column="listing_id", only_prices=True, of_many=True)
        ordering = ("listing", "currency", "from_quantity")
        constraints = (
            models.UniqueConstraint(
                name="price_one_per_currency_and_quantity", fields=("listing", "currency", "from_quantity")
            ),
            models.CheckConstraint(name="price_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="price_from_a_quantity", condition=Q(from_quantity__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class PriceChange(models.Model):
    """
    One change of a listing's prices, kept for ever.

    `was` and `became` are the whole list: `[[from_quantity, amount_minor], …]`.
    """

    id = models.BigAutoField(primary_key=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="price_changes")
    currency = models.CharField(max_length=3)
    was = models.JSONField(default=list)
    became = models.JSONField(default=list)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.was} → {self.became} {self.currency}"


class Repricing(Row):
    """
    Prices of many listings at once: first shown, then set, for some minutes taken back.

    `lines` are those that change, `[[listing id, was, becomes], …]`, each side the whole price list as
    `PriceChange` has it; `refused` are those that don't, `[[listing id, why], …]`.
    """

    seller = models.ForeignKey("catalog.Seller", on_delete=models.PROTECT, related_name="repricings")
    rule = models.JSONField(help_text=_("What was asked for, as it was asked."))
    lines = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    previewed_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="repricing_undone_was_applied",
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
            ),
        )
        indexes = (models.Index(name="repricing_of_seller", fields=("seller", "-id")),)

    def __str__(self) -> str:
        return f"{self.seller_id} · {self.previewed_at}"
