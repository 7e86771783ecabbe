"""What is sold, in which words and sizes."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models.gate import noting
from catalog.models.sellers import Seller
from catalog.models.tariffs import TariffCode
from catalog.models.taxonomy import Brand, Category, Unit
from catalog.models.touches import OF_PRODUCT, OF_VARIANT, touching
from kit.languages import language_of, name_in
from kit.models import Row


class Product(Row):
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="products")
    code = models.CharField(max_length=64)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", null=True, blank=True
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="products", null=True, blank=True)
    names = models.JSONField(help_text=_("Name by language."))
    descriptions = models.JSONField(default=dict, blank=True, help_text=_("Description by language."))
    attributes = models.JSONField(
        default=dict, blank=True, help_text=_("Typed facts by the code of their attribute.")
    )
    standard = models.CharField(max_length=80, blank=True)
    origin_country = models.CharField(max_length=2)
    tariff_code = models.ForeignKey(TariffCode, on_delete=models.PROTECT, related_name="products")
    cn10 = models.CharField(max_length=10, blank=True, help_text=_("Code for import into China."))
    eaeu10 = models.CharField(max_length=10, blank=True, help_text=_("Code for import into the EAEU."))
    temperature_class = models.CharField(max_length=32)
    segregation_class = models.CharField(max_length=32)
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)
    gacc_registration_no = models.CharField(max_length=18, blank=True)

    class Meta:
        triggers = (
            touching(OF_PRODUCT, of_many=True),
            noting(
                OF_PRODUCT,
                of_many=True,
                condition="(NEW.names, NEW.descriptions, NEW.tariff_code_id, NEW.cn10, NEW.eaeu10,"
                " NEW.gacc_registration_no) IS DISTINCT FROM (OLD.names, OLD.descriptions,"
                " OLD.tariff_code_id, OLD.cn10, OLD.eaeu10, OLD.gacc_registration_no)",
            ),
        )
        ordering = ("seller", "code")
        constraints = (models.UniqueConstraint(name="product_code_per_seller", fields=("seller", "code")),)

    def __str__(self) -> str:
        return f"{self.code} {name_in(self.names, language_of(get_language() or 'en'))}"

    def best_before_of(self, made: date) -> date | None:
        """When goods made on a day end, if the product ends at all."""
        return None if self.shelf_life_days is None else made + timedelta(days=self.shelf_life_days)


class Variant(Row):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="variants")
    sku = models.CharField(max_length=64)
    names = models.JSONField(
        default=dict, blank=True, help_text=_("What tells it from its siblings, by language.")
    )
    attributes = models.JSONField(
        default=dict, blank=True, help_text=_("Typed facts by the code of their attribute.")
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="variants",
        null=True,
        blank=True,
        help_text=_("In which its content is told, such as millilitres."),
    )
    content = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("How much of the unit one package holds."),
    )
    gtin13 = models.CharField(max_length=13, blank=True)
    net_g = models.PositiveIntegerField()
    gross_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    volume_cm3 = models.PositiveIntegerField()
    package_kind = models.CharField(max_length=32)

    class Meta:
        triggers = (touching(OF_VARIANT, of_many=True),)
        ordering = ("seller", "sku")
        constraints = (
            models.UniqueConstraint(name="variant_sku_per_seller", fields=("seller", "sku")),
            models.CheckConstraint(
                name="variant_masses_make_sense", condition=Q(net_g__gt=0) & Q(gross_g__gte=F("net_g"))
            ),
            models.CheckConstraint(name="variant_has_volume", condition=Q(volume_cm3__gt=0)),
            models.CheckConstraint(
                name="variant_content_has_unit",
                condition=Q(content__isnull=True, unit__isnull=True) | Q(content__gt=0, unit__isnull=False),
            ),
        )
        indexes = (models.Index(name="variant_by_sku", fields=("sku",)),)

    def __str__(self) -> str:
        return self.sku
