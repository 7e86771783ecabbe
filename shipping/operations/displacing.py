"""How does a shipment lose its place on a train?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.jobs import enqueue
from kit.moves import News, move, tell
from kit.transactions import inside_transaction
from shipping.errors import NotAssigned
from shipping.models import Rebooking, Roll, Shipment
from shipping.operations.releasing import give_back

# Why a rolled shipment got no other place at once, where no train was asked.
ON_HOLD = "on_hold"
NOT_YET_ASKED = "not_yet_asked"


@dataclass(frozen=True, slots=True)
class Left:
    """The train that a shipment was taken from, and when it was expected with it."""

    departure_id: UUID
    eta_at: datetime | None


@dataclass(frozen=True, slots=True)
class Blame:
    """Why something is taken from its train, whose fault that is, in the words of who decided it."""

    cause: Roll.Cause
    fault: Roll.Fault
    reason: str


@inside_transaction
def take_off(shipment: Shipment, *, reason: str, at: datetime, by: Actor) -> Left:
    """
    Give the shipment's place back; it is rolled then, and one on hold stays on hold.

    The caller holds the shipment's lock, and sees to where it goes next.

    :raises NotAssigned: if a shipment on hold has no place.
    :raises IllegalMove: if any other has none, or is loaded.
    """
    eta_at = shipment.eta_at
    stamps: dict[str, Any] = {"eta_at": None, "eta_late_at": None, "eta_basis": "", "hand_in_by_at": None}
    if shipment.status != Shipment.Status.ON_HOLD:
        move(shipment, to=Shipment.Status.ROLLED, at=at, by=by, reason=reason, **stamps)
    left = give_back(shipment, to="rolled", at=at, by=by, reason=reason)
    if left is None:
        raise NotAssigned(number=shipment.number, status=shipment.status)
    if shipment.status == Shipment.Status.ON_HOLD:
        shipment.version += 1
        Shipment.objects.filter(pk=shipment.pk).update(**stamps, version=shipment.version)
        for name, value in stamps.items():
            setattr(shipment, name, value)
    return Left(left.slot.departure_id, eta_at)


@inside_transaction
def roll(
    shipment: Shipment,
    *,
    reason: str,
    at: datetime,
    by: Actor,
    cause: Roll.Cause = Roll.Cause.STAFF,
    fault: Roll.Fault = Roll.Fault.PLATFORM,
) -> Shipment:
    """
    Take a shipment, whose lock the caller holds, off its train and let it wait for another one.

    One on hold loses its place and stays on hold.

    :raises NotAssigned: if a shipment on hold has no place.
    :raises IllegalMove: if any other has none, or is loaded.
    """
    left = take_off(shipment, reason=reason, at=at, by=by)
    blame = Blame(cause, fault, reason)
    if shipment.status == Shipment.Status.ON_HOLD:
        record_roll(shipment, left, blame, why_not=ON_HOLD, at=at, by=by)
        return shipment
    record_roll(shipment, left, blame, why_not=NOT_YET_ASKED, at=at, by=by)
    move(shipment, to=Shipment.Status.WAITING, at=at, by=by, reason=reason)
    enqueue("shipping.assign_slot", shipment_id=shipment.pk)
    return shipment


@inside_transaction
def record_roll(
    shipment: Shipment,
    left: Left,
    blame: Blame,
    *,
    to_departure_id: UUID | None = None,
    why_not: str = "",
    at: datetime,
    by: Actor,
) -> Roll:
    """Write down, for ever, that a shipment left a train, and what became of its promise."""
    row = roll_row(shipment, left, blame, to_departure_id=to_departure_id, why_not=why_not, at=at, by=by)
    row.save(force_insert=True)
    tell_rolls([row], at=at)
    return row


def roll_row(
    shipment: Shipment,
    left: Left,
    blame: Blame,
    *,
    to_departure_id: UUID | None = None,
    why_not: str = "",
    at: datetime,
    by: Actor,
) -> Roll:
    """The row of one roll, not yet saved; the shipment already shows its new arrival."""
    eta_at = shipment.eta_at if to_departure_id else None
    return Roll(
        shipment=shipment,
        from_departure_id=left.departure_id,
        to_departure_id=to_departure_id,
        cause=blame.cause,
        fault=blame.fault,
        reason=blame.reason[:200],
        why_not=why_not,
        old_eta_at=left.eta_at,
        new_eta_at=eta_at,
        keeps_promise=keeps_promise(shipment.promised_at, eta_at),
        rolled_at=at,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


@inside_transaction
def tell_rolls(rows: Iterable[Roll], *, at: datetime, **facts: object) -> None:
    """Tell the outbox of each roll: both trains, why, both arrivals, the kept promise or not; and `facts`."""
    tell(
        Shipment,
        what="rerouted",
        news=[News(row.shipment_id, {**facts, **_told(row)}) for row in rows],
        at=at,
    )


def _told(row: Roll) -> dict[str, object]:
    return {
        "id": str(row.shipment_id),
        "version": row.shipment.version,
        "cause": row.cause,
        "fault": row.fault,
        "reason": row.reason,
        "from_departure_id": str(row.from_departure_id),
        "departure_id": str(row.to_departure_id) if row.to_departure_id else None,
        "why_not": row.why_not,
        "old_eta_at": row.old_eta_at,
        "eta_at": row.new_eta_at,
        "keeps_promise": row.keeps_promise,
    }


@inside_transaction
def note_rebooked(shipment: Shipment, *, departure_id: UUID, at: datetime) -> None:
    """
    Complete the record of the roll that let a shipment wait: it has a train now, which it already shows.

    One query unless it was rolled and waited.
    """
    waited = Roll.objects.filter(shipment=shipment, to_departure__isnull=True, rebooking__isnull=True)
    roll = waited.order_by("-rolled_at", "-id").first()
    if roll is None or shipment.eta_at is None:
        return
    Rebooking.objects.create(
        roll=roll,
        to_departure_id=departure_id,
        new_eta_at=shipment.eta_at,
        keeps_promise=keeps_promise(shipment.promised_at, shipment.eta_at),
        rebooked_at=at,
        created_at=at,
    )


@inside_transaction
def note_rebooked_many(departures: Mapping[UUID, UUID], *, at: datetime) -> None:
    """The same for many, by shipment the departure that each has now. Two queries at most."""
    waited = Roll.objects.filter(shipment__in=departures, to_departure__isnull=True, rebooking__isnull=True)
    last = waited.order_by("shipment_id", "-rolled_at", "-id").distinct("shipment_id")
    Rebooking.objects.bulk_create(
        Rebooking(
            roll=roll,
            to_departure_id=departures[roll.shipment_id],
            new_eta_at=eta_at,
            keeps_promise=keeps_promise(roll.shipment.promised_at, eta_at),
            rebooked_at=at,
            created_at=at,
        )
        for roll in last.select_related("shipment")
        if (eta_at := roll.shipment.eta_at) is not None
    )


def keeps_promise(promised_at: datetime | None, eta_at: datetime | None) -> bool | None:
    """Whether an arrival keeps a promise; None without the one or the other."""
    return None if promised_at is None or eta_at is None else eta_at <= promised_at
