"""How does a place on a train become free again?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.models import (
    ContainerLeg,
    DepartureLeg,
    Discrepancy,
    Package,
    Shipment,
    Slot,
    SlotAssignment,
    TransportEvent,
)
from shipping.operations.counting import give_room_back
from shipping.operations.unloading import take_out

Ending = Literal["released", "rolled"]


@dataclass(frozen=True, slots=True)
class Held:
    """
    The place of a shipment under lock, with its slot as it was.

    `is_stowed`: something of it stands in a container or a unit, or is missing
    there; `is_reported`: there are reports of it.
    """

    assignment: SlotAssignment
    is_stowed: bool
    is_reported: bool


@inside_transaction
def held_place(shipment: Shipment) -> Held | None:
    """The place that a shipment has, under lock; None without one. The caller holds the shipment's lock."""
    ours = {"shipment": OuterRef("shipment")}
    stowed = Package.objects.filter(Q(container__isnull=False) | Q(unit__isnull=False), **ours)
    differing = Discrepancy.objects.filter(settled_at__isnull=True, **ours)
    reported = TransportEvent.objects.filter(**ours)
    rows = SlotAssignment.objects.select_for_update(of=("self",), no_key=True).select_related("slot")
    found = (
        rows.filter(shipment=shipment, released_at__isnull=True)
        .annotate(is_stowed=Exists(stowed) | Exists(differing), is_reported=Exists(reported))
        .first()
    )
    return Held(found, found.is_stowed, found.is_reported) if found else None


@inside_transaction
def give_back(
    shipment: Shipment, *, to: Ending, at: datetime, by: Actor, reason: str = ""
) -> SlotAssignment | None:
    """
    End the shipment's assignment, if it has one, and give its room back once.

    The caller holds the shipment's lock.
    """
    held = held_place(shipment)
    if held is None:
        return None
    # Legs are locked before slots, everywhere.
    _lock_legs(held.assignment)
    leave(held, to=to, at=at, by=by, reason=reason)
    return held.assignment


@inside_transaction
def leave(held: Held, *, to: Ending, at: datetime, by: Actor, reason: str = "") -> None:
    """
    End an assignment and give its room back, for a caller who holds the legs that its container rides.

    A container that nothing is left in gives its places back on every leg, free
    for all, even where one was drawn from an allotment: what was sold to its
    keeper was used. Its slot is done.
    """
    assignment = held.assignment
    move(assignment, to=to, at=at, by=by, reason=reason, released_at=at)
    if held.is_stowed:
        take_out(shipment_ids=[assignment.shipment_id], at=at, by=by, reason=reason)
    slot = assignment.slot
    room = give_room_back(slot.pk, gross_g=assignment.gross_g, volume_cm3=assignment.volume_cm3, at=at)
    for name, value in room.items():
        setattr(slot, name, value)
    if (slot.free_g, slot.free_cm3) == (slot.payload_g, slot.volume_cm3):
        through = {Slot.Status.CLOSED.value: "emptied"} if slot.status == Slot.Status.OPEN else {}
        stamps: dict[str, Any] = {"closed_at": at} if through else {}
        move(slot, to=Slot.Status.DONE, at=at, by=by, reason="emptied", through=through, **stamps)


def _lock_legs(assignment: SlotAssignment) -> None:
    riding = ContainerLeg.objects.filter(container__slot=assignment.slot_id, released_at__isnull=True)
    legs = DepartureLeg.objects.select_for_update(no_key=True).filter(
        pk__in=riding.values("departure_leg_id")
    )
    list(legs.order_by("id"))
