"""Which papers vouch for a seller and its goods?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.filing import urls_of
from catalog.models.gate import noting_on_all
from catalog.models.products import Product
from catalog.models.sellers import Seller
from catalog.models.touches import OF_CERTIFICATE, touching_on_all
from kit.audit import audited
from kit.models import Move, Row


@audited()
class Certificate(Row):
    """A paper of a seller, for one lot, one product or for all; buyers see it once staff have checked it."""

    AGGREGATE = "certificate"
    LIFECYCLE = lifecycle.CERTIFICATE

    class Kind(models.TextChoices):
        PHYTOSANITARY = "phytosanitary", _("Phytosanitary certificate")
        VETERINARY = "veterinary", _("Veterinary certificate")
        HEALTH = "health", _("Health certificate")
        ORIGIN = "origin", _("Certificate of origin")
        CONFORMITY = "conformity", _("Declaration or certificate of conformity")
        GACC = "gacc", _("Registration with China Customs")
        HALAL = "halal", _("Halal certificate")
        ORGANIC = "organic", _("Organic certificate")
        QUALITY = "quality", _("Quality management certificate")

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="certificates")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True
    )
    lot = models.ForeignKey(
        "catalog.Lot",
        on_delete=models.PROTECT,
        related_name="certificates",
        null=True,
        blank=True,
        help_text=_("If it is for one lot of the product alone."),
    )
    kind = models.CharField(max_length=16, choices=Kind)
    categories = ArrayField(
        models.CharField(max_length=16),
        default=list,
        blank=True,
        help_text=_("Of a registration with China Customs: for which goods it is."),
    )
    number = models.CharField(max_length=64)
    issuer = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    scan_key = models.CharField(max_length=64, blank=True, help_text=_("Stem of the stored scan's names."))
    status = models.CharField(max_length=12, choices=Status, default=Status.SUBMITTED)
    submitted_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = (*touching_on_all(OF_CERTIFICATE), *noting_on_all(OF_CERTIFICATE))
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="certificate_number_once",
                # A registration that is renewed keeps its number, and comes before the old one has ended.
                fields=("seller", "product", "lot", "kind", "number", "valid_from", "valid_to"),
                nulls_distinct=False,
                # One refused or withdrawn may come again, with a better scan.
                condition=Q(status__in=("submitted", "verified")),
            ),
            models.CheckConstraint(
                name="certificate_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="certificate_of_lot_has_product",
                condition=Q(lot__isnull=True) | Q(product__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_verified_has_stamp",
                condition=~Q(status="verified") | Q(verified_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def scan(self) -> dict[str, str] | None:
        """Where each size of the scan is found, by its longest side in pixels, if there is one."""
        return urls_of(self.scan_key) if self.scan_key else None


class CertificateMove(Move):
    row = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="moves")
