"""What is an outside provider to do for us, and what is known of it?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row
from kit.money import Money
from payments.models.payments import Payment
from payments.models.refunds import Refund


@audited()
class ProviderCall(Row):
    """
    One thing that an outside provider is told: the row is the queue.

    It is written down with its cause, committed, then told, with the attempt counted before.
    `ref` is our id of it at the provider, the same at each attempt; `token` is whose turn it is.
    """

    class Kind(models.TextChoices):
        CREATE = "create", _("Ask for the money")
        REFUND = "refund", _("Send a refund")
        GIVE_BACK = "give_back", _("Send unmatched money back")
        CLOSE = "close", _("Let nobody pay any more")

    class State(models.TextChoices):
        DUE = "due", _("To be told")
        UNSURE = "unsure", _("No answer: ask before telling again")
        SENT = "sent", _("Accepted, the outcome is waited for")
        DONE = "done", pgettext_lazy("call to a provider", "Done")
        REFUSED = "refused", _("Refused by the provider")
        DROPPED = "dropped", _("No longer wanted")

    UNFINISHED = (State.DUE, State.UNSURE, State.SENT)
    MONEY_BACK = (Kind.REFUND, Kind.GIVE_BACK)

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="calls")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="calls", null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    ref = models.CharField(max_length=64, help_text=_("Our own id of it at the provider."))
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    attempts = models.PositiveIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("call to a provider")
        verbose_name_plural = _("calls to providers")
        constraints = (
            models.UniqueConstraint(name="provider_call_once", fields=("kind", "ref")),
            models.CheckConstraint(name="provider_call_amount_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="provider_call_ended_has_stamp",
                condition=Q(state__in=("due", "unsure", "sent"), ended_at__isnull=True)
                | Q(state__in=("done", "refused", "dropped"), ended_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="provider_call_due",
                fields=("due_at",),
                condition=Q(state__in=("due", "unsure", "sent")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.ref}"

    @property
    def amount(self) -> Money:
        """How much it is about."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_unfinished(self) -> bool:
        """Whether the provider is still to be told, or asked."""
        return self.state in self.UNFINISHED
