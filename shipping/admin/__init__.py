"""What do staff see of the railway?"""

from shipping.admin import (
    addresses,
    handling,
    load_lists,
    network,
    restricting,
    services,
    shipments,
    slots,
    stowing,
    trains,
)

__all__ = [
    "addresses",
    "handling",
    "load_lists",
    "network",
    "restricting",
    "services",
    "shipments",
    "slots",
    "stowing",
    "trains",
]
