"""How do shipments follow when their train has changed?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Value

from kit.actors import Actor
from kit.moves import News, tell
from kit.transactions import inside_transaction, owns_transaction
from kit.words import Told
from shipping.errors import ContainerSealed, ShipmentOnItsWay
from shipping.lifecycle import NOT_LOADED, ON_BOARD, may_change_trains
from shipping.models import Departure, DepartureChange, DepartureLeg, Roll, Shipment, SlotAssignment
from shipping.operations.cutting import finish_cuts
from shipping.operations.displacing import Blame, keeps_promise
from shipping.operations.expecting import expect_again
from shipping.operations.locking import locked_shipment, locked_shipments
from shipping.operations.rerouting import reroute_many, reroute_shipment
from shipping.operations.transferring import mend_way
from shipping.operations.warning import ABANDONED, TOO_LATE, calm_down, warn
from shipping.policy import ROLLED_AT_ONCE
from shipping.queries.changes import can_start, unfit_on
from shipping.queries.contents import seal_in_the_way
from shipping.queries.pending import due
from shipping.queries.transfers import (
    by_urgency,
    containers_of,
    riders_by_container,
    stranded,
    transferred,
    ways,
)

_CAUSES = {
    DepartureChange.Kind.CANCELLED: Roll.Cause.CANCELLED,
    DepartureChange.Kind.CUT: Roll.Cause.CUT,
    DepartureChange.Kind.DELAYED: Roll.Cause.DELAYED,
}


@inside_transaction
def roll_shipment(*, shipment_id: UUID, reason: str, at: datetime, by: Actor) -> Shipment:
    """
    Take a shipment off its train, on to the best other one; without any it waits.

    :raises ShipmentNotFound: if there is none.
    :raises ShipmentOnItsWay: from loaded on.
    :raises ContainerSealed: if its goods stand in a sealed container.
    :raises NotAssigned: if it is on hold without a place.
    :raises IllegalMove: if any other has no train to be taken from.
    """
    shipment = locked_shipment(shipment_id)
    if not may_change_trains(shipment.status):
        raise ShipmentOnItsWay(number=shipment.number, status=shipment.status)
    if sealed := seal_in_the_way(shipment.pk):
        raise ContainerSealed(Told(sealed), number=shipment.number)
    reroute_shipment(shipment, cause=Roll.Cause.STAFF, fault=Roll.Fault.PLATFORM, reason=reason, at=at, by=by)
    return shipment


def roll_departure(*, departure_id: UUID, at: datetime, by: Actor) -> int:
    """
    Work out all that follows from what was done to a departure, in transactions of its own.

    Shipments of a train that can't start are rolled, cuts are finished,
    containers change to later trains of their legs, arrivals are expected anew,
    and what would spoil on the way goes elsewhere. Stopped midway, the next call
    goes on; without anything due it does nothing. Returns how many were rolled.
    """
    departure = due().filter(pk=departure_id).first()
    if departure is None:
        return 0
    blame = blame_of(departure)
    rolled = 0
    if not can_start(departure):
        rolled += _roll(_standing_on(departure_id), departure_id, blame, at=at, by=by)
    rolled += finish_cuts(departure_id=departure_id, blame=blame, at=at, by=by)
    containers = by_urgency(containers_of(departure_id))
    _mend(containers, blame, at=at, by=by)
    _expect(containers, departure_id, blame, at=at)
    for train_id, shipment_ids in unfit_on(departure_id).items():
        late = Blame(Roll.Cause.DELAYED, blame.fault, blame.reason)
        rolled += _roll(shipment_ids, train_id, late, at=at, by=by)
    Departure.objects.filter(
        pk=departure_id, follow_up_at=departure.follow_up_at, version=departure.version
    ).update(follow_up_at=None)
    return rolled


def due_departures() -> list[UUID]:
    """The departures that were changed, or are being cut, and whose consequences are still due."""
    return list(due().order_by("id").values_list("id", flat=True))


def mend_stranded(*, at: datetime, by: Actor) -> int:
    """
    Ask again for containers that have no train ahead, or whose next one has been missed.

    Returns how many were given another train, or have lost theirs now.
    """
    asked = sorted({*stranded(), *transferred()})
    broken = [pk for pk, way in ways(asked).items() if way.broken_at(at=at) is not None]
    blame = Blame(Roll.Cause.DELAYED, Roll.Fault.CARRIER, "The train before came too late for the next one.")
    return _mend(by_urgency(broken), blame, at=at, by=by)


def blame_of(departure: Departure) -> Blame:
    """Why its shipments must go: what was last done to it, in the words of who did it."""
    last = (
        DepartureChange.objects.filter(departure=departure, kind__in=_CAUSES)
        .order_by("-changed_at", "-id")
        .first()
    )
    if last is None:
        return Blame(Roll.Cause.DELAYED, Roll.Fault.CARRIER, "The departure has changed.")
    cause = _CAUSES[DepartureChange.Kind(last.kind)]
    if cause == Roll.Cause.CANCELLED and last.leg_id is not None:
        cause = Roll.Cause.LEG_CANCELLED
    return Blame(cause, Roll.Fault(last.facts.get("fault", Roll.Fault.CARRIER)), last.reason)


def _roll(
    shipment_ids: Collection[UUID], departure_id: UUID, blame: Blame, *, at: datetime, by: Actor
) -> int:
    report = reroute_many(
        shipment_ids,
        departure_id=departure_id,
        cause=blame.cause,
        fault=blame.fault,
        reason=blame.reason,
        at=at,
        by=by,
    )
    return report.rolled


def _standing_on(departure_id: UUID) -> list[UUID]:
    riding = SlotAssignment.objects.filter(
        slot__departure_id=departure_id, released_at__isnull=True, shipment__status__in=NOT_LOADED
    )
    return list(riding.values_list("shipment_id", flat=True))


def _mend(container_ids: Sequence[UUID], blame: Blame, *, at: datetime, by: Actor) -> int:
    broken = {pk for pk, way in ways(container_ids).items() if way.broken_at(at=at) is not None}
    mend = owns_transaction(mend_way)
    return sum(mend(pk, blame=blame, at=at, by=by) for pk in container_ids if pk in broken)


def _expect(container_ids: Collection[UUID], departure_id: UUID, blame: Blame, *, at: datetime) -> None:
    """Expect everything in these containers anew, a hundred shipments a transaction."""
    riders = riders_by_container(container_ids)
    ids = iter(sorted({each.pk for rows in riders.values() for each in rows}))
    expect = owns_transaction(_expect_some)
    while some := list(islice(ids, ROLLED_AT_ONCE)):
        expect(some, departure_id, blame, at=at)


def _expect_some(shipment_ids: Sequence[UUID], departure_id: UUID, blame: Blame, *, at: datetime) -> None:
    held = locked_shipments(shipment_ids)
    if expect_again(shipment_ids=list(held), at=at):
        _tell_arrivals(held, departure_id, blame, at=at)
    taken = SlotAssignment.objects.filter(
        shipment__in=held, released_at__isnull=True, slot__departure=departure_id
    )
    train = Departure.objects.get(pk=departure_id)
    ours = set(taken.values_list("shipment_id", flat=True))
    way = Value(timedelta(minutes=1)) * F("first_mile_min")
    until = ExpressionWrapper(Value(train.cfs_cutoff_at) - way, output_field=DateTimeField())
    Shipment.objects.filter(pk__in=ours, status=Shipment.Status.ASSIGNED).exclude(hand_in_by_at=until).update(
        hand_in_by_at=until, version=F("version") + 1
    )
    loaded = {pk for pk in ours if held[pk].status in ON_BOARD}
    if can_start(train):
        calm_down(loaded, reason=ABANDONED)
    elif not DepartureLeg.objects.filter(departure=train, actual_departed_at__isnull=False).exists():
        warn(loaded, reason=ABANDONED, at=at)
    _warn_of_spoiling([pk for pk, row in held.items() if row.status in ON_BOARD], at=at)


def _tell_arrivals(was: Mapping[UUID, Shipment], departure_id: UUID, blame: Blame, *, at: datetime) -> None:
    """Tell the outbox of each that arrives at another hour, and whether that keeps its promise."""
    news = []
    for row in Shipment.objects.only("eta_at", "promised_at", "version").filter(pk__in=was).order_by("pk"):
        before_at = was[row.pk].eta_at
        if row.eta_at == before_at:
            continue
        facts = {
            "id": str(row.pk),
            "version": row.version,
            "departure_id": str(departure_id),
            "fault": blame.fault,
            "reason": blame.reason,
            "old_eta_at": before_at,
            "eta_at": row.eta_at,
            "keeps_promise": keeps_promise(row.promised_at, row.eta_at),
        }
        news.append(News(row.pk, facts))
    tell(Shipment, what="eta_changed", news=news, at=at)


def _warn_of_spoiling(shipment_ids: Sequence[UUID], *, at: datetime) -> None:
    late = Shipment.objects.filter(pk__in=shipment_ids, eta_at__gt=F("latest_arrival_at"))
    spoiling = set(late.values_list("id", flat=True))
    warn(spoiling, reason=TOO_LATE, at=at)
    calm_down(set(shipment_ids) - spoiling, reason=TOO_LATE)
