"""Within which days is a buyer promised their goods?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Promise:
    """
    The days within which goods come to the door, and how many of a hundred such deliveries do.

    `basis` says whether that rests on the history of the way or on the timetable
    alone, by which nothing is known of how many: then `percent` is None. The days
    are those of the buyer's own clock, in `zone`; both count.
    """

    from_at: datetime
    until_at: datetime
    percent: int | None
    basis: str
    zone: str

    @property
    def first_day(self) -> date:
        return self.from_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        return self.until_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def kept_until(self) -> datetime:
        """The last second of the last day: until then the promise is kept."""
        next_day = datetime.combine(self.last_day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return next_day - timedelta(seconds=1)


def promise_document(promise: Promise) -> dict[str, Any]:
    """The promise as JSON values, as its buyer was shown it."""
    return {
        "basis": promise.basis,
        "percent": promise.percent,
        "from_at": promise.from_at.isoformat(),
        "until_at": promise.until_at.isoformat(),
        "first_day": promise.first_day.isoformat(),
        "last_day": promise.last_day.isoformat(),
    }


def promise_columns(document: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of such a document an order keeps; nothing of a quote that was given before there were any."""
    if document is None:
        return {}
    return {
        "delivery_basis": document["basis"],
        "delivery_percent": document["percent"],
        "delivery_from_at": datetime.fromisoformat(document["from_at"]),
        "delivery_until_at": datetime.fromisoformat(document["until_at"]),
    }
