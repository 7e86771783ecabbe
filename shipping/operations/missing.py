"""What becomes of goods that missed a cut-off of their train?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from kit.actors import Actor
from kit.transactions import inside_transaction, owns_transaction
from shipping.clocks import instant
from shipping.models import Departure, Roll, Shipment, SlotAssignment
from shipping.operations.locking import locked_shipment
from shipping.operations.rerouting import reroute_shipment
from shipping.policy import MAX_MISSED
from shipping.queries.plans import train_of

# Once the train has left, what wasn't handed in is put before a person instead.
_BEFORE_LEAVING = (Departure.Status.OPEN, Departure.Status.CLOSED, Departure.Status.LOADED)
_NOT_LOADED = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)


def roll_missed(*, at: datetime, by: Actor) -> int:
    """
    Roll what was not handed in, or lacks papers, when its train closed for that; both are the
    seller's fault. Each shipment in its own transaction; returns how many.

    Simulated shipments are left alone: their hand-in comes when the simulation says so.
    """
    not_handed_in = _ids(_standing().filter(_closed_for_goods(at)))
    rolled = sum(owns_transaction(_roll_not_handed_in)(pk, at=at, by=by) for pk in not_handed_in)
    without_papers = _ids(_standing().filter(_closed_for_papers()))
    return rolled + sum(owns_transaction(_roll_without_papers)(pk, at=at, by=by) for pk in without_papers)


@inside_transaction
def roll_without_papers(shipment: Shipment, train: Departure, *, at: datetime, by: Actor) -> Roll:
    """Take a shipment, whose lock the caller holds, from the train that it has no papers for (rule 18)."""
    papers = ", ".join(shipment.documents_missing)
    closed = instant(train.doc_cutoff_at, shipment.origin.timezone)
    return reroute_shipment(
        shipment,
        cause=Roll.Cause.DOCUMENTS,
        fault=Roll.Fault.SELLER,
        reason=f"Papers missing at the cut-off of {closed}: {papers}"[:200],
        at=at,
        by=by,
    )


def _standing() -> "QuerySet[SlotAssignment]":
    return SlotAssignment.objects.filter(
        released_at__isnull=True, shipment__simulated=False, slot__departure__status__in=_BEFORE_LEAVING
    )


def _closed_for_goods(at: datetime) -> Q:
    closed = Q(slot__departure__cfs_cutoff_at__lte=at) & ~Q(slot__departure__status=Departure.Status.OPEN)
    return closed & Q(shipment__status=Shipment.Status.ASSIGNED)


def _closed_for_papers() -> Q:
    closed = Q(slot__departure__documents_closed_at__isnull=False, shipment__status__in=_NOT_LOADED)
    return closed & ~Q(shipment__documents_missing=[])


def _ids(assignments: "QuerySet[SlotAssignment]") -> list[UUID]:
    return list(assignments.order_by("shipment_id").values_list("shipment_id", flat=True))


def _roll_not_handed_in(shipment_id: UUID, *, at: datetime, by: Actor) -> bool:
    shipment = locked_shipment(shipment_id)
    train = train_of(shipment)
    still = _standing().filter(_closed_for_goods(at), shipment=shipment)
    if train is None or not still.exists():
        return False
    first_mile = timedelta(minutes=shipment.first_mile_min)
    _cannot_come_before(shipment, at + first_mile)
    reroute_shipment(
        shipment,
        cause=Roll.Cause.HAND_IN,
        fault=Roll.Fault.SELLER,
        reason="Not handed in by "
        + instant(train.cfs_cutoff_at - first_mile, shipment.first_mile_from.timezone),
        at=at,
        by=by,
    )
    _call_after_many(shipment, at)
    return True


def _roll_without_papers(shipment_id: UUID, *, at: datetime, by: Actor) -> bool:
    shipment = locked_shipment(shipment_id)
    train = train_of(shipment)
    still = _standing().filter(_closed_for_papers(), shipment=shipment)
    if train is None or not still.exists():
        return False
    roll_without_papers(shipment, train, at=at, by=by)
    return True


def _cannot_come_before(shipment: Shipment, ready_at: datetime) -> None:
    """Goods that aren't in hand now reach no train that closes before they could come."""
    if shipment.ready_at < ready_at:
        shipment.ready_at = ready_at
        shipment.version += 1
        shipment.save(update_fields=["ready_at", "version"])


def _call_after_many(shipment: Shipment, at: datetime) -> None:
    missed = Roll.objects.filter(shipment=shipment, cause=Roll.Cause.HAND_IN).count()
    if missed >= MAX_MISSED:
        Shipment.objects.filter(pk=shipment.pk, attention_at__isnull=True).update(
            attention_at=at,
            attention_reason=f"It was not handed in for {missed} trains.",
            version=F("version") + 1,
        )
