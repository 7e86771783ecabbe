"""Which moves of a status are legal from cart to order."""

from kit.lifecycle import Lifecycle

CART = Lifecycle("cart", {"open": {"checked_out", "expired"}, "checked_out": set(), "expired": set()})

ORDER = Lifecycle(
    "order",
    {
        "placed": {"accepted", "declined", "expired", "cancelled"},
        "accepted": {"completed", "cancelled"},
        "completed": set(),
        "declined": set(),
        "expired": set(),
        "cancelled": set(),
    },
)

# A return goes requested, approved, in_transit, received, inspected, resolved; a claim requested, evidence,
# resolved. A seller who takes the blame resolves a claim at once. What was decided is decided anew where the
# refund came to nothing.
CLAIM = Lifecycle(
    "claim",
    {
        "requested": {"approved", "declined", "evidence", "resolved"},
        "evidence": {"resolved"},
        # Not sent back in time, it is over.
        "approved": {"in_transit", "declined"},
        "in_transit": {"received"},
        "received": {"inspected"},
        "inspected": {"resolved"},
        "resolved": {"resolved"},
        "declined": set(),
    },
)

ENDED_CLAIM = ("resolved", "declined")
# Its seller has answered, or has looked at what came back: who is liable is for staff to say.
DECIDABLE_CLAIM = ("evidence", "inspected")
