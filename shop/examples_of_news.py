"""Which examples do events show in the API document?"""

from collections.abc import Mapping

_ID = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"
OF_NEWS: Mapping[str, object] = {
    "Advanced.number": "SCS-26-00000123-5",
    "Advanced.status": "loaded",
    "Envelope.aggregate": "order",
    "order_status": "accepted",
    "Envelope.data": {"id": _ID, "status": "placed", "was": None, "version": 1, "number": "SC-26-00000123-5"},
    "Envelope.seq": 1,
    "Envelope.type": "order.placed",
    "EventType.data_schema": {"type": "object", "properties": {"code": {"type": "string"}}},
    "EventType.example": {"code": "KZ01"},
    "EventType.readers": ["seller"],
    "EventType.summary": "A seller may sell, for the first time or again.",
    "EventType.type": "seller.verified",
    "Events.latest": 4711,
    "Events.next": 4711,
    "FeedEntry.position": 4711,
}
