"""What are sellers told of the feeds of their goods?"""

from channels import lifecycle
from news.event_types import MONEY, TEXT, WHOLE, YES_OR_NO, Part, describe, members, one_of

FEED = Part(
    {
        "format": one_of("kaspi", "yml", "google", "csv"),
        "market": one_of("CN", "KZ"),
        "language": TEXT,
        "currency": TEXT,
    },
    {"format": "google", "market": "CN", "language": "ru", "currency": "KZT"},
)
CHANGE = Part(
    {
        "edition": WHOLE,
        "rewritten": WHOLE,
        "rows": {
            "type": "array",
            "items": members({"sku": TEXT, "price": MONEY, "stock": WHOLE, "is_sold": YES_OR_NO}),
        },
    },
    {
        "edition": 42,
        "rewritten": 1,
        "rows": [
            {
                "sku": "FLR-2KG",
                "price": {"amount": "1250.00", "currency": "KZT"},
                "stock": 480,
                "is_sold": True,
            }
        ],
    },
)

EVENT_TYPES = describe(
    lifecycle.FEED,
    {
        "ready": "A feed is filled, and may be fetched.",
        "changed": "Rows of a feed were rewritten: the first twenty of them, as they are now.",
        "closed": "A feed is closed.",
    },
    readers=("seller",),
    facts=FEED,
    more={"changed": CHANGE},
)
