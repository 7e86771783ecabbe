"""What is paid out to sellers, to which accounts, by which files?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row, world_field
from kit.money import Money
from payments import lifecycle


@audited(exclude=["number_sealed"])
class PayoutAccount(Row):
    """
    Bank data of a seller; a change is a new row, and rests before money goes there.

    The account's number is encrypted by `kit.sealing`; people see how it ends. The holder is
    the seller's own firm.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    sandbox = world_field()
    holder = models.CharField(max_length=200)
    tax_id = models.CharField(max_length=18)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    number_sealed = models.TextField(editable=False)
    number_end = models.CharField(_("account ends in"), max_length=4)
    bic = models.CharField("BIC", max_length=11)
    bank = models.CharField(max_length=140)
    kbe = models.CharField(
        "KBe",
        max_length=2,
        blank=True,
        help_text=_("Residency and sector of the payee, as banks of Kazakhstan ask."),
    )
    usable_from = models.DateTimeField(help_text=_("Nothing is paid there before."))
    replaced_at = models.DateTimeField(null=True, blank=True)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="payout_account_one_in_use",
                fields=("organisation",),
                condition=Q(replaced_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} · …{self.number_end}"


@audited()
class PayoutFile(Row):
    """Orders to our bank, made once: what was approved then, each payout in one file at most."""

    class Format(models.TextChoices):
        PAIN_03 = "pain.001.001.03", "ISO 20022 pain.001.001.03"
        PAIN_09 = "pain.001.001.09", "ISO 20022 pain.001.001.09"
        ONE_C = "1c", "1CClientBankExchange"

    number = models.CharField(max_length=24, unique=True)
    format = models.CharField(max_length=16, choices=Format)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    payouts_count = models.PositiveIntegerField(_("payouts"))
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="payout_file_is_worth_something", condition=Q(total_minor__gt=0)),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        """What all of its payouts sum to."""
        return Money(self.total_minor, self.currency)


@audited()
class Payout(Row):
    """
    Money for one seller. While it accrues it has no sum: that is the seller's balance in the ledger.

    `amount_minor` was taken from the balance, in `currency`; `paid_minor` is what it is in the
    currency of the account, by the rate of the day when it was scheduled. A payout that bounces
    stays as it is; its money is balance again, and in the next one.
    """

    AGGREGATE = "payout"
    LIFECYCLE = lifecycle.PAYOUT

    class Status(models.TextChoices):
        ACCRUING = "accruing", _("Accruing")
        SCHEDULED = "scheduled", _("Scheduled")
        APPROVED = "approved", _("Approved")
        PROCESSING = "processing", _("With the bank")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed")
        ON_HOLD = "on_hold", _("On hold")

    number = models.CharField(max_length=24, unique=True)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    sandbox = world_field()
    status = models.CharField(max_length=12, choices=Status, default=Status.ACCRUING)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("Taken from the balance; none while it accrues.")
    )
    paid_currency = models.CharField(max_length=3, blank=True)
    paid_minor = models.BigIntegerField(null=True, blank=True, help_text=_("In the account's currency."))
    rate = models.DecimalField(max_digits=18, decimal_places=8, null=True, blank=True)
    rate_date = models.DateField(null=True, blank=True)
    account = models.ForeignKey(
        PayoutAccount, on_delete=models.PROTECT, related_name="payouts", null=True, blank=True
    )
    file = models.ForeignKey(
        PayoutFile, on_delete=models.PROTECT, related_name="payouts", null=True, blank=True
    )
    requested_by_id = models.UUIDField(null=True, blank=True)
    approved_by_id = models.UUIDField(null=True, blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="payout_one_open_per_balance",
                fields=("organisation", "currency", "sandbox"),
                condition=Q(amount_minor__isnull=True),
            ),
            models.CheckConstraint(
                name="payout_sums_come_with_its_status",
                condition=Q(status="accruing", amount_minor__isnull=True)
                | Q(status="on_hold")
                | (~Q(status__in=("accruing", "on_hold")) & Q(amount_minor__isnull=False)),
            ),
            models.CheckConstraint(
                name="payout_sums_are_whole",
                condition=Q(
                    amount_minor__isnull=True,
                    paid_minor__isnull=True,
                    paid_currency="",
                    rate__isnull=True,
                    rate_date__isnull=True,
                    scheduled_at__isnull=True,
                )
                | Q(
                    ~Q(paid_currency=""),
                    amount_minor__gt=0,
                    paid_minor__gt=0,
                    rate__gt=0,
                    rate_date__isnull=False,
                    scheduled_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="payout_ordered_by_a_file",
                condition=Q(sandbox=True)
                | Q(status__in=("processing", "paid", "failed"), file__isnull=False, account__isnull=False)
                | (~Q(status__in=("processing", "paid", "failed")) & Q(file__isnull=True)),
            ),
            models.CheckConstraint(
                name="payout_end_has_stamp",
                condition=Q(status__in=("paid", "failed"), ended_at__isnull=False)
                | (~Q(status__in=("paid", "failed")) & Q(ended_at__isnull=True)),
            ),
        )
        indexes = (models.Index(name="payout_of_seller", fields=("organisation", "-id")),)

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money | None:
        """What was taken from the balance; None while it accrues."""
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)

    @property
    def paid(self) -> Money | None:
        """The same in the account's currency."""
        return None if self.paid_minor is None else Money(self.paid_minor, self.paid_currency)


class PayoutMove(Move):
    row = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="moves")
