"""Which invoices and credit notes were issued, under which numbers, and which are still to be written?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.models import Row, world_field
from kit.money import Money
from payments import documents, lifecycle


class IssuedDocument(Row):
    """
    An invoice or a credit note, as it was issued: triggers refuse every change of it.

    Numbers have no gaps for each legal entity (`issuer_tax_id`), kind and year; `content` is all that
    its paper shows. A seller's document has its organisation as `issuer_id`; None is the operator.
    """

    AGGREGATE = "document"
    LIFECYCLE = lifecycle.DOCUMENT
    # The one status that there is; no column, for nothing can change it.
    status = "issued"

    class Kind(models.TextChoices):
        INVOICE = documents.INVOICE, _("Invoice")
        CREDIT_NOTE = documents.CREDIT_NOTE, _("Credit note")

    class Subject(models.TextChoices):
        GOODS = documents.GOODS, pgettext_lazy("of an invoice", "Goods")
        COMMISSION = documents.COMMISSION, _("Commission")

    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(_("for what"), max_length=12, choices=Subject)
    fact = models.CharField(max_length=120, unique=True, help_text=_("Names the fact: it counts once."))
    number = models.CharField(max_length=24)
    issuer_tax_id = models.CharField(_("issuer's tax number"), max_length=18)
    issuer_id = models.UUIDField(_("issuer"), null=True, blank=True)
    recipient_id = models.UUIDField(_("recipient"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(help_text=_("By the issuer's clocks."))
    serial = models.PositiveIntegerField()
    reference = models.CharField(max_length=64, help_text=_("Number of the order."))
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField(_("VAT"))
    total_minor = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issue_date = models.DateField(help_text=_("By the issuer's clocks."))
    due_date = models.DateField()
    content = models.JSONField()
    sandbox = world_field()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("invoice or credit note")
        verbose_name_plural = _("invoices and credit notes")
        constraints = (
            models.UniqueConstraint(
                name="document_number_once",
                fields=("issuer_tax_id", "sandbox", "kind", "year", "serial"),
            ),
            models.CheckConstraint(
                name="document_adds_up",
                condition=Q(total_minor=F("net_minor") + F("vat_minor"), total_minor__gt=0)
                & Q(net_minor__gte=0, vat_minor__gte=0),
            ),
            models.CheckConstraint(
                name="document_credit_note_corrects",
                condition=Q(kind=documents.CREDIT_NOTE, corrects__isnull=False)
                | Q(kind=documents.INVOICE, corrects__isnull=True),
            ),
            models.CheckConstraint(name="document_serial_counts_from_one", condition=Q(serial__gte=1)),
        )
        indexes = (
            models.Index(name="document_by_reference", fields=("reference", "id")),
            models.Index(name="document_by_issuer", fields=("issuer_id", "-id")),
            models.Index(name="document_by_recipient", fields=("recipient_id", "-id")),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def net(self) -> Money:
        """Without VAT."""
        return Money(self.net_minor, self.currency)

    @property
    def vat(self) -> Money:
        """The VAT of all rates."""
        return Money(self.vat_minor, self.currency)

    @property
    def total(self) -> Money:
        """With VAT."""
        return Money(self.total_minor, self.currency)


class DocumentCounter(models.Model):
    """The last number of a legal entity's kind and year; locked by whoever issues, until they commit."""

    id = models.BigAutoField(primary_key=True)
    issuer_tax_id = models.CharField(max_length=18)
    sandbox = world_field()
    kind = models.CharField(max_length=12, choices=IssuedDocument.Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="document_counter_once", fields=("issuer_tax_id", "sandbox", "kind", "year")
            ),
        )

    def __str__(self) -> str:
        return f"{self.issuer_tax_id} {self.year}: {self.last}"


class InvoiceBalance(models.Model):
    """How much of an invoice was credited; kept by triggers, of which the CHECK is the referee."""

    invoice = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="balance", primary_key=True
    )
    total_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("invoice",)
        constraints = (
            models.CheckConstraint(
                name="invoice_is_not_credited_beyond_its_total",
                condition=Q(credited_minor__gte=0, credited_minor__lte=F("total_minor")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.credited_minor} / {self.total_minor}"


class DueDocument(Row):
    """A fact that documents may have to be written for; the row is the queue until `settled_at`."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Order accepted")
        ENDED = "ended", _("Order ended")
        REFUNDED = "refunded", _("Refund sent")

    kind = models.CharField(max_length=12, choices=Kind)
    fact = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=64)
    about_id = models.UUIDField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(name="document_due", fields=("tries", "id"), condition=Q(settled_at__isnull=True)),
            models.Index(name="document_due_by_reference", fields=("reference", "id")),
        )

    def __str__(self) -> str:
        return self.fact
