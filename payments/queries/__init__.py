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
)
from payments.queries.rates import Rate, latest_rate
from payments.queries.refunds import RefundFacts, refunds_with
from payments.queries.waiting import WaitingForStaff, waiting_for_staff
from payments.queries.ways import WAYS_TO_PAY, open_ways

__all__ = [
    "WAYS_TO_PAY",
    "PaymentFacts",
    "Rate",
    "RefundFacts",
    "WaitingForStaff",
    "captured",
    "latest_rate",
    "open_payment",
    "open_ways",
    "payment",
    "payment_status",
    "payment_statuses",
    "payments_of",
    "payments_with",
    "refunds_with",
    "waiting_for_staff",
]
