"""What may be expected of the ways that containers ride, as things stand?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import Min

from kit.compiled import prepared_cursor
from shipping.expecting import Expected, Run, Step, expected, forecast, leg_times, placed
from shipping.models import DepartureLeg, Shipment, TransportEvent
from shipping.policy import OBSERVATIONS_USED
from shipping.queries.plans import places_of, ways_of

# Between which ends, train or transshipment.
Stretch = tuple[UUID, UUID, str]
Observed = Mapping[Stretch, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The legs of a way, what is known and forecast of each, the arrival; None while a leg is missing."""

    legs: Sequence[DepartureLeg]
    steps: Sequence[Step]
    runs: Sequence[Run]
    expected: Expected | None


def outlooks(*, shipment_ids: Collection[UUID], at: datetime) -> dict[UUID, Outlook]:
    """The outlook of each shipment that has a slot, by what was observed until `at`. Four queries."""
    containers = {pk: place.container_id for pk, place in places_of(shipment_ids=shipment_ids).items()}
    ways = ways_of(container_ids=set(containers.values()))
    observed = observed_on((leg for way in ways.values() for leg in way), at=at)
    reached = reached_by(shipment_ids=containers)
    return {
        pk: outlook(ways.get(container_id, []), reached=reached.get(pk, {}), observed=observed)
        for pk, container_id in containers.items()
    }


def outlook(way: Sequence[DepartureLeg], *, reached: Mapping[str, datetime], observed: Observed) -> Outlook:
    """What one way promises, given the stages that were reported of the goods."""
    steps = [_step(leg, observed) for leg in way]
    is_whole = _is_whole(way)
    if is_whole:
        steps = placed(steps, reached)
    return Outlook(way, steps, forecast(steps), expected(steps) if is_whole else None)


def observed_on(legs: Iterable[DepartureLeg], *, at: datetime, most: int = OBSERVATIONS_USED) -> Observed:
    """The latest observations of each stretch that these legs run over, in minutes. One query."""
    return observed_over({stretch_of(leg) for leg in legs}, at=at, most=most)


def observed_over(stretches: Collection[Stretch], *, at: datetime, most: int) -> Observed:
    """The same of some stretches; those of which nothing was observed are left out."""
    if not stretches:
        return {}
    origins, destinations, kinds = zip(*sorted(stretches), strict=True)
    with prepared_cursor() as cursor:
        cursor.execute(
            # An array a stretch: there are hundreds of observations of each.
            "SELECT wanted.origin, wanted.destination, wanted.kind, ARRAY("
            "  SELECT minutes FROM shipping_legobservation"
            "  WHERE origin_id = wanted.origin AND destination_id = wanted.destination"
            "    AND kind = wanted.kind AND observed_at <= %s"
            "  ORDER BY observed_at DESC LIMIT %s)"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS wanted (origin, destination, kind)",
            [at, most, list(origins), list(destinations), list(kinds)],
        )
        return {(*stretch, kind): tuple(minutes) for *stretch, kind, minutes in cursor.fetchall() if minutes}


def reached_by(*, shipment_ids: Collection[UUID]) -> dict[UUID, dict[str, datetime]]:
    """
    The earliest report of each stage about each shipment. One query.

    What is reported of one on hold counts from its release on, as for its status.
    """
    told = TransportEvent.objects.filter(shipment__in=shipment_ids).order_by()
    told = told.exclude(shipment__status=Shipment.Status.ON_HOLD)
    reached: dict[UUID, dict[str, datetime]] = {}
    for pk, kind, first in told.values_list("shipment_id", "kind").annotate(first=Min("occurred_at")):
        reached.setdefault(pk, {})[kind] = first
    return reached


def stretch_of(leg: DepartureLeg) -> Stretch:
    """Over which stretch a leg runs, by which its times are compared."""
    return leg.origin_id, leg.destination_id, leg.kind


def _step(leg: DepartureLeg, observed: Observed) -> Step:
    planned_min = round((leg.arrives_at - leg.departs_at).total_seconds() / 60)
    return Step(
        departs_at=leg.departs_at,
        times=leg_times(planned_min=planned_min, observed=observed.get(stretch_of(leg), ())),
        departed_at=leg.actual_departed_at,
        arrived_at=leg.actual_arrived_at,
    )


def _is_whole(way: Sequence[DepartureLeg]) -> bool:
    if not way or way[-1].destination_id != way[-1].departure.service.destination_id:
        return False
    joined = all(before.destination_id == after.origin_id for before, after in pairwise(way))
    return joined and way[0].origin_id == way[0].departure.service.origin_id
