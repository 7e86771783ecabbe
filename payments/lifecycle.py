"""Which moves of a status are legal for money?"""

from kit.lifecycle import Lifecycle

PAYMENT = Lifecycle(
    "payment",
    {
        "created": {"pending", "authorised", "captured", "failed", "expired", "cancelled", "unknown"},
        "pending": {"authorised", "captured", "failed", "expired", "cancelled", "unknown"},
        "unknown": {"pending", "authorised", "captured", "failed", "expired", "cancelled"},
        "authorised": {"captured", "cancelled", "expired"},
        "captured": set(),
        # Money that arrives for a dead payment is kept apart until staff decide.
        "failed": {"unmatched"},
        "expired": {"unmatched"},
        "cancelled": {"unmatched"},
        "unmatched": {"matched", "refunded"},
        "matched": set(),
        "refunded": set(),
    },
)

# At most one payment of an order group may be in one of these states.
OPEN_PAYMENT = ("created", "pending", "unknown", "authorised")
LIVE_PAYMENT = (*OPEN_PAYMENT, "captured", "matched")

DEAD_PAYMENT = ("failed", "expired", "cancelled")
CAPTURED_PAYMENT = ("captured", "matched")

REFUND = Lifecycle(
    "refund",
    {
        "requested": {"approved", "declined"},
        "approved": {"in_transit", "failed"},
        "in_transit": {"done", "failed"},
        "done": set(),
        "declined": set(),
        # Given up; else it waits until it is asked for again.
        "failed": {"declined"},
    },
)

# These no longer stand for money that goes or went back.
DEAD_REFUND = ("declined", "failed")

PAYOUT = Lifecycle(
    "payout",
    {
        "accruing": {"scheduled", "on_hold"},
        "scheduled": {"approved", "on_hold"},
        "approved": {"processing", "on_hold"},
        "processing": {"paid", "failed"},
        # Back to where its sum says that it was; an approval is asked for anew.
        "on_hold": {"accruing", "scheduled"},
        "paid": set(),
        # What bounced stays as it is: its money is balance again, and in the next payout.
        "failed": set(),
    },
)

# Their money has left the seller's balance, and the bank hasn't said what became of it.
PAYOUT_UNDER_WAY = ("scheduled", "approved", "processing", "on_hold")

# What was issued stays so for ever.
DOCUMENT = Lifecycle("document", {"issued": set()})
