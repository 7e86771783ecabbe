"""Which events come next for a reader?"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min

from news.errors import Forgotten
from news.models import Feed, FeedEntry
from news.policy import LOOKED_THROUGH_AT_ONCE


@dataclass(frozen=True, slots=True)
class Pulled:
    """
    Some entries of one reader's feed, in the order of their positions.

    Whoever asks on after `next` misses nothing; there is more as long as it is less than `latest`.
    """

    entries: list[FeedEntry]
    next: int
    latest: int


def pull(reader_id: UUID, *, after: int | None, limit: int, types: Collection[str] = ()) -> Pulled:
    """
    The first entries after a position, of some types or of all; without one from the oldest that is kept.

    Three queries. Of a rare type there may be none in an answer although there are
    some further on: no more than a bounded part of the feed is looked through.

    :raises Forgotten: if events after that position are no longer kept.
    """
    # Asked in this order: what is numbered in between is after `latest`, what is forgotten is told.
    latest = Feed.objects.filter(pk=reader_id).values_list("last", flat=True).first() or 0
    asked = after if after is not None else _oldest(reader_id, latest) - 1
    last = min(latest, asked + LOOKED_THROUGH_AT_ONCE) if types else latest
    rows = FeedEntry.objects.filter(reader_id=reader_id, position__gt=asked, position__lte=last)
    rows = rows.filter(event__type__in=types) if types else rows
    entries = list(rows.select_related("event").order_by("position")[:limit])
    if after is not None and after + 1 < (oldest := _oldest(reader_id, latest)):
        raise Forgotten(
            f"The oldest event that is kept stands at position {oldest}: ask after {oldest - 1}.",
            oldest=oldest,
        )
    if len(entries) == limit:
        last = entries[-1].position
    return Pulled(entries, max(asked, last), latest)


def _oldest(reader_id: UUID, latest: int) -> int:
    """The position of the oldest entry that is kept; the next one if none is."""
    kept = FeedEntry.objects.filter(reader_id=reader_id).aggregate(oldest=Min("position"))["oldest"]
    return latest + 1 if kept is None else kept
