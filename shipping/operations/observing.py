"""How long did the legs of a departure really take?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from kit.transactions import inside_transaction
from shipping.models import Departure, DepartureLeg, LegObservation, TransportEvent
from shipping.progress import Stage


@inside_transaction
def observe(*, departure_id: UUID, at: datetime) -> list[DepartureLeg]:
    """
    Note when each leg of a departure left and came, by the earliest reports about that departure.

    Those are always real: only shipments can be simulated.
    As soon as both are known of a leg, that is one observation, but for trains of the
    test world, from which nothing is to be learnt, and stays so; a
    report dated earlier mends the stamps alone. A leg that does not run has
    neither. Returns the legs in order. The caller holds the departure's lock.
    """
    told = TransportEvent.objects.filter(departure=departure_id).order_by()
    first = dict(told.values_list("kind").annotate(first=Min("occurred_at")))
    legs = list(DepartureLeg.objects.filter(departure=departure_id).order_by("position"))
    changed = [leg for leg in legs if leg.cancelled_at is None and _note(leg, legs, first)]
    DepartureLeg.objects.bulk_update(changed, ["actual_departed_at", "actual_arrived_at", "version"])
    if not Departure.objects.filter(pk=departure_id, service__sandbox=True).exists():
        _observe(changed, at)
    return legs


def _note(leg: DepartureLeg, legs: list[DepartureLeg], first: Mapping[str, datetime]) -> bool:
    """Whether the reports tell anything new of the leg."""
    began, ended = _ends_of(leg, legs)
    known = (first.get(began), first.get(ended))
    if known == (leg.actual_departed_at, leg.actual_arrived_at):
        return False
    leg.actual_departed_at, leg.actual_arrived_at = known
    leg.version += 1
    return True


def _ends_of(leg: DepartureLeg, legs: list[DepartureLeg]) -> tuple[str, str]:
    """The report that begins a leg, the one that ends it: a train's arrival begins the transshipment."""
    if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT:
        return Stage.AT_BORDER, Stage.TRANSSHIPPED
    began = Stage.DEPARTED if leg is legs[0] else Stage.TRANSSHIPPED
    return began, Stage.ARRIVED if leg is legs[-1] else Stage.AT_BORDER


def _observe(legs: list[DepartureLeg], at: datetime) -> None:
    observations = [_observation(leg, at) for leg in legs]
    LegObservation.objects.bulk_create([each for each in observations if each], ignore_conflicts=True)


def _observation(leg: DepartureLeg, at: datetime) -> LegObservation | None:
    """From leaving to coming; a train that could have left before its time has not."""
    if leg.actual_departed_at is None or leg.actual_arrived_at is None:
        return None
    began = leg.actual_departed_at
    if leg.kind == DepartureLeg.Kind.TRAIN and leg.position > 1:
        began = max(began, leg.departs_at)
    minutes = round((leg.actual_arrived_at - began).total_seconds() / 60)
    if minutes <= 0:
        return None
    return LegObservation(
        departure_leg=leg,
        origin_id=leg.origin_id,
        destination_id=leg.destination_id,
        kind=leg.kind,
        minutes=minutes,
        observed_at=leg.actual_arrived_at,
        created_at=at,
    )
