"""Which delays did the trains of a container announce while it had its places on them?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shipping.models import ContainerLeg, DepartureChange, Roll

_ENDS = ("departs_at", "arrives_at")
_MOVES_TIMES = (DepartureChange.Kind.DELAYED, DepartureChange.Kind.RESTORED)


@dataclass(frozen=True, slots=True)
class Delay:
    """By how much legs of a container came to run later, or sooner again; whose doing it was."""

    announced_at: datetime
    by: timedelta
    fault: str


def delays_of(taken: Iterable[ContainerLeg]) -> list[Delay]:
    """
    What places that a container has, or had, came to mean for its times, in order. One query.

    What was announced before a place was taken is in the plan that it was taken by.
    """
    places = list(taken)
    changes = DepartureChange.objects.filter(
        departure__in={place.departure_leg.departure_id for place in places}, kind__in=_MOVES_TIMES
    ).order_by("changed_at", "id")
    found = ((change, _shift(change, places)) for change in changes if places)
    return [
        Delay(change.changed_at, by, change.facts.get("fault", Roll.Fault.CARRIER))
        for change, by in found
        if by
    ]


def _shift(change: DepartureChange, places: Iterable[ContainerLeg]) -> timedelta:
    """The widest shift of those legs of the departure that the container was to ride then."""
    ridden = {
        place.departure_leg.position
        for place in places
        if place.departure_leg.departure_id == change.departure_id and _had(place, change.changed_at)
    }
    return max(_shifts(change.facts, ridden), key=abs, default=timedelta())


def _had(place: ContainerLeg, at: datetime) -> bool:
    return place.taken_at <= at and (place.released_at is None or at <= place.released_at)


def _shifts(facts: Mapping[str, Any], positions: Iterable[int]) -> Iterator[timedelta]:
    was, became = ({leg["position"]: leg for leg in facts[when]["legs"]} for when in ("was", "became"))
    for position in positions:
        for end in _ENDS:
            yield datetime.fromisoformat(became[position][end]) - datetime.fromisoformat(was[position][end])
