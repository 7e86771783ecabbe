"""How is a shipment stopped for a while?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.jobs import enqueue
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.models import Departure, Shipment
from shipping.operations.displacing import roll
from shipping.operations.locking import locked_shipment
from shipping.operations.settling import settle
from shipping.queries.plans import train_of

_STILL_HERE = (Departure.Status.OPEN, Departure.Status.CLOSED)


@inside_transaction
def hold_shipment(*, shipment_id: UUID, reason: str, at: datetime, by: Actor) -> Shipment:
    """
    Stop a shipment that waits or is assigned; it keeps its place on the train meanwhile.

    :raises ShipmentNotFound: if there is none.
    :raises IllegalMove: if it is in any other state.
    """
    shipment = locked_shipment(shipment_id)
    return move(shipment, to=Shipment.Status.ON_HOLD, at=at, by=by, reason=reason, waiting_reason="")


@inside_transaction
def release_shipment(*, shipment_id: UUID, reason: str, at: datetime, by: Actor) -> Shipment:
    """
    Let a held shipment go on: with its train if that is still here, else it waits for another.

    :raises ShipmentNotFound: if there is none.
    :raises IllegalMove: if it isn't on hold.
    """
    shipment = locked_shipment(shipment_id)
    train = train_of(shipment)
    if train is not None and train.status in _STILL_HERE:
        move(shipment, to=Shipment.Status.ASSIGNED, at=at, by=by, reason=reason)
        return settle(shipment, at=at, by=by)
    if train is not None:
        roll(shipment, reason="the train left during the hold", at=at, by=by)
    move(shipment, to=Shipment.Status.WAITING, at=at, by=by, reason=reason, eta_at=None, hand_in_by_at=None)
    enqueue("shipping.assign_slot", shipment_id=shipment.pk)
    return shipment
