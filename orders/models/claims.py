"""What does a buyer hold against goods that came, or didn't?"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Move, Row
from orders import lifecycle
from orders.models.orders import Order, OrderLine
from orders.policy import LONGEST_CLAIM_TEXT

if TYPE_CHECKING:
    from payments.models import Refund


@audited()
class Claim(Row):
    """
    A return (goods go back to their seller) or a claim (they don't) of one order, by its buyer.

    Until `answer_by_at` its seller answers, then staff do; until `send_by_at` an approved return is on its
    way back. `liability` is who bears what goes back to the buyer.
    """

    AGGREGATE = "claim"
    LIFECYCLE = lifecycle.CLAIM

    class Kind(models.TextChoices):
        RETURN = "return", pgettext_lazy("goods go back", "Return")
        CLAIM = "claim", _("Claim")

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("Damaged")
        SHORT = "short", _("Too few")
        WRONG = "wrong", _("Other goods than ordered")
        QUALITY = "quality", _("Quality of the lot")
        LATE = "late", _("Late")
        LOST = "lost", _("Lost")
        SEIZED = "customs_seizure", _("Kept by customs")
        CHANGED_MIND = "changed_mind", _("Changed mind")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waits for an answer")
        EVIDENCE = "evidence", _("Waits for a decision")
        APPROVED = "approved", _("To be sent back")
        IN_TRANSIT = "in_transit", _("On its way back")
        RECEIVED = "received", _("Came back")
        INSPECTED = "inspected", _("Looked at")
        RESOLVED = "resolved", pgettext_lazy("of a claim", "Decided")
        DECLINED = "declined", _("Declined")

    class Liability(models.TextChoices):
        SELLER = "seller", _("Seller")
        CARRIER = "carrier", _("Carrier")
        CUSTOMS = "customs", _("Customs")
        PLATFORM = "platform", _("We ourselves")
        BUYER = "buyer", _("Buyer")

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    text = models.TextField(max_length=LONGEST_CLAIM_TEXT, help_text=_("In the buyer's words."))
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    liability = models.CharField(_("liable"), max_length=12, choices=Liability, blank=True)
    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    opened_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()
    escalated_at = models.DateTimeField(
        null=True, blank=True, help_text=_("From when on staff answer, for the seller didn't.")
    )
    send_by_at = models.DateTimeField(null=True, blank=True)
    sent_with = models.CharField(
        max_length=120, blank=True, help_text=_("Carrier and number, as the buyer told them.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("claim")
        verbose_name_plural = _("returns and claims")
        constraints = (
            models.CheckConstraint(
                name="claim_end_has_stamp",
                condition=Q(status__in=lifecycle.ENDED_CLAIM, ended_at__isnull=False)
                | (~Q(status__in=lifecycle.ENDED_CLAIM) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="claim_resolved_has_liability",
                condition=Q(status="resolved") & ~Q(liability="") | ~Q(status="resolved") & Q(liability=""),
            ),
            models.CheckConstraint(
                name="claim_of_a_liable_buyer_refunds_nothing",
                condition=Q(refund__isnull=True) | Q(status="resolved") & ~Q(liability="buyer"),
            ),
            models.CheckConstraint(
                name="claim_text_is_bounded",
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), LONGEST_CLAIM_TEXT)),
            ),
        )
        indexes = (
            models.Index(
                name="claim_waits_for_answer",
                fields=("answer_by_at",),
                condition=Q(status="requested", escalated_at__isnull=True),
            ),
            models.Index(
                name="claim_waits_for_goods", fields=("send_by_at",), condition=Q(status="approved")
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def dead_refund(self) -> "Refund | None":
        """The last try of its refund, if that came to nothing."""
        last = self.refund.last_try if self.refund else None
        return last if last is not None and last.is_dead else None


class ClaimMove(Move):
    row = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="moves")


@audited()
class ClaimLine(Row):
    """So many units of a line; once they came back, what is to become of each of them."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="claims")
    quantity = models.PositiveIntegerField()
    restock_units = models.PositiveIntegerField(
        _("to be sold again"), default=0, help_text=_("They are in the stock again.")
    )
    quarantine_units = models.PositiveIntegerField(_("kept apart"), default=0)
    destroy_units = models.PositiveIntegerField(_("to be destroyed"), default=0)

    class Meta:
        ordering = ("claim", "id")
        constraints = (
            models.UniqueConstraint(name="claim_line_once", fields=("claim", "line")),
            models.CheckConstraint(name="claim_line_of_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="claim_line_inspected_once",
                condition=Q(quantity__gte=F("restock_units") + F("quarantine_units") + F("destroy_units")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line.sku}"

    @property
    def inspected_units(self) -> int:
        """Units that came back."""
        return self.restock_units + self.quarantine_units + self.destroy_units


class ClaimMessage(Row):
    """What buyer, seller or staff wrote; `is_internal` is for staff alone. Rows are only added."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        SELLER = "seller", _("Seller")
        STAFF = "staff", _("Staff")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    text = models.TextField(max_length=LONGEST_CLAIM_TEXT)
    is_internal = models.BooleanField(default=False, help_text=_("For staff alone."))
    written_at = models.DateTimeField()
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = (
            models.CheckConstraint(
                name="claim_message_is_bounded",
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), LONGEST_CLAIM_TEXT)),
            ),
            models.CheckConstraint(
                name="claim_message_is_internal_of_staff", condition=Q(is_internal=False) | Q(side="staff")
            ),
        )

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"


class ClaimPhoto(Row):
    """A photo or a paper that one side sent, as we made it anew; rows are only added."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="photos")
    side = models.CharField(max_length=8, choices=ClaimMessage.Side)
    kind = models.CharField(max_length=8, choices=(("photo", _("Photo")), ("pdf", _("PDF"))))
    file = models.FileField(max_length=100)
    name = models.CharField(max_length=120)
    size_b = models.PositiveIntegerField(help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = (models.UniqueConstraint(name="claim_photo_once", fields=("claim", "sha256")),)

    def __str__(self) -> str:
        return self.name
