"""Which commission do we take of which sales?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row


@audited()
class CommissionRule(Row):
    """
    One line of the price list of our service: read by `position`, the first that matches counts.

    What is left empty matches all. Sums are in minor units of `currency`, and a rule with sums
    matches sales in that currency alone. Sales keep the commission that was frozen on them.
    """

    position = models.PositiveIntegerField(
        _("position"), unique=True, help_text=_("The rule with the lowest one that matches counts.")
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("seller"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"kind": "seller"},
    )
    category = models.CharField(
        _("category"),
        max_length=40,
        blank=True,
        help_text=_("Code of a kind of goods; those below it are meant too."),
    )
    market = models.CharField(_("market"), max_length=2, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The last day."))
    percent = models.DecimalField(
        _("percent"), max_digits=6, decimal_places=3, help_text=_("Of the price of the goods, without VAT.")
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    fixed_minor = models.BigIntegerField(_("fixed sum"), default=0, help_text=_("For each line of an order."))
    floor_minor = models.BigIntegerField(_("at least"), default=0)
    cap_minor = models.BigIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                name="commission_percent_is_a_share", condition=Q(percent__gte=0, percent__lte=100)
            ),
            models.CheckConstraint(
                name="commission_sums_make_sense",
                condition=Q(fixed_minor__gte=0, floor_minor__gte=0)
                & (Q(cap_minor__isnull=True) | Q(cap_minor__gte=F("floor_minor"))),
            ),
            models.CheckConstraint(
                name="commission_sums_have_a_currency",
                condition=~Q(currency="") | Q(fixed_minor=0, floor_minor=0, cap_minor__isnull=True),
            ),
            models.CheckConstraint(
                name="commission_period_is_forwards",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} · {self.percent.normalize():f} %"
