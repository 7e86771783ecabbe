"""Which files of goods have sellers sent, and what has become of each row of them?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import lifecycle
from catalog.models.products import Product, Variant
from catalog.models.sellers import Seller
from kit.audit import audited
from kit.models import Move, Row


@audited(exclude=("header", "mapping", "counts", "why"))
class ImportJob(Row):
    """
    One file on its way into the catalogue.

    While it is read, judged, applied or undone, whoever works on it holds a lease: `token` tells whose turn
    it is, `position` is the last row whose chunk is committed, `attempts` counts turns since the last such
    chunk. `counts` is how many rows are of which verdict, with `prices_moved`; `why` is the code, with its
    facts, of why it was rejected or failed. `is_undoing` tells that a job takes back what it did,
    or, where it failed, that this broke off.
    """

    AGGREGATE = "import_job"
    LIFECYCLE = lifecycle.IMPORT_JOB

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        MAPPED = "mapped", _("Read")
        VALIDATED = "validated", _("Checked")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        COMPLETED_WITH_ERRORS = "completed_with_errors", _("Completed with errors")
        FAILED = "failed", _("Failed")
        REJECTED = "rejected", _("Rejected")
        CANCELLED = "cancelled", _("Cancelled")

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file_key = models.CharField(max_length=64, help_text=_("Under which name the storage keeps the file."))
    format = models.CharField(max_length=32, blank=True)
    header = models.JSONField(default=dict, blank=True, help_text=_("What the file says of itself."))
    mapping = models.JSONField(default=dict, blank=True, help_text=_("How it was read."))
    status = models.CharField(max_length=24, choices=Status, default=Status.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    why = models.JSONField(default=dict, blank=True)
    is_undoing = models.BooleanField(default=False)
    token = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # Two at once would each judge by what the other is about to change.
            models.UniqueConstraint(
                name="import_job_one_running", fields=("seller",), condition=Q(status="running")
            ),
            models.CheckConstraint(
                name="import_job_position_within", condition=Q(position__lte=F("rows_total"))
            ),
            models.CheckConstraint(
                name="import_job_ended_has_stamp",
                condition=Q(status__in=("uploaded", "mapped", "validated", "running"), ended_at__isnull=True)
                | (~Q(status__in=("uploaded", "mapped", "validated", "running")) & Q(ended_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(
                name="import_job_with_work",
                fields=("leased_until", "id"),
                condition=Q(status__in=("uploaded", "mapped", "running")),
            ),
        )

    @property
    def key_format(self) -> str:
        """Of which format its goods are: Kaspi's spreadsheet is read and mapped as a table, but isn't one."""
        return str(self.header.get("format") or self.format)

    def __str__(self) -> str:
        return self.file_name


class ImportJobMove(Move):
    row = models.ForeignKey(ImportJob, on_delete=models.PROTECT, related_name="moves")


class ImportRow(models.Model):
    """
    One row of a file: `said` is the neutral row as JSON, `faults` and `notes` are lists of such faults.

    `before` is what its work changed, with what was there before, so that it can be taken back.
    """

    class Verdict(models.TextChoices):
        UNJUDGED = "", _("Not judged")
        NEW = "new", _("New")
        CHANGED = "changed", pgettext_lazy("rows of a file", "Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        FAULTY = "faulty", _("Faulty")

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    product_key = models.CharField(max_length=200, blank=True)
    variant_key = models.CharField(max_length=200, blank=True)
    sku = models.CharField(max_length=200, blank=True)
    said = models.JSONField()
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True, default=Verdict.UNJUDGED)
    faults = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    before = models.JSONField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("job", "number")
        constraints = (models.UniqueConstraint(name="import_row_once", fields=("job", "number")),)
        indexes = (
            models.Index(name="import_row_by_product", fields=("job", "product_key")),
            models.Index(name="import_row_faulty", fields=("job", "number"), condition=Q(verdict="faulty")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.variant_key or self.product_key}"


class ImportMapping(Row):
    """
    What a seller has chosen for files of one format, remembered.

    `choices` are those of `catalog.neutral.SellerMapping`, `books` what the keys of earlier files meant,
    `defaults` what holds of new goods of which a file doesn't tell it.
    """

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="import_mappings")
    format = models.CharField(max_length=32)
    choices = models.JSONField(default=dict, blank=True)
    defaults = models.JSONField(default=dict, blank=True)
    books = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("seller", "format")
        constraints = (
            models.UniqueConstraint(name="import_mapping_per_format", fields=("seller", "format")),
        )

    def __str__(self) -> str:
        return f"{self.seller} · {self.format}"


class ImportKey(models.Model):
    """
    By which key a seller's files call a variant, or, without `variant_key`, a product.

    `said` are facts of variants that a file told of the product as a whole: they hold of variants that come
    later. `format` is the `key_format` of the first file that named it: only such a file may withdraw it.
    """

    id = models.BigAutoField(primary_key=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="import_keys")
    product_key = models.CharField(max_length=200)
    variant_key = models.CharField(max_length=200, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="import_keys")
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="import_keys", null=True, blank=True
    )
    format = models.CharField(max_length=32)
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="import_key_of_one_variant",
                fields=("seller", "variant_key"),
                condition=~Q(variant_key=""),
            ),
            models.UniqueConstraint(
                name="import_key_of_one_product",
                fields=("seller", "product_key"),
                condition=Q(variant_key=""),
            ),
            models.CheckConstraint(
                name="import_key_names_a_variant",
                condition=Q(variant_key="", variant__isnull=True)
                | (~Q(variant_key="") & Q(variant__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.variant_key or self.product_key
