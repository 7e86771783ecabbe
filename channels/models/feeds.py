"""Which goods does a seller let other places fetch, and how is each of them written there?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels import lifecycle
from kit.audit import audited
from kit.models import Move, Row

_OFTEN = (
    "edition",
    "rewritten",
    "rewritten_ever",
    "looked_at",
    "changed_at",
    "fetched_at",
    "rate",
    "rate_date",
)


# What changes with every price is no news of the feed itself.
@audited(exclude=_OFTEN)
class GoodsFeed(Row):
    """
    All goods of a seller on one market, in one format and language, at an address that nobody guesses.

    `edition` counts the looks that rewrote something: `rewritten` rows the last time, `rewritten_ever` in
    all. While it is being filled for the first time nobody may fetch it: half of it would take the rest off
    sale.
    Prices in another `currency` than the market's are converted by the newest published rate; where none is
    fresh enough by the last one that was.

    `secret_number` goes into the secret part of the address; the next one makes another address.
    """

    AGGREGATE = "goods_feed"
    LIFECYCLE = lifecycle.FEED

    class Format(models.TextChoices):
        KASPI = "kaspi", "Kaspi"
        YML = "yml", "YML"
        GOOGLE = "google", "Google"
        CSV = "csv", "CSV"

    class Status(models.TextChoices):
        FILLING = "filling", pgettext_lazy("of a feed", "Being filled")
        READY = "ready", pgettext_lazy("of a feed", "Ready")
        CLOSED = "closed", pgettext_lazy("of a feed", "Closed")

    seller = models.ForeignKey("catalog.Seller", on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=8, choices=Format)
    market = models.CharField(max_length=2)
    language = models.CharField(max_length=8)
    currency = models.CharField(max_length=3)
    merchant_id = models.CharField(max_length=40, blank=True, default="")
    store_id = models.CharField(max_length=40, blank=True, default="")
    link_template = models.CharField(max_length=500, blank=True, default="")
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.FILLING)
    edition = models.PositiveBigIntegerField(default=0)
    rewritten = models.PositiveIntegerField(default=0)
    rewritten_ever = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    rate = models.DecimalField(
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
        help_text=_("What one unit of the market's currency is worth in that of the feed."),
    )
    rate_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="feed_closed_has_stamp",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="feed_of_kaspi_names_its_merchant", condition=~Q(format="kaspi") | ~Q(merchant_id="")
            ),
        )
        indexes = (
            models.Index(name="feed_of_seller", fields=("seller", "id"), condition=Q(closed_at__isnull=True)),
            models.Index(name="feed_to_look_at", fields=("looked_at",), condition=Q(closed_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.get_format_display()} · {self.market} · {self.language}"


class GoodsFeedMove(Move):
    row = models.ForeignKey(GoodsFeed, on_delete=models.PROTECT, related_name="moves")


class GoodsFeedItem(models.Model):
    """
    One variant as a feed has it; once written it stays, and is withdrawn, never dropped.

    `stamp` is a digest of all that it was made of, `facts` what is said of it in the feed's language,
    `body` that in its format. `edition` is the feed's when it was last rewritten.
    """

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(GoodsFeed, on_delete=models.CASCADE, related_name="items")
    variant_id = models.UUIDField()
    stamp = models.CharField(max_length=32)
    facts = models.JSONField()
    body = models.TextField()
    is_sold = models.BooleanField()
    edition = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="feed_item_once", fields=("feed", "variant_id")),)
        indexes = (
            models.Index(name="feed_item_in_order", fields=("feed", "id")),
            models.Index(name="feed_item_by_edition", fields=("feed", "edition")),
        )

    def __str__(self) -> str:
        return str(self.variant_id)
