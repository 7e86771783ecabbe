"""What does a seller earn by a paid order, and from when on may it be paid out?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row, world_field
from kit.money import Money


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
