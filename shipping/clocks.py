"""How is an instant said by the clocks of the place that it is about?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def local(at: datetime, zone: str) -> str:
    """On a page where the place is known: "Fri 4 Dec 18:00"."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b %H:%M}"


def instant(at: datetime, zone: str = "UTC") -> str:
    """In a sentence: "28 Nov 18:00 Almaty"."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%b %H:%M} {city(zone)}"


def dated(at: datetime, zone: str) -> str:
    """In a list over many weeks: "Mon 30 Nov 2026 18:00 Almaty"."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b %Y %H:%M} {city(zone)}"


def city(zone: str) -> str:
    """Whose clocks those are."""
    return zone.rpartition("/")[2].replace("_", " ")


def offset(zone: str, at: datetime) -> str:
    """Whose clocks those are, and how far ahead of UTC: "Almaty time (UTC+5)"."""
    ahead = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(int(ahead.total_seconds()) // 60, 60)
    return f"{city(zone)} time (UTC{hours:+d}{f':{minutes:02}' if minutes else ''})"


def at_place(typed: datetime, zone: str) -> datetime:
    """The instant at which the clocks of a place read what was typed."""
    return typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
