"""What are buyers and sellers told of orders?"""

from news.event_types import ID, INSTANT, MONEY, TEXT, Part, describe, one_of, or_none
from orders import lifecycle

ORDER = Part(
    {
        "number": TEXT,
        "group_id": ID,
        "group_number": TEXT,
        "market": one_of("CN", "KZ"),
        "seller_id": ID,
        "seller_code": TEXT,
        "goods": MONEY,
        "total": MONEY,
        "placed_at": INSTANT,
        "promised_at": INSTANT,
        "accept_by_at": or_none(INSTANT),
        "accepted_at": or_none(INSTANT),
        "ended_at": or_none(INSTANT),
    },
    {
        "number": "SC-26-00000123-5",
        "group_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a70",
        "group_number": "SCG-26-00000098-2",
        "market": "CN",
        "seller_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a71",
        "seller_code": "KZ01",
        "goods": {"amount": "35.00", "currency": "CNY"},
        "total": {"amount": "52.18", "currency": "CNY"},
        "placed_at": "2026-11-23T09:00:00.000Z",
        "promised_at": "2026-12-19T16:00:00.000Z",
        "accept_by_at": "2026-11-25T13:00:00.000Z",
        "accepted_at": None,
        "ended_at": None,
    },
)

EVENT_TYPES = describe(
    lifecycle.ORDER,
    {
        "placed": "An order was placed; it waits for its payment.",
        "paid": "An order is paid: its shipments are asked for, to be accepted by `accept_by_at`.",
        "accepted": "The seller accepted an order.",
        "completed": "An order is over: its goods were received.",
        "declined": "The seller declined an order, or let the time to accept it pass.",
        "expired": "An order was not paid in time.",
        "cancelled": "An order was cancelled.",
    },
    readers=("buyer", "seller"),
    facts=ORDER,
)
