"""What are sellers told of themselves, their goods and their papers?"""

from catalog import lifecycle
from news.event_types import DAY, ID, INSTANT, TEXT, Part, describe, one_of, or_none

LISTING = Part(
    {"market": one_of("CN", "KZ"), "sku": TEXT, "variant_id": ID, "product_id": ID},
    {
        "market": "CN",
        "sku": "FLR-2KG",
        "variant_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a75",
        "product_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a76",
    },
)
CHANGE = Part(
    {
        "product_id": ID,
        "variant_id": or_none(ID),
        "facts": {"type": "array", "items": TEXT},
        "asked_at": INSTANT,
    },
    {
        "product_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a76",
        "variant_id": None,
        "facts": ["hs6"],
        "asked_at": "2026-11-23T09:00:00.000Z",
    },
)
CERTIFICATE = Part(
    {"kind": TEXT, "number": TEXT, "product_id": or_none(ID), "valid_from": DAY, "valid_to": or_none(DAY)},
    {
        "kind": "gacc",
        "number": "CKAZ11012211180001",
        "product_id": None,
        "valid_from": "2026-01-15",
        "valid_to": "2031-01-14",
    },
)

EVENT_TYPES = [
    *describe(
        lifecycle.SELLER,
        {
            "in_review": "An application to sell is being looked at.",
            "verified": "A seller may sell, for the first time or again.",
            "suspended": "A seller may not sell for now.",
            "rejected": "An application to sell was rejected.",
            "closed": "A seller is closed.",
        },
        readers=("seller",),
        facts=Part({"code": TEXT}, {"code": "KZ01"}),
    ),
    *describe(
        lifecycle.LISTING,
        {
            "submitted": "A listing was handed in for review.",
            "changes_requested": "Something of a listing has to be changed.",
            "approved": "A listing may go on sale.",
            "live": "A listing is on sale, for the first time or again.",
            "paused": "A listing was taken off sale by its seller.",
            "withheld": "A listing is off sale by itself, until its papers and the law allow it again.",
            "blocked": "A listing was taken off sale by staff.",
            "retired": "A listing is gone for good.",
        },
        readers=("seller",),
        facts=LISTING,
    ),
    *describe(
        lifecycle.CHANGE,
        {
            "asked": "A change of goods on sale waits for a judgement.",
            "approved": "A change of goods on sale was approved, and holds.",
            "declined": "A change of goods on sale was declined.",
            "withdrawn": "A change of goods on sale was withdrawn, or replaced by another.",
        },
        readers=("seller",),
        facts=CHANGE,
    ),
    *describe(
        lifecycle.CERTIFICATE,
        {
            "handed_in": "A paper was handed in.",
            "verified": "A paper was checked; buyers see it.",
            "rejected": "A paper was rejected.",
            "withdrawn": "A paper was withdrawn.",
        },
        readers=("seller",),
        facts=CERTIFICATE,
    ),
]
