"""Which trains leave in some weeks, how is each of their legs filled?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from shipping.embargoes import Stop
from shipping.models import Crossing, Departure, DepartureLeg, TrainService
from shipping.queries.embargoes import all_met
from shipping.queries.filling import Filled, filled_legs

# More trains than two crossings let through in four weeks: a guard, not a page.
_MOST_TRAINS = 400


@dataclass(frozen=True, slots=True)
class Fill:
    """What became of one limit: milli-TEU, grams or cubic centimetres, each counted once."""

    free: int = 0
    assigned: int = 0
    locked: int = 0
    loaded: int = 0
    kept: int = 0
    cut: int = 0

    @property
    def total(self) -> int:
        """The whole limit, before any cut."""
        return self.free + self.assigned + self.locked + self.loaded + self.kept + self.cut


@dataclass(frozen=True, slots=True)
class LegOfWeek:
    """One train of a departure, or the transshipment; `volume` is that of the opened containers."""

    position: int
    kind: str
    gauge_mm: int | None
    train_number: str
    origin_code: str
    destination_code: str
    timezone: str
    destination_timezone: str
    departs_at: datetime
    arrives_at: datetime
    late_by: timedelta
    is_cancelled: bool
    containers: int
    places: Fill
    mass: Fill
    volume: Fill


@dataclass(frozen=True, slots=True)
class TrainOfWeek:
    """A departure as dispatchers see it; the zones are those of its two ends."""

    id: UUID
    name: str
    service_code: str
    service_date: str
    status: str
    origin_id: UUID
    destination_id: UUID
    origin_code: str
    destination_code: str
    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime
    late_by: timedelta
    timezone: str
    destination_timezone: str
    runs_through: bool
    note: str
    bans: Sequence[str]
    legs: Sequence[LegOfWeek]

    @property
    def is_cancelled(self) -> bool:
        """Whether no leg of it runs."""
        return self.status == Departure.Status.CANCELLED


@dataclass(frozen=True, slots=True)
class Wish:
    """Which trains are wanted; an empty word leaves all in."""

    crossing: str = ""
    direction: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the trains can be filtered by: pairs of code and name."""

    crossings: Sequence[tuple[str, str]]
    directions: Sequence[str]
    services: Sequence[tuple[str, str]]


def trains_of_weeks(*, first_at: datetime, until_at: datetime, wish: Wish) -> list[TrainOfWeek]:
    """The departures that leave, or would have left, in a span of time. Six queries however many."""
    rows = _trains().filter(service__sandbox=False, departs_at__gte=first_at, departs_at__lt=until_at)
    asked = {
        "service__crossing": wish.crossing,
        "service__direction": wish.direction,
        "service__code": wish.service,
    }
    found = rows.filter(**{name: value for name, value in asked.items() if value})
    return _shown(found.order_by("departs_at", "id")[:_MOST_TRAINS], first_at)


def trains_by_id(*, departure_ids: Collection[UUID], at: datetime) -> list[TrainOfWeek]:
    """Some departures, in order of time. Six queries however many."""
    return _shown(_trains().filter(pk__in=departure_ids).order_by("departs_at", "id"), at)


def train_alone(*, departure_id: UUID) -> TrainOfWeek | None:
    """One departure without what became of its limits, and without embargoes. One query."""
    legs = legs_alone(departure_id)
    return train_of(legs) if legs else None


def legs_alone(departure_id: UUID) -> list[DepartureLeg]:
    """The legs of one departure in order, with their ends, with it, its service and its ends. One query."""
    ends = ("departure__service__origin", "departure__service__destination")
    rows = DepartureLeg.objects.select_related("origin", "destination", *ends)
    legs = list(rows.filter(departure=departure_id).order_by("position"))
    for leg in legs:
        leg.departure = legs[0].departure
    return legs


def train_of(legs: Sequence[DepartureLeg]) -> TrainOfWeek:
    """The departure of `legs_alone`, as `train_alone` shows it."""
    return _train(legs[0].departure, legs, {}, [])


def filled_train_of(legs: Sequence[DepartureLeg], *, at: datetime) -> TrainOfWeek:
    """The same with what became of its limits, and with embargoes. Three queries."""
    train = legs[0].departure
    bans = all_met({train: legs}, at=at)
    return _train(train, legs, filled_legs([train.pk]), _sentences(bans.get(train.pk, ())))


def leaves_at(*, departure_id: UUID) -> datetime | None:
    """When a departure leaves, or would have left; None if there is none. One query."""
    return Departure.objects.filter(pk=departure_id).values_list("departs_at", flat=True).first()


def choices() -> Choices:
    """What the trains can be filtered by. Two queries."""
    services = list(
        TrainService.objects.filter(sandbox=False).values_list("code", "name", "direction").order_by("code")
    )
    return Choices(
        crossings=list(Crossing.objects.values_list("code", "name")),
        directions=sorted({direction for _, _, direction in services}),
        services=[(code, name) for code, name, _ in services],
    )


def _trains() -> "QuerySet[Departure]":
    legs = DepartureLeg.objects.select_related("origin", "destination").order_by("position")
    return Departure.objects.select_related("service__origin", "service__destination").prefetch_related(
        Prefetch("legs", legs)
    )


def _shown(rows: Iterable[Departure], at: datetime) -> list[TrainOfWeek]:
    trains = list(rows)
    filled = filled_legs([train.pk for train in trains])
    legs = {train: list(train.legs.all()) for train in trains}
    bans = all_met(legs, at=at)
    return [_train(train, legs[train], filled, _sentences(bans.get(train.pk, ()))) for train in trains]


def _sentences(stops: Iterable[Stop]) -> list[str]:
    return [stop.sentence for stop in stops]


def _train(
    train: Departure, legs: Sequence[DepartureLeg], filled: Mapping[UUID, Filled], bans: Sequence[str]
) -> TrainOfWeek:
    service = train.service
    late = max(train.departs_at - train.planned_departs_at, train.arrives_at - train.planned_arrives_at)
    return TrainOfWeek(
        id=train.pk,
        name=str(train),
        service_code=service.code,
        service_date=train.service_date.isoformat(),
        status=train.status,
        origin_id=service.origin_id,
        destination_id=service.destination_id,
        origin_code=service.origin.code,
        destination_code=service.destination.code,
        departs_at=train.departs_at,
        arrives_at=train.arrives_at,
        cfs_cutoff_at=train.cfs_cutoff_at,
        late_by=late,
        timezone=service.origin.timezone,
        destination_timezone=service.destination.timezone,
        runs_through=train.runs_through,
        note=train.note,
        bans=bans,
        legs=[_leg(leg, filled.get(leg.pk, Filled())) for leg in legs],
    )


def _leg(leg: DepartureLeg, filled: Filled) -> LegOfWeek:
    states = filled.by_state.items()
    return LegOfWeek(
        position=leg.position,
        kind=leg.kind,
        gauge_mm=leg.gauge_mm,
        train_number=leg.train_number,
        origin_code=leg.origin.code,
        destination_code=leg.destination.code,
        timezone=leg.origin.timezone,
        destination_timezone=leg.destination.timezone,
        departs_at=leg.departs_at,
        arrives_at=leg.arrives_at,
        late_by=max(leg.departs_at - leg.planned_departs_at, leg.arrives_at - leg.planned_arrives_at),
        is_cancelled=leg.cancelled_at is not None,
        containers=filled.containers,
        places=Fill(
            free=leg.free_mteu,
            kept=filled.held.mteu,
            cut=max(leg.full_mteu - leg.cap_mteu, 0),
            **{state: amounts.mteu for state, amounts in states},
        ),
        mass=Fill(
            free=leg.free_gross_g,
            kept=filled.held.gross_g,
            cut=max(leg.full_gross_g - leg.cap_gross_g, 0),
            **{state: amounts.gross_g for state, amounts in states},
        ),
        volume=Fill(free=filled.free_cm3, **{state: amounts.volume_cm3 for state, amounts in states}),
    )
