"""How does a shipment begin to wait for its train, or give up?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.ids import human_number, next_serial, tracking_code
from kit.jobs import enqueue
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.errors import ShipmentOnItsWay
from shipping.lifecycle import SHIPMENT
from shipping.models import Shipment
from shipping.operations.expecting import NOT_EXPECTED
from shipping.operations.locking import locked_shipment
from shipping.operations.releasing import give_back
from shipping.queries.carriage import box_of, carried_class, check_fits, container_type_for
from shipping.queries.routes import Journey, journey


@inside_transaction
def request_shipment(
    *,
    reference: str,
    first_mile_from: str,
    destination: str,
    gross_g: int,
    volume_cm3: int,
    temperature_class: str,
    segregation_class: str,
    planned_hand_in_at: datetime,
    latest_arrival_at: datetime | None,
    promised_at: datetime | None,
    at: datetime,
    by: Actor,
    consignor_id: UUID | None = None,
    documents_missing: Collection[str] = (),
    sandbox: bool = False,
) -> Shipment:
    """
    Put goods into the queue for a slot; the row is the queue, the job only a nudge.

    Places are location codes, `reference` is opaque. The caller calls once per parcel.
    Places kept for the organisation `consignor_id` are theirs. `documents_missing` names the
    papers, in at most 64 characters each, without which it does not load. Goods of the
    sandbox wait for its trains.

    :raises NoRoute: if no service joins the places.
    :raises NotCarried: if the goods ride in no container, or are larger than one.
    """
    cargo = carried_class(temperature=temperature_class, segregation=segregation_class)
    check_fits(box=box_of(container_type_for(cargo)), gross_g=gross_g, volume_cm3=volume_cm3)
    way = journey(first_mile_from=first_mile_from, destination=destination, sandbox=sandbox)
    shipment = Shipment.objects.create(
        **_identity(at),
        **_way(way, planned_hand_in_at),
        reference=reference,
        gross_g=gross_g,
        volume_cm3=volume_cm3,
        temperature_class=temperature_class,
        segregation_class=segregation_class,
        segregation_group=cargo.group.value,
        latest_arrival_at=latest_arrival_at,
        promised_at=promised_at,
        consignor_id=consignor_id,
        sandbox=sandbox,
        documents_missing=sorted(set(documents_missing)),
    )
    move(shipment, to=Shipment.Status.WAITING, at=at, by=by)
    enqueue("shipping.assign_slot", shipment_id=shipment.pk)
    return shipment


def _identity(at: datetime) -> dict[str, Any]:
    number = human_number("SCS", at.year, next_serial("shipping_shipment_serial"))
    return {
        "number": number,
        "tracking_code": tracking_code(),
        "requested_at": at,
        "created_at": at,
        "status": SHIPMENT.initial,
    }


def _way(way: Journey, planned_hand_in_at: datetime) -> dict[str, Any]:
    return {
        "first_mile_from_id": way.first_mile_from_id,
        "origin_id": way.origin_id,
        "destination_id": way.destination_id,
        "first_mile_min": way.first_mile_min,
        "planned_hand_in_at": planned_hand_in_at,
        "ready_at": planned_hand_in_at + timedelta(minutes=way.first_mile_min),
    }


@inside_transaction
def cancel_shipment(*, shipment_id: UUID, reason: str, at: datetime, by: Actor) -> Shipment:
    """
    Give up a shipment that isn't loaded yet; its place is free for others. Once is enough.

    :raises ShipmentNotFound: if there is none.
    :raises ShipmentOnItsWay: from loaded on.
    """
    shipment = locked_shipment(shipment_id)
    if shipment.status == Shipment.Status.CANCELLED:
        return shipment
    if not SHIPMENT.allows(shipment.status, Shipment.Status.CANCELLED):
        raise ShipmentOnItsWay(number=shipment.number, status=shipment.status)
    give_back(shipment, to="released", at=at, by=by, reason=reason)
    return move(
        shipment,
        to=Shipment.Status.CANCELLED,
        at=at,
        by=by,
        reason=reason,
        **NOT_EXPECTED,
        hand_in_by_at=None,
        waiting_reason="",
    )
