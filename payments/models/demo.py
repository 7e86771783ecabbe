"""What does the demo provider, which stands in for a payment company, know on its own side."""

from django.db import models

from kit.models import Row


class DemoCharge(Row):
    """A charge in the books of the demo provider, which only its signed notifications or a query reveal."""

    class Behaviour(models.TextChoices):
        PROMPT = "prompt", "Notifies at once"
        LATE = "late", "Notifies after the payment has expired"
        DOUBLED = "doubled", "Notifies twice"
        WRONG = "wrong", "Notifies a wrong amount"
        SILENT = "silent", "Never notifies"

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
