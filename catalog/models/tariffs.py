"""What do the laws of two countries say about a kind of goods, from which day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.gate import OF_TARIFF_CODE, noting, noting_on_all
from catalog.models.touches import OF_TARIFF, touching_on_all
from kit.audit import audited
from kit.models import Row


class TariffCode(Row):
    hs6 = models.CharField(max_length=6, unique=True)
    cn10 = models.CharField(max_length=10, blank=True)
    eaeu10 = models.CharField(max_length=10, blank=True)
    names = models.JSONField(default=dict, help_text=_("Description by language."))
    direction = models.CharField(max_length=5, choices=(("KZ-CN", _("KZ to CN")), ("CN-KZ", _("CN to KZ"))))
    required_documents = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    temperature_class = models.CharField(max_length=32)
    segregation_class = models.CharField(max_length=32)
    dangerous_goods = models.CharField(max_length=120, default="none")
    source = models.TextField()
    confidence = models.CharField(max_length=40)

    class Meta:
        triggers = (noting(OF_TARIFF_CODE),)
        ordering = ("hs6",)

    def __str__(self) -> str:
        return f"{self.hs6} {self.names.get('en', '')}"


@audited()
class TaxRate(Row):
    class Kind(models.TextChoices):
        MFN = "mfn", _("Duty, most favoured nation")
        PROVISIONAL = "provisional", _("Duty, provisional")
        VAT = "vat", _("VAT")
        CONSUMPTION = "consumption", _("Consumption tax")
        QUOTA_IN = "quota_in", _("Duty within the tariff quota")
        QUOTA_OUT = "quota_out", _("Duty out of the tariff quota")
        EAEU_DUTY = "eaeu_duty", _("Duty of the EAEU")

    tariff_code = models.ForeignKey(TariffCode, on_delete=models.PROTECT, related_name="rates")
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=Kind)
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    confidence = models.CharField(max_length=40)
    amended_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When staff wrote it: the reference data leaves it alone since."),
    )

    class Meta:
        ordering = ("tariff_code", "country", "kind", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                name="tax_rate_one_a_day_of_start", fields=("tariff_code", "country", "kind", "valid_from")
            ),
            models.CheckConstraint(
                name="tax_rate_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="tax_rate_percent_in_range", condition=Q(percent__gte=0) & Q(percent__lte=300)
            ),
        )

    def __str__(self) -> str:
        return f"{self.country} {self.get_kind_display()} {self.percent} % · {self.valid_from}"


@audited()
class PositiveListEntry(Row):
    hs6 = models.CharField(max_length=6)
    edition = models.CharField(max_length=80)
    is_assumption = models.BooleanField(
        default=False,
        help_text=_("Laid down for demonstration, not taken from law; shown wherever it is used."),
    )
    per_person_g_limit = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    confidence = models.CharField(max_length=40)

    class Meta:
        triggers = (*touching_on_all(OF_TARIFF), *noting_on_all(OF_TARIFF))
        ordering = ("hs6", "-valid_from")
        verbose_name_plural = _("positive list entries")
        constraints = (
            models.UniqueConstraint(
                name="positive_list_one_a_day_of_start", fields=("hs6", "edition", "valid_from")
            ),
            models.CheckConstraint(
                name="positive_list_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.hs6} ({self.edition})"
