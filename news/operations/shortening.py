"""Which events need nobody pull any more?"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from news.policy import FORGET_BATCH, PULLED_FOR

# Up to the first entry that is still young, so that what stays has no gap: positions follow the order in
# which events were handed on, which is not quite that in which they happened. Ids begin with the time.
_FORGET = """
WITH reader AS (
    SELECT reader_id FROM news_feedentry WHERE event_id < %(before)s
    GROUP BY reader_id ORDER BY reader_id
), gone AS (
    SELECT old.id FROM reader CROSS JOIN LATERAL (
        SELECT reader_id, position, id FROM news_feedentry AS entry
        WHERE entry.reader_id = reader.reader_id AND entry.position < coalesce(
            (SELECT min(position) FROM news_feedentry AS young
             WHERE young.reader_id = reader.reader_id AND young.event_id >= %(before)s), 9223372036854775807)
        ORDER BY position LIMIT %(limit)s
    ) AS old
    ORDER BY old.reader_id, old.position LIMIT %(limit)s
)
DELETE FROM news_feedentry WHERE id IN (SELECT id FROM gone)
"""


@inside_transaction
def shorten_feeds(*, at: datetime, limit: int = FORGET_BATCH) -> int:
    """
    Take out of feeds what is too old to be pulled, the oldest of each first; how many at most `limit`.

    The events stay: their numbers have no gaps, and their things' pages show them.
    """
    before = _least_id_since(at - PULLED_FOR)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"before": before, "limit": limit})
        return int(cursor.rowcount)


def _least_id_since(at: datetime) -> UUID:
    """The least UUIDv7 of an instant."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
