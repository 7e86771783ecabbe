"""Which examples do promised deliveries show in the API document?"""

from collections.abc import Mapping

OF_PROMISES: Mapping[str, object] = {
    "Alternative.hand_in_by_at": "2026-11-28T09:00:00Z",
    "Alternative.departs_at": "2026-12-05T13:00:00Z",
    "Alternative.arrives_at": "2026-12-13T13:00:00Z",
    "PromisedDelivery.basis": "history",
    "PromisedDelivery.first_day": "2026-12-13",
    "PromisedDelivery.from_at": "2026-12-13T06:12:00Z",
    "PromisedDelivery.last_day": "2026-12-17",
    "PromisedDelivery.percent": 90,
    "PromisedDelivery.until_at": "2026-12-16T21:40:00Z",
    "QuoteOrder.promised_at": "2026-12-17T15:59:59Z",
}
