"""How does a place on a train become free again?"""

from datetime import datetime
from typing import Literal

from django.db.models import F

from kit.actors import Actor
from kit.database import update_returning
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.models import ContainerLeg, DepartureLeg, Shipment, Slot, SlotAssignment
from shipping.operations.counting import change_free
from shipping.operations.unloading import take_out
from shipping.queries.candidates import needs_from


@inside_transaction
def give_back(
    shipment: Shipment, *, to: Literal["released", "rolled"], at: datetime, by: Actor, reason: str = ""
) -> SlotAssignment | None:
    """
    End the shipment's assignment, if it has one, and give its room back once.

    The caller holds the shipment's lock. A container that nothing is left in
    gives its places back on every leg, free for all, even where one was drawn
    from an allotment: what was sold to its keeper was used. Its slot is done.
    """
    assignment = (
        SlotAssignment.objects.select_for_update().filter(shipment=shipment, released_at__isnull=True).first()
    )
    if assignment is None:
        return None
    # Legs are locked before slots, everywhere.
    _lock_legs(assignment)
    move(assignment, to=to, at=at, by=by, reason=reason, released_at=at)
    take_out(shipment_ids=[shipment.pk], at=at, by=by, reason=reason)
    slot = _return_room(assignment)
    if (slot.free_g, slot.free_cm3) == (slot.payload_g, slot.volume_cm3):
        _return_places(slot, at=at, by=by)
    return assignment


def _lock_legs(assignment: SlotAssignment) -> None:
    riding = ContainerLeg.objects.filter(container__slot=assignment.slot_id, released_at__isnull=True)
    legs = DepartureLeg.objects.select_for_update().filter(pk__in=riding.values("departure_leg_id"))
    list(legs.order_by("id"))


def _return_room(assignment: SlotAssignment) -> Slot:
    Slot.objects.filter(pk=assignment.slot_id).update(
        free_g=F("free_g") + assignment.gross_g, free_cm3=F("free_cm3") + assignment.volume_cm3
    )
    return Slot.objects.get(pk=assignment.slot_id)


def _return_places(slot: Slot, *, at: datetime, by: Actor) -> None:
    taken = ContainerLeg.objects.filter(container_id=slot.container_id, released_at__isnull=True)
    given = update_returning(
        taken,
        {"released_at": at, "version": F("version") + 1},
        *("departure_leg_id", "mteu", "gross_g", "plugs", "length_mm"),
    )
    if given:
        change_free({leg_id: needs_from(amounts) for leg_id, *amounts in given})
    if slot.status == Slot.Status.OPEN:
        move(slot, to=Slot.Status.CLOSED, at=at, by=by, reason="emptied", closed_at=at)
    move(slot, to=Slot.Status.DONE, at=at, by=by, reason="emptied")
