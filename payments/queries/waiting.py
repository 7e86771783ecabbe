"""How much money waits for staff to decide?"""

from dataclasses import dataclass

from payments.models import Payment, PaymentEvent, Refund


@dataclass(frozen=True, slots=True)
class WaitingForStaff:
    """Counts of rows that only people can move on."""

    unmatched_payments: int
    undecided_events: int
    refunds_due: int


def waiting_for_staff() -> WaitingForStaff:
    """What the dashboard shows in red."""
    return WaitingForStaff(
        unmatched_payments=Payment.objects.filter(status="unmatched").count(),
        undecided_events=PaymentEvent.objects.filter(outcome="wrong_amount").count(),
        refunds_due=Refund.objects.filter(status="requested").count(),
    )
