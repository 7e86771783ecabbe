"""What stands in the containers of one train, what still waits for one?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from shipping.errors import DepartureNotFound
from shipping.models import (
    Container,
    ContainerLeg,
    Departure,
    DepartureLeg,
    Shipment,
    Slot,
    SlotAssignment,
)


@dataclass(frozen=True, slots=True)
class Ride:
    """A leg, by its position, that a container rides with the train of another departure than its own."""

    position: int
    departure_id: UUID
    train: str


@dataclass(frozen=True, slots=True)
class Berth:
    """
    One slot with its container, on the train that it was sold on or where it is a guest.

    Grams and cubic centimetres. `home` is the departure that a guest was sold on,
    empty for a train's own; `away` are the legs on which it rides with a train
    other than its own.
    """

    id: UUID
    number: int
    status: str
    container_id: UUID
    container_type: str
    container_number: str
    seal_no: str
    temperature_class: str
    segregation_group: str
    payload_g: int
    taken_g: int
    volume_cm3: int
    taken_cm3: int
    shipments: int
    stranded_reason: str
    home: str
    home_id: UUID
    away: Sequence[Ride]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One shipment as the board shows it, with the version that it shows."""

    id: UUID
    number: str
    status: str
    version: int
    gross_g: int
    volume_cm3: int
    segregation_class: str
    temperature_class: str
    ready_at: datetime
    eta_at: datetime | None
    promised_at: datetime | None
    waiting_reason: str
    attention_reason: str
    origin_code: str
    destination_code: str
    timezone: str
    destination_timezone: str
    departure_id: UUID | None
    slot_id: UUID | None

    @property
    def is_late(self) -> bool:
        """Whether it is expected after its promise."""
        return self.eta_at is not None and self.promised_at is not None and self.eta_at > self.promised_at


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list; pages count from 1."""

    parcels: Sequence[Parcel]
    number: int
    pages: int
    count: int


@dataclass(frozen=True, slots=True)
class Stranded:
    """A container that has no train for the rest of its way."""

    slot_id: UUID
    name: str
    since: datetime
    reason: str


def berths_of(*, departure_id: UUID) -> list[Berth]:
    """
    The slots of a departure by number, then the guests of its trains; emptied ones left out. Five queries.

    A guest was sold on another departure, of which a train was cancelled or missed.

    :raises DepartureNotFound: if there is no such departure.
    """
    if not Departure.objects.filter(pk=departure_id).exists():
        raise DepartureNotFound(departure_id=str(departure_id))
    riding = Count("assignments", filter=Q(assignments__released_at__isnull=True))
    # By the legs' own ids, so that a few rows of an index are read whatever the planner believes.
    legs = list(DepartureLeg.objects.filter(departure=departure_id).values_list("pk", flat=True))
    guests = _away().filter(departure_leg__in=legs).order_by()
    here = Q(departure_id=departure_id) | Q(container__in=list(guests.values_list("container_id", flat=True)))
    ours = Slot.objects.filter(here)
    slots = ours.select_related("container", "container_type", "departure__service").annotate(riding=riding)
    found = [slot for slot in slots if slot.riding or slot.status != Slot.Status.DONE]
    away = _rides([slot.container_id for slot in found])
    found.sort(key=lambda slot: (slot.departure_id != departure_id, str(slot.departure), slot.number))
    return [_berth(slot, departure_id, away.get(slot.container_id, ())) for slot in found]


def parcels_in(*, slot_id: UUID, page: int, size: int) -> Page:
    """The shipments in one slot by number, a page of them. Two queries."""
    riding = SlotAssignment.objects.filter(slot_id=slot_id, released_at__isnull=True)
    return _page(Shipment.objects.filter(pk__in=riding.values("shipment")).order_by("number"), page, size)


def waiting_page(*, page: int, size: int) -> Page:
    """The shipments that wait for a place, those ready first, a page of them. Two queries."""
    waiting = Shipment.objects.filter(status=Shipment.Status.WAITING)
    return _page(waiting.order_by("ready_at", "id"), page, size)


def parcel(*, shipment_id: UUID) -> Parcel | None:
    """One shipment as it is now. One query."""
    found = _parcels(Shipment.objects.filter(pk=shipment_id))
    return found[0] if found else None


def stranded(*, limit: int) -> list[Stranded]:
    """Containers that have no train for the rest of their way, the oldest first. One query."""
    rows = Container.objects.filter(stranded_at__isnull=False, slot__isnull=False)
    return [
        Stranded(
            slot_id=row.slot.pk,
            name=row.number
            or gettext("slot %(slot)s of %(departure)s")
            % {"slot": row.slot.number, "departure": row.slot.departure},
            since=row.stranded_at,
            reason=row.stranded_reason,
        )
        for row in rows.select_related("slot__departure__service").order_by("stranded_at", "id")[:limit]
        if row.stranded_at is not None
    ]


def _away() -> "QuerySet[ContainerLeg]":
    """The places that containers have on trains of another departure than the one they were sold on."""
    taken = ContainerLeg.objects.filter(released_at__isnull=True, container__slot__isnull=False)
    return taken.exclude(departure_leg__departure=F("container__slot__departure"))


def _rides(container_ids: Collection[UUID]) -> dict[UUID, list[Ride]]:
    found: dict[UUID, list[Ride]] = {}
    places = _away().filter(container__in=container_ids).select_related("departure_leg__departure__service")
    for each in places.order_by("departure_leg__position"):
        leg = each.departure_leg
        ride = Ride(leg.position, leg.departure_id, str(leg.departure))
        found.setdefault(each.container_id, []).append(ride)
    return found


def _berth(slot: Any, departure_id: UUID, away: Sequence[Ride]) -> Berth:
    return Berth(
        id=slot.pk,
        number=slot.number,
        status=slot.status,
        container_id=slot.container_id,
        container_type=slot.container_type.iso_code,
        container_number=slot.container.number,
        seal_no=slot.container.seal_no,
        temperature_class=slot.temperature_class,
        segregation_group=slot.segregation_group,
        payload_g=slot.payload_g,
        taken_g=slot.payload_g - slot.free_g,
        volume_cm3=slot.volume_cm3,
        taken_cm3=slot.volume_cm3 - slot.free_cm3,
        shipments=slot.riding,
        stranded_reason=slot.container.stranded_reason,
        home="" if slot.departure_id == departure_id else str(slot.departure),
        home_id=slot.departure_id,
        away=away,
    )


def _page(rows: "QuerySet[Shipment]", page: int, size: int) -> Page:
    count = rows.count()
    pages = max(1, -(-count // size))
    number = min(max(page, 1), pages)
    return Page(_parcels(rows[(number - 1) * size : number * size]), number, pages, count)


def _parcels(rows: "QuerySet[Shipment]") -> list[Parcel]:
    active = SlotAssignment.objects.filter(shipment=OuterRef("pk"), released_at__isnull=True)
    found = rows.select_related("origin", "destination").annotate(
        slot_id=Subquery(active.values("slot_id")[:1]),
        departure_id=Subquery(active.values("slot__departure_id")[:1]),
    )
    return [_parcel(row) for row in found]


def _parcel(row: Any) -> Parcel:
    return Parcel(
        id=row.pk,
        number=row.number,
        status=row.status,
        version=row.version,
        gross_g=row.gross_g,
        volume_cm3=row.volume_cm3,
        segregation_class=row.segregation_class,
        temperature_class=row.temperature_class,
        ready_at=row.ready_at,
        eta_at=row.eta_at,
        promised_at=row.promised_at,
        waiting_reason=row.waiting_reason,
        attention_reason=row.attention_reason,
        origin_code=row.origin.code,
        destination_code=row.destination.code,
        timezone=row.origin.timezone,
        destination_timezone=row.destination.timezone,
        departure_id=row.departure_id,
        slot_id=row.slot_id,
    )
