"""What does a seller earn by a paid order, and from when on may it be paid out?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row, world_field
from kit.money import Money
from payments.apportioning import Parts

_PAID = ("goods", "freight", "insurance", "duty", "vat", "consumption")
_SUMS = (*_PAID, "commission", "commission_vat", "discount")


@audited()
class Sale(Row):
    """
    One paid order, by its opaque `reference`, with what is its seller's; the ledger has the rest.

    `release_at` is set once the goods have come; from then on the sweep asks for it. A sale
    that is taken back is never released.
    """

    reference = models.CharField(max_length=64, unique=True, help_text=_("Number of the order."))
    organisation_id = models.UUIDField(_("seller"))
    currency = models.CharField(max_length=3)
    goods_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    commission_vat_minor = models.BigIntegerField()
    sandbox = world_field()
    sold_at = models.DateTimeField()
    release_at = models.DateTimeField(null=True, blank=True, help_text=_("From when on it may be paid out."))
    released_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="sale_leaves_something",
                condition=Q(commission_minor__gte=0, commission_vat_minor__gte=0)
                & Q(goods_minor__gte=F("commission_minor") + F("commission_vat_minor")),
            ),
            models.CheckConstraint(
                name="sale_is_released_when_due",
                condition=Q(released_at__isnull=True)
                | Q(release_at__isnull=False, released_at__gte=F("release_at")),
            ),
            models.CheckConstraint(
                name="sale_is_released_or_taken_back",
                condition=Q(released_at__isnull=True) | Q(reversed_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                name="sale_to_release",
                fields=("release_at", "id"),
                condition=Q(released_at__isnull=True, reversed_at__isnull=True, release_at__isnull=False),
            ),
            models.Index(name="sale_of_seller", fields=("organisation_id", "-id")),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def earned(self) -> Money:
        """What its seller gets."""
        return Money(self.goods_minor - self.commission_minor - self.commission_vat_minor, self.currency)


@audited()
class SaleLine(Row):
    """
    One line of a sale, by the opaque `line_id`: what it is made of, and what of that goes back or went.

    The columns `back_*` are counters of living refunds, taken by conditional updates. `borne_goods_minor`
    is what of the goods goes back at the seller's cost: the commission is given back by it, and what the
    shop bears of a `discount`.
    """

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines")
    line_id = models.UUIDField(unique=True, help_text=_("The line of the order."))
    units = models.PositiveIntegerField()
    goods_minor = models.BigIntegerField()
    freight_minor = models.BigIntegerField(default=0)
    insurance_minor = models.BigIntegerField(default=0)
    duty_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    consumption_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField(default=0)
    commission_vat_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(
        default=0, help_text=_("What the shop adds to what the buyer paid.")
    )
    back_units = models.PositiveIntegerField(default=0)
    back_goods_minor = models.BigIntegerField(default=0)
    back_freight_minor = models.BigIntegerField(default=0)
    back_insurance_minor = models.BigIntegerField(default=0)
    back_duty_minor = models.BigIntegerField(default=0)
    back_vat_minor = models.BigIntegerField(default=0)
    back_consumption_minor = models.BigIntegerField(default=0)
    back_commission_minor = models.BigIntegerField(default=0)
    back_commission_vat_minor = models.BigIntegerField(default=0)
    back_discount_minor = models.BigIntegerField(default=0)
    borne_goods_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="sale_line_units_go_back_once", condition=Q(back_units__lte=F("units"))
            ),
            *(
                models.CheckConstraint(
                    name=f"sale_line_{name}_goes_back_once",
                    condition=Q(
                        **{
                            f"back_{name}_minor__gte": 0,
                            f"back_{name}_minor__lte": F(f"{name}_minor"),
                        }
                    ),
                )
                for name in _SUMS
            ),
            models.CheckConstraint(
                name="sale_line_seller_bears_goods_once",
                condition=Q(borne_goods_minor__gte=0, borne_goods_minor__lte=F("back_goods_minor")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.line_id}"

    @property
    def parts(self) -> Parts:
        """What its buyer paid for it."""
        return Parts(*(getattr(self, f"{name}_minor") for name in Parts._fields))

    @property
    def gone(self) -> Parts:
        """What of that goes back, or went."""
        return Parts(*(getattr(self, f"back_{name}_minor") for name in Parts._fields))

    @property
    def left(self) -> Parts:
        """What could still go back."""
        return self.parts.less(self.gone)
