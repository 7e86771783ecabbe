"""How does a train come to run later?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import DelayRefused, LegHasLeft
from shipping.models import Departure, DepartureChange, DepartureLeg, Roll
from shipping.operations.changing import leg_to_change, note_change
from shipping.operations.locking import locked_departure
from shipping.queries.transfers import has_left


@inside_transaction
def delay(
    *,
    departure_id: UUID,
    position: int | None,
    minutes: int,
    reason: str,
    at: datetime,
    by: Actor,
    fault: Roll.Fault | str = Roll.Fault.CARRIER,
) -> Departure:
    """
    Let a departure (`position` None), or one train of it, run so many minutes later.

    Later legs of the same departure wait as far as they must: a gap before them
    is used up first. Cut-offs that lie ahead move with a first leg. What becomes
    of those on board, and of containers that miss a train of another departure,
    is worked out afterwards by `rolling.roll_departure`.

    :raises DepartureNotFound: if there is none.
    :raises DelayRefused: for less than a minute.
    :raises LegNotFound: if it has no such leg.
    :raises LegHasLeft: if that train has really departed, or it is cancelled.
    """
    if minutes < 1:
        raise DelayRefused(minutes=minutes)
    departure = locked_departure(departure_id)
    legs = legs_of(departure)
    first = position is None or position == legs[0].position
    leg = leg_to_change(departure, legs[0].position if position is None else position, at=at)
    if departure.status == Departure.Status.CANCELLED:
        raise LegHasLeft(say("The departure is cancelled."), departure_id=str(departure_id))
    was = times_of(departure, legs)
    by_minutes = timedelta(minutes=minutes)
    _shift(legs, leg.position, by_minutes, at=at)
    if first:
        _shift_cut_offs(departure, by_minutes, at=at)
    write_times(departure, legs)
    note_change(
        departure,
        leg=None if position is None else leg,
        kind=DepartureChange.Kind.DELAYED,
        facts={"minutes": minutes, "was": was, "became": times_of(departure, legs)},
        reason=reason,
        at=at,
        by=by,
        fault=fault,
    )
    return departure


def legs_of(departure: Departure) -> list[DepartureLeg]:
    """Its legs in order, each knowing the departure as the caller holds it."""
    legs = list(DepartureLeg.objects.filter(departure=departure).order_by("position"))
    for leg in legs:
        leg.departure = departure
    return legs


def _shift(legs: list[DepartureLeg], position: int, later: timedelta, *, at: datetime) -> None:
    """The train itself by all of it, each later one by what it has to wait for the one before."""
    before: DepartureLeg | None = None
    for leg in legs:
        if leg.position < position:
            continue
        if before is not None:
            later = max(before.arrives_at - leg.departs_at, timedelta(0))
        if later and not has_left(leg, at=at):
            leg.departs_at += later
            leg.arrives_at += later
        before = leg


def _shift_cut_offs(departure: Departure, later: timedelta, *, at: datetime) -> None:
    """Those that lie ahead move with the train, those that have passed don't come back."""
    for cut_off in ("cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at"):
        if getattr(departure, cut_off) > at:
            setattr(departure, cut_off, getattr(departure, cut_off) + later)


def write_times(departure: Departure, legs: list[DepartureLeg], **stamps: object) -> None:
    """
    Store the times of the legs, and of the departure that they make; the caller holds its lock.

    `stamps` are columns of the departure written with them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shipping_departureleg AS leg SET departs_at = became.departs_at,"
            " arrives_at = became.arrives_at, version = leg.version + 1"
            " FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[])"
            "  AS became (id, departs_at, arrives_at)"
            " WHERE leg.id = became.id"
            " AND (leg.departs_at, leg.arrives_at) IS DISTINCT FROM (became.departs_at, became.arrives_at)",
            [[leg.pk for leg in legs], [leg.departs_at for leg in legs], [leg.arrives_at for leg in legs]],
        )
    departure.departs_at, departure.arrives_at = legs[0].departs_at, legs[-1].arrives_at
    times = ("departs_at", "arrives_at", "cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at")
    Departure.objects.filter(pk=departure.pk).update(
        **{name: getattr(departure, name) for name in times}, **stamps
    )


def times_of(departure: Departure, legs: list[DepartureLeg]) -> dict[str, object]:
    """All times of a departure, as its changes remember them."""
    return {
        "cfs_cutoff_at": departure.cfs_cutoff_at.isoformat(),
        "doc_cutoff_at": departure.doc_cutoff_at.isoformat(),
        "cy_cutoff_at": departure.cy_cutoff_at.isoformat(),
        "legs": [
            {
                "position": leg.position,
                "departs_at": leg.departs_at.isoformat(),
                "arrives_at": leg.arrives_at.isoformat(),
            }
            for leg in legs
        ],
    }
