"""Which slots are, or could be opened, for a shipment right now?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Case, DateTimeField, F, IntegerField, Q, QuerySet, UUIDField, Value, When
from django.utils.translation import gettext

from kit.compiled import CompiledModels, Given
from kit.database import Among
from shipping.choosing import Option, Wanted
from shipping.embargoes import Stop
from shipping.limits import TrainLoad, length_needed_mm, limits_error
from shipping.models import ContainerType, Departure, DepartureLeg
from shipping.policy import MAX_CANDIDATES, MOST_EARLIER
from shipping.queries.carriage import box_of
from shipping.queries.embargoes import met_by_class, standing, stop_of, stops_met
from shipping.queries.kept import Needs, kept_places
from shipping.queries.slots import OpenSlot, open_slots, slot_rows, slots_by_class
from shipping.segregation import CargoClass

K = TypeVar("K")


_NOTHING_KEPT = Needs(mteu=0, gross_g=0, plugs=0, length_mm=0)


@dataclass(frozen=True, slots=True)
class Rails:
    """The legs of some departures, by departure, and what is kept of them for one consignor."""

    legs: Mapping[UUID, Sequence[DepartureLeg]]
    kept: Mapping[UUID, Mapping[UUID, Needs]]


# What the options on a train are made of, and its name: other columns, of hundreds of rows, take their time.
_OF_LEGS = (
    *("position", "kind", "gauge_mm", "train_number", "origin", "destination", "departs_at", "arrives_at"),
    *("cap_mteu", "cap_gross_g", "cap_plugs", "cap_length_mm"),
    *("free_mteu", "free_gross_g", "free_plugs", "free_length_mm"),
)
_ENDS = ("origin", "destination")
_OF_TRAINS = (
    *("service_date", "departs_at", "arrives_at", "cfs_cutoff_at", "service__code", "service__crossing"),
    *("service__direction", "service__route", "service__sandbox"),
    *("service__origin__timezone", "service__destination__timezone"),
)


@dataclass(frozen=True, slots=True)
class _Train:
    """A departure with all that decides whether it takes a shipment."""

    departure: Departure
    legs: Sequence[DepartureLeg]
    zones: tuple[str, str]
    embargo: str
    kept: Mapping[UUID, Needs]


def options_for(
    wanted: Wanted,
    *,
    origin_id: UUID,
    destination_id: UUID,
    container_type: ContainerType,
    at: datetime,
    not_on: Collection[UUID] = (),
    with_missed: bool = False,
) -> list[Option]:
    """
    The options on every departure that is open now, for the ranking to choose from.

    Without locks: whoever takes one must win it by a conditional UPDATE.
    `not_on` are departures that are out of the question. `with_missed` adds the
    last trains before those, which goods would reach that were ready sooner.
    Four queries, one more for a consignor, two more while embargoes stand.
    """
    found = open_trains(origin_id, destination_id, at, sandbox=wanted.sandbox)
    if not_on:
        found = found.exclude(pk__in=not_on)
    within = _within_reach(found, wanted)[:MAX_CANDIDATES]
    if with_missed:
        missed = _missed(found, wanted)
        within = found.filter(Q(pk__in=within.values("pk")) | Q(pk__in=missed.values("pk")))
    departures = list(with_ends(within))
    rails = rails_of([departure.id for departure in departures], consignor_id=wanted.consignor_id)
    return options_on(departures, wanted, container_type=container_type, rails=rails, at=at)


def options_on(
    departures: Sequence[Departure],
    wanted: Wanted,
    *,
    container_type: ContainerType,
    rails: Rails,
    at: datetime,
) -> list[Option]:
    """
    The same on some departures that take bookings, loaded with their service and its ends.

    All go one way, which is the shipment's. Two queries, two more while embargoes stand.
    """
    stops = [stop_of(embargo) for embargo in standing(at=at)] if departures else []
    return options_in(departures, wanted, container_type=container_type, rails=rails, stops=stops)


def options_in(
    departures: Sequence[Departure],
    wanted: Wanted,
    *,
    container_type: ContainerType,
    rails: Rails,
    stops: Sequence[Stop],
    slots: Iterable[OpenSlot] | None = None,
) -> list[Option]:
    """
    The same while certain embargoes stand. One query, one more at most while there are any.

    None where the `slots` are known that have room for the shipment.
    """
    if not departures:
        return []
    met = stops_met(departures, stops=stops, segregation=wanted.segregation, legs=rails.legs) if stops else {}
    trains = _trains(departures, rails, met)
    if slots is None:
        ends = departures[0].service
        slots = slot_rows(
            open_slots(
                wanted, departure_ids=trains, origin_id=ends.origin_id, destination_id=ends.destination_id
            )
        )
    opened = [
        _open_option(slot, trains[slot.departure_id], wanted.cargo)
        for slot in slots
        if slot.departure_id in trains
    ]
    return opened + list(_new_options(trains.values(), container_type, wanted))


_LEGS = CompiledModels(
    DepartureLeg,
    ("id", "departure_id", *(f"{name}_id" if name in _ENDS else name for name in _OF_LEGS)),
    lambda: DepartureLeg.objects.filter(
        Among(F("departure_id"), Given("departure_ids", UUIDField()))
    ).order_by("position"),
)


def legs_on(departure_ids: Sequence[UUID]) -> dict[UUID, list[DepartureLeg]]:
    """The legs of some departures in order, with what options are made of. One query."""
    found: dict[UUID, list[DepartureLeg]] = {pk: [] for pk in departure_ids}
    for leg in _LEGS.instances(departure_ids=departure_ids):
        found[leg.departure_id].append(leg)
    return found


def rails_of(departure_ids: Sequence[UUID], *, consignor_id: UUID | None) -> Rails:
    """The legs of some departures, and what is kept of them. One query, one more for a consignor."""
    return Rails(legs_on(departure_ids), kept_places(consignor_id=consignor_id, departure_ids=departure_ids))


@dataclass(frozen=True, slots=True)
class Asked:
    """What goods of one kind ask for, in which box where one has to be opened."""

    wanted: Wanted
    container_type: ContainerType


@dataclass(frozen=True, slots=True)
class Offered(Generic[K]):
    """The options of each kind of goods, and the legs of the trains that they are on."""

    options: Mapping[K, list[Option]]
    legs: Mapping[UUID, Sequence[DepartureLeg]]


def options_between(
    asked: Mapping[K, Asked], *, origin_id: UUID, destination_id: UUID, at: datetime, sandbox: bool = False
) -> Offered[K]:
    """
    The same options for many kinds of goods of one way and world at once, on every train that takes bookings.

    Three queries however many kinds there are, two more while embargoes stand.
    Places kept for a consignor are left out.
    """
    legs = _open_legs(origin_id, destination_id, at, sandbox=sandbox)
    departures = [of_one[0].departure for of_one in legs.values()]
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    classes = {each.wanted.segregation for each in asked.values()}
    met = met_by_class(departures, stops=stops, classes=classes, legs=legs)
    slots = slots_by_class([departure.id for departure in departures], origin_id, destination_id)
    found: dict[K, list[Option]] = {}
    for key, each in asked.items():
        trains = _trains(departures, Rails(legs, {}), met[each.wanted.segregation])
        cargo = each.wanted.cargo
        opened = slots.get((cargo.temperature.value, cargo.group.value), ())
        found[key] = [_open_option(slot, trains[slot.departure_id], cargo) for slot in opened]
        found[key] += _new_options(trains.values(), each.container_type, each.wanted)
    return Offered(found, legs)


def needs_of(container_type: ContainerType, *, needs_plug: bool, gauge_mm: int | None) -> Needs:
    """
    What a box takes of a leg: a place by its TEU, its permitted gross mass however full it
    gets, a plug when cooled, its share of a conditional wagon of the gauge (rule 10).
    """
    return Needs(
        mteu=container_type.mteu,
        gross_g=box_of(container_type).permitted_gross_g,
        plugs=int(needs_plug),
        length_mm=length_needed_mm(mteu=container_type.mteu, gauge_mm=gauge_mm),
    )


def bears(leg: DepartureLeg, needs: Needs, kept: Needs | None = None) -> bool:
    """Whether a leg bears one more container (rule 10); `kept` is room held for whom it belongs to."""
    return overload(leg, needs, kept) is None


def overload(leg: DepartureLeg, needs: Needs, kept: Needs | None = None) -> str | None:
    """The first limit of the leg that one more container would break, in a sentence, or None."""
    own = kept or _NOTHING_KEPT
    # A quote asks of hundreds of legs, most of which bear it: loads and words are made of those that don't.
    if (
        needs["mteu"] - own["mteu"] <= leg.free_mteu
        and needs["gross_g"] - own["gross_g"] <= leg.free_gross_g
        and needs["plugs"] - own["plugs"] <= leg.free_plugs
        and needs["length_mm"] - own["length_mm"] <= leg.free_length_mm
    ):
        return None
    limits = TrainLoad(leg.cap_mteu, leg.cap_gross_g, leg.cap_plugs, leg.cap_length_mm)
    load = TrainLoad(
        leg.cap_mteu - leg.free_mteu - own["mteu"] + needs["mteu"],
        leg.cap_gross_g - leg.free_gross_g - own["gross_g"] + needs["gross_g"],
        leg.cap_plugs - leg.free_plugs - own["plugs"] + needs["plugs"],
        leg.cap_length_mm - leg.free_length_mm - own["length_mm"] + needs["length_mm"],
    )
    return limits_error(
        limits=limits,
        load=load,
        of=gettext("train %(number)s") % {"number": leg.train_number}
        if leg.train_number
        else gettext("the transshipment"),
        say=gettext,
    )


def open_trains(
    origin_id: UUID, destination_id: UUID, at: datetime, *, sandbox: bool
) -> "QuerySet[Departure]":
    """The trains of a way and world that take bookings."""
    return taking_bookings(at).filter(
        service__origin_id=origin_id, service__destination_id=destination_id, service__sandbox=sandbox
    )


def taking_bookings(at: datetime | Given) -> "QuerySet[Departure]":
    """The trains that take bookings."""
    return Departure.objects.filter(status=Departure.Status.OPEN, runs_through=True, cfs_cutoff_at__gt=at)


_OPEN_TRAINS = CompiledModels(
    Departure,
    ("id", "service_id", "departs_at", "arrives_at", "cfs_cutoff_at"),
    lambda: (
        taking_bookings(Given("at", DateTimeField()))
        .filter(Among(F("service_id"), Given("service_ids", UUIDField())))
        .order_by("departs_at", "id")
    ),
)


def open_trains_of(service_ids: Iterable[UUID], *, at: datetime) -> list[Departure]:
    """The trains of some services that take bookings, first to leave first, with their times. One query."""
    return _OPEN_TRAINS.instances(at=at, service_ids=list(service_ids))


def with_ends(trains: "QuerySet[Departure]") -> "QuerySet[Departure]":
    """Trains with what their options are made of: their service and its ends."""
    return trains.select_related("service__origin", "service__destination").only(*_OF_TRAINS)


def _within_reach(trains: "QuerySet[Departure]", wanted: Wanted) -> "QuerySet[Departure]":
    """The trains that the goods can reach first, so that the others never hide them."""
    missed = Case(
        When(cfs_cutoff_at__gt=wanted.ready_at, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return trains.order_by(missed, "departs_at", "id")


def _missed(trains: "QuerySet[Departure]", wanted: Wanted) -> "QuerySet[Departure]":
    """The last of the trains that close before the goods are ready."""
    closing = trains.filter(cfs_cutoff_at__lte=wanted.ready_at)
    return closing.order_by("-cfs_cutoff_at", "-id")[:MOST_EARLIER]


def _open_legs(
    origin_id: UUID, destination_id: UUID, at: datetime, *, sandbox: bool
) -> dict[UUID, list[DepartureLeg]]:
    """The legs of the open trains of a way, by departure, in order of time; each with its departure."""
    legs: dict[UUID, list[DepartureLeg]] = {}
    trains = open_trains(origin_id, destination_id, at, sandbox=sandbox)
    rows = DepartureLeg.objects.filter(departure__in=trains.values("pk"))
    with_trains = rows.select_related("departure__service__origin", "departure__service__destination")
    for leg in with_trains.order_by("departure__departs_at", "departure_id", "position").only(
        *_OF_LEGS, *(f"departure__{name}" for name in _OF_TRAINS)
    ):
        legs.setdefault(leg.departure_id, []).append(leg)
    return legs


def _trains(departures: Sequence[Departure], rails: Rails, met: Mapping[UUID, Stop]) -> dict[UUID, _Train]:
    """Those that have legs; all go one way."""
    found: dict[UUID, _Train] = {}
    if not departures:
        return found
    service = departures[0].service
    zones = service.origin.timezone, service.destination.timezone
    for departure in departures:
        pk = departure.id
        if legs := rails.legs[pk]:
            # A look into a dict by a UUID costs more than to see that it is empty.
            stop = met.get(pk) if met else None
            kept = rails.kept.get(pk, {}) if rails.kept else {}
            found[pk] = _Train(departure, legs, zones, stop.sentence if stop else "", kept)
    return found


def _new_options(trains: Iterable[_Train], container_type: ContainerType, wanted: Wanted) -> Iterator[Option]:
    """A container opened on each train."""
    box, cargo = box_of(container_type), wanted.cargo
    payload_g, usable_cm3 = box.payload_g, box.usable_cm3
    # By gauge: what a box needs of a leg is the same on every train.
    needs: dict[int | None, Needs] = {}
    for train in trains:
        refused = ""
        for leg in train.legs:
            if leg.gauge_mm not in needs:
                needs[leg.gauge_mm] = needs_of(
                    container_type, needs_plug=cargo.needs_plug, gauge_mm=leg.gauge_mm
                )
            kept = train.kept.get(leg.id) if train.kept else None
            if refused := overload(leg, needs[leg.gauge_mm], kept) or "":
                break
        yield Option(
            departure_id=train.departure.id,
            slot_id=None,
            cargo=cargo,
            cut_off_at=train.departure.cfs_cutoff_at,
            arrives_at=train.departure.arrives_at,
            capacity_g=payload_g,
            capacity_cm3=usable_cm3,
            free_g=payload_g,
            free_cm3=usable_cm3,
            can_open=not refused,
            is_cooled=container_type.is_reefer,
            embargo=train.embargo,
            train_full=refused,
            origin_zone=train.zones[0],
            destination_zone=train.zones[1],
        )


def _open_option(slot: OpenSlot, train: _Train, cargo: CargoClass) -> Option:
    return Option(
        departure_id=slot.departure_id,
        slot_id=slot.id,
        cargo=cargo,
        cut_off_at=train.departure.cfs_cutoff_at,
        arrives_at=train.departure.arrives_at,
        capacity_g=slot.payload_g,
        capacity_cm3=slot.volume_cm3,
        free_g=slot.free_g,
        free_cm3=slot.free_cm3,
        is_cooled=slot.is_reefer,
        embargo=train.embargo,
        origin_zone=train.zones[0],
        destination_zone=train.zones[1],
    )
