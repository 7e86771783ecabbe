"""How much of something waits for a person, and since when?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet


@dataclass(frozen=True, slots=True)
class Pile:
    """So many rows wait, the oldest of them since then."""

    count: int
    oldest_at: datetime | None


def pile(rows: "QuerySet[Any]", since: str) -> Pile:
    """The rows that wait, each since what its column `since` says. One query."""
    found = rows.order_by().aggregate(count=Count("pk"), oldest_at=Min(since))
    return Pile(found["count"], found["oldest_at"])
