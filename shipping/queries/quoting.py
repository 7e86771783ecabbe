"""Which train would take goods the earliest, if they were booked now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shipping.choosing import Wanted, rank
from shipping.models import Departure
from shipping.queries.candidates import options_for
from shipping.queries.carriage import box_of, carried_class, check_fits, container_type_for
from shipping.queries.routes import Journey, journey


@dataclass(frozen=True, slots=True)
class FeasibleService:
    """A departure with room; `hand_in_by_at` is its warehouse cut-off less the first mile."""

    departure_id: UUID
    service_code: str
    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime
    hand_in_by_at: datetime
    ready_at: datetime
    origin_code: str
    destination_code: str


def earliest_service(
    *,
    first_mile_from: str,
    destination: str,
    planned_hand_in_at: datetime,
    gross_g: int,
    volume_cm3: int,
    temperature_class: str,
    segregation_class: str,
    latest_arrival_at: datetime | None,
    at: datetime,
    consignor_id: UUID | None = None,
    sandbox: bool = False,
) -> FeasibleService | None:
    """
    The best departure by the same ranking that will assign the slot, or None when none has room.

    Places are location codes. Nothing is held. A departure that would meet an
    embargo with these goods is not promised. Nine queries while none stands. Goods of the
    sandbox ride its trains alone.

    :raises NoRoute: if no service joins the places.
    :raises NotCarried: if the goods ride in no container, or are larger than one.
    """
    cargo = carried_class(temperature=temperature_class, segregation=segregation_class)
    container_type = container_type_for(cargo)
    check_fits(box=box_of(container_type), gross_g=gross_g, volume_cm3=volume_cm3)
    way = journey(first_mile_from=first_mile_from, destination=destination, sandbox=sandbox)
    first_mile = timedelta(minutes=way.first_mile_min)
    wanted = Wanted(
        gross_g,
        volume_cm3,
        cargo,
        planned_hand_in_at + first_mile,
        latest_arrival_at,
        segregation_class,
        consignor_id,
        sandbox,
    )
    options = options_for(
        wanted,
        origin_id=way.origin_id,
        destination_id=way.destination_id,
        container_type=container_type,
        at=at,
    )
    best = next(iter(rank(wanted, options).options), None)
    return None if best is None else _service(best.departure_id, wanted, way)


def _service(departure_id: UUID, wanted: Wanted, way: Journey) -> FeasibleService:
    train = Departure.objects.select_related("service").get(pk=departure_id)
    return FeasibleService(
        departure_id=train.pk,
        service_code=train.service.code,
        departs_at=train.departs_at,
        arrives_at=train.arrives_at,
        cfs_cutoff_at=train.cfs_cutoff_at,
        hand_in_by_at=train.cfs_cutoff_at - timedelta(minutes=way.first_mile_min),
        ready_at=wanted.ready_at,
        origin_code=way.origin_code,
        destination_code=way.destination_code,
    )
