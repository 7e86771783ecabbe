"""What has a seller's 1C reported of orders, and what became of that?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.models.exchanges import ExchangeAccess, ExchangeFile


class OrderReport(models.Model):
    """
    One document of a file of orders: which order it means, what it asks for, what came of that.

    `given_number` is what 1C calls it, `place` its number in the file. What was not taken says in `why`, with
    `facts`, for which reason; a report that was taken may have one as well, of what of it counts for nothing.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        TAKEN = "taken", _("Taken over")
        SAME = "same", _("Nothing new")
        UNTAKEN = "untaken", _("Not taken over")

    class Verb(models.TextChoices):
        """What it asks for."""

        NONE = "", _("Nothing")
        ACCEPT = "accept", _("Accept the order")
        PACK = "pack", _("Pack it")
        DECLINE = "decline", _("Decline it")

    access = models.ForeignKey(
        ExchangeAccess, on_delete=models.PROTECT, related_name="order_reports", db_index=False
    )
    file = models.ForeignKey(ExchangeFile, on_delete=models.CASCADE, related_name="order_reports")
    place = models.PositiveIntegerField()
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    given_number = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=8, choices=Verb, blank=True, default=Verb.NONE)
    outcome = models.CharField(max_length=8, choices=Outcome)
    why = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(name="order_report_once", fields=("file", "place")),
            models.CheckConstraint(
                name="order_report_untaken_says_why", condition=~Q(outcome="untaken") | ~Q(why="")
            ),
        )
        indexes = (models.Index(name="order_report_of_access", fields=("access", "-id")),)

    def __str__(self) -> str:
        return self.given_number or str(self.place)
