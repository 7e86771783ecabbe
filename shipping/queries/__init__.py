"""What may neighbours ask the railway?"""

from shipping.promising import Span
from shipping.queries.board import LegFill, NextTrain, Waiting, next_trains, waiting_summary
from shipping.queries.carriage import GoodsToCarry, Parcel, split_goods
from shipping.queries.lookouts import Lookout
from shipping.queries.origins import first_miles
from shipping.queries.progress import Progress, Train, progress
from shipping.queries.promising import delivery_spans
from shipping.queries.quoting import FeasibleService, ServiceChoice, earliest_service, services_around
from shipping.queries.tracking import Tracking, tracking, tracking_of
from shipping.queries.under_way import UnderWay, rebooked, under_way, why_moved

__all__ = [
    "FeasibleService",
    "GoodsToCarry",
    "LegFill",
    "Lookout",
    "NextTrain",
    "Parcel",
    "Progress",
    "ServiceChoice",
    "Span",
    "Tracking",
    "Train",
    "UnderWay",
    "Waiting",
    "delivery_spans",
    "earliest_service",
    "first_miles",
    "next_trains",
    "progress",
    "rebooked",
    "services_around",
    "split_goods",
    "tracking",
    "tracking_of",
    "under_way",
    "waiting_summary",
    "why_moved",
]
