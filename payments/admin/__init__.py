"""What do staff see of money?"""

from payments.admin import (
    addresses,
    bookkeeping,
    commission,
    demo,
    documents,
    ledger,
    payments,
    payouts,
    rate_pages,
    rates,
    refunds,
    sorting,
    statements,
)

__all__ = [
    "addresses",
    "bookkeeping",
    "commission",
    "demo",
    "documents",
    "ledger",
    "payments",
    "payouts",
    "rate_pages",
    "rates",
    "refunds",
    "sorting",
    "statements",
]
