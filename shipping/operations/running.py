"""What follows when a train really moves?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.moves import IllegalMove, move, move_many
from kit.transactions import inside_transaction
from shipping.lifecycle import DEPARTURE
from shipping.models import Departure, Shipment, Slot, SlotAssignment
from shipping.operations.closing import close_departure
from shipping.operations.locking import locked_shipment
from shipping.operations.settling import LEFT_BEHIND, settle

# A train stands at the border while its containers change gauge.
_STATUS_OF = {
    "loaded": "loaded",
    "departed": "departed",
    "at_border": "at_border",
    "transshipped": "at_border",
    "arrived": "arrived",
}
_ORDER = {
    status: place
    for place, status in enumerate(("closed", "loaded", "departed", "at_border", "arrived", "done"))
}


@inside_transaction
def follow_train(departure: Departure, *, kind: str, at: datetime, by: Actor) -> Departure:
    """
    Bring a departure, and all that is on board, to what a real report of it proves.

    The caller holds the departure's lock and has recorded the report. A late
    report of an earlier stage changes nothing. An open departure closes first.
    Shipments that were never handed in are put before a person.

    :raises IllegalMove: if it is planned or cancelled, or a train has no such stage.
    """
    if kind not in _STATUS_OF:
        raise IllegalMove(f"a train is never {kind}", was=departure.status, became=kind)
    if departure.status == Departure.Status.OPEN:
        departure = close_departure(departure_id=departure.pk, at=at, by=by, reason=kind)
    _advance(departure, _STATUS_OF[kind], at=at, by=by)
    for shipment_id in _standing_on(departure):
        shipment = settle(locked_shipment(shipment_id), at=at, by=by)
        if shipment.status == Shipment.Status.ASSIGNED and _ORDER[departure.status] >= _ORDER["departed"]:
            _leave_behind(shipment, at)
    if departure.status == Departure.Status.ARRIVED:
        _finish_slots(departure, at=at, by=by)
    return departure


def _advance(departure: Departure, target: str, *, at: datetime, by: Actor) -> None:
    if departure.status in _ORDER and _ORDER[target] <= _ORDER[departure.status]:
        return
    if not DEPARTURE.allows(departure.status, target):
        # Reports may skip stages, a train cannot: it has departed before it is anywhere else.
        move(departure, to=Departure.Status.DEPARTED, at=at, by=by)
    move(departure, to=target, at=at, by=by)


def _standing_on(departure: Departure) -> list[UUID]:
    active = SlotAssignment.objects.filter(slot__departure=departure, released_at__isnull=True)
    return list(active.order_by("shipment_id").values_list("shipment_id", flat=True))


def _leave_behind(shipment: Shipment, at: datetime) -> None:
    Shipment.objects.filter(pk=shipment.pk, attention_at__isnull=True).update(
        attention_at=at, attention_reason=LEFT_BEHIND, version=F("version") + 1
    )


def _finish_slots(departure: Departure, *, at: datetime, by: Actor) -> None:
    slots = Slot.objects.filter(departure=departure, status=Slot.Status.CLOSED)
    ids = list(slots.values_list("id", flat=True))
    move_many(ids, model=Slot, was="closed", to="done", at=at, by=by)
