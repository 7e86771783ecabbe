"""How do staff decide on which days trains rest, how many cross a border?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import BadTimetable, ClosureNotFound, CrossingNotFound, TrainsOverLimit
from shipping.models import Closure, Crossing, DepartureLeg, HolidayRule, Location
from shipping.models.network import CLOSING, LegKind, RestEffect
from shipping.operations.timetabling import lock_timetable
from shipping.queries.planning import border_limit
from shipping.queries.schedules import ClosureDraft
from shipping.running_days import HolidayEffect, shown

_MOST_TRAINS = 500
# A refusal names the first so many days; all of them are among its facts.
_MOST_NAMED = 10


@inside_transaction
def close_days(draft: ClosureDraft, *, at: datetime) -> Closure:
    """
    Write down that a station or a crossing handles no trains on some days of its own clock.

    Which trains this changes is a matter of `scheduling`, through which staff come.

    :raises BadTimetable: if it names no place, both kinds of places, no effect or no days in order.
    """
    location = Location.objects.filter(code=draft.location).first()
    crossing = Crossing.objects.filter(code=draft.crossing).first()
    if (location is None) == (crossing is None):
        raise BadTimetable(say("A closure is of one known location, or of one crossing."))
    if draft.last < draft.first:
        raise BadTimetable(say("A closure ends on its first day or later."))
    if draft.effect not in CLOSING or not draft.reason:
        raise BadTimetable(say("A closure shifts trains or cancels them, and has a reason."))
    return Closure.objects.create(
        location=location,
        crossing=crossing,
        first_date=draft.first,
        last_date=draft.last,
        effect=draft.effect,
        reason=draft.reason,
        created_at=at,
    )


@inside_transaction
def withdraw(closure_id: UUID, *, at: datetime) -> None:
    """
    Open again what was to be closed.

    :raises ClosureNotFound: if no such closure is in force.
    """
    rows = Closure.objects.filter(pk=closure_id, withdrawn_at=None)
    if not rows.update(withdrawn_at=at, version=F("version") + 1):
        raise ClosureNotFound(closure_id=str(closure_id))


@inside_transaction
def set_holiday_effect(rule: HolidayEffect, *, at: datetime) -> None:
    """
    Write down what a holiday does to the trains that would leave on it.

    :raises BadTimetable: if it names no holiday or no effect.
    """
    if rule.effect not in RestEffect.values or not rule.holiday:
        raise BadTimetable(say("A rule names a holiday and its effect."))
    row, made = HolidayRule.objects.get_or_create(
        country=rule.country, holiday=rule.holiday, defaults={"effect": rule.effect, "created_at": at}
    )
    if not made and row.effect != rule.effect:
        HolidayRule.objects.filter(pk=row.pk).update(effect=rule.effect, version=F("version") + 1)


@inside_transaction
def set_daily_trains(*, crossing_code: str, daily_trains: int, at: datetime, by: Actor) -> Crossing:
    """
    Write down how many trains a day two railways agreed to hand over at a crossing, each way.

    :raises CrossingNotFound: if there is none.
    :raises BadTimetable: if the number makes no sense.
    :raises TrainsOverLimit: naming the days and trains that have to be moved first.
    """
    if not 0 <= daily_trains <= _MOST_TRAINS:
        raise BadTimetable(say("A crossing bears from 0 to %(most)s trains a day.", most=_MOST_TRAINS))
    lock_timetable()
    crossing = Crossing.objects.select_related("station").filter(code=crossing_code).first()
    if crossing is None:
        raise CrossingNotFound(crossing=crossing_code)
    over = trains_over(crossing, daily_trains=daily_trains, at=at)
    if over:
        raise TrainsOverLimit(_over_told(crossing, daily_trains, over), trains=over)
    crossing.daily_trains = daily_trains
    crossing.version += 1
    crossing.save(update_fields=["daily_trains", "version"])
    return crossing


def _over_told(crossing: Crossing, daily_trains: int, over: Sequence[str]) -> str:
    facts = {
        "limit": daily_trains,
        "crossing": crossing.name,
        "days": "; ".join(over[:_MOST_NAMED]),
        "more": len(over) - _MOST_NAMED,
    }
    if len(over) > _MOST_NAMED:
        return say(
            "More trains than %(limit)s a day each way are planned over %(crossing)s; move these first:"
            " %(days)s; and more on further days (%(more)s).",
            **facts,
        )
    return say(
        "More trains than %(limit)s a day each way are planned over %(crossing)s; move these first:"
        " %(days)s.",
        **facts,
    )


def trains_over(crossing: Crossing, *, daily_trains: int, at: datetime) -> list[str]:
    """The days on which more trains are planned over a crossing than a limit, and which. One query."""
    yards = (
        DepartureLeg.objects.filter(
            departure__service__crossing=crossing.code,
            departure__service__sandbox=False,
            kind=LegKind.TRANSSHIPMENT,
            cancelled_at=None,
            planned_departs_at__gte=at,
        )
        .exclude(departure__status="cancelled")
        .select_related("departure__service")
        .order_by("planned_departs_at")
    )
    zone = border_limit(crossing).zone
    by_day: dict[tuple[str, date], list[str]] = defaultdict(list)
    for yard in yards:
        day = yard.planned_departs_at.astimezone(zone).date()
        by_day[(yard.departure.service.direction, day)].append(str(yard.departure))
    return [
        f"{direction} on {shown(day)}: {', '.join(trains)}"
        for (direction, day), trains in by_day.items()
        if len(trains) > daily_trains
    ]
