"""What would follow, if a train did not run or bore less?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kit.words import Words
from shipping.choosing import WhyNot
from shipping.errors import DepartureNotFound, LegNotFound
from shipping.lifecycle import NOT_LOADED
from shipping.models import ContainerLeg, Departure, DepartureLeg, Shipment
from shipping.queries.cuts import Thinned, cut_to, load_of, thinned
from shipping.queries.replanning import Survey, survey
from shipping.queries.transfers import (
    Way,
    containers_on,
    has_left,
    later_legs,
    riders_by_container,
    sold_on,
    train_of,
    urgent_first,
    ways,
)
from shipping.rerouting import Box, Train, seat

_SENTENCES: Mapping[WhyNot, Words] = {
    WhyNot.NO_DEPARTURE: _("No other train that takes bookings goes there."),
    WhyNot.CUT_OFF_PASSED: _("The warehouse of every other train closes before the goods come."),
    WhyNot.ARRIVES_TOO_LATE: _("Every other train arrives after the shelf life."),
    WhyNot.EMBARGO: _("An embargo stands before every other train."),
    WhyNot.SLOT_FULL: _("No other train has room for so much."),
    WhyNot.TRAIN_FULL: _("Every other train is full."),
}
_NO_PLACE = _("No other train takes these goods.")
_HELD = _("It is on hold: it loses its place, and gets another when it is let go.")
_LOADED = _("It is loaded: a person has to see to it.")
_STRANDED = _("It is loaded, and no later train of this leg has room: it would strand.")


@dataclass(frozen=True, slots=True)
class Consequence:
    """
    What would become of one shipment.

    Without `to_departure_id` it finds no place, for the reason of `sentence`.
    `transferred`: its container only changes to another train on one leg.
    """

    shipment_id: UUID
    number: str
    status: str
    transferred: bool
    to_departure_id: UUID | None
    to_train: str
    departs_at: datetime | None
    arrives_at: datetime | None
    promised_at: datetime | None
    old_eta_at: datetime | None
    new_eta_at: datetime | None
    keeps_promise: bool | None
    why_not: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that would follow; `position` None is the whole departure."""

    departure_id: UUID
    train: str
    position: int | None
    shipments: tuple[Consequence, ...]

    @property
    def placed(self) -> int:
        """How many would get another place."""
        return sum(each.to_departure_id is not None for each in self.shipments)

    @property
    def unplaced(self) -> int:
        """How many would find none."""
        return len(self.shipments) - self.placed

    @property
    def promises_broken(self) -> int:
        """How many would come after their promise, as far as that is known."""
        return sum(each.keeps_promise is False for each in self.shipments)

    def as_json(self) -> dict[str, Any]:
        """The same for a problem document or a page: ids and instants as text."""
        counts = {
            "placed": self.placed,
            "unplaced": self.unplaced,
            "promises_broken": self.promises_broken,
        }
        told = [_plain(each) for each in self.shipments]
        return {**_plain(self), "shipments": told, **counts}


def what_if_cancelled(*, departure_id: UUID, position: int | None = None, at: datetime) -> Consequences:
    """
    What would follow if a departure, or one of its trains, were cancelled now.

    Nothing is written: PostgreSQL is told to refuse it. The number of queries
    grows with the kinds of goods and the later legs, not with the shipments.

    :raises DepartureNotFound: if there is none.
    :raises LegNotFound: if it has no such leg.
    """
    with transaction.atomic():
        _only_read()
        departure, legs = _departure(departure_id)
        if position is not None and position not in {leg.position for leg in legs}:
            raise LegNotFound(departure_id=str(departure_id), position=position)
        lost = legs if position is None else [leg for leg in legs if leg.position == position]
        riders = riders_by_container(containers_on(departure_id))
        found = sorted(riders)
        foreseen = _Foreseen(departure, riders, at)
        if position is None or position == legs[0].position:
            own = {pk for pk, sold_by in sold_on(found).items() if sold_by == departure_id}
            foreseen.cannot_start(own)
            # Those of other departures ride its later trains alone.
            found = [pk for pk in found if pk not in own]
            lost = legs if position is None else []
        for leg in lost:
            foreseen.lose(leg, found)
        return Consequences(departure_id, str(departure), position, foreseen.told())


def what_if_cut(
    *, departure_id: UUID, position: int, places: int | None, gross_g: int | None, at: datetime
) -> Consequences:
    """
    What would follow if one leg bore no more than so many places, so much gross mass.

    As `what_if_cancelled`; empty when nothing has to leave, and when what can
    leave is not enough.

    :raises DepartureNotFound: if there is none.
    :raises LegNotFound: if it has no such leg.
    """
    with transaction.atomic():
        _only_read()
        _, legs = _departure(departure_id)
        leg = next((each for each in legs if each.position == position), None)
        if leg is None:
            raise LegNotFound(departure_id=str(departure_id), position=position)
        who = thinned(leg, cut_to(leg, places=places, gross_g=gross_g), at=at)
        return foreseen_of(leg, who, at=at)


def foreseen_of(leg: DepartureLeg, who: Thinned, *, at: datetime) -> Consequences:
    """The same for those who would leave a leg that is loaded with its departure and service."""
    foreseen = _Foreseen(leg.departure, who.riders, at, who.survey)
    if who.later is not None:
        foreseen.later[leg.pk] = who.later
    leaving = who.leaving or []
    foreseen.cannot_start({each.container_id for each in leaving if not each.transfers})
    foreseen.lose(leg, [each.container_id for each in leaving if each.transfers])
    return Consequences(leg.departure_id, str(leg.departure), leg.position, foreseen.told())


class _Foreseen:
    """Gathers what would become of each shipment, then asks for all that need another place at once."""

    def __init__(
        self,
        departure: Departure,
        riders: Mapping[UUID, Sequence[Shipment]],
        at: datetime,
        known: Survey | None = None,
    ) -> None:
        self._departure, self._riders, self._at = departure, riders, at
        self._known = known
        # The trains to which containers could change, by the leg that they lose.
        self.later: dict[UUID, Sequence[DepartureLeg]] = {}
        self._told: dict[UUID, Consequence] = {}
        self._homeless: dict[UUID, Shipment] = {}

    def cannot_start(self, container_ids: Collection[UUID]) -> None:
        """What isn't loaded goes elsewhere, the rest is for a person."""
        for container_id, riders in self._riders.items():
            if container_id not in container_ids:
                continue
            for each in riders:
                if each.status in NOT_LOADED:
                    self._homeless[each.pk] = each
                else:
                    self._told[each.pk] = _unplaced(each, "loaded", _LOADED)

    def lose(self, leg: DepartureLeg, container_ids: Collection[UUID]) -> None:
        """Containers that ride a leg change to later trains, from there on."""
        if not container_ids:
            return
        riders = self._riders
        found = {pk: way for pk, way in ways(container_ids).items() if _rides(way, leg, self._at)}
        open_ways = {
            pk: way
            for pk, way in found.items()
            if not all(each.pk in self._homeless or each.pk in self._told for each in riders.get(pk, []))
        }
        queue = [pk for pk in urgent_first(open_ways, riders) if _goes_on(open_ways[pk], leg)]
        ends = self._ends(leg, queue, open_ways)
        for pk in queue:
            for each in riders[pk]:
                self._transfer(each, ends[pk])

    def _transfer(self, shipment: Shipment, end: tuple[Train, datetime] | None) -> None:
        late = shipment.latest_arrival_at
        spoils = end is not None and late is not None and end[1] > late
        if shipment.status in NOT_LOADED and (end is None or spoils):
            self._homeless[shipment.pk] = shipment
        elif end is None:
            self._told[shipment.pk] = _unplaced(shipment, "stranded", _STRANDED)
        else:
            train, arrives_at = end
            self._told[shipment.pk] = _placed(
                shipment, train.departure_id, train.departs_at, arrives_at, transferred=True
            )

    def _ends(
        self, leg: DepartureLeg, queue: Sequence[UUID], found: Mapping[UUID, Way]
    ) -> dict[UUID, tuple[Train, datetime] | None]:
        """For each container its next train, and when the last one of its way arrives; None if it strands."""
        seats = self._seats(
            leg, [(pk, found[pk].places[leg.position], found[pk].ready_at(leg.position)) for pk in queue]
        )
        ends: dict[UUID, tuple[Train, datetime] | None] = {
            pk: None if train is None else (train, train.arrives_at) for pk, train in seats.items()
        }
        positions = sorted(
            {each.position for pk in queue for each in found[pk].sold if each.position > leg.position}
        )
        for position in positions:
            missed: list[tuple[UUID, ContainerLeg, datetime | None]] = []
            for pk in queue:
                end, place = ends[pk], found[pk].places.get(position)
                if end is None or place is None:
                    ends[pk] = None
                elif place.departure_leg.departs_at >= end[1]:
                    ends[pk] = (end[0], place.departure_leg.arrives_at)
                else:
                    missed.append((pk, place, end[1]))
            if missed:
                for pk, train in self._seats(missed[0][1].departure_leg, missed).items():
                    end = ends[pk]
                    ends[pk] = None if train is None or end is None else (train, train.arrives_at)
        return ends

    def _seats(
        self, like: DepartureLeg, boxes: Iterable[tuple[UUID, ContainerLeg, datetime | None]]
    ) -> dict[UUID, Train | None]:
        at = self._at
        wanted = [Box(pk, load_of(place), max(at, ready_at or at)) for pk, place, ready_at in boxes]
        if wanted and like.pk not in self.later:
            self.later[like.pk] = later_legs(like, at=at)
        return seat(wanted, map(train_of, self.later[like.pk])) if wanted else {}

    def told(self) -> tuple[Consequence, ...]:
        """By urgency of those who need another place, then the others."""
        held = [each for each in self._homeless.values() if each.status == Shipment.Status.ON_HOLD]
        asked = [each for each in self._homeless.values() if each.status != Shipment.Status.ON_HOLD]
        known = self._known or survey(asked, from_departure_id=self._departure.pk, at=self._at)
        rows = {each.pk: each for each in asked}
        plan = known.plan_for(rows)
        found = [
            _placed(rows[each.rider.shipment_id], each.option.departure_id, None, each.option.arrives_at)
            for each in plan.placings
        ]
        found += [
            _unplaced(rows[pk], why.value, _SENTENCES.get(why, _NO_PLACE)) for pk, why in plan.waits.items()
        ]
        found += [_unplaced(each, "on_hold", _HELD) for each in held]
        later = {each.departure_id: each.departure for legs in self.later.values() for each in legs}
        return tuple(_named([*found, *self._told.values()], {**later, **known.trains}))


def _goes_on(way: Way, leg: DepartureLeg) -> bool:
    """Whether a container comes to a leg by another train: its first can't be changed for a later one."""
    return bool(way.sold) and leg.position > way.sold[0].position


def _rides(way: Way, leg: DepartureLeg, at: datetime) -> bool:
    place = way.places.get(leg.position)
    return place is not None and place.departure_leg_id == leg.pk and not has_left(place.departure_leg, at=at)


def _departure(departure_id: UUID) -> tuple[Departure, list[DepartureLeg]]:
    legs = DepartureLeg.objects.filter(departure=departure_id).select_related("departure__service")
    found = list(legs.order_by("position"))
    if not found:
        raise DepartureNotFound(departure_id=str(departure_id))
    return found[0].departure, found


def _only_read() -> None:
    with connection.cursor() as cursor:
        # Holds until the end of this (sub)transaction: a write below would raise.
        cursor.execute("SET TRANSACTION READ ONLY")


def _placed(
    shipment: Shipment,
    departure_id: UUID,
    departs_at: datetime | None,
    arrives_at: datetime,
    *,
    transferred: bool = False,
) -> Consequence:
    promised_at = shipment.promised_at
    return Consequence(
        shipment_id=shipment.pk,
        number=shipment.number,
        status=shipment.status,
        transferred=transferred,
        to_departure_id=departure_id,
        to_train="",
        departs_at=departs_at,
        arrives_at=arrives_at,
        promised_at=promised_at,
        old_eta_at=shipment.eta_at,
        new_eta_at=arrives_at,
        keeps_promise=None if promised_at is None else arrives_at <= promised_at,
        why_not="",
        sentence="",
    )


def _unplaced(shipment: Shipment, why_not: str, sentence: Words) -> Consequence:
    return Consequence(
        shipment_id=shipment.pk,
        number=shipment.number,
        status=shipment.status,
        transferred=False,
        to_departure_id=None,
        to_train="",
        departs_at=None,
        arrives_at=None,
        promised_at=shipment.promised_at,
        old_eta_at=shipment.eta_at,
        new_eta_at=None,
        keeps_promise=None,
        why_not=why_not,
        sentence=str(sentence),
    )


def _named(found: Sequence[Consequence], known: Mapping[UUID, Departure]) -> list[Consequence]:
    """With the names of the trains, and when they depart. One query where a train is not known yet."""
    ids = {each.to_departure_id for each in found if each.to_departure_id is not None}
    others = Departure.objects.select_related("service").in_bulk(ids - known.keys())
    trains = {**known, **others}
    return [_with_train(each, trains) for each in found]


def _with_train(told: Consequence, trains: Mapping[UUID, Departure]) -> Consequence:
    if told.to_departure_id is None:
        return told
    train = trains[told.to_departure_id]
    return replace(told, to_train=str(train), departs_at=told.departs_at or train.departs_at)


def _plain(told: Consequence | Consequences) -> dict[str, Any]:
    return {each.name: _word(getattr(told, each.name)) for each in fields(told)}


def _word(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
