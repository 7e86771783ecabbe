"""May a train of a service leave at this hour?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from kit.errors import FieldProblem
from kit.reading import day_told
from kit.transactions import inside_transaction
from kit.words import Told, say
from shipping.errors import BorderFull, DayTaken
from shipping.models import Departure, TrainService
from shipping.queries.planning import border_book, border_limits


@inside_transaction
def check_day(
    row: Departure, departs_at: datetime, *, yard_at: datetime | None, at: datetime, pointer: str = ""
) -> None:
    """
    Insist that a departure may leave then; the caller holds the timetable's lock.

    `yard_at` is when it would come to change gauge, if it does; `pointer` is the
    field in which somebody asked for that instant, if so.

    :raises DayTaken: if another train of its service leaves on that day, by the clock of the origin.
    :raises BorderFull: if its crossing bears no more trains on the day on which it would come there.
    """
    service = row.service = TrainService.objects.select_related("origin").get(pk=row.service_id)
    zone = ZoneInfo(service.origin.timezone)
    day = departs_at.astimezone(zone).date()
    others = Departure.objects.filter(service=service).exclude(pk=row.pk)
    near = others.exclude(status=Departure.Status.CANCELLED).filter(
        planned_departs_at__range=(departs_at - timedelta(days=1), departs_at + timedelta(days=1))
    )
    if any(at.astimezone(zone).date() == day for at in near.values_list("planned_departs_at", flat=True)):
        said = say("Another train of %(service)s leaves on %(day)s.", service=service.code, day=day_told(day))
        raise DayTaken(said, fields=_at_fault(pointer, said), service=service.code, day=day.isoformat())
    if yard_at is not None and (refusal := _full_border(row, yard_at, since=min(at, departs_at))):
        raise BorderFull(Told(f"{refusal}."), fields=_at_fault(pointer, f"{refusal}."))


def _full_border(row: Departure, yard_at: datetime, *, since: datetime) -> str | None:
    """Why its crossing bears no more trains then."""
    book = border_book(border_limits()[0], since=since, without=[row.pk])
    service = row.service
    day = book.day_of(crossing=service.crossing, direction=service.direction, starts_at=yard_at)
    return book.refusal(day, say=gettext, told_day=day_told) if day else None


def _at_fault(pointer: str, said: str) -> list[FieldProblem]:
    return [FieldProblem(pointer, "field.invalid", said)] if pointer else []
