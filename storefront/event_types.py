"""What is a person told of what they wished to hear?"""

from news.event_types import ID, MONEY, Part, describe, one_of, or_none
from storefront import lifecycle

EVENT_TYPES = describe(
    lifecycle.NOTICE,
    {
        "due": "What somebody waited for is there again, or as cheap as they wished.",
        "cancelled": "Somebody no longer waits.",
    },
    readers=("buyer",),
    facts=Part(
        {"kind": one_of("back_in_stock", "price"), "listing_id": ID, "price": or_none(MONEY)},
        {
            "kind": "price",
            "listing_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a78",
            "price": {"amount": "15.00", "currency": "CNY"},
        },
    ),
)
