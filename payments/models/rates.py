"""At which rate does one currency change into another on a day, and who said so?"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row


class Publisher(models.TextChoices):
    """Who publishes rates in a format that is read here."""

    NATIONAL_BANK = "nbk", _("National Bank of Kazakhstan")
    EUROPEAN_BANK = "ecb", _("European Central Bank")


@audited(exclude=["body"])
class RateDocument(Row):
    """
    One document of exchange rates as it came, kept once however often it comes in a row.

    Of the same days a publisher's documents are counted by `edition`: others than the last ones are the next
    one, also those that it had said before. `strange` lists the rates that are too far from the day before:
    such a document waits for finance.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("document of rates", "To be decided")
        TAKEN = "taken", pgettext_lazy("document of rates", "Published")
        DISMISSED = "dismissed", pgettext_lazy("document of rates", "Put aside")

    publisher = models.CharField(max_length=8, choices=Publisher)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    first_date = models.DateField()
    last_date = models.DateField()
    edition = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text=_("Counts the documents of the same days.")
    )
    state = models.CharField(max_length=12, choices=State, default=State.HELD)
    is_sent_by_hand = models.BooleanField(_("sent by hand"), default=False)
    strange = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("document of rates")
        verbose_name_plural = _("documents of rates")
        constraints = (
            models.UniqueConstraint(
                name="rate_document_one_an_edition",
                fields=("publisher", "first_date", "last_date", "edition"),
            ),
            models.CheckConstraint(
                name="rate_document_decided_has_stamp",
                condition=Q(state="held", decided_at=None) | (~Q(state="held") & Q(decided_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(name="rate_document_held", fields=("created_at",), condition=Q(state="held")),
        )

    def __str__(self) -> str:
        return f"{self.get_publisher_display()} · {self.last_date}"


@audited()
class FxRate(Row):
    """
    One unit of `base` is `rate` units of `quote` on `date`; rows are only added.

    A correction is a row of the next `edition` for the same day; the newest edition counts.
    """

    class Origin(models.TextChoices):
        PUBLISHED = "published", pgettext_lazy("exchange rate", "Published")
        TYPED = "typed", pgettext_lazy("exchange rate", "By hand")
        ASSUMED = "assumed", pgettext_lazy("exchange rate", "Of the demonstration")

    date = models.DateField()
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=120)
    edition = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.TYPED)
    document = models.ForeignKey(
        RateDocument, on_delete=models.PROTECT, related_name="rates", null=True, blank=True
    )
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-date", "base", "quote", "-edition")
        constraints = (
            models.UniqueConstraint(
                name="fx_rate_one_edition_a_day", fields=("date", "base", "quote", "edition")
            ),
            models.CheckConstraint(name="fx_rate_is_positive", condition=Q(rate__gt=0)),
        )
        triggers = (pgtrigger.Protect(name="rates_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.rate} on {self.date}"


class RateFeed(Row):
    """
    When a publisher is asked next, and what came of it: the row is the queue.

    The attempt is counted and committed before anybody is asked; until `leased_until` it is one asker's turn.
    """

    publisher = models.CharField(max_length=8, choices=Publisher, unique=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("publisher",)
        verbose_name = _("source of rates")
        verbose_name_plural = _("sources of rates")

    def __str__(self) -> str:
        return self.get_publisher_display()
