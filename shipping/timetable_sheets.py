"""How does a timetable look as a sheet?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from kit.rows import BadReferenceRow, RefRow
from kit.sheets import Row
from shipping.timetable import LegPlan, ServicePlan

T = TypeVar("T")

SERVICES, LEGS, DEPARTURES = "services", "legs", "departures"
SERVICE_COLUMNS = (
    *("service_code", "name", "route_code", "weekdays", "departs_local", "transit_h"),
    *("cfs_cutoff_h", "doc_cutoff_h", "cy_cutoff_h", "valid_from", "valid_to"),
)
LEG_COLUMNS = (
    *("service_code", "position", "kind", "gauge_mm", "train_number", "origin_code", "destination_code"),
    *("departs_after_min", "arrives_after_min", "places", "gross_cap_t", "plugs", "max_length_m"),
)
DEPARTURE_COLUMNS = (
    *("service_code", "service_date", "status", "departs_utc", "departs_local", "arrives_utc"),
    *("arrives_local", "warehouse_cutoff_utc", "warehouse_cutoff_local", "papers_cutoff_utc"),
    *("terminal_cutoff_utc", "free_places", "free_t", "free_plugs", "note"),
)
_KINDS = ("train", "transshipment")
MOST_TRANSIT_HOURS = 2_000
_MOST_MINUTES = MOST_TRANSIT_HOURS * 60


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell: in which sheet, row (the header is 1) and column."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}, column {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class DatedTrain:
    """A departure as the export shows it; limits as what the tightest leg has left."""

    service_code: str
    service_date: date
    status: str
    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime
    doc_cutoff_at: datetime
    cy_cutoff_at: datetime
    free_places: Decimal
    free_t: Decimal
    free_plugs: int
    note: str
    zone: ZoneInfo
    zone_there: ZoneInfo


@dataclass(frozen=True, slots=True)
class Read:
    """The plans that the sheets ask for, or all that is wrong with them; `rows` tells where each stands."""

    plans: tuple[ServicePlan, ...]
    errors: tuple[CellError, ...]
    rows: Mapping[tuple[str, int], tuple[str, int]]


def service_rows(plans: Iterable[ServicePlan]) -> list[Row]:
    """The sheet of services; times are those of the origin."""
    return [
        (
            *(plan.code, plan.name, plan.route, ";".join(map(str, plan.weekdays))),
            *(plan.departs_local, plan.transit_h, plan.cfs_cutoff_h, plan.doc_cutoff_h),
            *(plan.cy_cutoff_h, plan.valid_from, plan.valid_to),
        )
        for plan in plans
    ]


def leg_rows(plans: Iterable[ServicePlan]) -> list[Row]:
    """The sheet of legs; minutes after the service's departure, tonnes, metres."""
    return [
        (
            *(plan.code, leg.position, leg.kind, leg.gauge_mm, leg.train_number, leg.origin),
            *(leg.destination, leg.departs_after_min, leg.arrives_after_min, leg.places),
            *(_in(leg.gross_cap_g, 1_000_000), leg.plugs, _in(leg.max_length_mm, 1000)),
        )
        for plan in plans
        for leg in plan.legs
    ]


def departure_rows(trains: Iterable[DatedTrain]) -> list[Row]:
    """The sheet of departures, in UTC and by the clocks of both ends."""
    return [
        (
            *(train.service_code, train.service_date, train.status),
            *(train.departs_at, _local(train.departs_at, train.zone)),
            *(train.arrives_at, _local(train.arrives_at, train.zone_there)),
            *(train.cfs_cutoff_at, _local(train.cfs_cutoff_at, train.zone)),
            *(train.doc_cutoff_at, train.cy_cutoff_at),
            *(train.free_places, train.free_t, train.free_plugs, train.note),
        )
        for train in trains
    ]


def read_plans(
    *, services: Sequence[RefRow], legs: Sequence[RefRow], known: Mapping[str, ServicePlan]
) -> Read:
    """
    The plans that two sheets ask for, each laid over the known one of its code.

    Either sheet may be empty: what it doesn't name stays as it is. A code that is
    not known is a new service, which needs a row for itself and for each leg.
    """
    errors: list[CellError] = [*_missing(services, SERVICE_COLUMNS), *_missing(legs, LEG_COLUMNS)]
    if errors:
        return Read((), tuple(errors), {})
    errors += [*_doubled(services, ("service_code",)), *_doubled(legs, ("service_code", "position"))]
    plans = {code: plan for code, plan in known.items() if code in _codes(services) | _codes(legs)}
    rows: dict[tuple[str, int], tuple[str, int]] = {}
    for row in services:
        reader = _Reader(row, errors)
        plan = _service(reader, plans.get(row.cells["service_code"]))
        plans[plan.code] = plan
        rows[(plan.code, 0)] = (row.file, row.number)
    for row in legs:
        reader = _Reader(row, errors)
        code, leg = reader.text("service_code"), _leg(reader)
        rows[(code, leg.position)] = (row.file, row.number)
        if code not in plans:
            errors.append(CellError(row.file, row.number, "service_code", f"there is no service {code!r}"))
            continue
        plans[code] = _with_leg(plans[code], leg)
    return Read(tuple(plans.values()), tuple(errors), rows)


class _Reader:
    """Reads the cells of a row; what is wrong is kept, and something harmless handed out instead."""

    def __init__(self, row: RefRow, errors: list[CellError]) -> None:
        self._row, self._errors = row, errors

    def take(self, read: Callable[[RefRow], T], instead: T) -> T:
        try:
            return read(self._row)
        except BadReferenceRow as error:
            reason = error.detail.partition(": ")[2]
            self._errors.append(
                CellError(self._row.file, self._row.number, str(error.facts["column"]), reason)
            )
            return instead

    def text(self, column: str, most: int = 80) -> str:
        def read(row: RefRow) -> str:
            value = row.text(column)
            if len(value) > most:
                raise row.wrong(column, f"longer than {most} characters")
            return value

        return self.take(read, "")

    def integer(self, column: str, *, least: int = 0, most: int) -> int:
        return self.take(lambda row: row.integer(column, least=least, most=most), least)

    def has(self, column: str) -> bool:
        return self._row.has(column)


def _service(reader: _Reader, known: ServicePlan | None) -> ServicePlan:
    today = date(2000, 1, 1)
    return ServicePlan(
        code=reader.text("service_code", 16),
        name=reader.text("name"),
        route=reader.text("route_code", 32),
        weekdays=reader.take(_weekdays, (1,)),
        departs_local=reader.take(lambda row: row.time("departs_local").replace(tzinfo=None), time()),
        transit_h=reader.integer("transit_h", least=1, most=MOST_TRANSIT_HOURS),
        cfs_cutoff_h=reader.integer("cfs_cutoff_h", most=720),
        doc_cutoff_h=reader.integer("doc_cutoff_h", most=720),
        cy_cutoff_h=reader.integer("cy_cutoff_h", most=720),
        valid_from=reader.take(lambda row: row.date("valid_from"), today),
        valid_to=reader.take(lambda row: row.date("valid_to"), None) if reader.has("valid_to") else None,
        legs=known.legs if known else (),
    )


def _weekdays(row: RefRow) -> tuple[int, ...]:
    items = row.items("weekdays")
    if not items or not set(items) <= set("1234567"):
        raise row.wrong("weekdays", "give days of the week from 1 (Monday) to 7, as in 1;3;5")
    return tuple(sorted(map(int, items)))


def _leg(reader: _Reader) -> LegPlan:
    return LegPlan(
        position=reader.integer("position", least=1, most=9),
        kind=reader.take(lambda row: row.choices("kind", _KINDS), _KINDS[0]),
        gauge_mm=reader.integer("gauge_mm", least=1435, most=1520) if reader.has("gauge_mm") else None,
        train_number=reader.text("train_number", 40) if reader.has("train_number") else "",
        origin=reader.text("origin_code", 32),
        destination=reader.text("destination_code", 32),
        departs_after_min=reader.integer("departs_after_min", most=_MOST_MINUTES),
        arrives_after_min=reader.integer("arrives_after_min", least=1, most=_MOST_MINUTES),
        places=reader.integer("places", least=1, most=200),
        gross_cap_g=reader.take(lambda row: row.whole("gross_cap_t", times=1_000_000, most=10**11), 0),
        plugs=reader.integer("plugs", most=200),
        max_length_mm=reader.take(lambda row: row.whole("max_length_m", times=1000, most=2_000_000), 0),
    )


def _with_leg(plan: ServicePlan, leg: LegPlan) -> ServicePlan:
    legs = {each.position: each for each in plan.legs} | {leg.position: leg}
    return replace(plan, legs=tuple(legs[position] for position in sorted(legs)))


def _missing(rows: Sequence[RefRow], columns: Sequence[str]) -> list[CellError]:
    if not rows:
        return []
    return [
        CellError(rows[0].file, 1, column, "the header must name it")
        for column in columns
        if column not in rows[0].cells
    ]


def _doubled(rows: Sequence[RefRow], columns: Sequence[str]) -> list[CellError]:
    seen: set[tuple[str, ...]] = set()
    errors = []
    for row in rows:
        key = tuple(row.cells[column] for column in columns)
        if key in seen:
            errors.append(CellError(row.file, row.number, columns[-1], f"{' '.join(key)} stands there twice"))
        seen.add(key)
    return errors


def _codes(rows: Sequence[RefRow]) -> set[str]:
    return {row.cells["service_code"] for row in rows}


def units(value: int, unit: int) -> str:
    """Grams as tonnes, millimetres as metres: without trailing noughts, never in scientific notation."""
    return f"{_in(value, unit):f}"


def _in(value: int, unit: int) -> Decimal:
    return (Decimal(value) / unit).normalize()


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of a place read; a cell has no zone."""
    return at.astimezone(zone).replace(tzinfo=None)
