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
