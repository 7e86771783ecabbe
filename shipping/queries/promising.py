"""Between which instants will goods be at the door, by what was seen of the legs of their trains?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from shipping.models import DepartureLeg
from shipping.policy import DELIVERED_AFTER, OBSERVATIONS_PROMISED_BY, PROMISED_PERCENT
from shipping.promising import LegHistory, Span, Way, span_of
from shipping.queries.embargoes import legs_of
from shipping.queries.forecasts import Observed, observed_over, stretch_of
from shipping.queries.lookouts import Lookout

_COLUMNS = ("position", "kind", "origin", "destination", "departs_at", "arrives_at")


def delivery_spans(
    *, trips: Sequence[Collection[UUID]], at: datetime, lookout: Lookout | None = None
) -> list[Span]:
    """
    For each trip, the ids of the departures that goods ride at once, when the last of them are at the door.

    By what was observed until `at`, the last mile included. Two queries however many trips there are and
    however much was observed, none where a `lookout` has seen all of their legs and stretches.

    :raises KeyError: if a departure isn't there.
    """
    seen = lookout or Lookout(at)
    if unknown := {pk for trip in trips for pk in trip} - seen.ways.keys():
        seen.ways |= _ways(unknown, seen, at)
    # Sorted: whoever asks, the same trains of one trip are combined in the same order, and only once.
    wanted = [tuple(sorted(set(trip))) for trip in trips]
    for trip in set(wanted) - seen.spans.keys():
        seen.spans[trip] = span_of([seen.ways[pk] for pk in trip], percent=PROMISED_PERCENT)
    return [seen.spans[trip] for trip in wanted]


def _ways(departure_ids: Collection[UUID], seen: Lookout, at: datetime) -> Mapping[UUID, Way]:
    legs: dict[UUID, Sequence[DepartureLeg]] = {pk: known for pk in departure_ids if (known := seen.legs(pk))}
    if unknown := set(departure_ids) - legs.keys():
        legs |= {pk: found for pk, found in legs_of(unknown, columns=_COLUMNS).items() if found}
    if {stretch_of(leg) for of_one in legs.values() for leg in of_one} - seen.observed.keys():
        # The next parcel of a quote may ride another of the trains that were looked at.
        every = chain(seen.known_legs, *legs.values())
        unasked = {stretch_of(leg) for leg in every} - seen.observed.keys()
        found = observed_over(unasked, at=at, most=OBSERVATIONS_PROMISED_BY)
        seen.observed |= {stretch: found.get(stretch, ()) for stretch in unasked}
    last_mile_min = round(DELIVERED_AFTER.total_seconds() / 60)
    return {
        pk: Way([_history(leg, seen.observed) for leg in of_one], last_mile_min)
        for pk, of_one in legs.items()
    }


def _history(leg: DepartureLeg, observed: Observed) -> LegHistory:
    return LegHistory(
        departs_at=leg.departs_at,
        planned_min=round((leg.arrives_at - leg.departs_at).total_seconds() / 60),
        observed=observed.get(stretch_of(leg), ()),
        waits=leg.kind == DepartureLeg.Kind.TRAIN,
    )
