"""How much money waits for staff to decide?"""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from kit.piles import Pile, pile
from payments import lifecycle
from payments.models import Payment, Refund


@dataclass(frozen=True, slots=True)
class WaitingForStaff:
    """Counts of rows that only people can move on."""

    unmatched_payments: int
    undecided_payments: int
    refunds_due: int


def waiting_for_staff() -> WaitingForStaff:
    """What the dashboard shows in red."""
    return WaitingForStaff(
        unmatched_payments=Payment.objects.filter(status="unmatched", sandbox=False).count(),
        undecided_payments=undecided().count(),
        refunds_due=Refund.objects.filter(status="requested", part__payment__sandbox=False).count(),
    )


def piles() -> dict[str, Pile]:
    """The same with since when the oldest of each waits, for the letter of the morning. Three queries."""
    return {
        "unmatched": pile(Payment.objects.filter(status="unmatched", sandbox=False), "ended_at"),
        "undecided": pile(undecided(), "created_at"),
        "refunds": pile(
            Refund.objects.filter(status="requested", part__payment__sandbox=False), "requested_at"
        ),
    }


def undecided() -> QuerySet[Payment]:
    """Living payments for which another sum came than is due, until the rest comes or staff decide."""
    odd = Payment.objects.filter(status__in=lifecycle.LIVE_PAYMENT, received_minor__gt=0, sandbox=False)
    return odd.exclude(received_minor=F("amount_minor"))
