"""How does a railway's stop on a place come to hold, or to end?"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from kit.actors import Actor
from kit.jobs import enqueue
from kit.transactions import inside_transaction, owns_transaction
from kit.words import say
from shipping.errors import EmbargoContradicts, EmbargoNotFound, PlaceNotFound
from shipping.lifecycle import NOT_LOADED
from shipping.models import (
    ContainerLeg,
    Crossing,
    Departure,
    Embargo,
    Location,
    Roll,
    Shipment,
    SlotAssignment,
)
from shipping.operations.rerouting import reroute_many
from shipping.operations.warning import calm_down, warn
from shipping.queries.embargoes import legs_under, standing, stop_of, trains_under
from shipping.segregation import carried_classes

_TAKES_BOOKINGS = (Departure.Status.PLANNED, Departure.Status.OPEN)
# The sweep comes round twice a minute; after an hour nobody has missed it.
_ENDED_JUST_NOW = timedelta(hours=1)
_RIDES = (Shipment.Status.LOADED, Shipment.Status.DEPARTED, Shipment.Status.AT_BORDER)


@inside_transaction
def declare_embargo(
    *,
    location_code: str = "",
    crossing_code: str = "",
    direction: str = "",
    segregation_classes: Collection[str] = (),
    starts_at: datetime,
    ends_at: datetime | None = None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Embargo:
    """
    Stop a station or a crossing, one way ("KZ-CN", "CN-KZ") or both (""), for some goods or for all.

    It holds from `starts_at` until `ends_at`, None until lifted. Nothing is
    booked any more on a train expected there meanwhile; what stands on one is
    rolled by a job once this is committed; what already rides is put before a
    person.

    :raises PlaceNotFound: if there is no such station or crossing.
    :raises EmbargoContradicts: unless it names one of both, known goods, times in order.
    """
    if bool(location_code) == bool(crossing_code):
        raise EmbargoContradicts(say("An embargo is on one station, or on one crossing."))
    if ends_at is not None and ends_at <= starts_at:
        raise EmbargoContradicts(say("The embargo would end before it begins."))
    _check_goods(direction, segregation_classes)
    embargo = Embargo.objects.create(
        location=_station(location_code) if location_code else None,
        crossing=_crossing(crossing_code) if crossing_code else None,
        direction=direction,
        segregation_classes=sorted(set(segregation_classes)),
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        created_at=at,
    )
    under = trains_under(embargo, at=at)
    _warn_of_riding(embargo, under, at=at)
    # Whoever is taking a place on one of them commits first and is rolled; whoever comes later sees us.
    open_ids = [train.pk for train in under if train.status in _TAKES_BOOKINGS]
    list(
        Departure.objects.select_for_update(no_key=True)
        .filter(pk__in=open_ids)
        .order_by("id")
        .values_list("id")
    )
    enqueue("shipping.roll_embargoed", embargo_id=embargo.pk)
    return embargo


@inside_transaction
def lift_embargo(*, embargo_id: UUID, reason: str, at: datetime, by: Actor) -> Embargo:
    """
    End an embargo now. Once is enough; what it rolled stays where it is.

    :raises EmbargoNotFound: if there is none.
    """
    lifted = Embargo.objects.filter(pk=embargo_id, lifted_at__isnull=True).update(
        lifted_at=at, lift_reason=reason, version=F("version") + 1
    )
    found = Embargo.objects.select_related("location", "crossing__station").filter(pk=embargo_id).first()
    if found is None:
        raise EmbargoNotFound(embargo_id=str(embargo_id))
    if lifted:
        _calm_down(found)
    return found


def roll_embargoed(*, embargo_id: UUID, at: datetime, by: Actor) -> int:
    """
    Roll what isn't loaded and is to ride a train into the embargo; each departure's goods together.

    What changes trains on the way goes by those that it will really ride. A job
    after the declaration calls it, and the sweep, for trains that a delay brings
    into it. Returns how many shipments it took from their trains.
    """
    embargo = standing(at=at).filter(pk=embargo_id).first()
    if embargo is None:
        return 0
    rolled = 0
    for departure_id, ids in _to_ride(embargo, at).items():
        reroute_many(
            ids,
            departure_id=departure_id,
            cause=Roll.Cause.EMBARGO,
            fault=Roll.Fault.CARRIER,
            reason=_words(embargo),
            at=at,
            by=by,
        )
        rolled += len(ids)
    return rolled


def roll_all_embargoed(*, at: datetime, by: Actor) -> int:
    """
    The same for every embargo that holds now or will; one that has ended warns of nothing any more.

    Two queries while there is none.
    """
    calm_down_after = owns_transaction(_calm_down)
    for ended in Embargo.objects.filter(ends_at__lte=at, ends_at__gt=at - _ENDED_JUST_NOW):
        calm_down_after(ended)
    ids = list(standing(at=at).order_by("id").values_list("id", flat=True))
    return sum(roll_embargoed(embargo_id=pk, at=at, by=by) for pk in ids)


def _check_goods(direction: str, segregation_classes: Collection[str]) -> None:
    if direction not in ("", "KZ-CN", "CN-KZ"):
        raise EmbargoContradicts(say("The direction is KZ-CN, CN-KZ, or both."), direction=direction)
    if unknown := sorted(set(segregation_classes).difference(carried_classes())):
        raise EmbargoContradicts(say("These classes of goods are not known."), segregation_classes=unknown)


def _station(code: str) -> Location:
    found = Location.objects.filter(code=code).first()
    if found is None:
        raise PlaceNotFound(code=code)
    return found


def _crossing(code: str) -> Crossing:
    found = Crossing.objects.filter(code=code).first()
    if found is None:
        raise PlaceNotFound(code=code)
    return found


def _to_ride(embargo: Embargo, at: datetime) -> dict[UUID, list[UUID]]:
    """Shipments not loaded whose containers would come into it, by the departure that they were sold on."""
    here = ContainerLeg.objects.filter(
        container=OuterRef("slot__container"),
        released_at__isnull=True,
        departure_leg__in=legs_under(embargo, trains_under(embargo, at=at)),
    )
    goods = SlotAssignment.objects.filter(
        Exists(here), released_at__isnull=True, shipment__status__in=NOT_LOADED
    )
    if embargo.segregation_classes:
        goods = goods.filter(shipment__segregation_class__in=embargo.segregation_classes)
    found: dict[UUID, list[UUID]] = {}
    for departure_id, shipment_id in goods.order_by("slot__departure", "shipment").values_list(
        "slot__departure_id", "shipment_id"
    ):
        found.setdefault(departure_id, []).append(shipment_id)
    return found


def _warn_of_riding(embargo: Embargo, under: Sequence[Departure], *, at: datetime) -> None:
    """What is loaded can't be rolled: a person has to see to it, whichever departure it was sold on."""
    here = ContainerLeg.objects.filter(
        container=OuterRef("slot__container"),
        released_at__isnull=True,
        departure_leg__in=legs_under(embargo, under),
    )
    riding = SlotAssignment.objects.filter(
        Exists(here), released_at__isnull=True, shipment__status__in=_RIDES
    )
    if embargo.segregation_classes:
        riding = riding.filter(shipment__segregation_class__in=embargo.segregation_classes)
    warn(list(riding.values_list("shipment_id", flat=True)), reason=_words(embargo), at=at)


def _calm_down(embargo: Embargo) -> None:
    """Nobody need look any more because of this embargo alone."""
    warned = Shipment.objects.filter(attention_reason=_words(embargo)).values_list("pk", flat=True)
    calm_down(list(warned), reason=_words(embargo))


def _words(embargo: Embargo) -> str:
    return stop_of(embargo).sentence[:200]
