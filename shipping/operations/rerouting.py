"""How does a shipment get from its train to the best other one?"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction, owns_transaction
from shipping.choosing import WhyNot, rank
from shipping.lifecycle import NOT_LOADED
from shipping.models import Roll, Shipment, SlotAssignment
from shipping.operations.assigning import claim_of, confirm
from shipping.operations.displacing import ON_HOLD, Blame, record_roll, take_off
from shipping.operations.locking import locked_shipment
from shipping.operations.opening import Opening
from shipping.operations.replacing import Batch, Done, replace_batch
from shipping.operations.taking import take
from shipping.policy import ROLLED_AT_ONCE
from shipping.queries.candidates import options_for
from shipping.queries.replanning import Replanned, keepers, replan
from shipping.queries.rolled import left_for_good
from shipping.rerouting import Placing


@dataclass(frozen=True, slots=True)
class RollReport:
    """How many were placed on another train, how many wait, how many on hold lost their place."""

    placed: int
    waiting: int
    on_hold: int

    @property
    def rolled(self) -> int:
        """All that left their train."""
        return self.placed + self.waiting + self.on_hold


def _nothing_else() -> None:
    """What is done besides, in the transaction of each batch, unless the caller says more."""


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

    The caller holds the shipment's lock. It goes neither back on the train that
    it leaves nor on one that it missed, or that a person took it from. One that
    was handed in still is; one on hold loses its place and stays on hold.

    :raises NotAssigned: if a shipment on hold has no place.
    :raises IllegalMove: if any other has none, or is loaded.
    """
    blame = Blame(Roll.Cause(cause), Roll.Fault(fault), reason)
    left = take_off(shipment, reason=reason, at=at, by=by)
    if shipment.status == Shipment.Status.ON_HOLD:
        return record_roll(shipment, left, blame, why_not=ON_HOLD, at=at, by=by)
    found = place(shipment, not_on={left.departure_id}, at=at, by=by)
    if isinstance(found, WhyNot):
        stamps: dict[str, Any] = {"waiting_reason": found.value, "claims": 0, "failures": 0}
        move(shipment, to=Shipment.Status.WAITING, at=at, by=by, reason=reason, **stamps)
        return record_roll(shipment, left, blame, why_not=found.value, at=at, by=by)
    return record_roll(shipment, left, blame, to_departure_id=found, at=at, by=by)


def place(shipment: Shipment, *, not_on: Collection[UUID] = (), at: datetime, by: Actor) -> UUID | WhyNot:
    """Take the best place there is for a shipment without one; the departure's id, or why there is none."""
    never = left_for_good([shipment.pk]).get(shipment.pk, set())
    claim = claim_of(shipment)
    ranking = rank(
        claim.wanted,
        options_for(
            claim.wanted,
            origin_id=claim.origin_id,
            destination_id=claim.destination_id,
            container_type=claim.container_type,
            at=at,
            not_on={*never, *not_on},
        ),
    )
    for option in ranking.options:
        slot_id = take(claim, option, at=at)
        if slot_id is not None:
            confirm(shipment, slot_id, option, at=at, by=by)
            return option.departure_id
    return ranking.why_not or WhyNot.TRAIN_FULL


def reroute_many(
    shipment_ids: Collection[UUID],
    *,
    departure_id: UUID,
    cause: Roll.Cause | str,
    fault: Roll.Fault | str,
    reason: str,
    at: datetime,
    by: Actor,
    besides: Callable[[], object] = _nothing_else,
) -> RollReport:
    """
    Take many shipments from one departure at once, most urgent first, each to the best other place.

    One plan for all, put into effect in transactions of its own, a hundred
    shipments each; `besides` runs in each of them. Whoever lost a race, or has a
    place kept for its consignor, is asked alone. Who has left the departure
    meanwhile, or is loaded, is left alone, so a second call changes nothing.
    """
    blame = Blame(Roll.Cause(cause), Roll.Fault(fault), reason)
    ours = SlotAssignment.objects.filter(
        slot__departure_id=departure_id, released_at__isnull=True, shipment__in=shipment_ids
    )
    found = Shipment.objects.filter(pk__in=ours.values("shipment_id"), status__in=NOT_LOADED)
    shipments = list(found.order_by("pk"))
    many = [each for each in shipments if each.status != Shipment.Status.ON_HOLD]
    alone = [each.pk for each in shipments if each.status == Shipment.Status.ON_HOLD]
    replanned = replan(many, from_departure_id=departure_id, at=at)
    apart = _with_places_kept(many, replanned, at)
    placed = waiting = 0
    apply = owns_transaction(_apply)
    for batch in _batches(replanned, apart, departure_id, blame):
        done = apply(batch, besides, at=at, by=by)
        placed, waiting = placed + len(done.placed), waiting + len(done.waiting)
        alone += done.lost
    ask = owns_transaction(_reroute_alone)
    rolls = [ask(pk, departure_id, blame, besides, at=at, by=by) for pk in [*alone, *sorted(apart)]]
    rows = [roll for roll in rolls if roll is not None]
    held = sum(roll.why_not == ON_HOLD for roll in rows)
    found_alone = sum(roll.to_departure_id is not None for roll in rows)
    return RollReport(placed + found_alone, waiting + len(rows) - found_alone - held, held)


def _with_places_kept(shipments: Sequence[Shipment], replanned: Replanned, at: datetime) -> set[UUID]:
    """Those without a place in the plan whose consignor keeps places somewhere."""
    unplaced = {each.pk: each.consignor_id for each in shipments if each.pk in replanned.plan.waits}
    kept = keepers({pk for pk in unplaced.values() if pk is not None}, at=at)
    return {pk for pk, consignor_id in unplaced.items() if consignor_id in kept}


def _batches(
    replanned: Replanned, apart: Collection[UUID], departure_id: UUID, blame: Blame
) -> Iterator[Batch]:
    plan = replanned.plan
    openings = {each.slot_id: _opening(each, replanned) for each in plan.placings if each.opens}
    # By train and slot, so that a batch touches few rows of either.
    ordered = sorted(
        plan.placings, key=lambda each: (each.option.arrives_at, each.option.departure_id, each.slot_id)
    )
    for first in range(0, len(ordered), ROLLED_AT_ONCE):
        yield Batch(departure_id, ordered[first : first + ROLLED_AT_ONCE], {}, openings, blame)
    waits = ((pk, why) for pk, why in plan.waits.items() if pk not in apart)
    while some := dict(islice(waits, ROLLED_AT_ONCE)):
        yield Batch(departure_id, (), some, openings, blame)


def _opening(placing: Placing, replanned: Replanned) -> Opening:
    cargo, origin_id, destination_id = placing.rider.shares
    return Opening(
        slot_id=placing.slot_id,
        departure_id=placing.option.departure_id,
        box=replanned.boxes[placing.rider.group],
        cargo=cargo,
        origin_id=origin_id,
        destination_id=destination_id,
    )


def _apply(batch: Batch, besides: Callable[[], object], *, at: datetime, by: Actor) -> Done:
    done = replace_batch(batch, at=at, by=by)
    besides()
    return done


def _reroute_alone(
    shipment_id: UUID,
    departure_id: UUID,
    blame: Blame,
    besides: Callable[[], object],
    *,
    at: datetime,
    by: Actor,
) -> Roll | None:
    """Reroute it if, now that we hold it, it still stands on that departure."""
    shipment = locked_shipment(shipment_id)
    stands = SlotAssignment.objects.filter(
        shipment=shipment, released_at__isnull=True, slot__departure_id=departure_id
    )
    if shipment.status not in NOT_LOADED or not stands.exists():
        return None
    roll = reroute_shipment(shipment, cause=blame.cause, fault=blame.fault, reason=blame.reason, at=at, by=by)
    besides()
    return roll
