"""How is room on trains kept for one seller, and given up again?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from accounts.models import Organisation
from kit.actors import Actor
from kit.transactions import inside_transaction, owns_transaction
from kit.words import Told, say
from shipping.errors import AllotmentContradicts, AllotmentNotFound, AlreadyAllotted, HoldRefused
from shipping.limits import length_needed_mm
from shipping.models import (
    Allotment,
    AllottedLeg,
    AllottedPlaces,
    Departure,
    DepartureLeg,
    TrainService,
)
from shipping.operations.counting import NOTHING, change_free, plus, times
from shipping.operations.locking import locked_departure
from shipping.policy import HOLD_MINUTES, KEPT_GROSS_G, MOST_HOLD_MINUTES, PLACE_MTEU
from shipping.queries.candidates import overload
from shipping.queries.kept import Needs, needs_from

_HOUR = timedelta(hours=1)
LAPSED = "The hold has lapsed."
_TAKES_BOOKINGS = (Departure.Status.PLANNED, Departure.Status.OPEN)


@inside_transaction
def allot(
    *,
    organisation_id: UUID,
    service_code: str,
    places: int,
    release_h: int,
    valid_from: date,
    valid_to: date | None = None,
    at: datetime,
    by: Actor,
) -> Allotment:
    """
    Keep forty-foot places for a seller on every departure of a service, days as at its origin.

    Trains open now are served at once; one without so much room keeps what
    there is, which `places_kept` of its row says. Trains made later are served
    by `keep_due`. What isn't used is given up `release_h` hours before the
    warehouse cut-off.

    :raises AllotmentContradicts: if there is no such organisation or service, nothing would be
        kept, or more than its trains have.
    :raises AlreadyAllotted: if one of this service has not ended.
    """
    service = _served(service_code, organisation_id, places)
    if places < 1 or (valid_to is not None and valid_to < valid_from):
        raise AllotmentContradicts(say("An allotment keeps a place or more, from its first day to its last."))
    # Two at once for one organisation and service: the second waits here.
    TrainService.objects.select_for_update(no_key=True).get(pk=service.pk)
    running = Allotment.objects.filter(
        organisation_id=organisation_id, service=service, departure__isnull=True, ended_at__isnull=True
    )
    if running.exists():
        raise AlreadyAllotted(service=service_code)
    allotment = Allotment.objects.create(
        organisation_id=organisation_id,
        service=service,
        places=places,
        release_h=release_h,
        valid_from=valid_from,
        valid_to=valid_to,
        created_at=at,
    )
    _keep(allotment, at=at)
    return allotment


def _served(service_code: str, organisation_id: UUID, places: int) -> TrainService:
    service = TrainService.objects.filter(code=service_code).first()
    if service is None or _world_of(organisation_id) is not service.sandbox:
        raise AllotmentContradicts(say("There is no such organisation or service."), service=service_code)
    most = service.legs.aggregate(most=Min("places"))["most"] or 0
    if places > most:
        raise AllotmentContradicts(
            say(
                "The trains of %(service)s have %(most)s places, not %(wanted)s.",
                service=service_code,
                most=most,
                wanted=places,
            ),
            service=service_code,
        )
    return service


def _world_of(organisation_id: UUID) -> bool | None:
    """Whether an organisation is of the test world; None if there is none. One query."""
    return Organisation.objects.filter(pk=organisation_id).values_list("sandbox", flat=True).first()


@inside_transaction
def hold_places(
    *,
    departure_id: UUID,
    organisation_id: UUID,
    places: int,
    minutes: int = HOLD_MINUTES,
    at: datetime,
    by: Actor,
) -> Allotment:
    """
    Hold forty-foot places of one departure for a seller who has not booked yet (rule 11).

    What isn't used lapses after so many minutes, at the latest with the warehouse
    cut-off, and is free for all again.

    :raises DepartureNotFound: if there is none.
    :raises AllotmentContradicts: if there is no such organisation, or nothing would be held.
    :raises HoldRefused: if the train takes no bookings, or has not so much room; nothing is held then.
    """
    if places < 1 or not 1 <= minutes <= MOST_HOLD_MINUTES:
        raise AllotmentContradicts(say("A place or more is held, for a minute to three days."))
    world = _world_of(organisation_id)
    train = locked_departure(departure_id)
    if world is not train.service.sandbox:
        raise AllotmentContradicts(say("There is no such organisation."))
    if train.status != Departure.Status.OPEN or not train.runs_through or train.cfs_cutoff_at <= at:
        raise HoldRefused(say("%(train)s takes no bookings.", train=train))
    legs = list(DepartureLeg.objects.select_for_update(no_key=True).filter(departure=train).order_by("id"))
    for leg in legs:
        if refused := overload(leg, times(_one_place(leg), places)):
            raise HoldRefused(Told(refused))
    hold = Allotment.objects.create(
        organisation_id=organisation_id,
        service_id=train.service_id,
        departure=train,
        places=places,
        release_h=0,
        valid_from=train.service_date,
        valid_to=train.service_date,
        holds_until=at + timedelta(minutes=minutes),
        created_at=at,
    )
    _write_kept([_kept_on(hold, train, legs, at)], {train.pk: legs}, at)
    return hold


@inside_transaction
def end_allotment(*, allotment_id: UUID, reason: str, at: datetime, by: Actor) -> Allotment:
    """
    End an allotment now; all that it still keeps is free again. Once is enough.

    :raises AllotmentNotFound: if there is none.
    """
    allotment = Allotment.objects.select_for_update(no_key=True).filter(pk=allotment_id).first()
    if allotment is None:
        raise AllotmentNotFound(allotment_id=str(allotment_id))
    if allotment.ended_at is None:
        allotment.ended_at, allotment.end_reason = at, reason
        allotment.version += 1
        allotment.save(update_fields=["ended_at", "end_reason", "version"])
        give_up(AllottedPlaces.objects.filter(allotment=allotment), at=at)
    return allotment


def keep_due(*, at: datetime, by: Actor) -> int:
    """
    Keep places on departures that were made since, each allotment in its own transaction.

    Returns on how many departures.
    """
    running = Allotment.objects.filter(ended_at__isnull=True, departure__isnull=True).order_by("id")
    return sum(owns_transaction(_keep)(allotment, at=at) for allotment in running)


def release_due(*, at: datetime, by: Actor) -> int:
    """
    Give up what is kept and not used when its hour has come, or its train takes no more bookings.

    The hour moves with the cut-off. A hold ends with it. Each departure in its own
    transaction; returns how many.
    """
    follow_cut_offs(at=at)
    no_train = ~Q(departure__status__in=_TAKES_BOOKINGS) | Q(departure__runs_through=False)
    due = AllottedPlaces.objects.filter(
        Q(release_at__lte=at) | no_train | Q(allotment__ended_at__isnull=False), released_at__isnull=True
    )
    ids = due.order_by("departure_id").values_list("departure_id", "pk")
    by_train: dict[UUID, list[UUID]] = {}
    for departure_id, pk in ids:
        by_train.setdefault(departure_id, []).append(pk)
    release = owns_transaction(give_up)
    given = [release(AllottedPlaces.objects.filter(pk__in=rows), at=at) for rows in by_train.values()]
    lapsed = Allotment.objects.filter(departure__isnull=False, ended_at__isnull=True)
    lapsed.exclude(kept__released_at__isnull=True).update(
        ended_at=at, end_reason=LAPSED, version=F("version") + 1
    )
    return sum(map(bool, given))


@inside_transaction
def give_up_kept(*, allotted_id: UUID, at: datetime, by: Actor) -> AllottedPlaces:
    """
    Make free what an allotment still keeps of one departure; the others keep theirs. Once is enough.

    :raises AllotmentNotFound: if there is none.
    """
    give_up(AllottedPlaces.objects.filter(pk=allotted_id), at=at)
    found = AllottedPlaces.objects.filter(pk=allotted_id).first()
    if found is None:
        raise AllotmentNotFound(allotted_id=str(allotted_id))
    return found


@inside_transaction
def give_up(rows: "QuerySet[AllottedPlaces]", *, at: datetime) -> int:
    """
    Make what some rows still keep free for all, once; returns how many places.

    Draws and releases both hold the legs' locks, so a place is used or given up, never both.
    """
    ids = list(rows.filter(released_at__isnull=True).order_by("pk").values_list("pk", flat=True))
    ledger = AllottedLeg.objects.filter(allotted__in=ids)
    list(
        DepartureLeg.objects.select_for_update(no_key=True)
        .filter(pk__in=ledger.values("departure_leg_id"))
        .order_by("id")
    )
    kept = dict(
        AllottedPlaces.objects.select_for_update(no_key=True)
        .filter(pk__in=ids, released_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "places_left")
    )
    changes: dict[UUID, Needs] = {}
    for allotted_id, leg_id, *amounts in ledger.filter(allotted__in=kept).values_list(
        "allotted_id", "departure_leg_id", "mteu", "gross_g", "plugs", "length_mm"
    ):
        given = times(needs_from(amounts), kept[allotted_id])
        changes[leg_id] = plus(changes.get(leg_id, NOTHING), given)
    if changes:
        change_free(changes)
    AllottedPlaces.objects.filter(pk__in=kept).update(places_left=0, released_at=at, version=F("version") + 1)
    return sum(kept.values())


def follow_cut_offs(*, at: datetime) -> int:
    """Let the hour of release keep its distance to cut-offs that have moved. One statement."""
    trains = Departure.objects.filter(pk=OuterRef("departure_id")).values("cfs_cutoff_at")
    hours = Allotment.objects.filter(pk=OuterRef("allotment_id")).values("release_h")
    closes = ExpressionWrapper(Subquery(trains) - Subquery(hours) * _HOUR, output_field=DateTimeField())
    held = Allotment.objects.filter(pk=OuterRef("allotment_id")).values("holds_until")
    # Without an hour of its own the cut-off alone counts: the least of it and nothing is it.
    release_at = Least(closes, Subquery(held), output_field=DateTimeField())
    kept = AllottedPlaces.objects.filter(released_at__isnull=True)
    return kept.exclude(release_at=release_at).update(release_at=release_at, version=F("version") + 1)


def _keep(allotment: Allotment, *, at: datetime) -> int:
    trains = _unserved(allotment, at)
    legs: dict[UUID, list[DepartureLeg]] = {train.pk: [] for train in trains}
    locked = (
        DepartureLeg.objects.select_for_update(no_key=True).filter(departure_id__in=list(legs)).order_by("id")
    )
    for leg in locked:
        legs[leg.departure_id].append(leg)
    made = [_kept_on(allotment, train, legs[train.pk], at) for train in trains if legs[train.pk]]
    _write_kept(made, legs, at)
    return len(made)


def _write_kept(
    made: Sequence[AllottedPlaces], legs: Mapping[UUID, Sequence[DepartureLeg]], at: datetime
) -> None:
    AllottedPlaces.objects.bulk_create(made)
    ledger = [_ledger(row, leg, at) for row in made for leg in legs[row.departure_id]]
    AllottedLeg.objects.bulk_create(ledger)
    changes = {
        each.departure_leg_id: times(_one_place(each.departure_leg), -each.allotted.places_kept)
        for each in ledger
        if each.allotted.places_kept
    }
    if changes:
        change_free(changes)


def _unserved(allotment: Allotment, at: datetime) -> Sequence[Departure]:
    """Open departures in its days that it keeps nothing of yet, and whose hour of release is to come."""
    days = Q(service_date__gte=allotment.valid_from)
    if allotment.valid_to:
        days &= Q(service_date__lte=allotment.valid_to)
    trains = Departure.objects.filter(
        days,
        service_id=allotment.service_id,
        status=Departure.Status.OPEN,
        runs_through=True,
        cfs_cutoff_at__gt=at + allotment.release_h * _HOUR,
    )
    return list(trains.exclude(allotted__allotment=allotment).order_by("id"))


def _kept_on(
    allotment: Allotment, train: Departure, legs: Iterable[DepartureLeg], at: datetime
) -> AllottedPlaces:
    count = min(allotment.places, *(_room_for(leg) for leg in legs))
    return AllottedPlaces(
        allotment=allotment,
        departure=train,
        places_kept=count,
        places_left=count,
        release_at=min(
            train.cfs_cutoff_at - allotment.release_h * _HOUR, allotment.holds_until or train.cfs_cutoff_at
        ),
        created_at=at,
    )


def _room_for(leg: DepartureLeg) -> int:
    """How many places the leg still has, by whichever limit binds."""
    one = _one_place(leg)
    return min(
        leg.free_mteu // one["mteu"],
        leg.free_gross_g // one["gross_g"],
        leg.free_length_mm // one["length_mm"],
    )


def _one_place(leg: DepartureLeg) -> Needs:
    # Plugs aren't kept: which goods will come isn't known, and plugs are few.
    length_mm = length_needed_mm(mteu=PLACE_MTEU, gauge_mm=leg.gauge_mm)
    return Needs(mteu=PLACE_MTEU, gross_g=KEPT_GROSS_G, plugs=0, length_mm=length_mm)


def _ledger(allotted: AllottedPlaces, leg: DepartureLeg, at: datetime) -> AllottedLeg:
    return AllottedLeg(allotted=allotted, departure_leg=leg, created_at=at, **_one_place(leg))
