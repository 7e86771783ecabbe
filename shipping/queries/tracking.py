"""What may anyone who holds a tracking code know?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kit.ids import normal_tracking_code
from shipping.errors import ShipmentNotFound
from shipping.models import DepartureLeg, Location, Shipment, TransportEvent


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; `names` are by language, `timezone` is the place's own."""

    code: str
    names: Mapping[str, str]
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class TrackedLeg:
    """One train of the way, or the transshipment between two of them (without a gauge)."""

    kind: str
    gauge_mm: int | None
    train_number: str
    origin: Place
    destination: Place
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    """One report; a simulated one is dated by the plan and may lie ahead."""

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    place: Place | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class Tracking:
    """The journey of one shipment, without whose it is or what is in it."""

    number: str
    tracking_code: str
    status: str
    origin: Place
    destination: Place
    eta_at: datetime | None
    delivered_at: datetime | None
    simulated: bool
    legs: tuple[TrackedLeg, ...]
    events: tuple[TrackedEvent, ...]


def tracking(*, code: str) -> Tracking:
    """
    The journey behind a tracking code, however a person typed it. Three queries.

    :raises ShipmentNotFound: if no shipment has this code.
    """
    return _tracking(Shipment.objects.filter(tracking_code=normal_tracking_code(code)))


def tracking_of(*, shipment_id: UUID) -> Tracking:
    """
    The same for a caller who has made sure whose shipment it is.

    :raises ShipmentNotFound: if there is none.
    """
    return _tracking(Shipment.objects.filter(pk=shipment_id))


def place_of(location: Location) -> Place:
    """A location as it is shown."""
    return Place(location.code, location.names, location.country, location.timezone)


def _tracking(shipments: "QuerySet[Shipment]") -> Tracking:
    shipment = shipments.select_related("origin", "destination").first()
    if shipment is None:
        raise ShipmentNotFound
    return Tracking(
        number=shipment.number,
        tracking_code=shipment.tracking_code,
        status=shipment.status,
        origin=place_of(shipment.origin),
        destination=place_of(shipment.destination),
        eta_at=shipment.eta_at,
        delivered_at=shipment.delivered_at,
        simulated=shipment.simulated,
        legs=_legs(shipment),
        events=_events(shipment),
    )


def _legs(shipment: Shipment) -> tuple[TrackedLeg, ...]:
    legs = DepartureLeg.objects.filter(
        departure__slots__assignments__shipment=shipment,
        departure__slots__assignments__released_at__isnull=True,
    )
    return tuple(
        TrackedLeg(
            kind=leg.kind,
            gauge_mm=leg.gauge_mm,
            train_number=leg.train_number,
            origin=place_of(leg.origin),
            destination=place_of(leg.destination),
            departs_at=leg.departs_at,
            arrives_at=leg.arrives_at,
        )
        for leg in legs.select_related("origin", "destination").order_by("position")
    )


def _events(shipment: Shipment) -> tuple[TrackedEvent, ...]:
    events = TransportEvent.objects.filter(shipment=shipment).select_related("location")
    return tuple(
        TrackedEvent(
            kind=event.kind,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            place=place_of(event.location) if event.location else None,
            simulated=event.simulated,
        )
        for event in events.order_by("occurred_at", "id")
    )
