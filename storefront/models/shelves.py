"""What is shown of each listing, ready to be sent?"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shelf(models.Model):
    """
    What of a listing on sale is the same in every language: keys to filter and sort by, ready JSON.

    Made anew from the catalogue at any time; whether it is really on sale, and how
    many there are, is asked of the catalogue's own rows with every page. Numbers stand
    here once, words in `ListingView` by language: a new price changes one narrow row.
    """

    listing_id = models.UUIDField(primary_key=True)
    market = models.CharField(max_length=2)
    variant_id = models.UUIDField()
    product_id = models.UUIDField()
    seller_id = models.UUIDField()
    seller_code = models.CharField(max_length=16)
    # The codes of the category and of those above it, from the root down.
    category_1 = models.CharField(max_length=40, default="")
    category_2 = models.CharField(max_length=40, default="")
    category_3 = models.CharField(max_length=40, default="")
    category_4 = models.CharField(max_length=40, default="")
    price_minor = models.BigIntegerField()
    facets = ArrayField(models.CharField(max_length=120), help_text=_("`kind=code`, sorted."))
    numbers = models.JSONField(help_text="Attributes that are numbers, by code.")
    lane = models.CharField(max_length=160, help_text=_("Key of its delivery estimate."))
    has_stock = models.BooleanField(help_text=_("When it was made; rows of stock have the last word."))
    card = models.TextField(help_text="Members of the JSON object in lists.")
    details = models.TextField(help_text="Further members where one listing is shown.")
    prices = models.TextField(help_text="The members that tell prices.")
    translations = models.TextField(help_text="The member that tells names in all languages.")

    class Meta:
        ordering = ("-listing_id",)
        verbose_name_plural = "shelves"
        indexes = (
            models.Index(name="shelf_newest", fields=("market", "-listing_id")),
            models.Index(name="shelf_price", fields=("market", "price_minor", "listing_id")),
            models.Index(name="shelf_c1_newest", fields=("market", "category_1", "-listing_id")),
            models.Index(name="shelf_c1_price", fields=("market", "category_1", "price_minor", "listing_id")),
            models.Index(name="shelf_c2_newest", fields=("market", "category_2", "-listing_id")),
            models.Index(name="shelf_c2_price", fields=("market", "category_2", "price_minor", "listing_id")),
            models.Index(name="shelf_c3_newest", fields=("market", "category_3", "-listing_id")),
            models.Index(name="shelf_c3_price", fields=("market", "category_3", "price_minor", "listing_id")),
            models.Index(name="shelf_c4_newest", fields=("market", "category_4", "-listing_id")),
            models.Index(name="shelf_c4_price", fields=("market", "category_4", "price_minor", "listing_id")),
            models.Index(name="shelf_seller_newest", fields=("market", "seller_code", "-listing_id")),
            models.Index(name="shelf_product", fields=("product_id",)),
            models.Index(name="shelf_variant", fields=("variant_id",)),
            GinIndex(name="shelf_facets", fields=("facets",)),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.market}"


class ListingView(models.Model):
    """The words of a listing in one language: ready JSON, its place by name."""

    pk = models.CompositePrimaryKey("listing_id", "language")
    listing_id = models.UUIDField()
    language = models.CharField(max_length=8)
    market = models.CharField(max_length=2)
    name = models.CharField(
        max_length=500,
        db_collation="C",
        help_text="To sort by, whatever the locale of the database: `words.alphabets.sort_key` of the name.",
    )
    card = models.TextField(help_text="Members of the JSON object in lists.")
    details = models.TextField(help_text="Further members where one listing is shown.")

    class Meta:
        ordering = ("-listing_id", "language")
        indexes = (
            models.Index(name="listing_view_by_name", fields=("language", "market", "name", "listing_id")),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.language}"


class Label(models.Model):
    """What a value of a facet is called: `names` by language, for `kind` and `code`."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    names = models.JSONField()
    # Among its siblings, in the catalogue's order.
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ("kind", "position", "code")
        constraints = (models.UniqueConstraint(name="label_once", fields=("kind", "code")),)

    def __str__(self) -> str:
        return f"{self.kind}={self.code}"
