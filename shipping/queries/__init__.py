"""What may neighbours ask the railway?"""

from shipping.queries.carriage import GoodsToCarry, Parcel, split_goods
from shipping.queries.progress import Progress, Train, progress
from shipping.queries.quoting import FeasibleService, earliest_service

__all__ = [
    "FeasibleService",
    "GoodsToCarry",
    "Parcel",
    "Progress",
    "Train",
    "earliest_service",
    "progress",
    "split_goods",
]
