"""Which money stands in the statements of our banks?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row
from kit.money import Money
from payments.models.payments import Payment


@audited()
class StatementLine(Row):
    """
    One incoming line of a bank statement, kept once however often its file is sent.

    `key` is the bank's own id of it, else what its contents make of it. `suggested` is the likeliest
    payment when it was last matched.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("line of a bank statement", "To be decided")
        BOOKED = "booked", pgettext_lazy("line of a bank statement", "Booked to a payment")
        RETURNED = "returned", pgettext_lazy("line of a bank statement", "Sent back")
        IGNORED = "ignored", pgettext_lazy("line of a bank statement", "None of ours")

    PUT_ASIDE: ClassVar[tuple[str, ...]] = ("returned", "ignored")

    account = models.CharField(max_length=34)
    key = models.CharField(max_length=64)
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=200, blank=True)
    payer_number = models.CharField(max_length=20, blank=True)
    payer_account = models.CharField(max_length=34, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="statement_lines", null=True, blank=True
    )
    suggested = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    score = models.SmallIntegerField(default=0)
    is_sure = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-booked_on", "-id")
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("bank statements")
        constraints = (
            models.UniqueConstraint(name="statement_line_once", fields=("account", "key")),
            models.CheckConstraint(name="statement_line_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="statement_line_booked_has_payment",
                condition=Q(state="booked", payment__isnull=False) | (~Q(state="booked") & Q(payment=None)),
            ),
            models.CheckConstraint(
                name="statement_line_decided_has_stamp",
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(name="statement_line_open", fields=("booked_on", "id"), condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.amount} · {self.booked_on} · {self.payer or self.account}"

    @property
    def amount(self) -> Money:
        """What came."""
        return Money(self.amount_minor, self.currency)

    @property
    def receipt(self) -> str:
        """What a payment's books call it: at most 100 characters, the same for one line alone."""
        return f"{self.account}:{self.key}"
