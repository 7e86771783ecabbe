"""How does a person move a shipment onto the train of their choice?"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.choosing import Option
from shipping.errors import DepartureNotFound, MovedMeanwhile, PlaceRefused
from shipping.models import ContainerLeg, Departure, DepartureLeg, Roll, Shipment
from shipping.operations.assigning import claim_of, clear_attention, confirm
from shipping.operations.displacing import Blame, record_roll, take_off
from shipping.operations.locking import locked_shipment
from shipping.operations.taking import Claim, take
from shipping.policy import MOVED_JUST_NOW
from shipping.queries.moved import last_move
from shipping.queries.moving import offers_of


@inside_transaction
def move_shipment(
    *,
    shipment_id: UUID,
    departure_id: UUID,
    expected_version: int | None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Shipment:
    """
    Give a shipment a place on exactly this departure, and its old place back.

    What waits can be moved too, and back to a train that it was rolled from.
    `expected_version` is what its mover saw; None moves whatever it is now, save
    what another person has moved this very moment: nobody can have seen that.

    :raises ShipmentNotFound: if there is none.
    :raises DepartureNotFound: if there is none.
    :raises MovedMeanwhile: if it has changed since, saying who changed it and when.
    :raises PlaceRefused: if it can't go with this train, in a sentence; it keeps its place then.
    """
    shipment = locked_shipment(shipment_id)
    if _has_changed(shipment, expected_version, at, by):
        raise _moved_meanwhile(shipment)
    train = _departure(departure_id)
    _lock_rails(shipment, departure_id)
    options = _places(shipment, train, at)
    claim = claim_of(shipment)
    if shipment.attention_at is not None:
        clear_attention(shipment_id=shipment.pk)
    if shipment.status == Shipment.Status.WAITING:
        _board(shipment, claim, options, at=at, by=by)
        return locked_shipment(shipment_id)
    left = take_off(shipment, reason=reason, at=at, by=by)
    _board(shipment, claim, options, at=at, by=by)
    blame = Blame(Roll.Cause.STAFF, Roll.Fault.PLATFORM, reason)
    record_roll(shipment, left, blame, to_departure_id=departure_id, at=at, by=by)
    return locked_shipment(shipment_id)


def _has_changed(shipment: Shipment, expected_version: int | None, at: datetime, by: Actor) -> bool:
    if expected_version is not None:
        return shipment.version != expected_version
    placed = shipment.moves.filter(became=Shipment.Status.ASSIGNED, by_kind="staff")
    # Nobody is kept from correcting what they did themselves.
    return placed.filter(at__gt=at - MOVED_JUST_NOW).exclude(by_id=by.id).exists()


def _departure(departure_id: UUID) -> Departure:
    found = Departure.objects.select_related("service__origin", "service__destination")
    train = found.filter(pk=departure_id).first()
    if train is None:
        raise DepartureNotFound(departure_id=str(departure_id))
    return train


def _places(shipment: Shipment, train: Departure, at: datetime) -> tuple[Option, ...]:
    """The places to take, best first, or the same sentence that the dispatcher was shown before."""
    service = train.service
    if (service.origin_id, service.destination_id) != (shipment.origin_id, shipment.destination_id):
        raise PlaceRefused(f"{train} does not run between the places of this shipment.", reason="other_way")
    [offer] = offers_of(shipment, [train], at=at)
    if not offer.options:
        raise PlaceRefused(offer.choice.sentence, reason=offer.choice.code)
    return offer.options


def _lock_rails(shipment: Shipment, departure_id: UUID) -> None:
    """The new train, then the legs that are left and those that are taken, in one order for all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM shipping_departure WHERE id = %s FOR SHARE", [departure_id])
    left = ContainerLeg.objects.filter(
        container__slot__assignments__shipment=shipment,
        container__slot__assignments__released_at__isnull=True,
        released_at__isnull=True,
    )
    legs = DepartureLeg.objects.filter(departure_id=departure_id)
    ids = {*left.values_list("departure_leg_id", flat=True), *legs.values_list("id", flat=True)}
    list(DepartureLeg.objects.select_for_update().filter(pk__in=ids).order_by("id").values_list("id"))


def _board(shipment: Shipment, claim: Claim, options: tuple[Option, ...], *, at: datetime, by: Actor) -> None:
    for option in options:
        slot_id = take(claim, option, at=at)
        if slot_id is not None:
            confirm(shipment, slot_id, option, at=at, by=by)
            return
    raise PlaceRefused("The last room on this train was taken a moment ago.", reason="train_full")


def _moved_meanwhile(shipment: Shipment) -> MovedMeanwhile:
    last = last_move(shipment)
    return MovedMeanwhile(
        last.in_words({"staff": "staff", "system": "the planner"}.get(last.by_kind, last.by_kind)),
        moved_at=last.at.isoformat() if last.at else None,
        by_kind=last.by_kind,
        by_id=str(last.by_id) if last.by_id else None,
        from_train=last.from_train,
        to_train=last.to_train,
        status=shipment.status,
        version=shipment.version,
    )
