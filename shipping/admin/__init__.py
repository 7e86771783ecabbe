"""What do staff see of the railway?"""

from shipping.admin import (
    addresses,
    handling,
    holds,
    legs,
    load_lists,
    network,
    planning,
    planning_costs,
    reports,
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
    "holds",
    "legs",
    "load_lists",
    "network",
    "planning",
    "planning_costs",
    "reports",
    "restricting",
    "rolls",
    "services",
    "shipments",
    "slots",
    "stowing",
    "trains",
]
