"""How do goods look?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.filing import urls_of
from catalog.models.products import Product, Variant
from catalog.models.touches import OF_PRODUCT, touching_on_all
from kit.models import Row


class Image(Row):
    """One picture of a product, or of one of its variants, kept re-encoded in three sizes."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="images")
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="images", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.JSONField(default=dict, blank=True, help_text=_("What it shows, by language."))
    key = models.CharField(max_length=64, unique=True, help_text=_("Stem of the stored files' names."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was uploaded."))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        triggers = touching_on_all(OF_PRODUCT, column="product_id")
        ordering = ("product", "position", "id")
        constraints = (
            models.UniqueConstraint(name="image_once_per_product", fields=("product", "digest")),
            models.CheckConstraint(name="image_has_size", condition=Q(width__gt=0) & Q(height__gt=0)),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def urls(self) -> dict[str, str]:
        """Where each size is found, by its longest side in pixels."""
        return urls_of(self.key)
