"""
How is a row held while a verb works on it?

Its key isn't: rows that refer to it are checked when their transaction commits, and
would then wait for whoever waits for them.
"""

from collections.abc import Iterable
from uuid import UUID

from shipping.errors import ContainerNotFound, DepartureNotFound, ShipmentNotFound
from shipping.models import Container, Departure, Shipment


def locked_shipment(shipment_id: UUID) -> Shipment:
    """
    The shipment under lock.

    :raises ShipmentNotFound: if there is none.
    """
    found = Shipment.objects.select_for_update(no_key=True).filter(pk=shipment_id).first()
    if found is None:
        raise ShipmentNotFound(shipment_id=str(shipment_id))
    return found


def locked_departure(departure_id: UUID) -> Departure:
    """
    The departure under lock, with its service: whoever is taking a place on it has finished, nobody begins.

    :raises DepartureNotFound: if there is none.
    """
    rows = Departure.objects.select_for_update(of=("self",), no_key=True).select_related("service")
    found = rows.filter(pk=departure_id).first()
    if found is None:
        raise DepartureNotFound(departure_id=str(departure_id))
    return found


def locked_shipments(shipment_ids: Iterable[UUID]) -> dict[UUID, Shipment]:
    """Some shipments under lock, taken in id order; those that are not there are left out."""
    rows = Shipment.objects.select_for_update(no_key=True).filter(pk__in=list(shipment_ids))
    return {shipment.pk: shipment for shipment in rows.order_by("id")}


def locked_container(container_id: UUID) -> Container:
    """
    The container under lock, with its type.

    :raises ContainerNotFound: if there is none.
    """
    rows = Container.objects.select_for_update(of=("self",), no_key=True).select_related("container_type")
    found = rows.filter(pk=container_id).first()
    if found is None:
        raise ContainerNotFound(container_id=str(container_id))
    return found
