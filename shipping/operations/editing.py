"""How is one departure changed by hand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import ngettext

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.reading import day_told, instant
from kit.transactions import inside_transaction
from kit.words import Told, say
from shipping.errors import (
    BadTimetable,
    BelowSold,
    BookChanged,
    DepartureNotFound,
    LegHasLeft,
    OutOfReach,
)
from shipping.models import Departure, DepartureChange, DepartureLeg, Shipment
from shipping.models.network import LegKind
from shipping.operations.expecting import expect_again
from shipping.operations.fitting import check_day
from shipping.operations.locking import locked_shipments
from shipping.operations.retiming import held, relimit, retime
from shipping.operations.timetabling import lock_timetable, tell_changes
from shipping.policy import EDIT_AT_MOST_DAYS, PLACE_MTEU
from shipping.queries.comparing import moved, oversold, times_of, wanted_limits
from shipping.queries.sold import Sold, riding_on, sold_on
from shipping.timetable import LegPlan

_MAY_CHANGE = (Departure.Status.PLANNED, Departure.Status.OPEN)


@dataclass(frozen=True, slots=True)
class LegLimits:
    """The limits of one leg as they are to be: forty-foot places, grams, plugs, millimetres."""

    position: int
    places: int
    gross_cap_g: int
    plugs: int
    max_length_mm: int


@inside_transaction
def edit_departure(
    *,
    departure_id: UUID,
    departs_at: datetime | None = None,
    limits: Sequence[LegLimits] = (),
    note: str | None = None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Departure:
    """
    Change one open departure by hand; the timetable leaves it as it is from now on.

    Its legs and cut-offs move with `departs_at`, its shipments are expected anew.

    :raises DepartureNotFound: if there is none.
    :raises LegHasLeft: if it is closed or further, or cancelled.
    :raises BadTimetable: if it would leave too far from its day or before its cut-off can be kept, or a
        limit makes no sense.
    :raises BelowSold: if a limit would be lower than what is sold.
    :raises OutOfReach: naming the shipments that could not keep the times.
    :raises DayTaken: if another train of the service leaves on that day.
    :raises BorderFull: if its crossing bears no more trains on that day.
    """
    lock_timetable()
    shipments = locked_shipments(riding_on(departure_id))
    row = held([departure_id]).get(departure_id)
    if row is None:
        raise DepartureNotFound(departure_id=str(departure_id))
    if row.status not in _MAY_CHANGE:
        raise LegHasLeft(say("Only a departure that is open can be edited."), departure_id=str(departure_id))
    if set(riding_on(departure_id)) != set(shipments):
        raise BookChanged(departure=str(row))
    facts: dict[str, object] = {}
    if departs_at is not None and departs_at != row.planned_departs_at:
        facts |= _move_times(row, departs_at, list(shipments), reason=reason, at=at, by=by)
    facts |= _set_limits(row, limits)
    return _sign(row, facts, note=note, reason=reason, at=at, by=by)


def _move_times(
    row: Departure, departs_at: datetime, shipments: list[UUID], *, reason: str, at: datetime, by: Actor
) -> dict[str, object]:
    was = times_of(row)
    later = departs_at - was.departs_at
    times = moved(was, later)
    _check_reach(row, departs_at)
    if times.cfs_cutoff_at <= at:
        closed = instant(times.cfs_cutoff_at, row.service.origin.timezone)
        raise _wrong("/departs_at", say("Its warehouse cut-off would have passed, at %(at)s.", at=closed))
    sold = sold_on([row.pk]).get(row.pk, Sold())
    if sold.is_shared:
        raise OutOfReach(say("Its containers share trains with another departure's; delay it instead."))
    movers = sold.cannot_reach(cfs_cutoff_at=times.cfs_cutoff_at, arrives_at=times.arrives_at)
    if movers:
        named = ", ".join(f"{mover.number} ({mover.why})" for mover in movers[:10])
        count = len(movers)
        told = ngettext(
            "%d shipment could not keep these times", "%d shipments could not keep these times", count
        )
        raise OutOfReach(Told(f"{told % count}: {named}."))
    yards = (leg.position for leg in row.legs.all() if leg.kind == LegKind.TRANSSHIPMENT)
    yard_at = next((times.legs[position][0] for position in yards), None)
    check_day(row, departs_at, yard_at=yard_at, at=at, pointer="/departs_at")
    retime([(row, times, row.note)], kind=DepartureChange.Kind.EDITED, reason=reason, at=at, by=by)
    Shipment.objects.filter(pk__in=shipments, hand_in_by_at__isnull=False).update(
        hand_in_by_at=times.cfs_cutoff_at - F("first_mile_min") * timedelta(minutes=1),
        version=F("version") + 1,
    )
    expect_again(shipment_ids=shipments, at=at)
    return {"departs_at": [was.departs_at.isoformat(), departs_at.isoformat()]}


def _check_reach(row: Departure, departs_at: datetime) -> None:
    """The timetable keeps off the days of edited trains, so it has to know how far they may go."""
    reach = timedelta(days=EDIT_AT_MOST_DAYS)
    first, last = row.service_date - reach, row.service_date + reach
    if not first <= departs_at.astimezone(ZoneInfo(row.service.origin.timezone)).date() <= last:
        raise _wrong(
            "/departs_at",
            say(
                "The train of %(day)s leaves at most %(days)s days from its day: from %(first)s to %(last)s.",
                day=day_told(row.service_date),
                days=EDIT_AT_MOST_DAYS,
                first=day_told(first),
                last=day_told(last),
            ),
        )


def _wrong(pointer: str, said: str) -> BadTimetable:
    return BadTimetable(said, fields=[FieldProblem(pointer, "field.invalid", said)])


def _set_limits(row: Departure, limits: Sequence[LegLimits]) -> dict[str, object]:
    legs = {leg.position: leg for leg in row.legs.all()}
    wanted = [(legs[each.position], each) for each in limits if each.position in legs]
    if len(wanted) < len(limits) or any(each.places < 1 or each.gross_cap_g < 1 for each in limits):
        raise BadTimetable(say("A limit is of one of its legs, for a place and a gram at least."))
    changed = [(leg, values) for leg, each in wanted if (values := _limits_of(leg, each))]
    for leg, values in changed:
        over = oversold(values)
        if over:
            said = say("%(leg)s: more is sold than would be left.", leg=leg)
            faults = [_too_low(leg, name, values[name]) for name in over]
            raise BelowSold(said, fields=faults, position=leg.position)
    was = {f"leg_{leg.position}": _shown(leg) for leg, _ in changed}
    relimit([(row, changed)])
    return {f"leg_{leg.position}": [was[f"leg_{leg.position}"], _shown(leg)] for leg, _ in changed}


def _too_low(leg: DepartureLeg, name: str, left: int) -> FieldProblem:
    """By how much a limit is too low, in what it is typed in; `left` is below zero."""
    field, unit = _LIMIT[name]
    sold = getattr(leg, name.replace("free_", "cap_")) - getattr(leg, name)
    told = {"sold": sold, "limit": sold + left}
    words = {key: f"{value / unit:.3f}".rstrip("0").rstrip(".") for key, value in told.items()}
    return FieldProblem(
        f"/legs/{leg.position}/{field}",
        "field.invalid",
        say("%(sold)s sold already, more than %(limit)s.", **words),
    )


def _limits_of(leg: DepartureLeg, wanted: LegLimits) -> dict[str, Any]:
    """What a leg would change to; a cut made before is part of what is edited away."""
    uncut = DepartureLeg(
        **{
            **{name: getattr(leg, name) for name in _COUNTED},
            "full_mteu": leg.cap_mteu,
            "full_gross_g": leg.cap_gross_g,
        }
    )
    plan = LegPlan(
        position=leg.position,
        kind=leg.kind,
        gauge_mm=leg.gauge_mm,
        train_number=leg.train_number,
        origin="",
        destination="",
        departs_after_min=0,
        arrives_after_min=0,
        places=wanted.places,
        gross_cap_g=wanted.gross_cap_g,
        plugs=wanted.plugs,
        max_length_mm=wanted.max_length_mm,
    )
    found = wanted_limits(uncut, plan)
    full = {"full_mteu": wanted.places * PLACE_MTEU, "full_gross_g": wanted.gross_cap_g}
    return {**found, **{name: value for name, value in full.items() if getattr(leg, name) != value}}


def _shown(leg: DepartureLeg) -> list[int]:
    return [leg.cap_mteu // PLACE_MTEU, leg.cap_gross_g, leg.cap_plugs, leg.cap_length_mm]


def _sign(
    row: Departure, facts: dict[str, object], *, note: str | None, reason: str, at: datetime, by: Actor
) -> Departure:
    row.edited_at = at
    row.note = row.note if note is None else note[:200]
    row.version += 1
    Departure.objects.filter(pk=row.pk).update(edited_at=at, note=row.note, version=F("version") + 1)
    tell_changes([(row, facts, reason)], kind=DepartureChange.Kind.EDITED, at=at, by=by)
    return row


# Which limit a column of what is free belongs to, and how much of it is one of what dispatchers type.
_LIMIT = {
    "free_mteu": ("places", PLACE_MTEU),
    "free_gross_g": ("gross_cap_g", 1_000_000),
    "free_plugs": ("plugs", 1),
    "free_length_mm": ("max_length_mm", 1_000),
}
_COUNTED = (
    *("position", "kind", "train_number", "cap_mteu", "free_mteu", "cap_gross_g", "free_gross_g"),
    *("cap_plugs", "free_plugs", "cap_length_mm", "free_length_mm"),
)
