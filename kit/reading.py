"""How is an instant told on a page, by the clocks of the place that it is about, in its reader's language?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, pgettext

__all__ = ["city", "dated", "day_told", "hour", "instant", "local", "offset"]


def local(at: datetime, zone: str) -> str:
    """On a page where the place is known: "Fri 4 Dec 18:00"."""
    return formatted(_there(at, zone), pgettext("date format", "D j M H:i"))


def hour(at: datetime, zone: str) -> str:
    """The same where a weekday would take too much room: "4 Dec 18:00"."""
    return formatted(_there(at, zone), pgettext("date format", "j M H:i"))


def instant(at: datetime, zone: str = "UTC") -> str:
    """In a sentence: "28 Nov 18:00 Almaty"."""
    return f"{hour(at, zone)} {city(zone)}"


def dated(at: datetime, zone: str) -> str:
    """In a list over many weeks: "Mon 30 Nov 2026 18:00 Almaty"."""
    return f"{formatted(_there(at, zone), pgettext('date format', 'D j M Y H:i'))} {city(zone)}"


def day_told(day: date) -> str:
    """A day without its hour: "Tue 1 Dec 2026"."""
    return formatted(day, pgettext("date format", "D j M Y"))


def city(zone: str) -> str:
    """Whose clocks those are."""
    return gettext(zone.rpartition("/")[2].replace("_", " "))


def offset(zone: str, at: datetime) -> str:
    """Whose clocks those are, and how far ahead of UTC: "Almaty time (UTC+5)"."""
    ahead = _there(at, zone).utcoffset() or timedelta()
    hours, minutes = divmod(int(ahead.total_seconds()) // 60, 60)
    told = {"city": city(zone), "offset": f"UTC{hours:+d}{f':{minutes:02}' if minutes else ''}"}
    return gettext("%(city)s time (%(offset)s)") % told


def _there(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
