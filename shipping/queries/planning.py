"""Which trains does the timetable want between two instants?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from shipping.crossings import BorderBook, BorderDay, BorderLimit
from shipping.models import Closure, Crossing, DepartureLeg, HolidayRule, Location, ServiceLeg, TrainService
from shipping.models.network import LegKind
from shipping.policy import SHIFT_AT_MOST_DAYS
from shipping.queries.routes import planned_route
from shipping.running_days import (
    SHIFTS,
    Call,
    ClosedDays,
    HolidayEffect,
    Obstacle,
    obstacle_on,
    running_day,
)
from shipping.timetable import Leg, LegPlan, ServicePlan, departures, stops

_WAY = "route__route_legs__leg"
_LEGS = ("legs__origin", "legs__destination", f"{_WAY}__origin", f"{_WAY}__destination")


@dataclass(frozen=True, slots=True)
class Line:
    """
    A service with what its plan stands on: the clock and country of its origin, its way, its border.

    One of the test world runs on all its days, and takes nothing of what a border bears.
    """

    plan: ServicePlan
    service_id: UUID
    zone: ZoneInfo
    country: str
    crossing: str
    direction: str
    way: tuple[Leg, ...]
    sandbox: bool = False

    @property
    def border_min(self) -> int | None:
        """After how many minutes the gauge changes, if it does."""
        yards = (leg for leg in self.plan.legs if leg.kind == LegKind.TRANSSHIPMENT)
        return next((yard.departs_after_min for yard in yards), None)

    def nominal_days(self, first: date, last: date) -> list[date]:
        """The timetable's days from `first` to `last`, both included, within the validity."""
        first = max(first, self.plan.valid_from)
        last = min(last, self.plan.valid_to) if self.plan.valid_to else last
        instants = departures(
            weekdays=self.plan.weekdays,
            local_time=self.plan.departs_local,
            zone=self.zone,
            first=first,
            last=last,
        )
        return [instant.astimezone(self.zone).date() for instant in instants]

    def departs_at(self, day: date) -> datetime:
        """The instant at which its train leaves on a local day."""
        only = {day.isoweekday()}
        return departures(
            weekdays=only, local_time=self.plan.departs_local, zone=self.zone, first=day, last=day
        )[0]


@dataclass(frozen=True, slots=True)
class Rules:
    """
    What keeps trains from running: holidays, closed places, what each border bears, at which station.

    `zones` and `names` are the clock and the English name of each place by its code.
    """

    holidays: tuple[HolidayEffect, ...]
    closures: tuple[ClosedDays, ...]
    limits: Mapping[str, BorderLimit]
    stations: Mapping[str, str]
    zones: Mapping[str, ZoneInfo]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Trains that stay as they are: on which nominal days, on which days they really leave."""

    nominal: frozenset[date] = frozenset()
    leaving: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class WantedTrain:
    """What the timetable wants of one nominal day: a train that leaves then, or a rest and why."""

    day: date
    departs_at: datetime
    runs: bool
    note: str

    @property
    def shifts_to(self) -> str:
        """The sentence of a shift, nothing when it leaves on its day or not at all."""
        return self.note if self.runs else ""


def ahead_of(since: datetime) -> Q:
    """
    The departures that a timetable has to know: their nominal day or their real one lies ahead.

    One that was edited by hand may leave long after its nominal day.
    """
    nominal = since.date() - timedelta(days=SHIFT_AT_MOST_DAYS)
    return Q(service_date__gte=nominal) | Q(planned_departs_at__gte=since)


def all_lines(codes: Collection[str] | None = None) -> list[Line]:
    """The services, or those of some codes, in order of their codes. Seven queries."""
    found = _with_legs()
    if codes is not None:
        found = found.filter(code__in=codes)
    return [line_of(service) for service in found.order_by("code")]


def line_over(route: str) -> Line | None:
    """The first service over a route, on whose way, border and clock another one may be planned."""
    service = _with_legs().filter(route__code=route, sandbox=False).order_by("code").first()
    return line_of(service) if service else None


def _with_legs() -> "QuerySet[TrainService]":
    return TrainService.objects.select_related("origin", "route").prefetch_related(*_LEGS)


def line_of(service: TrainService) -> Line:
    """A service whose origin, route and legs are loaded."""
    return Line(
        plan=plan_of(service),
        service_id=service.pk,
        zone=ZoneInfo(service.origin.timezone),
        country=service.origin.country,
        crossing=service.crossing,
        direction=service.direction,
        way=tuple(planned_route(service)),
        sandbox=service.sandbox,
    )


def plan_of(service: TrainService) -> ServicePlan:
    """What the rows of a service and its legs promise."""
    return ServicePlan(
        code=service.code,
        name=service.name,
        route=service.route.code,
        weekdays=tuple(service.weekdays),
        departs_local=service.departs_local,
        transit_h=service.transit_h,
        cfs_cutoff_h=service.cfs_cutoff_h,
        doc_cutoff_h=service.doc_cutoff_h,
        cy_cutoff_h=service.cy_cutoff_h,
        valid_from=service.valid_from,
        valid_to=service.valid_to,
        legs=tuple(_leg_plan(leg) for leg in sorted(service.legs.all(), key=lambda leg: leg.position)),
    )


def rules_now(*, since: date, without: Collection[UUID] = ()) -> Rules:
    """The rules in force; some closures, and those that ended before `since`, left out. Four queries."""
    closures = Closure.objects.filter(withdrawn_at=None, last_date__gte=since).exclude(pk__in=without)
    limits, stations = border_limits()
    places = list(Location.objects.values_list("code", "timezone", "names"))
    return Rules(
        holidays=tuple(
            HolidayEffect(*row) for row in HolidayRule.objects.values_list("country", "holiday", "effect")
        ),
        closures=tuple(
            closed_days(closure) for closure in closures.select_related("location", "crossing__station")
        ),
        limits=limits,
        stations=stations,
        zones={code: ZoneInfo(zone) for code, zone, _ in places},
        names={code: names.get("en") or code for code, _, names in places},
    )


def border_limits() -> tuple[dict[str, BorderLimit], dict[str, str]]:
    """The limit and the code of the station of each crossing, by its code. One query."""
    crossings = list(Crossing.objects.select_related("station"))
    limits = {crossing.code: border_limit(crossing) for crossing in crossings}
    return limits, {crossing.code: crossing.station.code for crossing in crossings}


def closed_days(closure: Closure) -> ClosedDays:
    """A closure in the words of the timetable's arithmetic; a crossing closes with its station."""
    place = closure.crossing.station if closure.crossing else closure.location
    if place is None:
        raise ValueError("a closure is of a location or of a crossing")
    return ClosedDays(place.code, closure.first_date, closure.last_date, closure.effect, closure.reason)


def border_limit(crossing: Crossing) -> BorderLimit:
    """A crossing's agreed number, with the clock of its station."""
    return BorderLimit(crossing.name, crossing.daily_trains, ZoneInfo(crossing.station.timezone))


def border_book(
    limits: Mapping[str, BorderLimit], *, since: datetime, without: Collection[UUID] = ()
) -> BorderBook:
    """What is planned over each border from `since` on, some departures left out. One query."""
    yards = DepartureLeg.objects.filter(
        ~Q(departure__status="cancelled"),
        departure__service__sandbox=False,
        kind=LegKind.TRANSSHIPMENT,
        cancelled_at=None,
        planned_departs_at__gte=since,
    ).exclude(departure_id__in=without)
    book = BorderBook(limits)
    for crossing, direction, starts_at in yards.values_list(
        "departure__service__crossing", "departure__service__direction", "planned_departs_at"
    ):
        day = book.day_of(crossing=crossing, direction=direction, starts_at=starts_at)
        if day is not None:
            book.add(day)
    return book


def wanted_trains(
    lines: Sequence[Line],
    *,
    since: datetime,
    until: datetime,
    rules: Rules,
    book: BorderBook,
    standing: Mapping[str, Standing],
) -> dict[tuple[str, date], WantedTrain]:
    """
    What each service wants on its nominal days from `since` to `until`, by code and day.

    Trains are planned in the order of their departures, so that whoever leaves first
    crosses first; `book` counts them. Days in `standing` are passed over.
    """
    days = [
        (line.departs_at(day), line, day)
        for line in lines
        for day in _open_days(line, since, until, standing.get(line.plan.code, Standing()))
    ]
    days.sort(key=lambda each: (each[0], each[1].plan.code))
    planners = {
        line.plan.code: _Planner(
            line,
            rules=rules,
            book=book,
            standing=standing.get(line.plan.code, Standing()),
            since=since,
            until=until,
        )
        for line in lines
    }
    return {(line.plan.code, day): planners[line.plan.code].plan(day) for _, line, day in days}


class _Planner:
    """Plans the trains of one line, each knowing those before it."""

    def __init__(
        self,
        line: Line,
        *,
        rules: Rules,
        book: BorderBook,
        standing: Standing,
        since: datetime,
        until: datetime,
    ) -> None:
        self._line, self._rules, self._book, self._standing = line, rules, book, standing
        self._calls = calls_of(line, rules)
        first, last = (at.astimezone(line.zone).date() for at in (since, until))
        # The days just outside are taken by their own trains, too.
        margin = timedelta(days=2 * SHIFT_AT_MOST_DAYS)
        self._taken = {*line.nominal_days(first - margin, last + margin), *standing.leaving}

    def plan(self, day: date) -> WantedTrain:
        """The train of one nominal day, counted at its border when it runs."""
        line = self._line
        verdict = running_day(day, obstacle=self._obstacle, taken=self._taken, at_most=SHIFT_AT_MOST_DAYS)
        if verdict.day is None:
            return WantedTrain(day, line.departs_at(day), runs=False, note=verdict.sentence[:200])
        departs_at = line.departs_at(verdict.day)
        self._taken.add(verdict.day)
        border_day = self._border_day(departs_at)
        if border_day is not None:
            self._book.add(border_day)
        return WantedTrain(day, departs_at, runs=True, note=verdict.sentence[:200])

    def _obstacle(self, day: date) -> Obstacle | None:
        if day in self._standing.leaving:
            return Obstacle(SHIFTS, "another train of the service leaves that day")
        if self._line.sandbox:
            return None
        departs_at = self._line.departs_at(day)
        found = obstacle_on(
            departs_at,
            day=day,
            country=self._line.country,
            calls=self._calls,
            holidays=self._rules.holidays,
            closures=self._rules.closures,
        )
        border_day = None if found else self._border_day(departs_at)
        refusal = self._book.refusal(border_day) if border_day else None
        return Obstacle(SHIFTS, refusal) if refusal else found

    def _border_day(self, departs_at: datetime) -> BorderDay | None:
        return border_day_of(self._line, self._book, departs_at)


def border_day_of(line: Line, book: BorderBook, departs_at: datetime) -> BorderDay | None:
    """On which day a train that leaves at an instant counts at its border."""
    if line.border_min is None or line.sandbox:
        return None
    starts_at = departs_at + timedelta(minutes=line.border_min)
    return book.day_of(crossing=line.crossing, direction=line.direction, starts_at=starts_at)


def calls_of(line: Line, rules: Rules) -> list[Call]:
    """Every place at which the line's train is, and when, with the place's name and clock."""
    spans = [(leg.departs_after_min, leg.arrives_after_min) for leg in line.plan.legs]
    return [
        Call(stop.place, rules.names[stop.place], rules.zones[stop.place], stop.from_min, stop.to_min)
        for stop in stops(legs=line.way, spans=spans)
    ]


def with_plans(lines: Iterable[Line], plans: Iterable[ServicePlan]) -> list[Line]:
    """The lines as they would be with these plans instead of theirs."""
    changed = {plan.code: plan for plan in plans}
    return [replace(line, plan=changed.get(line.plan.code, line.plan)) for line in lines]


def _open_days(line: Line, since: datetime, until: datetime, standing: Standing) -> list[date]:
    first, last = (at.astimezone(line.zone).date() for at in (since, until))
    return [
        day
        for day in line.nominal_days(first, last)
        if day not in standing.nominal and line.departs_at(day) <= until
    ]


def _leg_plan(leg: ServiceLeg) -> LegPlan:
    return LegPlan(
        position=leg.position,
        kind=leg.kind,
        gauge_mm=leg.gauge_mm,
        train_number=leg.train_number,
        origin=leg.origin.code,
        destination=leg.destination.code,
        departs_after_min=leg.departs_after_min,
        arrives_after_min=leg.arrives_after_min,
        places=leg.places,
        gross_cap_g=leg.gross_cap_g,
        plugs=leg.plugs,
        max_length_mm=leg.max_length_mm,
    )
