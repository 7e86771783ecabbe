"""How does a shipment get from its train to the best other one?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.choosing import WhyNot, rank
from shipping.models import Roll, Shipment
from shipping.operations.assigning import claim_of, confirm
from shipping.operations.displacing import ON_HOLD, Blame, record_roll, take_off
from shipping.operations.taking import take
from shipping.queries.candidates import options_for


@inside_transaction
def reroute_shipment(
    shipment: Shipment,
    *,
    cause: Roll.Cause | str,
    fault: Roll.Fault | str,
    reason: str,
    at: datetime,
    by: Actor,
) -> Roll:
    """
    Take a shipment off its train and give it the best other place, or let it wait with the reason.

    The caller holds the shipment's lock. It never goes back to a train that it
    was rolled from. One that was handed in still is; one on hold loses its place
    and stays on hold.

    :raises NotAssigned: if a shipment on hold has no place.
    :raises IllegalMove: if any other has none, or is loaded.
    """
    blame = Blame(Roll.Cause(cause), Roll.Fault(fault), reason)
    left = take_off(shipment, reason=reason, at=at, by=by)
    if shipment.status == Shipment.Status.ON_HOLD:
        return record_roll(shipment, left, blame, why_not=ON_HOLD, at=at, by=by)
    found = place(shipment, at=at, by=by)
    if isinstance(found, WhyNot):
        stamps = {"waiting_reason": found.value, "claims": 0, "failures": 0}
        move(shipment, to=Shipment.Status.WAITING, at=at, by=by, reason=reason, **stamps)
        return record_roll(shipment, left, blame, why_not=found.value, at=at, by=by)
    return record_roll(shipment, left, blame, to_departure_id=found, at=at, by=by)


def place(shipment: Shipment, *, at: datetime, by: Actor) -> UUID | WhyNot:
    """Take the best place there is for a shipment without one; the departure's id, or why there is none."""
    claim = claim_of(shipment)
    ranking = rank(
        claim.wanted,
        options_for(
            claim.wanted,
            origin_id=claim.origin_id,
            destination_id=claim.destination_id,
            container_type=claim.container_type,
            at=at,
            not_again_for=shipment.pk,
        ),
    )
    for option in ranking.options:
        slot_id = take(claim, option, at=at)
        if slot_id is not None:
            confirm(shipment, slot_id, option, at=at, by=by)
            return option.departure_id
    return ranking.why_not or WhyNot.TRAIN_FULL
