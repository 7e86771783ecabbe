"""Which questions about money may other apps ask?"""

from payments.queries.payments import (
    PaymentFacts,
    captured,
    open_payment,
    payment,
    payment_status,
    payment_statuses,
    payments_of,
    payments_with,
    refundable,
)
from payments.queries.rates import Rate, latest_rate
from payments.queries.refunds import RefundFacts, refunds_with
from payments.queries.waiting import WaitingForStaff, waiting_for_staff

__all__ = [
    "PaymentFacts",
    "Rate",
    "RefundFacts",
    "WaitingForStaff",
    "captured",
    "latest_rate",
    "open_payment",
    "payment",
    "payment_status",
    "payment_statuses",
    "payments_of",
    "payments_with",
    "refundable",
    "refunds_with",
    "waiting_for_staff",
]
