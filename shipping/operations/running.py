"""What follows when a train really moves?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from kit.actors import Actor
from kit.moves import IllegalMove, move, move_many
from kit.transactions import inside_transaction
from kit.words import in_words, say
from shipping.lifecycle import DEPARTURE
from shipping.models import Departure, DepartureLeg, Shipment, Slot
from shipping.operations.closing import close_departure
from shipping.operations.expecting import expect_departure
from shipping.operations.locking import locked_shipments
from shipping.operations.observing import observe
from shipping.operations.settling import LEFT_BEHIND, LEFT_OUT, settle_many
from shipping.operations.warning import warn
from shipping.queries.plans import riders_of, stages_of

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
# What has not been loaded when the train leaves, and why.
_LEFT = {Shipment.Status.ASSIGNED.value: LEFT_BEHIND, Shipment.Status.HANDED_IN.value: LEFT_OUT}
_UNDER_WAY = (Departure.Status.DEPARTED, Departure.Status.AT_BORDER)


@inside_transaction
def follow_train(departure: Departure, *, kind: str, at: datetime, by: Actor) -> Departure:
    """
    Bring a departure, and all that rides the leg in question, to what a real report of it proves.

    The caller holds the locks of what rides the departure and then its own, and
    has recorded the report. A late report of an earlier stage changes nothing.
    An open departure closes first. Shipments that were never handed in, or left
    out of their container, are put before a person. The arrival of all that rides
    any of its legs is expected anew.

    :raises IllegalMove: if it is planned or cancelled, its train of that leg does
        not run, or a train has no such stage.
    """
    leg = _reported_leg(departure, kind)
    if departure.status == Departure.Status.OPEN:
        departure = close_departure(departure_id=departure.pk, at=at, by=by, reason=kind)
    _advance(departure, _STATUS_OF[kind], at=at, by=by)
    riders = list(locked_shipments(riders_of(leg_ids=[leg.pk])).values())
    settle_many(riders, at=at, by=by)
    if _ORDER[departure.status] >= _ORDER["departed"]:
        stays = {each.pk: _LEFT[each.status] for each in riders if each.status in _LEFT}
        for reason in (LEFT_BEHIND, LEFT_OUT):
            warn([pk for pk, why in stays.items() if why == reason], reason=reason, at=at)
    observe(departure_id=departure.pk, at=at)
    if departure.status == Departure.Status.ARRIVED:
        _finish_slots(departure, at=at, by=by)
    expect_departure(departure_id=departure.pk, at=at)
    return departure


def _reported_leg(departure: Departure, kind: str) -> DepartureLeg:
    legs = DepartureLeg.objects.filter(departure=departure).select_related("departure__service")
    leg = next((each for each in legs if kind in stages_of(each)), None)
    if kind not in _STATUS_OF or leg is None:
        raise IllegalMove(
            say("A train is never %(state)s.", state=in_words(kind)), was=departure.status, became=kind
        )
    if leg.cancelled_at is not None:
        raise IllegalMove(
            say("%(leg)s does not run, so it is never %(state)s.", leg=leg, state=in_words(kind)),
            was="cancelled",
            became=kind,
        )
    return leg


def _advance(departure: Departure, target: str, *, at: datetime, by: Actor) -> None:
    if departure.status in _ORDER and _ORDER[target] <= _ORDER[departure.status]:
        return
    if not DEPARTURE.allows(departure.status, target):
        # Reports may skip stages, a train cannot: it has departed before it is anywhere else.
        move(departure, to=Departure.Status.DEPARTED, at=at, by=by)
    move(departure, to=target, at=at, by=by)


def _finish_slots(departure: Departure, *, at: datetime, by: Actor) -> None:
    """Its containers are at their end, also those that were sold on another departure."""
    last = DepartureLeg.objects.filter(departure=departure).order_by("-position")[:1]
    came = Slot.objects.filter(
        status=Slot.Status.CLOSED,
        container__container_legs__departure_leg__in=last.values("pk"),
        container__container_legs__released_at__isnull=True,
    )
    slots = dict(came.values_list("id", "departure_id"))
    move_many(slots, model=Slot, was="closed", to="done", at=at, by=by)
    _end_where_nothing_follows(set(slots.values()) - {departure.pk}, at=at, by=by)


def _end_where_nothing_follows(departure_ids: Collection[UUID], *, at: datetime, by: Actor) -> None:
    """A departure whose last train was cancelled is at its end when its last container came by another."""
    cut_short = DepartureLeg.objects.filter(
        departure=OuterRef("pk"), cancelled_at__isnull=False, destination=OuterRef("service__destination")
    )
    left = Slot.objects.filter(departure=OuterRef("pk")).exclude(status=Slot.Status.DONE)
    ended = Departure.objects.filter(Exists(cut_short), ~Exists(left), pk__in=departure_ids)
    for status in _UNDER_WAY:
        ids = list(ended.filter(status=status).values_list("pk", flat=True))
        move_many(ids, model=Departure, was=status, to="arrived", at=at, by=by)
