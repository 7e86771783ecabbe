"""Which examples do lots, their shelves, quarantine and recalls show in the API document?"""

from collections.abc import Mapping

OF_LOTS: Mapping[str, object] = {
    "away_from": None,
    "away_until": None,
    "is_quarantined": False,
    "lot_code": "2026-11-A",
    "looked_at": "2026-12-06T09:00:02Z",
    "orders_beyond": 5,
    "orders_due": 0,
    "orders_held": 7,
    "quarantine_reason": "",
    "quarantined_at": None,
    "reach": "under_way",
    "shelf": "A-12",
    "Parcel.of": 1,
    "Parcel.place": 1,
    "Recall.orders": 12,
    "Recall.reason": "Moisture of 16 %: it may be mouldy.",
    "RecalledOrder.units": 2,
}
