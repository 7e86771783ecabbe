"""Which trains leave in some weeks, how is each of their legs filled?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from shipping.embargoes import Place, Stay, Stop, first_met
from shipping.models import (
    AllottedLeg,
    ContainerLeg,
    Crossing,
    Departure,
    DepartureLeg,
    Slot,
    SlotAssignment,
    TrainService,
)
from shipping.queries.embargoes import standing, stays_by_train, stop_of

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


@dataclass(slots=True)
class _Sums:
    """What stands on one leg: limits by the state of the container."""

    containers: int = 0
    places: dict[str, int] = field(default_factory=dict)
    mass: dict[str, int] = field(default_factory=dict)
    volume: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def trains_of_weeks(*, first_at: datetime, until_at: datetime, wish: Wish) -> list[TrainOfWeek]:
    """The departures that leave, or would have left, in a span of time. Six queries however many."""
    rows = _trains().filter(departs_at__gte=first_at, departs_at__lt=until_at)
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
    """One departure without what became of its limits, and without embargoes. Two queries."""
    found = _trains().filter(pk=departure_id).first()
    return _train(found, {}, {}, []) if found else None


def leaves_at(*, departure_id: UUID) -> datetime | None:
    """When a departure leaves, or would have left; None if there is none. One query."""
    return Departure.objects.filter(pk=departure_id).values_list("departs_at", flat=True).first()


def choices() -> Choices:
    """What the trains can be filtered by. Two queries."""
    services = list(TrainService.objects.values_list("code", "name", "direction").order_by("code"))
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
    ids = [train.pk for train in trains]
    sums, kept, bans = _taken(ids), _kept(ids), _bans(trains, at)
    return [_train(train, sums, kept, bans.get(train.pk, [])) for train in trains]


def _bans(trains: Sequence[Departure], at: datetime) -> Mapping[UUID, list[str]]:
    """The embargoes that each train meets with any goods, in words."""
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops or not trains:
        return {}
    legs = {train.pk: list(train.legs.all()) for train in trains}
    stays = stays_by_train(trains, legs=legs, places={stop.place for stop in stops})
    return {
        train.pk: [_ban(stop) for stop in stops if _meets(stop, train, stays[train.pk])] for train in trains
    }


def _meets(stop: Stop, train: Departure, stays: Mapping[Place, Stay]) -> bool:
    this_way = stop.direction in ("", train.service.direction)
    return this_way and first_met([stop], stays) is not None


def _ban(stop: Stop) -> str:
    goods = ", ".join(sorted(stop.segregation_classes)) or "all goods"
    return f"{stop.sentence} ({goods})"


def _taken(departure_ids: Collection[UUID]) -> Mapping[UUID, _Sums]:
    """
    What containers take of each leg, by what can still become of them.

    An open slot's container is assigned, a closed one locked until something in it is loaded.
    """
    used = SlotAssignment.objects.filter(
        slot__container=OuterRef("container"),
        status=SlotAssignment.Status.USED,
        released_at__isnull=True,
        # What a demonstration has loaded still stands at the terminal.
        shipment__simulated=False,
    )
    rows = (
        ContainerLeg.objects.filter(departure_leg__departure_id__in=departure_ids, released_at__isnull=True)
        .annotate(
            state=Case(
                When(container__slot__status=Slot.Status.OPEN, then=Value("assigned")),
                When(Exists(used), then=Value("loaded")),
                default=Value("locked"),
            )
        )
        .values("departure_leg_id", "state")
        .annotate(
            containers=Count("id"),
            sum_mteu=Sum("mteu"),
            sum_g=Sum("gross_g"),
            sum_cm3=Coalesce(Sum("container__slot__volume_cm3"), 0),
            sum_free_cm3=Coalesce(Sum("container__slot__free_cm3"), 0),
        )
    )
    found: dict[UUID, _Sums] = defaultdict(_Sums)
    for row in rows.order_by():
        leg, state = found[row["departure_leg_id"]], row["state"]
        leg.containers += row["containers"]
        leg.places[state] = row["sum_mteu"]
        leg.mass[state] = row["sum_g"]
        leg.volume[state] = row["sum_cm3"] - row["sum_free_cm3"]
        leg.volume["free"] += row["sum_free_cm3"]
    return found


def _kept(departure_ids: Collection[UUID]) -> Mapping[UUID, tuple[int, int]]:
    """What allotments still keep of each leg: milli-TEU and grams."""
    rows = (
        AllottedLeg.objects.filter(
            allotted__departure_id__in=departure_ids,
            allotted__released_at__isnull=True,
            allotted__places_left__gt=0,
        )
        .values("departure_leg_id")
        .annotate(
            sum_mteu=Sum(F("mteu") * F("allotted__places_left")),
            sum_g=Sum(F("gross_g") * F("allotted__places_left")),
        )
    )
    return {row["departure_leg_id"]: (row["sum_mteu"], row["sum_g"]) for row in rows.order_by()}


def _train(
    train: Departure, sums: Mapping[UUID, _Sums], kept: Mapping[UUID, tuple[int, int]], bans: Sequence[str]
) -> TrainOfWeek:
    service, legs = train.service, list(train.legs.all())
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
        legs=[_leg(leg, sums.get(leg.pk, _Sums()), kept.get(leg.pk, (0, 0))) for leg in legs],
    )


def _leg(leg: DepartureLeg, sums: _Sums, kept: tuple[int, int]) -> LegOfWeek:
    kept_mteu, kept_g = kept
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
        containers=sums.containers,
        places=Fill(
            free=leg.free_mteu, **sums.places, kept=kept_mteu, cut=max(leg.full_mteu - leg.cap_mteu, 0)
        ),
        mass=Fill(
            free=leg.free_gross_g, **sums.mass, kept=kept_g, cut=max(leg.full_gross_g - leg.cap_gross_g, 0)
        ),
        volume=Fill(**sums.volume),
    )
