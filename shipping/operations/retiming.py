"""How do departures get the times and limits that their service promises?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch

from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction, owns_transaction
from shipping.errors import BookChanged
from shipping.lifecycle import NOT_LOADED
from shipping.models import Departure, DepartureChange, DepartureLeg, Roll, Shipment
from shipping.operations.expecting import expect_again
from shipping.operations.locking import locked_shipment, locked_shipments
from shipping.operations.rerouting import reroute_shipment
from shipping.operations.timetabling import tell_changes
from shipping.queries.comparing import Times, times_of
from shipping.queries.sold import Mover, riding_on

_TIMES = ("departs_at", "arrives_at", "cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at")
_ENDS = ("departs_at", "arrives_at", "planned_departs_at", "planned_arrives_at")
_LIMITS = (
    *("full_mteu", "full_gross_g", "cap_mteu", "cap_gross_g", "cap_plugs", "cap_length_mm"),
    *("free_mteu", "free_gross_g", "free_plugs", "free_length_mm", "train_number"),
)


@inside_transaction
def held(departure_ids: Collection[UUID]) -> dict[UUID, Departure]:
    """Some departures with their legs under lock, in id order: whoever takes a place waits."""
    legs = Prefetch("legs", DepartureLeg.objects.select_for_update(no_key=True).order_by("id"))
    rows = Departure.objects.select_for_update(no_key=True).filter(pk__in=departure_ids).order_by("id")
    return {row.pk: row for row in rows.prefetch_related(legs)}


@inside_transaction
def retime(
    trains: Sequence[tuple[Departure, Times, str]], *, kind: str, reason: str, at: datetime, by: Actor
) -> None:
    """Give held departures other times and a note, cut-offs and legs with them, on the record."""
    facts: list[tuple[Departure, dict[str, object], str]] = [
        (row, {"was": row.departs_at.isoformat(), "became": times.departs_at.isoformat()}, note or reason)
        for row, times, note in trains
        if times_of(row) != times
    ]
    for row, times, note in trains:
        _set_times(row, times)
        row.note = note
        row.version += 1
    Departure.objects.bulk_update(
        [row for row, _, _ in trains],
        [*_TIMES, "planned_departs_at", "planned_arrives_at", "note", "version"],
    )
    DepartureLeg.objects.bulk_update([leg for row, _, _ in trains for leg in row.legs.all()], _ENDS)
    tell_changes(facts, kind=kind, at=at, by=by)


@inside_transaction
def note_anew(trains: Iterable[tuple[Departure, str]]) -> None:
    """Let held departures that rest tell why they do now."""
    rows = []
    for row, note in trains:
        row.note = note
        row.version += 1
        rows.append(row)
    Departure.objects.bulk_update(rows, ["note", "version"])


@inside_transaction
def relimit(trains: Iterable[tuple[Departure, Sequence[tuple[DepartureLeg, dict[str, Any]]]]]) -> None:
    """Give legs of held departures other limits or numbers; the columns stand in `wanted_limits`."""
    legs = []
    for _, changed in trains:
        for leg, values in changed:
            for name, value in values.items():
                setattr(leg, name, value)
            leg.version += 1
            legs.append(leg)
    DepartureLeg.objects.bulk_update(legs, [*_LIMITS, "version"])


@inside_transaction
def bring_back(ids: Collection[UUID], *, reason: str, at: datetime, by: Actor) -> list[UUID]:
    """Let trains run again that rested by rule; which they were."""
    return move_many(
        ids,
        model=Departure,
        was="cancelled",
        to="open",
        at=at,
        by=by,
        reason=reason,
        cancelled_at=None,
        rests=False,
    )


def retime_sold(
    departure_id: UUID,
    times: Times,
    *,
    note: str,
    movers: Sequence[Mover],
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """
    Give a train with goods on it other times, in a transaction of its own; then roll who can't keep them.

    The others' hand-in and arrival go with the train.

    :raises BookChanged: if something else stands on it than was listed.
    """
    owns_transaction(_retime_sold)(departure_id, times, note=note, reason=reason, at=at, by=by)
    roll = owns_transaction(_roll_late)
    for mover in movers:
        roll(mover.shipment_id, departure_id, reason=f"{reason}: {mover.why}", at=at, by=by)


def _retime_sold(
    departure_id: UUID, times: Times, *, note: str, reason: str, at: datetime, by: Actor
) -> None:
    shipments = locked_shipments(riding_on(departure_id))
    row = held([departure_id])[departure_id]
    if set(riding_on(departure_id)) != set(shipments) or row.status != Departure.Status.OPEN:
        raise BookChanged(departure=str(row))
    retime([(row, times, note)], kind=DepartureChange.Kind.EDITED, reason=reason, at=at, by=by)
    Shipment.objects.filter(pk__in=shipments, status__in=NOT_LOADED).update(
        hand_in_by_at=times.cfs_cutoff_at - F("first_mile_min") * timedelta(minutes=1),
        version=F("version") + 1,
    )
    expect_again(shipment_ids=list(shipments), at=at)


def _roll_late(shipment_id: UUID, departure_id: UUID, *, reason: str, at: datetime, by: Actor) -> None:
    """Roll it if, now that we hold it, it still stands on that departure."""
    shipment = locked_shipment(shipment_id)
    if shipment.status in NOT_LOADED and shipment_id in riding_on(departure_id):
        reroute_shipment(
            shipment,
            cause=Roll.Cause.DELAYED,
            fault=Roll.Fault.CARRIER,
            reason=reason[:200],
            at=at,
            by=by,
        )


def _set_times(row: Departure, times: Times) -> None:
    for name in _TIMES:
        setattr(row, name, getattr(times, name))
    row.planned_departs_at, row.planned_arrives_at = times.departs_at, times.arrives_at
    for leg in row.legs.all():
        leg.departs_at, leg.arrives_at = times.legs[leg.position]
        leg.planned_departs_at, leg.planned_arrives_at = times.legs[leg.position]
