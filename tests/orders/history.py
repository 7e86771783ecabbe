"""What did trains to Lianyungang take of late, in a test of orders?"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from shipping.models import Departure, DepartureLeg
from tests.orders.market import Market
from tests.shipping.history import lay_history

SERVICES = ("ALA-LYG-KH", "ALA-LYG-DO")


def planned(service: str) -> list[int]:
    """How many minutes each leg of a service takes by the timetable."""
    train = Departure.objects.filter(service__code=service).first()
    legs = DepartureLeg.objects.filter(departure=train).order_by("position")
    return [round((leg.arrives_at - leg.departs_at).total_seconds() / 60) for leg in legs]


def draw(legs: Sequence[int], dice: Random) -> list[int]:
    """A run as they are, around what is planned: skewed, and one in twenty stands at the border for days."""
    first, yard, last = legs
    stop = dice.uniform(48, 120) * 60 if dice.random() < 0.05 else 0
    return [
        round(first * dice.lognormvariate(0, 0.2)),
        round(yard * dice.lognormvariate(0, 0.4) + stop),
        round(last * dice.lognormvariate(0, 0.15)),
    ]


def remember(market: Market, runs: int, *, later: Sequence[int] = (0, 0, 0), old: bool = False) -> None:
    """
    History of both ways to Lianyungang, each leg so many minutes slower than it would be.

    `old` lays it down as that of a year ago, so that there can be a newer one.
    """
    dice = Random(1)
    for service in SERVICES:
        drawn = [draw(planned(service), dice) for _ in range(runs)]
        slower = [[minutes + more for minutes, more in zip(run, later, strict=True)] for run in drawn]
        lay_history(slower, until=market.at - timedelta(days=365 if old else 0), service=service)
