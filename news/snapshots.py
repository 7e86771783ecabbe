"""How are facts written in what those outside are told?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID

from kit.money import Money
from news.telling import Happened


class _Moving(Protocol):
    """A row with a status."""

    pk: UUID
    status: str
    version: int


def instant(at: datetime) -> str:
    """An instant in UTC to the millisecond, such as `2026-11-29T09:00:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant_or_none(at: datetime | str | None) -> str | None:
    """The same of an instant that may lack, or that stands as text in an event's payload."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return None if at is None else instant(at)


def day_or_none(day: date | None) -> str | None:
    """A day such as `2026-11-29`."""
    return None if day is None else day.isoformat()


def id_or_none(pk: UUID | None) -> str | None:
    """An id as text."""
    return None if pk is None else str(pk)


def money(minor: int, currency: str) -> dict[str, str]:
    """Minor units as `{"amount": "12.30", "currency": "CNY"}`."""
    return Money(minor, currency).as_json()


def standing(event: Happened, row: _Moving) -> dict[str, object]:
    """
    Which thing it is, and where it stood when the event happened.

    `was` is None where the status didn't change, or the thing just began. All
    else that is told of a row is as it stands when the event is handed on.
    """
    known: Mapping[str, object] = event.payload
    return {
        "id": str(row.pk),
        "status": known.get("status", row.status),
        "was": known.get("was"),
        "version": known.get("version", row.version),
    }
