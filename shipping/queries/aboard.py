"""What stands in the containers of one train, what still waits for one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from shipping.errors import DepartureNotFound
from shipping.models import Container, Departure, Shipment, Slot, SlotAssignment


@dataclass(frozen=True, slots=True)
class Berth:
    """One slot of a departure with its container; grams and cubic centimetres."""

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
    The slots of a departure by number, emptied ones left out. Two queries.

    :raises DepartureNotFound: if there is no such departure.
    """
    if not Departure.objects.filter(pk=departure_id).exists():
        raise DepartureNotFound(departure_id=str(departure_id))
    riding = Count("assignments", filter=Q(assignments__released_at__isnull=True))
    slots = Slot.objects.filter(departure_id=departure_id).select_related("container", "container_type")
    return [
        Berth(
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
        )
        for slot in slots.annotate(riding=riding).order_by("number")
        if slot.riding or slot.status != Slot.Status.DONE
    ]


def parcels_in(*, slot_id: UUID, page: int, size: int) -> Page:
    """The shipments in one slot by number, a page of them. Three queries."""
    riding = SlotAssignment.objects.filter(slot_id=slot_id, released_at__isnull=True)
    return _page(Shipment.objects.filter(pk__in=riding.values("shipment")).order_by("number"), page, size)


def waiting_page(*, page: int, size: int) -> Page:
    """The shipments that wait for a place, those ready first, a page of them. Three queries."""
    waiting = Shipment.objects.filter(status=Shipment.Status.WAITING)
    return _page(waiting.order_by("ready_at", "id"), page, size)


def parcel(*, shipment_id: UUID) -> Parcel | None:
    """One shipment as it is now. Two queries."""
    found = _parcels(Shipment.objects.filter(pk=shipment_id))
    return found[0] if found else None


def stranded(*, limit: int) -> list[Stranded]:
    """Containers that have no train for the rest of their way, the oldest first. One query."""
    rows = Container.objects.filter(stranded_at__isnull=False, slot__isnull=False)
    return [
        Stranded(
            slot_id=row.slot.pk,
            name=row.number or f"slot {row.slot.number} of {row.slot.departure}",
            since=row.stranded_at,
            reason=row.stranded_reason,
        )
        for row in rows.select_related("slot__departure__service").order_by("stranded_at", "id")[:limit]
        if row.stranded_at is not None
    ]


def _page(rows: "QuerySet[Shipment]", page: int, size: int) -> Page:
    count = rows.count()
    pages = max(1, -(-count // size))
    number = min(max(page, 1), pages)
    return Page(_parcels(rows[(number - 1) * size : number * size]), number, pages, count)


def _parcels(rows: "QuerySet[Shipment]") -> list[Parcel]:
    active = SlotAssignment.objects.filter(released_at__isnull=True).select_related("slot")
    found = rows.select_related("origin", "destination").prefetch_related(
        Prefetch("assignments", active, to_attr="active")
    )
    return [_parcel(row) for row in found]


def _parcel(row: Any) -> Parcel:
    slot = row.active[0].slot if row.active else None
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
        departure_id=slot.departure_id if slot else None,
        slot_id=slot.pk if slot else None,
    )
