"""Which rows does the railway keep."""

from shipping.models.events import TransportEvent
from shipping.models.network import (
    ContainerType,
    Leg,
    Location,
    OrganisationLocation,
    Route,
    RouteLeg,
    TrainService,
)
from shipping.models.shipments import AssignmentMove, Package, Shipment, ShipmentMove, SlotAssignment
from shipping.models.slots import Container, ContainerLeg, Slot, SlotMove
from shipping.models.timetable import Departure, DepartureLeg, DepartureMove

__all__ = [
    "AssignmentMove",
    "Container",
    "ContainerLeg",
    "ContainerType",
    "Departure",
    "DepartureLeg",
    "DepartureMove",
    "Leg",
    "Location",
    "OrganisationLocation",
    "Package",
    "Route",
    "RouteLeg",
    "Shipment",
    "ShipmentMove",
    "Slot",
    "SlotAssignment",
    "SlotMove",
    "TrainService",
    "TransportEvent",
]
