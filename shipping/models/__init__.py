"""Which rows does the railway keep."""

from shipping.models.events import TransportEvent
from shipping.models.network import (
    Closure,
    ContainerType,
    Crossing,
    HolidayRule,
    Leg,
    Location,
    OrganisationLocation,
    Route,
    RouteLeg,
    ServiceLeg,
    TrainService,
)
from shipping.models.planning import HaulCost, PlanMove, PlanningCosts, PlanRun, PlanTrain, TrainPrice
from shipping.models.restricting import Allotment, AllottedLeg, AllottedPlaces, Embargo
from shipping.models.scenarios import PlanScenario
from shipping.models.shipments import (
    AssignmentMove,
    LoadUnit,
    Package,
    Rebooking,
    Roll,
    Shipment,
    ShipmentMove,
    SlotAssignment,
)
from shipping.models.slots import Container, ContainerLeg, Slot, SlotMove
from shipping.models.stowing import Discrepancy, LoadList, SealChange, WagonPlace
from shipping.models.timetable import (
    Departure,
    DepartureChange,
    DepartureLeg,
    DepartureMove,
    LegObservation,
)

__all__ = [
    "Allotment",
    "AllottedLeg",
    "AllottedPlaces",
    "AssignmentMove",
    "Closure",
    "Container",
    "ContainerLeg",
    "ContainerType",
    "Crossing",
    "Departure",
    "DepartureChange",
    "DepartureLeg",
    "DepartureMove",
    "Discrepancy",
    "Embargo",
    "HaulCost",
    "HolidayRule",
    "Leg",
    "LegObservation",
    "LoadList",
    "LoadUnit",
    "Location",
    "OrganisationLocation",
    "Package",
    "PlanMove",
    "PlanRun",
    "PlanScenario",
    "PlanTrain",
    "PlanningCosts",
    "Rebooking",
    "Roll",
    "Route",
    "RouteLeg",
    "SealChange",
    "ServiceLeg",
    "Shipment",
    "ShipmentMove",
    "Slot",
    "SlotAssignment",
    "SlotMove",
    "TrainPrice",
    "TrainService",
    "TransportEvent",
    "WagonPlace",
]
