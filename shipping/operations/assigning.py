"""How does a waiting shipment get its slot?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.db.models import F

from kit.actors import Actor
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction, owns_transaction
from kit.words import in_words, say
from shipping.choosing import Option, Ranking, WhyNot, rank
from shipping.marginal import Promise, by_marginal_cost
from shipping.models import Shipment, SlotAssignment
from shipping.operations.boarding import board_at_once, embargoes_seen, place_in
from shipping.operations.displacing import note_rebooked
from shipping.operations.expecting import first_expectation
from shipping.operations.locking import locked_shipment
from shipping.operations.settling import settle
from shipping.operations.taking import Claim, take
from shipping.policy import MAX_CLAIMS, MAX_ERRORS, PROMISE_MARGIN
from shipping.queries.candidates import options_for
from shipping.queries.carriage import container_type_for
from shipping.queries.costs import costs_on
from shipping.queries.rolled import left_for_good
from shipping.queries.wishes import wanted_of


def try_assign(*, shipment_id: UUID, at: datetime, by: Actor) -> bool:
    """
    Count a claim, assign, and put the shipment aside for a person when that goes wrong too often.

    Each step is a transaction of its own: a worker that is killed midway has
    still been counted. Returns whether the shipment got a slot now.

    :raises Exception: whatever the assignment raised, after it was counted.
    """
    if not owns_transaction(claim)(shipment_id=shipment_id, at=at):
        return False
    try:
        return owns_transaction(assign)(shipment_id=shipment_id, at=at, by=by) is not None
    except OperationalError:
        # A busy or vanished database is no fault of the shipment: the sweep asks again.
        raise
    except Exception as error:
        owns_transaction(count_error)(shipment_id=shipment_id, error=error, at=at)
        raise


@inside_transaction
def claim(*, shipment_id: UUID, at: datetime) -> bool:
    """Count one more try at a waiting shipment; False when it isn't waiting, or a person has to look."""
    waiting = Shipment.objects.filter(
        pk=shipment_id, status=Shipment.Status.WAITING, attention_at__isnull=True
    )
    shipment = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if shipment is None:
        return False
    if shipment.claims >= MAX_CLAIMS:
        _call_a_person(shipment, f"{shipment.claims} tries ended without an answer", at)
        return False
    Shipment.objects.filter(pk=shipment.pk).update(claims=F("claims") + 1)
    return True


@inside_transaction
def assign(*, shipment_id: UUID, at: datetime, by: Actor) -> SlotAssignment | None:
    """
    Put a waiting shipment on the best departure that has room, by one atomic step.

    The best keeps its promise, and of those costs the railway least by the prices of now.
    Without room it goes on waiting and says why. A shipment that has moved on,
    or that another worker holds, is left alone: None, as without room.
    """
    waiting = Shipment.objects.filter(pk=shipment_id, status=Shipment.Status.WAITING)
    shipment = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if shipment is None:
        return None
    wish = claim_of(shipment)
    looked_at = embargoes_seen(at=at)
    ranking = _ranking(shipment, wish, at)
    for option in ranking.options:
        place = board_at_once(shipment, wish, option, looked_at=looked_at, at=at, by=by)
        if place is not None:
            return _boarded(shipment, place, option, at=at, by=by)
        slot_id = take(wish, option, at=at)
        if slot_id is not None:
            return confirm(shipment, slot_id, option, at=at, by=by)
    _keep_waiting(shipment, ranking.why_not or WhyNot.TRAIN_FULL)
    return None


@inside_transaction
def assign_now(*, shipment_id: UUID, at: datetime, by: Actor) -> SlotAssignment | None:
    """
    Try at once for a person what the workers do by themselves, whether or not one was called.

    Without room the shipment goes on waiting and says why: None.

    :raises ShipmentNotFound: if there is none.
    :raises IllegalMove: if it isn't waiting.
    """
    shipment = locked_shipment(shipment_id)
    if shipment.status != Shipment.Status.WAITING:
        raise IllegalMove(
            say(
                "Only a shipment that waits gets a train; this one is %(state)s.",
                state=in_words(shipment.status),
            ),
            was=shipment.status,
        )
    if shipment.attention_at is not None:
        clear_attention(shipment_id=shipment_id)
    return assign(shipment_id=shipment_id, at=at, by=by)


def _ranking(shipment: Shipment, wish: Claim, at: datetime) -> Ranking:
    options = options_for(
        wish.wanted,
        origin_id=wish.origin_id,
        destination_id=wish.destination_id,
        container_type=wish.container_type,
        at=at,
        not_on=left_for_good([shipment.pk]).get(shipment.pk, ()),
    )
    trains = {option.departure_id for option in options}
    costs = costs_on(trains, container_type=wish.container_type)
    promise = Promise(shipment.promised_at, PROMISE_MARGIN)
    return rank(wish.wanted, options, by_marginal_cost(costs, promise))


def claim_of(shipment: Shipment) -> Claim:
    """What is to be put on a train for a shipment. One query."""
    wanted = wanted_of(shipment)
    box = container_type_for(wanted.cargo)
    return Claim(wanted, shipment.origin_id, shipment.destination_id, box)


@inside_transaction
def confirm(shipment: Shipment, slot_id: UUID, option: Option, *, at: datetime, by: Actor) -> SlotAssignment:
    """
    Give a shipment the place that was taken for it.

    The caller holds the shipment's lock and has won the room by `take`.
    """
    assignment = board(shipment, slot_id, option, at=at, by=by)
    assignment.save(force_insert=True)
    return _boarded(shipment, assignment, option, at=at, by=by)


def _boarded(
    shipment: Shipment, assignment: SlotAssignment, option: Option, *, at: datetime, by: Actor
) -> SlotAssignment:
    note_rebooked(shipment, departure_id=option.departure_id, at=at)
    # What was reported while it waited counts from now on.
    settle(shipment, at=at, by=by)
    return assignment


@inside_transaction
def board(
    shipment: Shipment,
    slot_id: UUID,
    option: Option,
    *,
    at: datetime,
    by: Actor,
    through: Mapping[str, str] | None = None,
    in_hand: bool = False,
    **stamps: Any,
) -> SlotAssignment:
    """
    Let a shipment be assigned to a slot in which room was taken for it; its place, not yet saved.

    `through` are the statuses that it passes on the way, with their reasons. What
    is `in_hand` already is handed in at once.
    """
    assigned, passed = Shipment.Status.ASSIGNED, dict(through or {})
    move(
        shipment,
        to=Shipment.Status.HANDED_IN if in_hand else assigned,
        at=at,
        by=by,
        through={**passed, assigned.value: ""} if in_hand else passed,
        facts_of=assigned,
        facts={"departure_id": str(option.departure_id), "slot_id": str(slot_id)},
        **first_expectation(slot_id=slot_id, at=at),
        hand_in_by_at=option.cut_off_at - timedelta(minutes=shipment.first_mile_min),
        waiting_reason="",
        claims=0,
        failures=0,
        **stamps,
    )
    return place_in(shipment, slot_id, at=at)


@inside_transaction
def count_error(*, shipment_id: UUID, error: Exception, at: datetime) -> None:
    """Count a try that raised; after some a person has to look."""
    shipment = Shipment.objects.select_for_update(no_key=True).get(pk=shipment_id)
    Shipment.objects.filter(pk=shipment.pk).update(failures=F("failures") + 1)
    if shipment.failures + 1 >= MAX_ERRORS:
        _call_a_person(shipment, f"{type(error).__name__}: {error}", at)


@inside_transaction
def clear_attention(*, shipment_id: UUID) -> None:
    """Let the workers try again, counting from nought."""
    Shipment.objects.filter(pk=shipment_id).update(
        attention_at=None, attention_reason="", claims=0, failures=0, version=F("version") + 1
    )


def _keep_waiting(shipment: Shipment, reason: WhyNot) -> None:
    # This try has had its answer, so only tries without one add up; nothing changes in vain.
    changed = {"claims": 0, "failures": 0}
    if shipment.waiting_reason != reason.value:
        Shipment.objects.filter(pk=shipment.pk).update(
            waiting_reason=reason.value, version=F("version") + 1, **changed
        )
    else:
        Shipment.objects.filter(pk=shipment.pk).update(**changed)


def _call_a_person(shipment: Shipment, reason: str, at: datetime) -> None:
    Shipment.objects.filter(pk=shipment.pk).update(
        attention_at=at, attention_reason=reason[:200], version=F("version") + 1
    )
