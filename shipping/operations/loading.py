"""How do places, legs, boxes and train services get into the shop?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import available_timezones

from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Settled, Tally, settle
from shipping.identifiers import station_code_error
from shipping.models import (
    ContainerType,
    Crossing,
    HolidayRule,
    Leg,
    Location,
    OrganisationLocation,
    Route,
    RouteLeg,
    ServiceLeg,
    TrainService,
)
from shipping.models.network import LegKind, RestEffect
from shipping.queries.routes import THROUGH, planned_leg
from shipping.routing import MissingLeg, lay
from shipping.timetable import RAIL, TRANSSHIPMENT, Part, gauge_break_error, through_parts

DATA = Path(__file__).resolve().parent.parent / "data"
GAUGES = {"1435", "1520"}
_MODES = {RAIL, TRANSSHIPMENT, THROUGH, "road", "sea", "sea_roro"}
_GRAMS_IN_A_TRAIN = 10**11
_LOCATION_COLUMNS = [
    *("code", "unlocode", "name_en", "name_ru", "name_kk", "name_zh", "country", "lat", "lon"),
    *("gauge_mm", "kind", "timezone", "esr_code"),
]
_LEG_COLUMNS = ["leg_id", "from_code", "to_code", "mode", "gauge_mm", "distance_km", "typical_hours"]
_BOX_COLUMNS = [
    *("iso_code", "name_en", "nominal_ft", "ext_length_m", "teu", "internal_volume_m3", "tare_kg"),
    *("max_gross_kg", "rail_max_gross_kg", "reefer"),
]
_CROSSING_COLUMNS = ["crossing_code", "name_en", "station_code", "daily_trains"]
_RULE_COLUMNS = ["country", "holiday", "effect"]
_SERVICE_COLUMNS = [
    *("service_code", "name_en", "origin_code", "destination_code", "crossing", "direction", "weekdays"),
    *("departs_local", "transit_h", "via_codes", "leg_1520_places", "leg_1435_places", "gross_cap_t"),
    *("plugs", "max_length_1520_m", "max_length_1435_m", "cfs_cutoff_h", "doc_cutoff_h", "cy_cutoff_h"),
    "valid_from",
]


@inside_transaction
def load_reference(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Read locations, legs, container types and services; what is there is brought up to date.

    Loading twice changes nothing. Services are laid over single legs, run in
    either direction, with a transshipment wherever the gauge changes (rule 14).
    What staff decide on is only made: services that they edited, holiday rules
    and crossings that are there stay as they are.

    :raises BadReferenceRow: at the first cell that can't be used; nothing is kept then.
    """
    locations = _load_locations(folder, at)
    places = {key[0]: place for key, place in locations.rows.items()}
    legs = _load_legs(folder, places, at)
    boxes = _load_container_types(folder, at)
    crossings = _load_crossings(folder, places, at)
    rules = _load_holiday_rules(folder, at)
    services = _load_services(folder, places, at)
    return {
        "crossings": crossings.tally,
        "locations": locations.tally,
        "legs": legs.tally,
        "container_types": boxes.tally,
        "holiday_rules": rules,
        "services": services,
    }


@inside_transaction
def allow_reports(*, organisation_id: UUID, location_codes: Collection[str], at: datetime) -> int:
    """
    Let an organisation send reports from these places, besides those it has.

    Returns from how many places it reports now. Unknown codes are passed over.
    """
    OrganisationLocation.objects.bulk_create(
        (
            OrganisationLocation(organisation_id=organisation_id, location=location, created_at=at)
            for location in Location.objects.filter(code__in=location_codes)
        ),
        ignore_conflicts=True,
    )
    return OrganisationLocation.objects.filter(organisation_id=organisation_id).count()


def _load_locations(folder: Path, at: datetime) -> Settled[Location]:
    zones = available_timezones()
    wanted = {
        (row.text("code"),): _location(row, zones)
        for row in read_rows(folder / "locations.csv", _LOCATION_COLUMNS)
    }
    return settle(Location, wanted, key=["code"], at=at)


def _location(row: RefRow, zones: Collection[str]) -> dict[str, object]:
    error = station_code_error(row.text("esr_code")) if row.has("esr_code") else None
    if error:
        raise row.wrong("esr_code", error)
    return {
        "unlocode": row.optional("unlocode"),
        "names": {
            "en": row.text("name_en"),
            "ru": row.text("name_ru"),
            "kk": row.text("name_kk"),
            "zh-Hans": row.text("name_zh"),
        },
        "country": row.text("country"),
        "latitude": row.decimal("lat", least=-90, most=90),
        "longitude": row.decimal("lon", least=-180, most=180),
        "gauges_mm": _gauges(row),
        "kind": row.text("kind"),
        "timezone": row.choices("timezone", zones),
        "esr_code": row.optional("esr_code"),
        **_provenance(row),
    }


def _load_legs(folder: Path, places: Mapping[str, Location], at: datetime) -> Settled[Leg]:
    wanted = {
        (row.text("leg_id"),): _leg(row, places) for row in read_rows(folder / "legs.csv", _LEG_COLUMNS)
    }
    return settle(Leg, wanted, key=["code"], at=at)


def _leg(row: RefRow, places: Mapping[str, Location]) -> dict[str, object]:
    mode = row.choices("mode", _MODES)
    gauges = _gauges(row)
    if mode == RAIL and len(gauges) != 1:
        raise row.wrong("gauge_mm", "a rail leg has one gauge")
    origin, destination = row.choices("from_code", places), row.choices("to_code", places)
    if origin == destination:
        raise row.wrong("to_code", "the leg ends where it starts")
    return {
        "origin_id": places[origin].pk,
        "destination_id": places[destination].pk,
        "mode": mode,
        "gauges_mm": gauges,
        "distance_km": row.integer("distance_km") if row.has("distance_km") else None,
        "typical_hours": row.integer("typical_hours", least=1),
        **_provenance(row),
    }


def _load_container_types(folder: Path, at: datetime) -> Settled[ContainerType]:
    wanted: dict[tuple[str], dict[str, object]] = {
        (row.text("iso_code"),): {
            "name": row.text("name_en"),
            "nominal_ft": row.integer("nominal_ft", least=1),
            "length_mm": row.whole("ext_length_m", times=1000),
            "mteu": row.whole("teu", times=1000),
            "volume_cm3": row.cm3_from_m3("internal_volume_m3"),
            "tare_g": row.grams_from_kg("tare_kg"),
            "max_gross_g": row.grams_from_kg("max_gross_kg"),
            "rail_max_gross_g": row.grams_from_kg("rail_max_gross_kg"),
            "is_reefer": row.choices("reefer", ("yes", "no")) == "yes",
            **_provenance(row),
        }
        for row in read_rows(folder / "container_types.csv", _BOX_COLUMNS)
    }
    return settle(ContainerType, wanted, key=["iso_code"], at=at)


def _load_crossings(folder: Path, places: Mapping[str, Location], at: datetime) -> Settled[Crossing]:
    wanted: dict[tuple[str], dict[str, object]] = {
        (row.text("crossing_code"),): {
            "name": row.text("name_en"),
            "station_id": places[row.choices("station_code", places)].pk,
            "daily_trains": row.integer("daily_trains", most=500),
            **_provenance(row),
        }
        for row in read_rows(folder / "crossings.csv", _CROSSING_COLUMNS)
    }
    # The two railways agree on new numbers, which staff enter.
    for code, trains in Crossing.objects.values_list("code", "daily_trains"):
        if (code,) in wanted:
            wanted[(code,)]["daily_trains"] = trains
    return settle(Crossing, wanted, key=["code"], at=at)


def _load_holiday_rules(folder: Path, at: datetime) -> Tally:
    wanted: dict[tuple[str, str], dict[str, object]] = {
        (row.text("country"), row.text("holiday")): {
            "effect": row.choices("effect", RestEffect.values),
            **_provenance(row),
        }
        for row in read_rows(folder / "holiday_rules.csv", _RULE_COLUMNS)
    }
    there = set(HolidayRule.objects.values_list("country", "holiday"))
    missing = {key: values for key, values in wanted.items() if key not in there}
    tally = settle(HolidayRule, missing, key=["country", "holiday"], at=at).tally
    return tally + Tally(unchanged=len(wanted) - len(missing))


def _load_services(folder: Path, places: Mapping[str, Location], at: datetime) -> Tally:
    single = {
        (leg.origin.code, leg.destination.code): leg
        for leg in Leg.objects.exclude(mode=THROUGH).select_related("origin", "destination")
    }
    edited = set(TrainService.objects.exclude(edited_at=None).values_list("code", flat=True))
    every = list(read_rows(folder / "services.csv", _SERVICE_COLUMNS))
    rows = [row for row in every if row.text("service_code") not in edited]
    ways = {row.text("service_code"): _way(row, places, single) for row in rows}
    routes = settle(Route, {(code,): {} for code in ways}, key=["code"], at=at).rows
    for code, way in ways.items():
        _store_route(routes[(code,)], way, at)
    wanted = {
        (row.text("service_code"),): _service(row, places, routes[(row.text("service_code"),)])
        for row in rows
    }
    settled = settle(TrainService, wanted, key=["code"], at=at)
    for row in rows:
        code = row.text("service_code")
        _store_service_legs(settled.rows[(code,)], row, ways[code], places, at=at)
    return settled.tally + Tally(unchanged=len(every) - len(rows))


def _store_service_legs(
    service: TrainService,
    row: RefRow,
    way: Sequence[tuple[Leg, bool]],
    places: Mapping[str, Location],
    *,
    at: datetime,
) -> None:
    """One row for each train and transshipment, its hours scaled to the through time."""
    legs = [planned_leg(leg, is_reversed=turned) for leg, turned in way]
    parts = through_parts(legs=legs, departs_at=at, transit_h=service.transit_h)
    wanted = [
        _service_leg(service, row, part, position, places=places, begins_at=at)
        for position, part in enumerate(parts, start=1)
    ]
    present = ServiceLeg.objects.filter(service=service).order_by("position")
    if [_facts_of(leg) for leg in present] == [_facts_of(leg) for leg in wanted]:
        return
    present.delete()
    for leg in wanted:
        leg.created_at = at
    ServiceLeg.objects.bulk_create(wanted)


def _service_leg(
    service: TrainService,
    row: RefRow,
    part: Part,
    position: int,
    *,
    places: Mapping[str, Location],
    begins_at: datetime,
) -> ServiceLeg:
    by_gauge = {
        gauge: (
            row.integer(f"leg_{gauge}_places", least=1, most=200),
            row.whole(f"max_length_{gauge}_m", times=1000),
        )
        for gauge in (1520, 1435)
    }
    # A yard holds what either train brings, so the transshipment never binds.
    limits = [by_gauge[part.gauge_mm]] if part.gauge_mm else list(by_gauge.values())
    is_train = part.mode == RAIL
    return ServiceLeg(
        service=service,
        position=position,
        kind=LegKind.TRAIN if is_train else LegKind.TRANSSHIPMENT,
        gauge_mm=part.gauge_mm,
        train_number=f"{service.code} {part.gauge_mm}" if is_train else "",
        origin=places[part.origin],
        destination=places[part.destination],
        departs_after_min=_minutes(part.departs_at - begins_at),
        arrives_after_min=_minutes(part.arrives_at - begins_at),
        places=max(count for count, _ in limits),
        gross_cap_g=row.whole("gross_cap_t", times=1_000_000, most=_GRAMS_IN_A_TRAIN),
        plugs=row.integer("plugs", most=200),
        max_length_mm=max(length for _, length in limits),
    )


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _facts_of(leg: ServiceLeg) -> dict[str, object]:
    # What names the row itself says nothing of the leg.
    own = ("id", "version", "created_at")
    return {field.attname: getattr(leg, field.attname) for field in leg._meta.fields if field.name not in own}


def _way(
    row: RefRow, locations: Collection[str], legs: Mapping[tuple[str, str], Leg]
) -> list[tuple[Leg, bool]]:
    for place in row.items("via_codes"):
        if place not in locations:
            raise row.wrong("via_codes", f"{place!r} is no known location")
    ends = row.choices("origin_code", locations), row.choices("destination_code", locations)
    places = [ends[0], *row.items("via_codes"), ends[1]]
    try:
        way = lay(places=places, legs=legs)
    except MissingLeg as error:
        raise row.wrong("via_codes", str(error)) from error
    problem = gauge_break_error([planned_leg(leg, is_reversed=turned) for leg, turned in way])
    if problem:
        raise row.wrong("via_codes", problem)
    return way


def _store_route(route: Route, way: Sequence[tuple[Leg, bool]], at: datetime) -> None:
    wanted = [(position, leg.pk, turned) for position, (leg, turned) in enumerate(way, start=1)]
    present = RouteLeg.objects.filter(route=route).values_list("position", "leg_id", "reversed")
    if list(present.order_by("position")) == wanted:
        return
    RouteLeg.objects.filter(route=route).delete()
    RouteLeg.objects.bulk_create(
        RouteLeg(route=route, position=position, leg_id=leg, reversed=turned, created_at=at)
        for position, leg, turned in wanted
    )


def _service(row: RefRow, places: Mapping[str, Location], route: Route) -> dict[str, object]:
    cfs_h, doc_h = row.integer("cfs_cutoff_h", most=720), row.integer("doc_cutoff_h", most=720)
    if not row.integer("cy_cutoff_h") <= doc_h <= cfs_h:
        raise row.wrong("doc_cutoff_h", "the warehouse closes first, then the papers, then the terminal")
    return {
        "name": row.text("name_en"),
        "origin_id": places[row.text("origin_code")].pk,
        "destination_id": places[row.text("destination_code")].pk,
        "route_id": route.pk,
        "crossing": row.text("crossing"),
        "direction": row.choices("direction", ("KZ-CN", "CN-KZ")),
        "weekdays": sorted(_weekday(row, item) for item in row.items("weekdays")),
        "departs_local": row.time("departs_local"),
        "transit_h": row.integer("transit_h", least=1, most=2000),
        "cfs_cutoff_h": cfs_h,
        "doc_cutoff_h": doc_h,
        "cy_cutoff_h": row.integer("cy_cutoff_h"),
        "valid_from": row.date("valid_from"),
        **_provenance(row),
    }


def _weekday(row: RefRow, item: str) -> int:
    if item not in {"1", "2", "3", "4", "5", "6", "7"}:
        raise row.wrong("weekdays", f"{item!r} is no day of the week from 1 (Monday) to 7")
    return int(item)


def _gauges(row: RefRow) -> list[int]:
    items = row.items("gauge_mm")
    if not GAUGES.issuperset(items):
        raise row.wrong("gauge_mm", f"a gauge is one of {', '.join(sorted(GAUGES))}")
    return sorted(int(item) for item in items)


def _provenance(row: RefRow) -> dict[str, object]:
    return {"source": row.optional("source"), "confidence": row.optional("confidence")}
