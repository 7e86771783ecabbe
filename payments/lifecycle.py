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
        "failed": set(),
    },
)

# These no longer stand for money that goes or went back.
DEAD_REFUND = ("declined", "failed")
