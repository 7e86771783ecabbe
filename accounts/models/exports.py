"""Which rows have left the staff site, and with whom?"""

from typing import ClassVar

from django.db import models

from accounts.models.people import User


class Export(models.Model):
    """
    One export of a list, on record before the first row of it leaves; never changed.

    `rows` were counted at that moment. `asked` are filters, search and order, as the address had them.
    """

    class Format(models.TextChoices):
        """What kind of file it was."""

        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    table = models.CharField(max_length=100)
    asked = models.TextField(blank=True, default="")
    format = models.CharField(max_length=8, choices=Format.choices)
    rows = models.PositiveIntegerField()
    personal = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.table} {self.at:%Y-%m-%d %H:%M}"
