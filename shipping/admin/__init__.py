"""What do staff see of the railway?"""

from shipping.admin import (
    addresses,
    handling,
    legs,
    load_lists,
    network,
    restricting,
    rolls,
    services,
    shipments,
    slots,
    stowing,
    trains,
)

__all__ = [
    "addresses",
    "handling",
    "legs",
    "load_lists",
    "network",
    "restricting",
    "rolls",
    "services",
    "shipments",
    "slots",
    "stowing",
    "trains",
]
