"""How much has a person brought in this year, by which orders?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row, world_field
from orders.models.identities import HASH_LENGTH
from orders.models.orders import Order


@audited()
class Allowance(Row):
    """
    What one person may bring in within a year, and has: of all goods by value, of some by mass.

    `most` and `used` are fen where `goods` is empty, else net grams of that group of goods. The
    year is that of the day of declaration in Shanghai.
    """

    person = models.CharField(_("person"), max_length=HASH_LENGTH, help_text=_("Hash of the number."))
    sandbox = world_field()
    year = models.PositiveSmallIntegerField(_("year"))
    goods = models.CharField(
        _("goods"), max_length=32, blank=True, help_text=_("Such as sugar; empty: all goods, by value.")
    )
    most = models.BigIntegerField(_("limit"), help_text=_("Fen, or net grams of some goods."))
    used = models.BigIntegerField(_("used"), default=0)

    class Meta:
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(name="allowance_once", fields=("person", "year", "goods", "sandbox")),
            models.CheckConstraint(
                name="allowance_is_kept_to", condition=Q(used__gte=0, used__lte=F("most"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.goods}".rstrip()


@audited()
class AllowanceTake(Row):
    """What one order took of an allowance, of which code of goods if it goes by mass; `left` still stands."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="takes")
    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, related_name="takes")
    hs6 = models.CharField(max_length=6, blank=True)
    taken = models.BigIntegerField(_("taken"))
    left = models.BigIntegerField(_("still taken"))

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="allowance_take_once", fields=("order", "allowance", "hs6")),
            models.CheckConstraint(
                name="allowance_take_is_given_back_once",
                condition=Q(taken__gt=0, left__gte=0, left__lte=F("taken")),
            ),
        )

    def __str__(self) -> str:
        return str(self.left)
