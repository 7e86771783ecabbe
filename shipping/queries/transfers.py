"""Which containers need another train on some leg, and which could they ride?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from shipping.lifecycle import NOT_LOADED, ON_BOARD
from shipping.limits import TrainLoad
from shipping.models import Container, ContainerLeg, Departure, DepartureLeg, Shipment, Slot, SlotAssignment
from shipping.policy import LATER_TRAINS
from shipping.queries.kept import Needs
from shipping.rerouting import Train

_RUNS = (
    Departure.Status.PLANNED,
    Departure.Status.OPEN,
    Departure.Status.CLOSED,
    Departure.Status.LOADED,
    Departure.Status.DEPARTED,
    Departure.Status.AT_BORDER,
)
_NEVER = datetime.max.replace(tzinfo=UTC)
CALM = (_NEVER, _NEVER, 0)
_UNDER_WAY = (Departure.Status.DEPARTED, Departure.Status.AT_BORDER)
_ENDED = (Departure.Status.ARRIVED, Departure.Status.DONE)
_PLACE = ("container", "departure_leg", "mteu", "gross_g", "plugs", "length_mm", "released_at")
_RIDER = (
    *("number", "status", "origin", "destination", "gross_g", "volume_cm3", "temperature_class"),
    *("segregation_class", "consignor", "ready_at", "latest_arrival_at", "promised_at", "eta_at"),
    "sandbox",
)


@dataclass(frozen=True, slots=True)
class Way:
    """
    What a container was sold, by position, and where it has its place now.

    `places` lacks a position for which the container is stranded.
    """

    container_id: UUID
    slot_departure_id: UUID
    sold: Sequence[DepartureLeg]
    places: Mapping[int, ContainerLeg]

    def ready_at(self, position: int) -> datetime | None:
        """When the container reaches the beginning of a position; None at its origin."""
        before = [leg.position for leg in self.sold if leg.position < position]
        if not before:
            return None
        place = self.places.get(before[-1])
        if place is None:
            return None
        return place.departure_leg.actual_arrived_at or place.departure_leg.arrives_at

    def broken_at(self, *, at: datetime, off_leg_id: UUID | None = None) -> int | None:
        """
        The first position without a train that runs, and leaves after the container has come; or None.

        `off_leg_id` is a train that it can't stay on.
        """
        for leg in self.sold:
            place = self.places.get(leg.position)
            if place is None or place.departure_leg_id == off_leg_id:
                return leg.position
            ridden = place.departure_leg
            if has_left(ridden, at=at):
                continue
            ready_at = self.ready_at(leg.position)
            if not runs(ridden) or (ready_at is not None and ridden.departs_at < ready_at):
                return leg.position
        return None


def runs(leg: DepartureLeg) -> bool:
    """Whether the train of a leg, whose departure is loaded, is to run at all."""
    return leg.cancelled_at is None and leg.departure.status != Departure.Status.CANCELLED


def has_left(leg: DepartureLeg, *, at: datetime) -> bool:
    """
    Whether the train of a leg, whose departure is loaded, is really on its way or there.

    A later train could leave from the yard's report on, and does at its time.
    """
    status = leg.departure.status
    if leg.actual_arrived_at is not None or status in _ENDED:
        return True
    if leg.position == 1:
        return leg.actual_departed_at is not None or status in _UNDER_WAY
    return leg.actual_departed_at is not None and leg.departs_at <= at


def ways(container_ids: Collection[UUID]) -> dict[UUID, Way]:
    """The way of each container, from what its departure sold. Three queries."""
    slots = sold_on(container_ids)
    taken = ContainerLeg.objects.filter(container__in=slots, released_at__isnull=True).only(*_PLACE)
    # Few trains carry many containers: each is loaded once.
    rows = DepartureLeg.objects.filter(
        Q(departure_id__in=set(slots.values())) | Q(pk__in={place.departure_leg_id for place in taken})
    ).select_related("departure__service")
    legs = {leg.pk: leg for leg in rows.order_by("position")}
    sold: dict[UUID, list[DepartureLeg]] = {}
    for leg in legs.values():
        sold.setdefault(leg.departure_id, []).append(leg)
    places: dict[UUID, dict[int, ContainerLeg]] = {}
    for place in taken:
        place.departure_leg = legs[place.departure_leg_id]
        places.setdefault(place.container_id, {})[place.departure_leg.position] = place
    return {
        pk: Way(pk, departure_id, sold.get(departure_id, []), places.get(pk, {}))
        for pk, departure_id in slots.items()
    }


def sold_on(container_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The departure whose slot each container was opened for. One query."""
    slots = Slot.objects.filter(container__in=container_ids).order_by()
    return dict(slots.values_list("container_id", "departure_id"))


def containers_of(departure_id: UUID) -> list[UUID]:
    """Containers with goods under way that were sold on a departure or ride one of its legs. Two queries."""
    full = _with_goods().filter(pk__in=containers_on(departure_id))
    return sorted(full.values_list("id", flat=True).distinct())


def containers_on(departure_id: UUID) -> list[UUID]:
    """
    The same with those in which there is nothing. One query.

    Two ways through an index: asked with OR, a table that nobody has analysed was read for each container.
    """
    sold = Slot.objects.filter(departure=departure_id).order_by().values_list("container_id")
    riding = ContainerLeg.objects.filter(departure_leg__departure=departure_id, released_at__isnull=True)
    return sorted(pk for (pk,) in sold.union(riding.order_by().values_list("container_id")))


def stranded() -> list[UUID]:
    """Containers that have had no train for the rest of their way. One query."""
    return list(_with_goods().filter(stranded_at__isnull=False).order_by("id").values_list("id", flat=True))


def riders_by_container(container_ids: Collection[UUID]) -> dict[UUID, list[Shipment]]:
    """
    The shipments in each container whose journey isn't over, in id order. One query.

    With what it takes to plan for them and to tell of them; to change one, lock it.
    """
    riding = Shipment.objects.filter(
        assignments__slot__container__in=container_ids,
        assignments__released_at__isnull=True,
        status__in=(*NOT_LOADED, *ON_BOARD),
    ).annotate(rides_in=F("assignments__slot__container_id"))
    found: dict[UUID, list[Shipment]] = {}
    for each in riding.order_by("pk").only(*_RIDER):
        found.setdefault(each.rides_in, []).append(each)
    return found


def next_legs(
    like: DepartureLeg, *, ready_at: datetime | None, at: datetime, needs: Needs | None = None
) -> "QuerySet[DepartureLeg]":
    """
    Trains that go the same way as a leg, on the same gauge, of the same world, soonest first; its own is one
    while it runs.

    Not before the container has come, and only those that run; with `needs`
    those that have so much left.
    """
    same = DepartureLeg.objects.filter(
        origin=like.origin_id,
        destination=like.destination_id,
        kind=like.kind,
        gauge_mm=like.gauge_mm,
        position=like.position,
        cancelled_at__isnull=True,
        actual_arrived_at__isnull=True,
        departs_at__gte=max(at, ready_at or at),
        departure__status__in=_RUNS,
        departure__service__sandbox=like.departure.service.sandbox,
    )
    if needs is not None:
        same = same.filter(
            free_mteu__gte=needs["mteu"],
            free_gross_g__gte=needs["gross_g"],
            free_plugs__gte=needs["plugs"],
            free_length_mm__gte=needs["length_mm"],
        )
    return same.select_related("departure__service").order_by("departs_at", "id")


def later_legs(like: DepartureLeg, *, at: datetime) -> list[DepartureLeg]:
    """The later trains of a leg, with their departures and services. One query."""
    return list(next_legs(like, ready_at=None, at=at).exclude(pk=like.pk)[:LATER_TRAINS])


def train_of(leg: DepartureLeg) -> Train:
    """A leg in the words of the plan."""
    room = TrainLoad(leg.free_mteu, leg.free_gross_g, leg.free_plugs, leg.free_length_mm)
    return Train(leg.pk, leg.departure_id, leg.departs_at, leg.arrives_at, room)


def needed(way: Way, position: int) -> ContainerLeg | None:
    """What the container takes of a position: its place there, or the last that it had. At most one query."""
    place = way.places.get(position)
    if place is not None:
        return place
    had = ContainerLeg.objects.filter(container=way.container_id, departure_leg__position=position)
    return had.select_related("departure_leg__departure__service").order_by("-released_at", "-id").first()


def _with_goods() -> "QuerySet[Container]":
    carried = SlotAssignment.objects.filter(
        released_at__isnull=True, shipment__status__in=(*NOT_LOADED, *ON_BOARD)
    )
    return Container.objects.filter(slot__in=carried.values("slot"))


def transferred() -> list[UUID]:
    """Containers with goods that are to ride a train of another departure than theirs. One query."""
    elsewhere = ContainerLeg.objects.filter(
        released_at__isnull=True, departure_leg__actual_departed_at__isnull=True
    ).exclude(departure_leg__departure=F("container__slot__departure"))
    ids = _with_goods().filter(pk__in=elsewhere.values("container_id")).values_list("id", flat=True)
    return list(ids.order_by("id"))


def by_urgency(container_ids: Collection[UUID]) -> list[UUID]:
    """Containers in the order in which their most urgent goods need a train. One query."""
    return urgent_first(container_ids, riders_by_container(container_ids))


def urgent_first(container_ids: Collection[UUID], riders: Mapping[UUID, Sequence[Shipment]]) -> list[UUID]:
    """The same for whoever knows what rides in them."""
    return sorted(container_ids, key=lambda pk: (min(map(urgency_of, riders.get(pk, [])), default=CALM), pk))


def urgency_of(shipment: Shipment) -> tuple[datetime, datetime, int]:
    """What spoils first, what was promised first, the largest; smaller is more urgent."""
    return (shipment.latest_arrival_at or _NEVER, shipment.promised_at or _NEVER, -shipment.volume_cm3)
