"""What has to leave a train that is to bear less?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from shipping.lifecycle import NOT_LOADED
from shipping.limits import TrainLoad
from shipping.models import ContainerLeg, DepartureLeg, Shipment
from shipping.policy import PLACE_MTEU
from shipping.queries.replanning import Survey, survey
from shipping.queries.transfers import CALM, later_legs, riders_by_container, train_of, urgency_of
from shipping.rerouting import Box, seat

_PLACE = ("container", "mteu", "gross_g", "plugs", "length_mm")
# So many times more than must go is looked at, to find what is easily placed elsewhere.
_CHOICE = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """What a leg is to bear from now on: milli-TEU, gross grams."""

    mteu: int
    gross_g: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """
    A container that leaves: by another train of the leg (`transfers`), or emptied, its goods rolled.

    `departure_id` is the departure that its slot was sold on.
    """

    container_id: UUID
    departure_id: UUID
    shipment_ids: tuple[UUID, ...]
    mteu: int
    gross_g: int
    transfers: bool


def cut_to(leg: DepartureLeg, *, places: int | None, gross_g: int | None) -> Cut:
    """What a leg would be cut to: never more than it bears, or is being cut to, now."""
    mteu = leg.cap_mteu if leg.cut_to_mteu is None else leg.cut_to_mteu
    mass_g = leg.cap_gross_g if leg.cut_to_gross_g is None else leg.cut_to_gross_g
    return Cut(
        mteu=mteu if places is None else min(mteu, places * PLACE_MTEU),
        gross_g=mass_g if gross_g is None else min(mass_g, gross_g),
    )


@dataclass(frozen=True, slots=True)
class Thinned:
    """
    Who would leave a leg, None if what can leave isn't enough; what rides in each container on it.

    `survey` is what was looked up for goods that would be rolled, `later` the trains that
    containers could change to; None where none would.
    """

    leaving: list[Leaving] | None
    riders: Mapping[UUID, Sequence[Shipment]]
    survey: Survey | None = None
    later: Sequence[DepartureLeg] | None = None


def leaving(leg: DepartureLeg, target: Cut, *, at: datetime) -> list[Leaving] | None:
    """
    Which containers would leave a leg, least urgent and most easily placed first; as few as will do.

    None when what can leave isn't enough. Nothing is written; the number of
    queries doesn't grow with the containers.
    """
    return thinned(leg, target, at=at).leaving


def thinned(leg: DepartureLeg, target: Cut, *, at: datetime) -> Thinned:
    """The same with what was looked up on the way."""
    mteu = leg.cap_mteu - leg.free_mteu - target.mteu
    gross_g = leg.cap_gross_g - leg.free_gross_g - target.gross_g
    if mteu <= 0 and gross_g <= 0:
        return Thinned([], {})
    places = ContainerLeg.objects.filter(departure_leg=leg, released_at__isnull=True).only(*_PLACE)
    found = list(places.annotate(sold_on=F("container__slot__departure_id")).order_by("container_id"))
    riders = riders_by_container([place.container_id for place in found])
    if leg.position > 1:
        later = later_legs(leg, at=at)
        return Thinned(_enough(_transferable(leg, found, riders, later), mteu, gross_g), riders, later=later)
    free = _rollable(found, riders, mteu, gross_g)
    goods = [each for place in free for each in riders[place.container_id]]
    asked = [each for each in goods if each.status != Shipment.Status.ON_HOLD]
    seen = survey(asked, from_departure_id=leg.departure_id, at=at)
    waits = seen.plan_for(seen.riders).waits
    # Those whose goods all find another place come first.
    free.sort(key=lambda place: any(each.pk in waits for each in riders[place.container_id]))
    movable = [_leaving(place, riders, transfers=False) for place in free]
    return Thinned(_enough(movable, mteu, gross_g), riders, seen)


def _rollable(
    places: Iterable[ContainerLeg], riders: Mapping[UUID, Sequence[Shipment]], mteu: int, gross_g: int
) -> list[ContainerLeg]:
    """Containers in which nothing is loaded, the least urgent first; more of them than must go."""
    free = [place for place in places if _nothing_loaded(riders.get(place.container_id, []))]
    free.sort(key=lambda place: _calmness(riders[place.container_id]), reverse=True)
    return _first_worth(free, _CHOICE * mteu, _CHOICE * gross_g)


def _transferable(
    leg: DepartureLeg,
    places: Iterable[ContainerLeg],
    riders: Mapping[UUID, Sequence[Shipment]],
    later: Iterable[DepartureLeg],
) -> list[Leaving]:
    """Containers that a later train takes, or in which nothing is loaded yet."""
    calm = sorted(places, key=lambda place: _calmness(riders.get(place.container_id, [])), reverse=True)
    boxes = [Box(place.container_id, load_of(place), leg.departs_at) for place in calm]
    seats = seat(boxes, map(train_of, later))
    return [
        _leaving(place, riders, transfers=True)
        for place in calm
        if seats[place.container_id] is not None or _nothing_loaded(riders.get(place.container_id, []))
    ]


def load_of(place: ContainerLeg) -> TrainLoad:
    """What a container takes of a leg, in the words of the limits."""
    return TrainLoad(place.mteu, place.gross_g, place.plugs, place.length_mm)


def _nothing_loaded(riders: Sequence[Shipment]) -> bool:
    return bool(riders) and all(each.status in NOT_LOADED for each in riders)


def _calmness(riders: Sequence[Shipment]) -> tuple[datetime, datetime, int]:
    return min(map(urgency_of, riders), default=CALM)


def _first_worth(places: Sequence[ContainerLeg], mteu: int, gross_g: int) -> list[ContainerLeg]:
    first: list[ContainerLeg] = []
    for place in places:
        if mteu <= 0 and gross_g <= 0:
            break
        first.append(place)
        mteu, gross_g = mteu - place.mteu, gross_g - place.gross_g
    return first


def _leaving(place: ContainerLeg, riders: Mapping[UUID, Sequence[Shipment]], *, transfers: bool) -> Leaving:
    return Leaving(
        place.container_id,
        place.sold_on,  # type: ignore[attr-defined]
        tuple(each.pk for each in riders.get(place.container_id, [])),
        place.mteu,
        place.gross_g,
        transfers,
    )


def _enough(movable: Sequence[Leaving], mteu: int, gross_g: int) -> list[Leaving] | None:
    chosen: list[Leaving] = []
    for each in movable:
        if mteu <= 0 and gross_g <= 0:
            break
        chosen.append(each)
        mteu, gross_g = mteu - each.mteu, gross_g - each.gross_g
    if mteu > 0 or gross_g > 0:
        return None
    for each in list(chosen):
        # What was taken before a larger one came may not be needed any more.
        if mteu + each.mteu <= 0 and gross_g + each.gross_g <= 0:
            chosen.remove(each)
            mteu, gross_g = mteu + each.mteu, gross_g + each.gross_g
    return chosen
