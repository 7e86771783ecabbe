"""How does a person move a shipment onto the train of their choice?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.database import held_together, insert_together
from kit.moves import telling_at_once
from kit.transactions import inside_transaction
from kit.words import Told, say
from shipping.choosing import Option
from shipping.errors import DepartureNotFound, MovedMeanwhile, NotAssigned, PlaceRefused
from shipping.models import ContainerLeg, Departure, DepartureLeg, Roll, Shipment
from shipping.operations.assigning import board, claim_of
from shipping.operations.displacing import Blame, Left, note_rebooked, roll_row, tell_rolls
from shipping.operations.locking import locked_shipment
from shipping.operations.releasing import Held, held_place, leave
from shipping.operations.settling import settle
from shipping.operations.taking import Claim, take_held
from shipping.policy import MOVED_JUST_NOW
from shipping.queries.candidates import Asked, Rails
from shipping.queries.contents import seal_in_the_way
from shipping.queries.kept import kept_places
from shipping.queries.moved import last_move
from shipping.queries.moving import not_movable, offers_of

# Whoever is moved by a person needs nobody's attention any more.
_SEEN_TO: dict[str, Any] = {"attention_at": None, "attention_reason": ""}


@dataclass(frozen=True, slots=True)
class Moved:
    """A shipment as it is now, the train that it left if any, its train now with the clocks of its ends."""

    shipment: Shipment
    left_departure_id: UUID | None
    train: str
    departs_at: datetime
    timezone: str
    destination_timezone: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which places are to be taken, the best first, on which legs, for what."""

    claim: Claim
    options: tuple[Option, ...]
    rails: Rails


@inside_transaction
def move_shipment(
    *,
    shipment_id: UUID,
    departure_id: UUID,
    expected_version: int | None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Moved:
    """
    Give a shipment a place on exactly this departure, and its old place back.

    What waits can be moved too, and back to a train that it was rolled from.
    `expected_version` is what its mover saw; None moves whatever it is now, save
    what another person has moved this very moment: nobody can have seen that.
    Locks are taken in the house's order: shipment, departure, legs, slots.

    :raises ShipmentNotFound: if there is none.
    :raises DepartureNotFound: if there is none.
    :raises MovedMeanwhile: if it has changed since, saying who changed it and when.
    :raises PlaceRefused: if it can't go with this train, in a sentence; it keeps its place then.
    """
    shipment = locked_shipment(shipment_id)
    if _has_changed(shipment, expected_version, at, by):
        raise _moved_meanwhile(shipment)
    train = _held_train(departure_id)
    _refuse_at_sight(shipment, train)
    legs = _locked_legs(shipment, departure_id)
    held = _place_to_leave(shipment)
    wanted = _places(shipment, train, legs, held.assignment.slot.departure_id if held else None, at)
    with telling_at_once():
        left = None
        if held is not None:
            left = Left(held.assignment.slot.departure_id, shipment.eta_at)
            leave(held, to="rolled", at=at, by=by, reason=reason)
        _board(shipment, wanted, left, reason, at=at, by=by)
        if shipment.status != Shipment.Status.HANDED_IN and (held is None or held.is_reported):
            # What was reported while it waited counts from now on.
            settle(shipment, at=at, by=by)
    return Moved(
        shipment=shipment,
        left_departure_id=left.departure_id if left else None,
        train=str(train),
        departs_at=train.departs_at,
        timezone=train.service.origin.timezone,
        destination_timezone=train.service.destination.timezone,
    )


def _has_changed(shipment: Shipment, expected_version: int | None, at: datetime, by: Actor) -> bool:
    if expected_version is not None:
        return shipment.version != expected_version
    placed = shipment.moves.filter(became=Shipment.Status.ASSIGNED, by_kind="staff")
    # Nobody is kept from correcting what they did themselves.
    return placed.filter(at__gt=at - MOVED_JUST_NOW).exclude(by_id=by.id).exists()


def _held_train(departure_id: UUID) -> Departure:
    """The train as it is until we commit; takers share this lock, whoever changes it waits."""
    trains = Departure.objects.select_related("service__origin", "service__destination")
    found = held_together(trains.filter(pk=departure_id))
    if not found:
        raise DepartureNotFound(departure_id=str(departure_id))
    return found[0]


def _refuse_at_sight(shipment: Shipment, train: Departure) -> None:
    service = train.service
    way = (service.origin_id, service.destination_id, service.sandbox)
    if way != (shipment.origin_id, shipment.destination_id, shipment.sandbox):
        raise PlaceRefused(
            say("%(train)s does not run between the places of this shipment.", train=train),
            reason="other_way",
        )
    if stays := not_movable(shipment):
        raise PlaceRefused(Told(stays), reason="not_movable")


def _locked_legs(shipment: Shipment, departure_id: UUID) -> list[DepartureLeg]:
    """The legs of the new train, locked together with those that are left, in one order for all."""
    new = DepartureLeg.objects.filter(departure_id=departure_id).order_by()
    left = ContainerLeg.objects.filter(
        container__slot__assignments__shipment=shipment,
        container__slot__assignments__released_at__isnull=True,
        released_at__isnull=True,
    ).order_by()
    ids = new.values("id").union(left.values("departure_leg_id"))
    locked = DepartureLeg.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("id")
    return sorted((leg for leg in locked if leg.departure_id == departure_id), key=lambda leg: leg.position)


def _place_to_leave(shipment: Shipment) -> Held | None:
    """The place of a shipment that may leave it, None for one that waits."""
    if shipment.status == Shipment.Status.WAITING:
        return None
    held = held_place(shipment)
    if held is None:
        raise NotAssigned(number=shipment.number, status=shipment.status)
    if held.is_stowed and (sealed := seal_in_the_way(shipment.pk)):
        raise PlaceRefused(Told(sealed), reason="not_movable")
    return held


def _places(
    shipment: Shipment, train: Departure, legs: list[DepartureLeg], stands_on: UUID | None, at: datetime
) -> _Wanted:
    """The places to take, best first, or the same sentence that the dispatcher was shown before."""
    claim = claim_of(shipment)
    kept = kept_places(consignor_id=claim.wanted.consignor_id, departure_ids=[train.pk])
    rails = Rails({train.pk: legs}, kept)
    wish = Asked(claim.wanted, claim.container_type)
    [offer] = offers_of(shipment, [train], wish=wish, stands_on=stands_on, rails=rails, at=at)
    if not offer.options:
        raise PlaceRefused(Told(offer.choice.sentence), reason=offer.choice.code)
    return _Wanted(claim, offer.options, rails)


def _board(
    shipment: Shipment, wanted: _Wanted, left: Left | None, reason: str, *, at: datetime, by: Actor
) -> None:
    for option in wanted.options:
        slot_id = take_held(wanted.claim, option, rails=wanted.rails, at=at)
        if slot_id is not None:
            break
    else:
        raise PlaceRefused(say("The last room on this train was taken a moment ago."), reason="train_full")
    through = {Shipment.Status.ROLLED.value: reason} if left else {}
    # What reached the warehouse did so before the new train's cut-off, which lies ahead.
    in_hand = shipment.status == Shipment.Status.HANDED_IN
    how: dict[str, Any] = {"through": through, "in_hand": in_hand, **_SEEN_TO}
    place = board(shipment, slot_id, option, at=at, by=by, **how)
    if left is None:
        insert_together(place)
        note_rebooked(shipment, departure_id=option.departure_id, at=at)
        return
    blame = Blame(Roll.Cause.STAFF, Roll.Fault.PLATFORM, reason)
    roll = roll_row(shipment, left, blame, to_departure_id=option.departure_id, at=at, by=by)
    insert_together(place, roll)
    tell_rolls([roll], at=at)


def _moved_meanwhile(shipment: Shipment) -> MovedMeanwhile:
    last = last_move(shipment)
    return MovedMeanwhile(
        last,
        moved_at=last.at.isoformat() if last.at else None,
        by_kind=last.by_kind,
        by_id=str(last.by_id) if last.by_id else None,
        from_train=last.from_train,
        to_train=last.to_train,
        status=shipment.status,
        version=shipment.version,
    )
