"""Of which trains would the timetable ask something else than it does now?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shipping.crossings import BorderBook
from shipping.models import Departure
from shipping.policy import SHIFT_AT_MOST_DAYS, TIMETABLE_AHEAD
from shipping.queries.comparing import Times, planned_times, times_of, wanted_limits
from shipping.queries.planning import Line, Rules, WantedTrain, wanted_trains
from shipping.timetable import LegPlan

# A service and one of its nominal days.
Key = tuple[str, date]
_MARGIN = timedelta(days=2 + 2 * SHIFT_AT_MOST_DAYS)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Services with the rules they run by, as they are or as they are proposed to be."""

    lines: Sequence[Line]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Asked:
    """What a timetable asks of one train that is kept: when it runs, what it bears; `wanted` says why."""

    times: Times
    limits: Mapping[int, LegPlan]
    wanted: WantedTrain

    def differs_from(self, other: "Asked | None") -> bool:
        """Whether it is another time or another limit; the words for it don't count."""
        return other is None or (self.times, _borne(self.limits)) != (other.times, _borne(other.limits))

    def is_kept_by(self, row: Departure) -> bool:
        """Whether a departure, its legs loaded, is just so already."""
        return self.times == times_of(row) and not any(
            wanted_limits(leg, self.limits[leg.position])
            for leg in row.legs.all()
            if leg.position in self.limits
        )


def altered(
    now: Timetable, then: Timetable, rows: Iterable[Departure], *, at: datetime
) -> dict[Key, Asked | None]:
    """
    The departures of which `then` asks what `now` doesn't, and what that is; None is not to run.

    So somebody who changes the timetable isn't told of trains that it leaves alone
    for other reasons. Each is looked at by itself: how many trains a border bears
    doesn't count here. No query.
    """
    found = list(rows)
    last = max((row.planned_departs_at for row in found), default=at)
    until = max(at + TIMETABLE_AHEAD, last) + _MARGIN
    before, after = (_asked(each, since=at - _MARGIN, until=until) for each in (now, then))
    keys = [(row.service.code, row.service_date) for row in found]
    return {key: after.get(key) for key in keys if _is_other(before.get(key), after.get(key))}


def _is_other(before: Asked | None, after: Asked | None) -> bool:
    return before is not None if after is None else after.differs_from(before)


def _asked(timetable: Timetable, *, since: datetime, until: datetime) -> dict[Key, Asked]:
    """What is asked of each nominal day; days of rest are left out."""
    wanted = wanted_trains(
        timetable.lines,
        since=since,
        until=until,
        rules=timetable.rules,
        book=BorderBook({}),
        standing={},
    )
    plans = {line.plan.code: line.plan for line in timetable.lines}
    return {
        (code, day): Asked(
            planned_times(plans[code], train.departs_at),
            {leg.position: leg for leg in plans[code].legs},
            train,
        )
        for (code, day), train in wanted.items()
        if train.runs
    }


def _borne(limits: Mapping[int, LegPlan]) -> dict[int, tuple[str, int, int, int, int]]:
    return {
        position: (leg.train_number, leg.places, leg.gross_cap_g, leg.plugs, leg.max_length_mm)
        for position, leg in limits.items()
    }
