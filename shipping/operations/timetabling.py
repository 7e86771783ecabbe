"""How does the timetable come to be, train by train?"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction
from shipping.models import Departure, DepartureLeg, ServiceLeg, TrainService
from shipping.policy import PLACE_MTEU, TIMETABLE_AHEAD
from shipping.timetable import cut_offs, departures, eta, is_open


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
    DepartureLeg.objects.bulk_create(leg for departure in made for leg in _legs(departure, at))
    ids = [departure.pk for departure in made]
    move_many(ids, model=Departure, was="planned", to="open", at=at, by=by)
    return len(made)


def _services() -> Iterable[TrainService]:
    return TrainService.objects.select_related("origin").prefetch_related("legs")


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
    arrives_at = eta(departs_at=departs_at, transit_h=service.transit_h)
    return Departure(
        service=service,
        service_date=day,
        departs_at=departs_at,
        arrives_at=arrives_at,
        planned_departs_at=departs_at,
        planned_arrives_at=arrives_at,
        cfs_cutoff_at=closing.cfs_at,
        doc_cutoff_at=closing.documents_at,
        cy_cutoff_at=closing.terminal_at,
        created_at=at,
    )


def _legs(departure: Departure, at: datetime) -> list[DepartureLeg]:
    return [_leg(departure, leg, at) for leg in sorted(departure.service.legs.all(), key=_position)]


def _position(leg: ServiceLeg) -> int:
    return leg.position


def _leg(departure: Departure, planned: ServiceLeg, at: datetime) -> DepartureLeg:
    departs_at = departure.departs_at + timedelta(minutes=planned.departs_after_min)
    arrives_at = departure.departs_at + timedelta(minutes=planned.arrives_after_min)
    mteu = PLACE_MTEU * planned.places
    return DepartureLeg(
        departure=departure,
        position=planned.position,
        kind=planned.kind,
        gauge_mm=planned.gauge_mm,
        train_number=planned.train_number,
        origin_id=planned.origin_id,
        destination_id=planned.destination_id,
        departs_at=departs_at,
        arrives_at=arrives_at,
        planned_departs_at=departs_at,
        planned_arrives_at=arrives_at,
        full_mteu=mteu,
        cap_mteu=mteu,
        free_mteu=mteu,
        full_gross_g=planned.gross_cap_g,
        cap_gross_g=planned.gross_cap_g,
        free_gross_g=planned.gross_cap_g,
        cap_plugs=planned.plugs,
        free_plugs=planned.plugs,
        cap_length_mm=planned.max_length_mm,
        free_length_mm=planned.max_length_mm,
        created_at=at,
    )
