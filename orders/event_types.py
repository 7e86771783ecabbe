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

CLAIM = Part(
    {
        "number": TEXT,
        "order_id": ID,
        "order_number": TEXT,
        "kind": one_of("return", "claim"),
        "reason": TEXT,
        "liability": TEXT,
        "refund_id": or_none(ID),
        "answer_by_at": INSTANT,
        "send_by_at": or_none(INSTANT),
        "ended_at": or_none(INSTANT),
    },
    {
        "number": "SCR-26-00000007-1",
        "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
        "order_number": "SC-26-00000123-5",
        "kind": "return",
        "reason": "damaged",
        "liability": "",
        "refund_id": None,
        "answer_by_at": "2026-12-23T09:00:00.000Z",
        "send_by_at": None,
        "ended_at": None,
    },
)

_OF_ORDERS = describe(
    lifecycle.ORDER,
    {
        "placed": "An order was placed; it waits for its payment.",
        "paid": "An order is paid: its shipments are asked for, to be accepted by `accept_by_at`.",
        "accepted": "The seller accepted an order.",
        "lines_declined": "The seller sends only part of an order; the money of the rest goes back.",
        "completed": "An order is over: its goods were received.",
        "declined": "The seller declined an order, or let the time to accept it pass.",
        "expired": "An order was not paid in time.",
        "cancelled": "An order was cancelled.",
    },
    readers=("buyer", "seller"),
    facts=ORDER,
)
EVENT_TYPES = [
    *_OF_ORDERS,
    *describe(
        lifecycle.CLAIM,
        {
            "requested": "A buyer returns goods or claims something; the seller answers by `answer_by_at`.",
            "escalated": "The seller didn't answer in time: staff do.",
            "evidence": "Staff decide a claim.",
            "approved": "Goods may be sent back, by `send_by_at`.",
            "in_transit": "Goods are on their way back to the seller.",
            "received": "Goods came back to the seller.",
            "inspected": "Goods that came back were looked at.",
            "resolved": "It was decided: `liability` says at whose cost, `refund_id` what goes back.",
            "declined": "A return was declined, or its goods were not sent back in time.",
        },
        readers=("buyer", "seller"),
        facts=CLAIM,
    ),
]
