"""How many trains a day does a border crossing bear?"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shipping.running_days import country_name, shown


@dataclass(frozen=True, slots=True)
class BorderDay:
    """One direction of a crossing on one day of its station's own clock."""

    crossing: str
    direction: str
    day: date


@dataclass(frozen=True, slots=True)
class BorderLimit:
    """What two railways agreed on: trains a day in each direction; the station's clock tells the day."""

    name: str
    daily_trains: int
    zone: ZoneInfo


class BorderBook:
    """Which trains are planned over which crossing on which day; the limits are those of both railways."""

    def __init__(self, limits: Mapping[str, BorderLimit], planned: Iterable[BorderDay] = ()) -> None:
        self._limits = limits
        self._planned = Counter(planned)

    def day_of(self, *, crossing: str, direction: str, starts_at: datetime) -> BorderDay | None:
        """On which day a train counts: when its transshipment starts; None where no limit is known."""
        limit = self._limits.get(crossing)
        return BorderDay(crossing, direction, starts_at.astimezone(limit.zone).date()) if limit else None

    def refusal(
        self,
        day: BorderDay,
        *,
        say: Callable[[str], str] = str,
        told_day: Callable[[date], str] = shown,
    ) -> str | None:
        """Why one more train can't cross on a day, or None."""
        limit, planned = self._limits[day.crossing], self._planned[day]
        if planned < limit.daily_trains:
            return None
        start, end = map(country_name, day.direction.split("-"))
        told = say(
            "%(crossing)s bears %(limit)s trains a day each way, %(planned)s are planned from %(start)s to"
            " %(end)s on %(day)s"
        )
        return told % {
            "crossing": limit.name,
            "limit": limit.daily_trains,
            "planned": planned,
            "start": say(start),
            "end": say(end),
            "day": told_day(day.day),
        }

    def add(self, day: BorderDay) -> None:
        """Plan one train more."""
        self._planned[day] += 1
