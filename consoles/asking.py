"""Which trains does a dispatcher's address ask for?"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse

from consoles.bars import MEASURES
from consoles.policy import HOME_TIMEZONE, WEEKS_SHOWN
from shipping.queries.weeks import Wish, leaves_at


@dataclass(frozen=True, slots=True)
class Asked:
    """The span, the filters, the measure; `first` is a day at home."""

    first: date
    weeks: int
    crossing: str
    direction: str
    service: str
    measure: str

    @property
    def first_at(self) -> datetime:
        """When the span begins."""
        return _midnight(self.first)

    @property
    def until_at(self) -> datetime:
        """When it has ended."""
        return _midnight(self.first + timedelta(weeks=self.weeks))

    @property
    def last(self) -> date:
        """The last day of the span."""
        return self.first + timedelta(weeks=self.weeks, days=-1)

    @property
    def wish(self) -> Wish:
        """The filters."""
        return Wish(crossing=self.crossing, direction=self.direction, service=self.service)

    def address(self, **changes: Any) -> str:
        """Where the board shows the same with some changes."""
        asked = replace(self, **changes)
        words = {
            "from": asked.first.isoformat(),
            "weeks": asked.weeks,
            "crossing": asked.crossing,
            "direction": asked.direction,
            "service": asked.service,
            "measure": asked.measure,
        }
        given = {name: word for name, word in words.items() if word}
        return f"{reverse('admin:departures_board')}?{urlencode(given)}"


def asked_in(words: QueryDict, *, at: datetime) -> Asked:
    """What an address asks for; what it says wrongly or not at all is as usual."""
    weeks = whole_number(words.get("weeks", ""), WEEKS_SHOWN[0])
    measure = words.get("measure", "")
    return Asked(
        first=_day(words.get("from", "")) or _day_of_train(words.get("train", "")) or day_at_home(at),
        weeks=weeks if weeks in WEEKS_SHOWN else WEEKS_SHOWN[0],
        crossing=words.get("crossing", "")[:16],
        direction=words.get("direction", "")[:5],
        service=words.get("service", "")[:16],
        measure=measure if measure in MEASURES else next(iter(MEASURES)),
    )


def address_showing(departure_id: UUID | None) -> str:
    """Where the board shows one train; its beginning without one."""
    board = reverse("admin:departures_board")
    return f"{board}?train={departure_id}#train-{departure_id}" if departure_id else board


def day_at_home(at: datetime) -> date:
    """Which day it is where the operator sits."""
    return at.astimezone(ZoneInfo(HOME_TIMEZONE)).date()


def whole_number(word: str, otherwise: int) -> int:
    """A number as it was typed, up to four digits."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 5 else otherwise


def uuid_in(word: str) -> UUID | None:
    """An id as it was sent, or None."""
    try:
        return UUID(word)
    except ValueError:
        return None


def _day_of_train(word: str) -> date | None:
    """The day on which a train that is named by its id leaves."""
    departure_id = uuid_in(word)
    at = leaves_at(departure_id=departure_id) if departure_id else None
    return day_at_home(at) if at else None


def _day(word: str) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    # What no calendar of trains reaches would run over the edge of time.
    return day if 2000 <= day.year <= 2100 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(HOME_TIMEZONE)).astimezone(UTC)
