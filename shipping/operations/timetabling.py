"""How does the timetable come to be, train by train?"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction
from shipping.models import Departure, DepartureLeg, Location, TrainService
from shipping.policy import PLACE_MTEU, TIMETABLE_AHEAD
from shipping.queries.routes import planned_route
from shipping.timetable import RAIL, Part, cut_offs, departures, eta, is_open, through_parts


@inside_transaction
def extend(*, at: datetime, by: Actor, ahead: timedelta = TIMETABLE_AHEAD) -> int:
    """
    Make the departures that are missing from now to `ahead`, open for booking.

    Returns how many were made; a second call makes none. Trains whose
    warehouse cut-off has passed are not made any more.
    """
    with connection.cursor() as cursor:
        # The daily task and a person's command must not lay the same day twice.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shipping.extend_timetable'))")
    made = [departure for service in _services() for departure in _missing(service, at=at, until=at + ahead)]
    Departure.objects.bulk_create(made)
    places = {place.code: place for place in Location.objects.all()}
    DepartureLeg.objects.bulk_create(leg for departure in made for leg in _legs(departure, places, at))
    ids = [departure.pk for departure in made]
    move_many(ids, model=Departure, was="planned", to="open", at=at, by=by)
    return len(made)


def _services() -> Iterable[TrainService]:
    return TrainService.objects.select_related("origin", "route").prefetch_related(
        "route__route_legs__leg__origin", "route__route_legs__leg__destination"
    )


def _missing(service: TrainService, *, at: datetime, until: datetime) -> list[Departure]:
    zone = ZoneInfo(service.origin.timezone)
    first = max(at.astimezone(zone).date(), service.valid_from)
    last = until.astimezone(zone).date()
    last = min(last, service.valid_to) if service.valid_to else last
    present = set(
        Departure.objects.filter(service=service, service_date__range=(first, last)).values_list(
            "service_date", flat=True
        )
    )
    instants = departures(
        weekdays=service.weekdays, local_time=service.departs_local, zone=zone, first=first, last=last
    )
    planned = [_departure(service, instant, instant.astimezone(zone).date(), at) for instant in instants]
    return [
        departure
        for departure in planned
        if departure.service_date not in present
        and departure.departs_at <= until
        and is_open(at=at, cut_off_at=departure.cfs_cutoff_at)
    ]


def _departure(service: TrainService, departs_at: datetime, day: date, at: datetime) -> Departure:
    closing = cut_offs(
        departs_at=departs_at,
        cfs_h=service.cfs_cutoff_h,
        documents_h=service.doc_cutoff_h,
        terminal_h=service.cy_cutoff_h,
    )
    return Departure(
        service=service,
        service_date=day,
        departs_at=departs_at,
        arrives_at=eta(departs_at=departs_at, transit_h=service.transit_h),
        cfs_cutoff_at=closing.cfs_at,
        doc_cutoff_at=closing.documents_at,
        cy_cutoff_at=closing.terminal_at,
        created_at=at,
    )


def _legs(departure: Departure, places: Mapping[str, Location], at: datetime) -> list[DepartureLeg]:
    service = departure.service
    parts = through_parts(
        legs=planned_route(service), departs_at=departure.departs_at, transit_h=service.transit_h
    )
    return [
        _leg(departure, position, part, places=places, at=at) for position, part in enumerate(parts, start=1)
    ]


def _leg(
    departure: Departure, position: int, part: Part, *, places: Mapping[str, Location], at: datetime
) -> DepartureLeg:
    service = departure.service
    # A yard holds what either train brings, so the transshipment never binds.
    by_gauge = {
        1520: (service.places_1520, service.max_length_1520_mm),
        1435: (service.places_1435, service.max_length_1435_mm),
    }
    limits = [by_gauge[part.gauge_mm]] if part.gauge_mm else list(by_gauge.values())
    mteu = PLACE_MTEU * max(count for count, _ in limits)
    length_mm = max(length for _, length in limits)
    is_train = part.mode == RAIL
    return DepartureLeg(
        departure=departure,
        position=position,
        kind=DepartureLeg.Kind.TRAIN if is_train else DepartureLeg.Kind.TRANSSHIPMENT,
        gauge_mm=part.gauge_mm,
        train_number=f"{service.code} {part.gauge_mm}" if is_train else "",
        origin=places[part.origin],
        destination=places[part.destination],
        departs_at=part.departs_at,
        arrives_at=part.arrives_at,
        cap_mteu=mteu,
        free_mteu=mteu,
        cap_gross_g=service.gross_cap_g,
        free_gross_g=service.gross_cap_g,
        cap_plugs=service.plugs,
        free_plugs=service.plugs,
        cap_length_mm=length_mm,
        free_length_mm=length_mm,
        created_at=at,
    )
