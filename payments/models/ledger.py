"""Which books of money are kept twice over, so that what came, what went and what is owed always agrees?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.models import Row, world_field
from kit.money import Money
from payments import chart


class LedgerAccount(Row):
    """
    One account of the chart, of one currency and one world; its balance is the sum of its entries.

    `owner_id` is the organisation of the seller whose account it is, opaque here; `party` is
    a provider, or a pair of currencies. Triggers keep accounts as they were made: a currency
    that changed later would unbalance whatever was posted before.
    """

    class Kind(models.TextChoices):
        PROVIDER = chart.Kind.PROVIDER.value, _("Money with a provider")
        BANK = chart.Kind.BANK.value, _("Money at our bank")
        DEPOSITS = chart.Kind.DEPOSITS.value, _("Buyers' deposits")
        UNMATCHED = chart.Kind.UNMATCHED.value, _("Money that pays nothing")
        REFUNDS_DUE = chart.Kind.REFUNDS_DUE.value, _("Refunds on their way")
        SELLER_PENDING = chart.Kind.SELLER_PENDING.value, _("Seller, not due yet")
        SELLER_PAYABLE = chart.Kind.SELLER_PAYABLE.value, _("Seller, to be paid out")
        PAYOUTS = chart.Kind.PAYOUTS.value, _("Payouts in transit")
        FREIGHT = chart.Kind.FREIGHT.value, _("Freight held for the railway")
        INSURANCE = chart.Kind.INSURANCE.value, _("Insurance held for the insurer")
        DUTY = chart.Kind.DUTY.value, _("Duty held for customs")
        IMPORT_TAX = chart.Kind.IMPORT_TAX.value, _("Import taxes held for customs")
        COMMISSION = chart.Kind.COMMISSION.value, _("Commission earned")
        COMMISSION_VAT = chart.Kind.COMMISSION_VAT.value, _("VAT on commission")
        PROVIDER_FEES = chart.Kind.PROVIDER_FEES.value, _("Fees of a provider")
        CHARGEBACKS = chart.Kind.CHARGEBACKS.value, _("Chargebacks at our cost")
        DISCOUNTS = chart.Kind.DISCOUNTS.value, _("Discounts at our cost")
        CLAIMS_ON_CARRIER = chart.Kind.CLAIMS_ON_CARRIER.value, _("Claims on the carrier")
        CLAIMS_ON_CUSTOMS = chart.Kind.CLAIMS_ON_CUSTOMS.value, _("Claims on customs")
        CLAIMS_COSTS = chart.Kind.CLAIMS_COSTS.value, _("Claims at our cost")
        EXCHANGE = chart.Kind.EXCHANGE.value, _("Currency to be changed")
        EXCHANGE_DIFFERENCE = chart.Kind.EXCHANGE_DIFFERENCE.value, _("Exchange differences")

    kind = models.CharField(pgettext_lazy("of the ledger", "account"), max_length=20, choices=Kind)
    owner_id = models.UUIDField(_("seller"), null=True, blank=True)
    party = models.CharField(
        _("with whom"), max_length=32, blank=True, help_text=_("A provider, or a pair of currencies.")
    )
    currency = models.CharField(max_length=3)
    sandbox = world_field()

    class Meta:
        ordering = ("kind", "party", "currency", "id")
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = (
            models.UniqueConstraint(
                name="ledger_account_once",
                fields=("kind", "owner_id", "party", "currency", "sandbox"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="ledger_account_of_a_seller_has_one",
                condition=Q(kind__in=sorted(chart.OF_SELLERS), owner_id__isnull=False)
                | (~Q(kind__in=sorted(chart.OF_SELLERS)) & Q(owner_id__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledger_account_of_a_party_has_one",
                condition=(Q(kind__in=sorted(chart.OF_PROVIDERS | chart.OF_PAIRS)) & ~Q(party=""))
                | (~Q(kind__in=sorted(chart.OF_PROVIDERS | chart.OF_PAIRS)) & Q(party="")),
            ),
        )
        indexes = (models.Index(name="ledger_account_by_owner", fields=("owner_id",)),)

    def __str__(self) -> str:
        told = [str(self.get_kind_display()), self.party, self.currency]
        return " · ".join(each for each in told if each)


class LedgerTransaction(Row):
    """
    One fact of money, posted once: `key` names the fact. Rows are only added, and balance when they commit.

    `posted_at` is the day of the books, which no later posting can precede much; `occurred_at`
    when it happened, as far as somebody says so.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Money came for a payment")
        SALE = "sale", _("Sale")
        SALE_RELEASED = "sale_released", _("Sale due to its seller")
        REFUND_DUE = "refund_due", _("Refund asked for")
        REFUND_SENT = "refund_sent", _("Refund sent")
        PAYOUT_SCHEDULED = "payout_scheduled", _("Payout set aside")
        PAYOUT_PAID = "payout_paid", _("Payout paid")
        PROVIDER_FEE = "provider_fee", _("Fee of a provider")
        PROVIDER_SETTLED = "provider_settled", _("Provider paid us out")
        CHARGEBACK = "chargeback", _("Chargeback")
        EXCHANGED = "exchanged", _("Currency changed")
        REVERSAL = "reversal", pgettext_lazy("of a booking", "Taken back")

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=120, unique=True, help_text=_("Names the fact: it counts once."))
    reference = models.CharField(max_length=64, help_text=_("Number of what it is about."))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversed_by", null=True, blank=True
    )
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)
    sandbox = world_field()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("ledger transaction")
        verbose_name_plural = _("ledger transactions")
        constraints = (
            models.CheckConstraint(
                name="ledger_reversal_reverses",
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
            ),
        )
        indexes = (models.Index(name="ledger_by_reference", fields=("reference",)),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.reference}"


class LedgerEntry(models.Model):
    """
    One line of a transaction, in minor units of its account's currency: debit positive, credit negative.

    Triggers, which the application can't switch off, refuse every change of a row, a line added
    to what has been committed, and a COMMIT with lines that don't sum to nothing in each currency.
    `posted_at` is the transaction's, written by a trigger too.
    """

    class Purpose(models.TextChoices):
        PAYMENT = chart.Purpose.PAYMENT.value, _("Payment")
        SURPLUS = chart.Purpose.SURPLUS.value, _("Sum that isn't due")
        GOODS = chart.Purpose.GOODS.value, _("Goods")
        COMMISSION = chart.Purpose.COMMISSION.value, _("Commission")
        COMMISSION_VAT = chart.Purpose.COMMISSION_VAT.value, _("VAT on commission")
        CARRIAGE = chart.Purpose.CARRIAGE.value, _("Carriage")
        IMPORT = chart.Purpose.IMPORT.value, _("Import")
        RELEASE = chart.Purpose.RELEASE.value, _("Due to the seller")
        REFUND = chart.Purpose.REFUND.value, _("Refund")
        CLAIM = chart.Purpose.CLAIM.value, _("Claim")
        CHARGEBACK = chart.Purpose.CHARGEBACK.value, _("Chargeback")
        PAYOUT = chart.Purpose.PAYOUT.value, _("Payout")
        FEE = chart.Purpose.FEE.value, _("Fee")
        SETTLEMENT = chart.Purpose.SETTLEMENT.value, _("Paid out by a provider")
        EXCHANGE = chart.Purpose.EXCHANGE.value, _("Exchange")

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries")
    amount_minor = models.BigIntegerField(help_text=_("Debit positive, credit negative."))
    purpose = models.CharField(max_length=16, choices=Purpose)
    reference = models.CharField(max_length=64, help_text=_("Number of what it is about."))
    posted_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = (
            models.CheckConstraint(name="ledger_entry_of_something", condition=~Q(amount_minor=0)),
        )
        indexes = (
            models.Index(name="ledger_entry_in_turn", fields=("account", "id"), include=("amount_minor",)),
            models.Index(name="ledger_entry_by_month", fields=("account", "posted_at", "id")),
            models.Index(name="ledger_entry_by_reference", fields=("reference",)),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.reference}"

    @property
    def owed(self) -> Money:
        """The same from the side of whom we owe it to."""
        return Money(-self.amount_minor, self.account.currency)
