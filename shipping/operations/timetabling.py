"""How does the timetable come to be, train by train?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection

from kit.actors import Actor
from kit.moves import move_many
from kit.transactions import inside_transaction
from shipping.models import Departure, DepartureChange, DepartureLeg, ServiceLeg, TrainService
from shipping.policy import PLACE_MTEU, TIMETABLE_AHEAD
from shipping.queries.differing import TrainChange, changes_of
from shipping.queries.planning import (
    Line,
    Standing,
    WantedTrain,
    ahead_of,
    all_lines,
    border_book,
    rules_now,
    wanted_trains,
)
from shipping.timetable import cut_offs, eta, is_open


@inside_transaction
def extend(*, at: datetime, by: Actor, ahead: timedelta = TIMETABLE_AHEAD) -> int:
    """
    Make the departures that are missing from now to `ahead`, open for booking.

    Returns how many were made; a second call makes none. Trains whose warehouse
    cut-off has passed are not made any more; those that a holiday, a closure or a
    full border keeps from running are made as cancelled, so that everybody sees
    why there is none. A fixed number of queries, however many trains.
    """
    lock_timetable()
    lines, wanted = _missing(at=at, ahead=ahead)
    return len(make(lines, wanted.items(), at=at, by=by))


def foreseen(*, at: datetime, ahead: timedelta = TIMETABLE_AHEAD) -> list[TrainChange]:
    """What `extend` would make, in order of service and day; writes nothing."""
    lines, wanted = _missing(at=at, ahead=ahead)
    line_of = {line.plan.code: line for line in lines}
    return [
        change
        for key, train in sorted(wanted.items(), key=lambda each: each[0])
        for change in changes_of(line_of[key[0]], key, None, train, sold={}, at=at)
    ]


@inside_transaction
def lock_timetable() -> None:
    """Let one transaction at a time plan trains: no day is laid, no border counted twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shipping.extend_timetable'))")


@inside_transaction
def make(
    lines: Sequence[Line],
    wanted: Iterable[tuple[tuple[str, date], WantedTrain]],
    *,
    at: datetime,
    by: Actor,
) -> list[Departure]:
    """
    Make wanted trains of some lines whose cut-off lies ahead; the caller holds the timetable's lock.

    Those that run are opened, the others cancelled with their reason.
    """
    services = {
        service.code: service
        for service in TrainService.objects.filter(code__in=[line.plan.code for line in lines])
        .select_related("origin")
        .prefetch_related("legs")
    }
    planned = [
        (_departure(services[code], train.departs_at, day, at), train) for (code, day), train in wanted
    ]
    made = [(row, train) for row, train in planned if is_open(at=at, cut_off_at=row.cfs_cutoff_at)]
    for departure, train in made:
        departure.note, departure.rests = train.note, not train.runs
    Departure.objects.bulk_create(departure for departure, _ in made)
    DepartureLeg.objects.bulk_create(leg for departure, _ in made for leg in _legs(departure, at))
    running = [departure.pk for departure, train in made if train.runs]
    move_many(running, model=Departure, was="planned", to="open", at=at, by=by)
    rest([(row, train.note) for row, train in made if not train.runs], was="planned", at=at, by=by)
    tell_changes(
        [(row, {}, train.note) for row, train in made if train.shifts_to],
        kind=DepartureChange.Kind.SHIFTED,
        at=at,
        by=by,
    )
    return [departure for departure, _ in made]


@inside_transaction
def rest(trains: Iterable[tuple[Departure, str]], *, was: str, at: datetime, by: Actor) -> None:
    """Cancel trains on which nothing stands, each with its reason; one statement a reason."""
    ordered = sorted(trains, key=lambda each: (each[1], each[0].pk))
    for reason, same in groupby(ordered, key=lambda each: each[1]):
        ids = [departure.pk for departure, _ in same]
        move_many(
            ids,
            model=Departure,
            was=was,
            to="cancelled",
            at=at,
            by=by,
            reason=reason,
            cancelled_at=at,
            rests=True,
            note=reason,
        )
    tell_changes([(row, {}, why) for row, why in ordered], kind=DepartureChange.Kind.CANCELLED, at=at, by=by)


def tell_changes(
    changes: Iterable[tuple[Departure, dict[str, object], str]], *, kind: str, at: datetime, by: Actor
) -> None:
    """Keep on record what was done to departures: the facts, the reason."""
    DepartureChange.objects.bulk_create(
        DepartureChange(
            departure=departure,
            kind=kind,
            facts=facts,
            reason=reason[:200],
            changed_at=at,
            created_at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
        for departure, facts, reason in changes
    )


def _missing(*, at: datetime, ahead: timedelta) -> tuple[list[Line], dict[tuple[str, date], WantedTrain]]:
    lines = all_lines()
    since = at - timedelta(days=1)
    rules = rules_now(since=since.date())
    wanted = wanted_trains(
        lines,
        since=at,
        until=at + ahead,
        rules=rules,
        book=border_book(rules.limits, since=at),
        standing=_standing(lines, since),
    )
    return lines, wanted


def _standing(lines: Sequence[Line], since: datetime) -> dict[str, Standing]:
    """Every departure that is there: its nominal day is laid, its real one taken."""
    rows = Departure.objects.filter(ahead_of(since))
    zones = {line.plan.code: line.zone for line in lines}
    nominal: dict[str, set[date]] = {code: set() for code in zones}
    leaving: dict[str, set[date]] = {code: set() for code in zones}
    for code, day, status, departs_at in rows.values_list(
        "service__code", "service_date", "status", "planned_departs_at"
    ):
        nominal[code].add(day)
        if status != Departure.Status.CANCELLED:
            leaving[code].add(departs_at.astimezone(zones[code]).date())
    return {code: Standing(frozenset(nominal[code]), frozenset(leaving[code])) for code in zones}


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
