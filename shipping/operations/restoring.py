"""How does a train get back what was taken from it?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from shipping.errors import NothingToRestore
from shipping.models import Departure, DepartureChange, DepartureLeg, Shipment, SlotAssignment
from shipping.models.network import LegKind
from shipping.operations.changing import leg_to_change, note_change
from shipping.operations.delaying import legs_of, times_of, write_times
from shipping.operations.fitting import check_day
from shipping.operations.locking import locked_departure
from shipping.operations.returning import follows_again
from shipping.operations.timetabling import lock_timetable
from shipping.queries.transfers import has_left
from shipping.timetable import is_open

# The latest first.
_CUT_OFFS = ("cy_cutoff_at", "doc_cutoff_at", "cfs_cutoff_at")


@inside_transaction
def restore(*, departure_id: UUID, position: int | None, reason: str, at: datetime, by: Actor) -> Departure:
    """
    Give a departure, or one leg of it, its full limits and planned times back, and let it run again.

    A cancelled departure opens again while its warehouse cut-off lies ahead, else
    it is closed; it runs through once every leg does. Times are kept where the
    planned one has passed, cut-offs where goods on it could not keep the planned
    ones. What was rolled stays where it is now; what still stands on the
    departure, or waits, can have it. With nothing of it changed any more the
    timetable changes it again, save one that rested by a rule.

    :raises DepartureNotFound: if there is none.
    :raises LegNotFound: if it has no such leg.
    :raises LegHasLeft: if that train has really departed.
    :raises NothingToRestore: if it is as planned, or has left.
    :raises DayTaken: if a cancelled one would leave on a day that another train of its service has now.
    :raises BorderFull: if a cancelled one would come to a crossing that bears no more trains that day.
    """
    # Whoever plans trains counts at the borders under this lock, so it comes first.
    lock_timetable()
    departure = locked_departure(departure_id)
    legs = legs_of(departure)
    leg = None if position is None else leg_to_change(departure, position, at=at)
    meant = [each for each in legs if position in (None, each.position) and not has_left(each, at=at)]
    before = {**times_of(departure, legs), **_limits(departure, legs)}
    _let_run(meant)
    departure.runs_through = all(each.cancelled_at is None for each in legs)
    _back_to_plan(departure, legs, meant, at=at)
    rested = departure.rests
    if position is None and departure.status == Departure.Status.CANCELLED:
        _run_again(departure, legs, reason, at=at, by=by)
    after = {**times_of(departure, legs), **_limits(departure, legs)}
    if before == after:
        raise NothingToRestore(departure_id=str(departure_id))
    note_change(
        departure,
        leg=leg,
        kind=DepartureChange.Kind.RESTORED,
        facts={"was": before, "became": after},
        reason=reason,
        at=at,
        by=by,
        follows=not rested and follows_again(departure, legs),
    )
    return departure


def _run_again(
    departure: Departure, legs: list[DepartureLeg], reason: str, *, at: datetime, by: Actor
) -> None:
    yards = (each.planned_departs_at for each in legs if each.kind == LegKind.TRANSSHIPMENT)
    check_day(departure, departure.departs_at, yard_at=next(yards, None), at=at)
    opens = is_open(at=at, cut_off_at=departure.cfs_cutoff_at) and departure.departs_at > at
    to = Departure.Status.OPEN if opens else Departure.Status.CLOSED
    # One that rests by a rule runs against it, and no longer says why it would not.
    note = "" if departure.rests else departure.note
    move(departure, to=to, at=at, by=by, reason=reason, cancelled_at=None, rests=False, note=note)


def _let_run(legs: list[DepartureLeg]) -> None:
    """Full limits: what was cut is free again. Counters change in the database, under its rows' locks."""
    DepartureLeg.objects.filter(pk__in=[leg.pk for leg in legs]).update(
        cancelled_at=None,
        free_mteu=F("free_mteu") + F("full_mteu") - F("cap_mteu"),
        cap_mteu=F("full_mteu"),
        free_gross_g=F("free_gross_g") + F("full_gross_g") - F("cap_gross_g"),
        cap_gross_g=F("full_gross_g"),
        cut_to_mteu=None,
        cut_to_gross_g=None,
        version=F("version") + 1,
    )
    for leg in legs:
        leg.cancelled_at = None
        leg.cap_mteu, leg.cap_gross_g = leg.full_mteu, leg.full_gross_g


def _back_to_plan(
    departure: Departure, legs: list[DepartureLeg], meant: list[DepartureLeg], *, at: datetime
) -> None:
    """Planned times, for a train that can still keep them; each waits for the one before."""
    was = legs[0].departs_at
    before: DepartureLeg | None = None
    for leg in legs:
        if leg in meant and leg.planned_departs_at > at:
            leg.departs_at, leg.arrives_at = leg.planned_departs_at, leg.planned_arrives_at
        if before is not None and leg.departs_at < before.arrives_at and not has_left(leg, at=at):
            wait = before.arrives_at - leg.departs_at
            leg.departs_at, leg.arrives_at = leg.departs_at + wait, leg.arrives_at + wait
        before = leg
    _cut_offs_back(departure, was - legs[0].departs_at, at=at)
    latest = legs[0].departs_at
    for cut_off in _CUT_OFFS:
        latest = min(latest, getattr(departure, cut_off))
        setattr(departure, cut_off, latest)
    write_times(departure, legs, runs_through=departure.runs_through)


def _cut_offs_back(departure: Departure, earlier: timedelta, *, at: datetime) -> None:
    """Those that lie ahead, unless somebody on board relies on the later ones (decision 0012)."""
    cfs_at = departure.cfs_cutoff_at - earlier
    relying = SlotAssignment.objects.filter(
        slot__departure=departure,
        released_at__isnull=True,
        shipment__status=Shipment.Status.ASSIGNED,
        shipment__ready_at__gte=cfs_at,
    )
    if earlier <= timedelta(0) or cfs_at <= at or relying.exists():
        return
    for cut_off in _CUT_OFFS:
        if getattr(departure, cut_off) > at:
            setattr(departure, cut_off, getattr(departure, cut_off) - earlier)


def _limits(departure: Departure, legs: list[DepartureLeg]) -> dict[str, object]:
    return {
        "status": departure.status,
        "runs_through": departure.runs_through,
        "limits": [
            {
                "position": leg.position,
                "cap_mteu": leg.cap_mteu,
                "cap_gross_g": leg.cap_gross_g,
                "runs": leg.cancelled_at is None,
            }
            for leg in legs
        ],
    }
