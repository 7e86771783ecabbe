"""How does a shipment get smaller, because some of its goods never come?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.errors import ShipmentOnItsWay
from shipping.models import Package, Shipment, Slot
from shipping.operations.locking import locked_shipment
from shipping.operations.releasing import held_place

_NOT_IN_HAND = ("planned", "waiting", "assigned", "rolled", "on_hold")


@inside_transaction
def shrink(*, shipment_id: UUID, gross_g: int, volume_cm3: int, at: datetime, by: Actor) -> Shipment:
    """
    Let a shipment weigh and fill less than was asked for; its slot has the room back, its place stays.

    What its container takes of the legs stays as well: a container is carried by its permitted mass.

    :raises ShipmentNotFound: if there is none.
    :raises ShipmentOnItsWay: if it is packed, handed in, or has ended.
    :raises ValueError: if it would grow, or nothing be left of it.
    """
    shipment = locked_shipment(shipment_id)
    is_packed = Package.objects.filter(shipment=shipment).exists()
    if shipment.status not in _NOT_IN_HAND or shipment.handed_in_at is not None or is_packed:
        raise ShipmentOnItsWay(number=shipment.number, status=shipment.status)
    less_g, less_cm3 = shipment.gross_g - gross_g, shipment.volume_cm3 - volume_cm3
    if min(less_g, less_cm3) < 0 or min(gross_g, volume_cm3) < 1:
        raise ValueError("a shipment only gets smaller, and not to nothing")
    held = held_place(shipment)
    if held is not None:
        place = held.assignment
        # As under every place that is taken: the CHECKs of the slot are the referee.
        Slot.objects.filter(pk=place.slot_id).update(
            free_g=F("free_g") + less_g, free_cm3=F("free_cm3") + less_cm3, version=F("version") + 1
        )
        place.gross_g, place.volume_cm3 = gross_g, volume_cm3
        place.version += 1
        place.save(update_fields=["gross_g", "volume_cm3", "version"])
    shipment.gross_g, shipment.volume_cm3 = gross_g, volume_cm3
    # A plan that is being worked out saw other goods: the version says so.
    shipment.version += 1
    shipment.save(update_fields=["gross_g", "volume_cm3", "version"])
    return shipment
