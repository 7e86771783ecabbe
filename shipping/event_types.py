"""What are senders, receivers and partners told of goods and trains on their way?"""

from news.event_types import DAY, ID, INSTANT, TEXT, YES_OR_NO, Part, describe, members, or_none
from shipping import lifecycle

_TRAIN = {"departure_id": ID, "service": TEXT, "departs_at": INSTANT, "arrives_at": INSTANT}
_TRAIN_EXAMPLE = {
    "departure_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a73",
    "service": "ALA-LYG-KH",
    "departs_at": "2026-12-01T04:00:00.000Z",
    "arrives_at": "2026-12-12T04:00:00.000Z",
}
SHIPMENT = Part(
    {
        "number": TEXT,
        "tracking_code": TEXT,
        "reference": TEXT,
        "order_id": ID,
        "origin": TEXT,
        "destination": TEXT,
        "train": or_none(members(_TRAIN)),
        "hand_in_by_at": or_none(INSTANT),
        "eta_at": or_none(INSTANT),
        "promised_at": or_none(INSTANT),
        "delivered_at": or_none(INSTANT),
        "waiting_reason": or_none(TEXT),
    },
    {
        "number": "SCS-26-00000117-6",
        "tracking_code": "7K3M9QX2TRA4",
        "reference": "SC-26-00000123-5",
        "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
        "origin": "KZ-ALMATY-1",
        "destination": "CN-LYG-BASE",
        "train": _TRAIN_EXAMPLE,
        "hand_in_by_at": "2026-11-29T04:00:00.000Z",
        "eta_at": "2026-12-13T04:00:00.000Z",
        "promised_at": "2026-12-19T16:00:00.000Z",
        "delivered_at": None,
        "waiting_reason": None,
    },
)
# Why, whose fault, what it does to the arrival: `departure_id` is the train that it rides now.
CHANGE = Part(
    {
        "change": members(
            {
                "cause": TEXT,
                "from_departure_id": or_none(ID),
                "fault": or_none(TEXT),
                "departure_id": or_none(ID),
                "old_eta_at": or_none(INSTANT),
                "eta_at": or_none(INSTANT),
                "keeps_promise": or_none(YES_OR_NO),
            }
        )
    },
    {
        "change": {
            "cause": "delayed",
            "from_departure_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a74",
            "fault": "carrier",
            "departure_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a73",
            "old_eta_at": "2026-12-11T04:00:00.000Z",
            "eta_at": "2026-12-13T04:00:00.000Z",
            "keeps_promise": True,
        }
    },
)
DEPARTURE = Part(
    {
        "service": TEXT,
        "service_date": DAY,
        "departs_at": INSTANT,
        "arrives_at": INSTANT,
        "cfs_cutoff_at": INSTANT,
        "doc_cutoff_at": INSTANT,
        "cy_cutoff_at": INSTANT,
    },
    {
        "service": "ALA-LYG-KH",
        "service_date": "2026-12-01",
        "departs_at": "2026-12-01T04:00:00.000Z",
        "arrives_at": "2026-12-12T04:00:00.000Z",
        "cfs_cutoff_at": "2026-11-29T04:00:00.000Z",
        "doc_cutoff_at": "2026-11-30T04:00:00.000Z",
        "cy_cutoff_at": "2026-11-30T16:00:00.000Z",
    },
)

EVENT_TYPES = [
    *describe(
        lifecycle.SHIPMENT,
        {
            "waiting": "A shipment waits for a place on a train.",
            "assigned": "A shipment has its place; it is to be handed in by `hand_in_by_at`.",
            "rolled": "A shipment lost its train.",
            "rerouted": "A shipment was taken from a train: `change` says why, to which, and what it costs.",
            "eta_changed": "A shipment arrives at another hour: `change` says whose fault it is.",
            "handed_in": "A shipment was handed in.",
            "loaded": "A shipment was loaded.",
            "departed": "A shipment left with its train.",
            "at_border": "A shipment reached the border.",
            "transshipped": "A shipment rides the other gauge.",
            "arrived": "A shipment arrived at its terminal.",
            "out_for_delivery": "A shipment is on its last mile.",
            "delivered": "A shipment was delivered.",
            "on_hold": "A shipment is held back by staff.",
            "customs_hold": "A shipment is held by customs.",
            "cancelled": "A shipment was cancelled.",
            "lost": "A shipment was lost.",
            "damaged": "A shipment was damaged.",
            "returned": "A shipment went back to its sender.",
        },
        readers=("buyer", "seller", "partner"),
        facts=SHIPMENT,
        more={"rerouted": CHANGE, "eta_changed": CHANGE},
    ),
    *describe(
        lifecycle.DEPARTURE,
        {
            "open": "A train takes goods, for the first time or again.",
            "closed": "A train takes no more goods.",
            "loaded": "A train is loaded.",
            "departed": "A train left.",
            "at_border": "A train reached the border.",
            "arrived": "A train arrived.",
            "done": "A train is unloaded; nothing more happens to it.",
            "cancelled": "A train does not run; whatever rode on it is rerouted.",
        },
        readers=("seller", "partner"),
        facts=DEPARTURE,
    ),
]
