"""At which rate does one currency change into another on a day?"""

from django.db import models
from django.db.models import Q

from kit.audit import audited
from kit.models import Row


@audited()
class FxRate(Row):
    """One unit of `base` is `rate` units of `quote` on `date`."""

    date = models.DateField()
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("-date", "base", "quote")
        constraints = (
            models.UniqueConstraint(name="fx_rate_one_a_day", fields=("date", "base", "quote")),
            models.CheckConstraint(name="fx_rate_is_positive", condition=Q(rate__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.rate} on {self.date}"
