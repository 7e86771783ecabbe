"""What may neighbours ask the railway?"""

from shipping.queries.carriage import GoodsToCarry, Parcel, split_goods
from shipping.queries.progress import Progress, Train, progress
from shipping.queries.quoting import FeasibleService, earliest_service
from shipping.queries.tracking import Tracking, tracking, tracking_of

__all__ = [
    "FeasibleService",
    "GoodsToCarry",
    "Parcel",
    "Progress",
    "Tracking",
    "Train",
    "earliest_service",
    "progress",
    "split_goods",
    "tracking",
    "tracking_of",
]
