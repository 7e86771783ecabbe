"""What money is to go back?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row
from kit.money import Money
from payments import lifecycle
from payments.apportioning import COMPONENTS, Parts
from payments.models.payments import PaymentPart

_GIVEN = ("commission", "commission_vat", "discount")


@audited()
class Refund(Row):
    """One return of money for one order; a row in `requested` is a refund due."""

    AGGREGATE = "refund"
    LIFECYCLE = lifecycle.REFUND

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Refund due")
        APPROVED = "approved", _("Approved")
        IN_TRANSIT = "in_transit", _("In transit")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        FAILED = "failed", _("Failed")

    class Bearer(models.TextChoices):
        SHARES = "shares", _("Everybody who had a share of it")
        SELLER = "seller", _("Seller")
        CARRIER = "carrier", _("Carrier")
        CUSTOMS = "customs", _("Customs")
        PLATFORM = "platform", _("We ourselves")

    # At whose cost commission is given back: the seller has less of the price then.
    AT_SELLERS_COST = (Bearer.SHARES, Bearer.SELLER)

    part = models.ForeignKey(PaymentPart, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    borne_by = models.CharField(
        _("borne by"), max_length=12, choices=Bearer, default=Bearer.SHARES, db_default=Bearer.SHARES
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by_id = models.UUIDField(null=True, blank=True)
    approved_by_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    instead_of = models.OneToOneField(
        "self",
        verbose_name=_("asked for again after"),
        on_delete=models.PROTECT,
        related_name="again",
        null=True,
        blank=True,
        help_text=_("The refund that died before it, of which it is the next try."),
    )
    first_try = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="tries",
        null=True,
        blank=True,
        help_text=_("The first of all tries of the same; none where it is that itself."),
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="refund_next_try_has_a_first",
                condition=Q(instead_of__isnull=True, first_try__isnull=True)
                | Q(instead_of__isnull=False, first_try__isnull=False),
            ),
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_done_has_stamp",
                condition=Q(status="done", done_at__isnull=False)
                | (~Q(status="done") & Q(done_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(
                name="refund_dead", fields=("status", "id"), condition=Q(status__in=lifecycle.DEAD_REFUND)
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} · {self.part.order_reference}"

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_dead(self) -> bool:
        """Whether it stands for no money any more."""
        return self.status in lifecycle.DEAD_REFUND

    @property
    def last_try(self) -> "Refund":
        """The try that counts; no query where `first_try__tries` and `tries` were fetched before."""
        first = self.first_try or self
        tries = [first, *first.tries.all()]
        repeated = {each.instead_of_id for each in tries}
        return next(each for each in tries if each.pk not in repeated)

    @property
    def was_repeated(self) -> bool:
        """Whether another try follows it; no query where `again` was selected too."""
        return hasattr(self, "again")


class RefundMove(Move):
    row = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="moves")


@audited()
class RefundItem(Row):
    """What of a refund is for which line of the order, part by part, and what the seller gets back for it."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="items")
    line = models.ForeignKey("payments.SaleLine", on_delete=models.PROTECT, related_name="refunds")
    units = models.PositiveIntegerField(default=0, help_text=_("None where only a sum goes back."))
    goods_minor = models.BigIntegerField(default=0)
    freight_minor = models.BigIntegerField(default=0)
    insurance_minor = models.BigIntegerField(default=0)
    duty_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    consumption_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField(default=0)
    commission_vat_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0, help_text=_("What the seller gives back to the shop."))

    class Meta:
        ordering = ("refund", "id")
        constraints = (
            models.UniqueConstraint(name="refund_item_one_per_line", fields=("refund", "line")),
            models.CheckConstraint(
                name="refund_item_takes_nothing",
                condition=Q(**{f"{name}_minor__gte": 0 for name in (*COMPONENTS, *_GIVEN)}),
            ),
        )

    def __str__(self) -> str:
        return f"{self.parts.total} · {self.line_id}"

    @property
    def parts(self) -> Parts:
        """What goes back of the line."""
        return Parts(*(getattr(self, f"{name}_minor") for name in COMPONENTS))
