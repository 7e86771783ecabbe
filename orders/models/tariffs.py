"""What does carriage cost, to where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row


@audited()
class FreightTariff(Row):
    """
    Groupage and container prices of one train service; the railway itself knows no money.

    A price holds from its first day until the next one of its kind begins, or its last day, which comes
    before that: the database refuses an end beyond.
    """

    class LoadType(models.TextChoices):
        LCL = "LCL", _("Groupage")
        FCL20 = "FCL20", _("20-foot container")
        FCL40 = "FCL40", _("40-foot container")
        FCL40R = "FCL40R", _("40-foot cooled container")

    service_code = models.CharField(max_length=16)
    load_type = models.CharField(max_length=8, choices=LoadType)
    currency = models.CharField(max_length=3)
    per_chargeable_kg = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    weight_bands = models.CharField(
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("What a kilogram costs from a weight on, such as 100:0.30;500:0.26."),
    )
    per_container = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=2)
    insurance_percent = models.DecimalField(max_digits=6, decimal_places=3)
    fuel_percent = models.DecimalField(max_digits=6, decimal_places=3)
    winter_percent = models.DecimalField(max_digits=6, decimal_places=3)
    winter_months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    first_mile_per_kg = models.DecimalField(max_digits=10, decimal_places=4)
    last_mile_per_kg = models.DecimalField(max_digits=10, decimal_places=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    confidence = models.CharField(max_length=40)

    class Meta:
        ordering = ("service_code", "load_type", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                name="freight_tariff_one_a_day_of_start", fields=("service_code", "load_type", "valid_from")
            ),
            models.CheckConstraint(
                name="freight_tariff_has_a_price",
                condition=Q(per_chargeable_kg__isnull=False) | Q(per_container__isnull=False),
            ),
            models.CheckConstraint(
                name="freight_tariff_bands_are_of_kilograms",
                condition=Q(weight_bands="")
                | Q(
                    weight_bands__regex=r"^[0-9]+:[0-9]+(\.[0-9]{1,4})?(;[0-9]+:[0-9]+(\.[0-9]{1,4})?)*$",
                    per_chargeable_kg__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="freight_tariff_period_is_forwards",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="freight_tariff_takes_nothing_off",
                condition=Q(
                    minimum__gte=0,
                    insurance_percent__gte=0,
                    fuel_percent__gte=0,
                    winter_percent__gte=0,
                    first_mile_per_kg__gte=0,
                    last_mile_per_kg__gte=0,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_code} {self.load_type}"


class DeliveryZone(Row):
    """To which place on the railway the parcels of a province go."""

    country = models.CharField(max_length=2)
    province = models.CharField(max_length=16, help_text=_("ISO 3166-2 code."))
    name = models.CharField(max_length=80)
    destination_code = models.CharField(max_length=32)

    class Meta:
        ordering = ("country", "province")
        constraints = (models.UniqueConstraint(name="delivery_zone_once", fields=("country", "province")),)

    def __str__(self) -> str:
        return f"{self.province} · {self.destination_code}"
