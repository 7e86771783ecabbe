"""May a train of a service leave at this hour?"""

from datetime import datetime, timedelta

from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from shipping.errors import BorderFull, DayTaken
from shipping.models import Departure
from shipping.queries.planning import all_lines, border_book, border_day_of, rules_now
from shipping.running_days import shown


@inside_transaction
def check_day(row: Departure, departs_at: datetime, *, at: datetime, pointer: str = "") -> None:
    """
    Insist that a departure may leave then; the caller holds the timetable's lock.

    `pointer` is the field in which somebody asked for that instant, if so.

    :raises DayTaken: if another train of its service leaves on that day, by the clock of the origin.
    :raises BorderFull: if its crossing bears no more trains on the day on which it would come there.
    """
    (line,) = all_lines([row.service.code])
    day = departs_at.astimezone(line.zone).date()
    others = Departure.objects.filter(service_id=row.service_id).exclude(pk=row.pk)
    near = others.exclude(status=Departure.Status.CANCELLED).filter(
        planned_departs_at__range=(departs_at - timedelta(days=1), departs_at + timedelta(days=1))
    )
    if any(other.planned_departs_at.astimezone(line.zone).date() == day for other in near):
        said = f"Another train of {line.plan.code} leaves on {shown(day)}."
        raise DayTaken(said, fields=_at_fault(pointer, said), service=line.plan.code, day=day.isoformat())
    since = min(at, departs_at)
    book = border_book(rules_now(since=since.date()), since=since, without=[row.pk])
    border_day = border_day_of(line, book, departs_at)
    refusal = book.refusal(border_day) if border_day else None
    if refusal:
        raise BorderFull(f"{refusal}.", fields=_at_fault(pointer, f"{refusal}."))


def _at_fault(pointer: str, said: str) -> list[FieldProblem]:
    return [FieldProblem(pointer, "field.invalid", said)] if pointer else []
