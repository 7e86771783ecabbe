"""How does a shipment get from its train to a later one?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.errors import Conflict
from kit.jobs import enqueue
from kit.moves import move
from kit.transactions import inside_transaction, owns_transaction
from shipping.errors import ShipmentOnItsWay
from shipping.lifecycle import SHIPMENT
from shipping.models import Departure, Roll, Shipment, SlotAssignment
from shipping.operations.displacing import CAN_ROLL
from shipping.operations.locking import locked_departure, locked_shipment
from shipping.operations.rerouting import reroute_shipment


@inside_transaction
def roll_shipment(*, shipment_id: UUID, reason: str, at: datetime, by: Actor) -> Shipment:
    """
    Take a shipment off its train, on to the best other one; without any it waits.

    :raises ShipmentNotFound: if there is none.
    :raises ShipmentOnItsWay: from loaded on.
    :raises NotAssigned: if it is on hold without a place.
    :raises IllegalMove: if any other has no train to be taken from.
    """
    shipment = locked_shipment(shipment_id)
    if shipment.status not in CAN_ROLL and not SHIPMENT.allows(shipment.status, Shipment.Status.ASSIGNED):
        raise ShipmentOnItsWay(number=shipment.number, status=shipment.status)
    reroute_shipment(shipment, cause=Roll.Cause.STAFF, fault=Roll.Fault.PLATFORM, reason=reason, at=at, by=by)
    return shipment


@inside_transaction
def cancel_departure(*, departure_id: UUID, reason: str, at: datetime, by: Actor) -> Departure:
    """
    Let a departure not run. Once this is committed nobody can book it any more.

    Its shipments are rolled afterwards by `roll_departure`, which a job and the
    sweep call, each shipment locked first.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it is loaded or further.
    """
    departure = locked_departure(departure_id)
    move(departure, to=Departure.Status.CANCELLED, at=at, by=by, reason=reason, cancelled_at=at)
    enqueue("shipping.roll_departure", departure_id=departure.pk)
    return departure


def roll_departure(*, departure_id: UUID, at: datetime, by: Actor) -> int:
    """
    Roll what is still assigned to a cancelled departure, each shipment in its own transaction.

    Returns how many were rolled; loaded or later ones are left alone.
    """
    riding = SlotAssignment.objects.filter(
        slot__departure_id=departure_id,
        slot__departure__status=Departure.Status.CANCELLED,
        released_at__isnull=True,
        shipment__status__in=CAN_ROLL,
    )
    ids = list(riding.order_by("shipment_id").values_list("shipment_id", flat=True))
    roll_one = owns_transaction(_roll_from)
    return sum(roll_one(shipment_id, departure_id, at=at, by=by) for shipment_id in ids)


def cancelled_with_shipments() -> list[UUID]:
    """Departures that were cancelled while something still stands on them."""
    left = SlotAssignment.objects.filter(
        slot__departure__status=Departure.Status.CANCELLED,
        released_at__isnull=True,
        shipment__status__in=CAN_ROLL,
    )
    return list(left.values_list("slot__departure_id", flat=True).distinct().order_by("slot__departure_id"))


def _roll_from(shipment_id: UUID, departure_id: UUID, *, at: datetime, by: Actor) -> bool:
    """Roll it if, now that we hold it, it still stands on that departure."""
    shipment = locked_shipment(shipment_id)
    stands = SlotAssignment.objects.filter(
        shipment=shipment, released_at__isnull=True, slot__departure_id=departure_id
    )
    if shipment.status not in CAN_ROLL or not stands.exists():
        return False
    try:
        reroute_shipment(
            shipment, cause="cancelled", fault="carrier", reason="departure cancelled", at=at, by=by
        )
    except Conflict:
        return False
    return True
