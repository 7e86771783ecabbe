"""How is a row held while a verb works on it?"""

from uuid import UUID

from shipping.errors import DepartureNotFound, ShipmentNotFound
from shipping.models import Departure, Shipment


def locked_shipment(shipment_id: UUID) -> Shipment:
    """
    The shipment under lock.

    :raises ShipmentNotFound: if there is none.
    """
    found = Shipment.objects.select_for_update().filter(pk=shipment_id).first()
    if found is None:
        raise ShipmentNotFound(shipment_id=str(shipment_id))
    return found


def locked_departure(departure_id: UUID) -> Departure:
    """
    The departure under lock: whoever is taking a place on it has finished, nobody begins.

    :raises DepartureNotFound: if there is none.
    """
    found = Departure.objects.select_for_update().filter(pk=departure_id).first()
    if found is None:
        raise DepartureNotFound(departure_id=str(departure_id))
    return found
