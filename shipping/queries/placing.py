"""What is the cheapest way to place each shipment that waits, and what does it cost?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.paginator import Paginator

from shipping.choosing import Option, WhyNot, why_not
from shipping.errors import NotCarried
from shipping.marginal import MICRO, Costs, Promise, days_late, marginal_cost
from shipping.models import ContainerType, DepartureLeg, Shipment, Slot
from shipping.policy import PROMISE_MARGIN, WAITING_WEIGHED
from shipping.queries.candidates import Asked, Offered, needs_of, options_between, overload
from shipping.queries.carriage import box_of, container_types_for
from shipping.queries.costs import costs_on
from shipping.queries.wishes import wanted_of

_TOO_SMALL = (WhyNot.SLOT_FULL, WhyNot.LARGER_THAN_CONTAINER)
# Any slot: what counts is that there is one.
_SOME = UUID(int=0)


class How(StrEnum):
    """In which way a shipment could get a place."""

    OPEN_CONTAINER = "open_container"
    LARGER_PLACE = "larger_place"
    NEW_CONTAINER = "new_container"
    # All trains are full: what stands there would have to make room.
    ROOM_NEEDED = "room_needed"


@dataclass(frozen=True, slots=True)
class Way:
    """
    The cheapest place of one kind for a shipment; cents of the US dollar.

    A `larger_place` is an open container that is changed for one of type `box`, a
    `new_container` one of it; `arrives_at` is the train's, `is_late` after the promise, and
    `days_late` are counted from when goods are due, some days before it.
    """

    how: How
    departure_id: UUID
    train: str
    slot_id: UUID | None
    box: str
    cents: int
    departs_at: datetime
    arrives_at: datetime
    days_late: int = 0
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One shipment that waits: the ways to place it, the first the best; `why` where there is no train at all.

    As when places are given: those that keep the promise first, of them the cheapest.
    """

    shipment: Shipment
    ways: Sequence[Way]
    why: WhyNot | None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """So many of those that wait, the longest first."""

    number: int
    pages: int
    count: int
    rows: Sequence[Waiting]


def waiting_weighed(*, page: int, at: datetime) -> WaitingPage:
    """
    The shipments that wait, a page of them, each with what it would cost to place it.

    Six queries for each way between two places among them, and some more for costs.
    """
    waiting = Shipment.objects.filter(status=Shipment.Status.WAITING, sandbox=False)
    rows = waiting.select_related("origin", "destination").order_by("requested_at", "id")
    shown = Paginator(rows, WAITING_WEIGHED).get_page(page)
    found = _weighed(list(shown), at)
    count = shown.paginator.count
    return WaitingPage(shown.number, shown.paginator.num_pages, count, [found[row.pk] for row in shown])


def _weighed(shipments: Sequence[Shipment], at: datetime) -> dict[UUID, Waiting]:
    asked, refused = _asked(shipments)
    offered = dict(_offered(shipments, asked, at))
    trains = {pk for each in offered.values() for pk in each.legs}
    prices = _Prices(trains)
    found = {}
    for (origin_id, destination_id), offer in offered.items():
        places = _Places(offer.legs, _boxes_of(offer, origin_id, destination_id), prices)
        for pk, options in offer.options.items():
            shipment = next(each for each in shipments if each.pk == pk)
            weigh = _Weighing(shipment, asked[pk], options, places)
            found[pk] = Waiting(shipment, weigh.ways(), weigh.why)
    return {each.pk: found.get(each.pk, Waiting(each, (), refused.get(each.pk))) for each in shipments}


def _asked(shipments: Iterable[Shipment]) -> tuple[dict[UUID, Asked], dict[UUID, WhyNot]]:
    wanted, refused = {}, {}
    for shipment in shipments:
        try:
            wanted[shipment.pk] = wanted_of(shipment)
        except NotCarried:
            refused[shipment.pk] = WhyNot.OTHER_CLASS
    types = container_types_for({each.cargo for each in wanted.values()})
    return {pk: Asked(each, types[each.cargo]) for pk, each in wanted.items()}, refused


def _offered(
    shipments: Iterable[Shipment], asked: Mapping[UUID, Asked], at: datetime
) -> Iterator[tuple[tuple[UUID, UUID], Offered[UUID]]]:
    ways: dict[tuple[UUID, UUID], dict[UUID, Asked]] = defaultdict(dict)
    for each in shipments:
        if each.pk in asked:
            ways[each.origin_id, each.destination_id][each.pk] = asked[each.pk]
    for (origin_id, destination_id), kinds in ways.items():
        yield (
            (origin_id, destination_id),
            options_between(kinds, origin_id=origin_id, destination_id=destination_id, at=at),
        )


def _boxes_of(offer: Offered[UUID], origin_id: UUID, destination_id: UUID) -> dict[UUID, UUID]:
    """The types of the open containers in which nothing is stowed yet: they can be changed. One query."""
    slots = Slot.objects.filter(
        departure_id__in=list(offer.legs),
        status=Slot.Status.OPEN,
        origin_id=origin_id,
        destination_id=destination_id,
        container__stuffed_at__isnull=True,
    )
    return dict(slots.values_list("pk", "container_type_id"))


class _Prices:
    """What places on some trains cost in each type of container. Two queries a type, when it is asked for."""

    def __init__(self, departure_ids: Collection[UUID]) -> None:
        self._trains = departure_ids
        self._known: dict[UUID, Costs] = {}
        self.types = {each.pk: each for each in ContainerType.objects.order_by("volume_cm3", "iso_code")}

    def of(self, box: ContainerType) -> Costs:
        """By which costs goods are placed where a container of this type is opened."""
        if box.pk not in self._known:
            self._known[box.pk] = costs_on(self._trains, container_type=box)
        return self._known[box.pk]

    def larger(self, box: ContainerType) -> Iterator[ContainerType]:
        """The types of the same climate that hold more in volume, and that trains take."""
        for each in self.types.values():
            holds = box_of(each)
            rides = each.is_reefer == box.is_reefer and holds.takes_packages and holds.payload_g
            if rides and each.volume_cm3 > box.volume_cm3:
                yield each


@dataclass(frozen=True, slots=True)
class _Places:
    """All places of one way: on which legs, in which containers, at which prices."""

    legs: Mapping[UUID, Sequence[DepartureLeg]]
    boxes: Mapping[UUID, UUID]
    prices: _Prices


class _Weighing:
    """One shipment against all places that there are."""

    def __init__(self, shipment: Shipment, asked: Asked, options: Sequence[Option], places: _Places) -> None:
        self._shipment, self._asked, self._places = shipment, asked, places
        self._reasons = [(option, why_not(asked.wanted, option)) for option in options]

    @property
    def why(self) -> WhyNot | None:
        """The nearest reason where no place could be had at all, not even by making room."""
        if any(reason in (None, WhyNot.TRAIN_FULL) for _, reason in self._reasons):
            return None
        order = list(WhyNot)
        reasons = [reason for _, reason in self._reasons if reason is not None]
        return max(reasons, key=order.index, default=WhyNot.NO_DEPARTURE)

    def ways(self) -> list[Way]:
        """The best of each kind, the best first; room that others have only where there is no other."""
        kinds = (
            self._with(None, How.OPEN_CONTAINER),
            self._larger_places(),
            self._with(None, How.NEW_CONTAINER),
        )
        best = [way for kind in kinds if (way := min(kind, key=_order, default=None))]
        if not best and (
            way := min(self._with(WhyNot.TRAIN_FULL, How.ROOM_NEEDED), key=_order, default=None)
        ):
            best = [way]
        return sorted(best, key=_order)

    def _with(self, wanted: WhyNot | None, how: How) -> Iterator[Way]:
        """What stands in the way of each place, if anything, decides of which kind it is."""
        box, opens = self._asked.container_type, how is not How.OPEN_CONTAINER
        for option, reason in self._reasons:
            if reason is wanted and (option.slot_id is None) is opens:
                yield self._way(how, option, box, self._price(option, box))

    def _larger_places(self) -> Iterator[Way]:
        for option, reason in self._reasons:
            if reason not in _TOO_SMALL or option.slot_id is None or option.slot_id not in self._places.boxes:
                continue
            old = self._places.prices.types[self._places.boxes[option.slot_id]]
            for new in self._places.prices.larger(old):
                if self._holds(option, old, new) and self._bears(option, old, new):
                    more = self._opening(option, new) - self._opening(option, old)
                    yield self._way(How.LARGER_PLACE, option, new, self._price(option, new) + more)

    def _holds(self, option: Option, old: ContainerType, new: ContainerType) -> bool:
        was, becomes, wanted = box_of(old), box_of(new), self._asked.wanted
        return (
            option.free_g + becomes.payload_g - was.payload_g >= wanted.gross_g
            and option.free_cm3 + becomes.usable_cm3 - was.usable_cm3 >= wanted.volume_cm3
        )

    def _bears(self, option: Option, old: ContainerType, new: ContainerType) -> bool:
        plug = option.cargo.needs_plug
        return not any(
            overload(
                leg,
                needs_of(new, needs_plug=plug, gauge_mm=leg.gauge_mm),
                needs_of(old, needs_plug=plug, gauge_mm=leg.gauge_mm),
            )
            for leg in self._places.legs[option.departure_id]
        )

    def _opening(self, option: Option, box: ContainerType) -> int:
        """What a container of this type costs beyond the goods in it, in millionths of a cent."""
        costs, wanted = self._places.prices.of(box), self._asked.wanted
        opened, standing = replace(option, slot_id=None), replace(option, slot_id=_SOME)
        return marginal_cost(wanted, opened, costs) - marginal_cost(wanted, standing, costs)

    def _price(self, option: Option, box: ContainerType) -> int:
        promised_at = self._shipment.promised_at
        return marginal_cost(self._asked.wanted, option, self._places.prices.of(box), promised_at=promised_at)

    def _way(self, how: How, option: Option, box: ContainerType, micro: int) -> Way:
        train = self._places.legs[option.departure_id][0].departure
        promised_at, arrives_at = self._shipment.promised_at, option.arrives_at
        promise = Promise(promised_at, PROMISE_MARGIN)
        return Way(
            how=how,
            departure_id=option.departure_id,
            train=str(train),
            slot_id=option.slot_id,
            box="" if how is How.OPEN_CONTAINER else box.iso_code,
            cents=-(-micro // MICRO),
            departs_at=train.departs_at,
            arrives_at=arrives_at,
            # Without a promise nothing is due: then the cheapest is the best.
            days_late=days_late(arrives_at, promise, first_arrives_at=arrives_at),
            is_late=promised_at is not None and arrives_at > promised_at,
        )


def _order(way: Way) -> tuple[int, int, datetime, UUID]:
    """No saving buys a broken promise."""
    return way.days_late, way.cents, way.arrives_at, way.departure_id
