"""What does the demo provider, which stands in for a payment company, know on its own side?"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row
from kit.money import Money


@audited()
class DemoCharge(Row):
    """A charge in the books of the demo provider, which only its signed notifications or a query reveal."""

    class Behaviour(models.TextChoices):
        PROMPT = "prompt", _("Notifies at once")
        LATE = "late", _("Notifies after the payment has expired")
        DOUBLED = "doubled", _("Notifies twice")
        WRONG = "wrong", _("Notifies a wrong amount")
        SILENT = "silent", _("Never notifies")

    provider_ref = models.CharField(max_length=64, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    behaviour = models.CharField(max_length=8, choices=Behaviour, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    notify_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.provider_ref

    @property
    def amount(self) -> Money:
        """What it asks for."""
        return Money(self.amount_minor, self.currency)

    @property
    def charged_minor(self) -> int:
        """What it took from the buyer: one minor unit less than asked when told to be wrong."""
        return self.amount_minor - (self.behaviour == self.Behaviour.WRONG)

    def is_known(self, at: datetime) -> bool:
        """Whether the provider admits the money by then; one that is late learns of it late."""
        if self.paid_at is None:
            return False
        return self.behaviour != self.Behaviour.LATE or self.notify_at is None or self.notify_at <= at
