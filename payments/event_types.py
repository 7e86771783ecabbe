"""What are buyers and sellers told of money?"""

from news.event_types import DAY, ID, INSTANT, MONEY, TEXT, Part, describe, one_of, or_none
from payments import lifecycle

PAYMENT = Part(
    {
        "reference": TEXT,
        "group_id": ID,
        "provider": TEXT,
        "amount": MONEY,
        "expires_at": INSTANT,
        "captured_at": or_none(INSTANT),
    },
    {
        "reference": "SCG-26-00000098-2",
        "group_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a70",
        "provider": "bank_transfer",
        "amount": {"amount": "52.18", "currency": "CNY"},
        "expires_at": "2026-11-26T09:00:00.000Z",
        "captured_at": None,
    },
)
REFUND = Part(
    {
        "reference": TEXT,
        "order_id": ID,
        "amount": MONEY,
        "requested_at": INSTANT,
        "done_at": or_none(INSTANT),
    },
    {
        "reference": "SC-26-00000123-5",
        "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
        "amount": {"amount": "52.18", "currency": "CNY"},
        "requested_at": "2026-11-27T09:00:00.000Z",
        "done_at": None,
    },
)

PAYOUT = Part(
    {
        "number": TEXT,
        "amount": or_none(MONEY),
        "paid": or_none(MONEY),
        "ended_at": or_none(INSTANT),
    },
    {
        "number": "SCP-26-00000012-4",
        "amount": {"amount": "1000.00", "currency": "CNY"},
        "paid": {"amount": "70000.00", "currency": "KZT"},
        "ended_at": None,
    },
)

DOCUMENT = Part(
    {
        "number": TEXT,
        "kind": one_of("invoice", "credit_note"),
        "subject": one_of("goods", "commission"),
        "reference": TEXT,
        "order_id": ID,
        "total": MONEY,
        "issue_date": DAY,
        "corrects": or_none(TEXT),
    },
    {
        "number": "INV-2026-000001",
        "kind": "invoice",
        "subject": "goods",
        "reference": "SC-26-00000123-5",
        "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
        "total": {"amount": "35.00", "currency": "CNY"},
        "issue_date": "2026-11-23",
        "corrects": None,
    },
)

EVENT_TYPES = [
    *describe(
        lifecycle.PAYMENT,
        {
            "created": "A payment was begun for the orders of one checkout.",
            "pending": "A payment waits for its money.",
            "unknown": "The provider didn't say what became of a payment; it is asked again.",
            "authorised": "The money is promised, and not taken yet.",
            "captured": "The money has been taken.",
            "failed": "A payment failed.",
            "expired": "A payment's time is over.",
            "cancelled": "A payment was given up.",
            "unmatched": "Money came for a payment that had ended; staff decide.",
            "matched": "Money that came late counts after all.",
            "refunded": "Money that came late was sent back.",
        },
        readers=("buyer",),
        facts=PAYMENT,
    ),
    *describe(
        lifecycle.REFUND,
        {
            "requested": "Money of an order is to go back.",
            "approved": "A refund was approved.",
            "in_transit": "A refund is on its way to the payer.",
            "done": "A refund has been sent.",
            "declined": "A refund was declined.",
            "failed": "A refund couldn't be sent; another try is a refund of its own.",
        },
        readers=("buyer", "seller"),
        facts=REFUND,
    ),
    *describe(
        lifecycle.PAYOUT,
        {
            "accruing": "A payout that was held accrues again.",
            "scheduled": "A payout was taken out of your balance.",
            "approved": "A payout was approved.",
            "processing": "A payout was ordered at the bank.",
            "paid": "A payout was paid.",
            "failed": "A payout came back: its sum is in your balance again, and in the next one.",
            "on_hold": "A payout is held for now.",
        },
        readers=("seller",),
        facts=PAYOUT,
    ),
    *describe(
        lifecycle.DOCUMENT,
        {"issued": "An invoice or a credit note was issued; that over commission its seller alone hears of."},
        readers=("buyer", "seller"),
        facts=DOCUMENT,
    ),
]
