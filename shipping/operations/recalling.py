"""What does the railway of a demonstration know of trains that ran before there was one?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kit.transactions import inside_transaction
from shipping.models import LegObservation, ServiceLeg, TrainService
from shipping.models.network import LegKind
from shipping.timetable import departures

# Of a service with two trains a week that is more than the thirty runs that a promise needs.
WEEKS = 22
# Trains that left later may be under way still.
_NOT_SINCE = timedelta(weeks=4)
# Invented, in the likeness of what roads tell: trains keep their hours within some percent, yards do
# not, and one train in twenty-five stands at the border for days.
_TRAIN_SPREAD, _YARD_SPREAD = 0.05, 0.3
_STOPS, _STOP_H = 0.04, (24, 72)


@inside_transaction
def recall(*, at: datetime) -> int:
    """
    Note how long the legs of each service took in the past weeks, as books from before would tell.

    Only while nothing at all is known, so a second call notes nothing. The minutes
    are drawn by the service and the day: every demonstration has the same.
    Returns how many legs were noted; four queries however many.
    """
    if LegObservation.objects.exists():
        return 0
    services = TrainService.objects.filter(sandbox=False).select_related("origin").prefetch_related("legs")
    noted = [each for service in services.order_by("code") for each in _runs(service, at)]
    LegObservation.objects.bulk_create(noted)
    return len(noted)


def _runs(service: TrainService, at: datetime) -> Iterator[LegObservation]:
    zone = ZoneInfo(service.origin.timezone)
    for leaves_at in departures(
        weekdays=service.weekdays,
        local_time=service.departs_local,
        zone=zone,
        first=(at - timedelta(weeks=WEEKS)).astimezone(zone).date(),
        last=(at - _NOT_SINCE).astimezone(zone).date(),
    ):
        # By the day, not the hour: the demonstration of another day knows the same trains.
        dice = Random(f"{service.code} {leaves_at.date()}")  # noqa: S311 an example, no secret
        for leg in sorted(service.legs.all(), key=lambda each: each.position):
            yield LegObservation(
                origin_id=leg.origin_id,
                destination_id=leg.destination_id,
                kind=leg.kind,
                minutes=_minutes(leg, dice),
                observed_at=leaves_at + timedelta(minutes=leg.arrives_after_min),
                created_at=at,
            )


def _minutes(leg: ServiceLeg, dice: Random) -> int:
    planned = leg.arrives_after_min - leg.departs_after_min
    if leg.kind == LegKind.TRAIN:
        return round(planned * dice.lognormvariate(0, _TRAIN_SPREAD))
    stop_min = dice.uniform(*_STOP_H) * 60 if dice.random() < _STOPS else 0
    return round(planned * dice.lognormvariate(0, _YARD_SPREAD) + stop_min)
