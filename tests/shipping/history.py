"""How does a test lay down what earlier trains took?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shipping.models import Departure, DepartureLeg, LegObservation, TrainService
from shipping.operations import timetabling


def lay_history(runs: Sequence[Sequence[int]], *, until: datetime, service: str = "ALA-LYG-KH") -> None:
    """Trains before `until`, one a day, the last of `runs` the latest: how many minutes each leg took."""
    sold = TrainService.objects.select_related("origin").prefetch_related("legs").get(code=service)
    trains = []
    for ago in range(len(runs), 0, -1):
        leaves = until - timedelta(days=ago + 30)
        trains.append(timetabling._departure(sold, leaves, leaves.date(), until))
    Departure.objects.bulk_create(trains)
    legs = [timetabling._legs(train, until) for train in trains]
    DepartureLeg.objects.bulk_create(leg for of_one in legs for leg in of_one)
    LegObservation.objects.bulk_create(
        LegObservation(
            departure_leg=leg,
            origin_id=leg.origin_id,
            destination_id=leg.destination_id,
            kind=leg.kind,
            minutes=minutes,
            observed_at=until - timedelta(days=len(runs) - place),
            created_at=until,
        )
        for place, (of_one, run) in enumerate(zip(legs, runs, strict=True))
        for leg, minutes in zip(of_one, run, strict=True)
    )
