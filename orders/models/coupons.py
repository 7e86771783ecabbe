"""Which codes make goods cheaper, and who has used them?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row, world_field
from orders.discounting import LONGEST_CODE, MOST_PERCENT
from orders.models.buyers import Buyer
from orders.models.identities import HASH_LENGTH


@audited()
class Coupon(Row):
    """
    A code by which goods cost less; its seller bears it, or the shop where it has none.

    `code` is in capitals. Sums are minor units of the market's currency. It never changes but for
    `used`, the checkouts that use it now, and for being stopped.
    """

    seller = models.ForeignKey(
        "catalog.Seller",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Who bears it; nobody: the shop."),
    )
    sandbox = world_field()
    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount_minor = models.BigIntegerField(_("fixed sum"), null=True, blank=True)
    least_goods_minor = models.BigIntegerField(
        _("for goods of at least"), default=0, help_text=_("What the goods cost that it is for.")
    )
    most_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    most_uses_each = models.PositiveIntegerField(
        _("uses of each buyer"), null=True, blank=True, help_text=_("And of each person who imports.")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    listing_ids = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("for listings"))
    categories = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("for kinds of goods")
    )
    used = models.PositiveIntegerField(_("used"), default=0)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = (
            models.UniqueConstraint(
                name="coupon_code_once",
                fields=("code", "seller", "market", "sandbox"),
                condition=Q(stopped_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="coupon_is_a_share_or_a_sum",
                condition=Q(percent__gt=0, percent__lte=MOST_PERCENT, amount_minor__isnull=True)
                | Q(percent__isnull=True, amount_minor__gt=0),
            ),
            models.CheckConstraint(
                name="coupon_is_used_no_more_often",
                condition=Q(most_uses__isnull=True) | Q(used__lte=F("most_uses")),
            ),
            models.CheckConstraint(
                name="coupon_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="coupon_asks_for_no_less_than_nothing", condition=Q(least_goods_minor__gte=0)
            ),
        )

    def __str__(self) -> str:
        return self.code


class CouponUse(Row):
    """One checkout that uses a coupon, until all of its orders with it have ended."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="uses")
    group = models.ForeignKey("orders.OrderGroup", on_delete=models.PROTECT, related_name="coupon_uses")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(_("person"), max_length=HASH_LENGTH, blank=True)
    given_back_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("use of a coupon")
        verbose_name_plural = _("uses of coupons")
        constraints = (models.UniqueConstraint(name="coupon_use_once", fields=("coupon", "group")),)
        indexes = (
            models.Index(
                name="coupon_use_of_buyer",
                fields=("coupon", "buyer"),
                condition=Q(given_back_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.group_id)
