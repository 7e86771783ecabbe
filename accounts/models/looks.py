"""Who of staff has looked at a seller's console, and when?"""

from typing import ClassVar

from django.db import models

from accounts.models.people import Organisation, User


class LookAsSeller(models.Model):
    """
    A member of staff began to read a seller's console as the seller sees it; never changed.

    It is on record before the first page is shown, and lasts until `until_at` at most.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    until_at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="looks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="looks")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name_plural = "looks as seller"

    def __str__(self) -> str:
        return f"{self.organisation} {self.at:%Y-%m-%d %H:%M}"
