"""How does each event reach everybody whom it concerns?"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from kit.letters import post
from kit.transactions import inside_transaction
from news.event_types import version_of
from news.operations.delivering import fan_out
from news.policy import DISPATCH_BATCH
from news.telling import Happened, Telling, letters_about, tell

# The oldest, and whatever came before one of them in its aggregate's own order: ids of two
# processes with clocks apart don't sort as their events happened, numbers within an aggregate do.
# Whatever follows one that was set aside waits with it.
_WAITING = """
WITH oldest AS (
    SELECT aggregate, aggregate_id, max(seq) AS last
    FROM (SELECT aggregate, aggregate_id, seq FROM news_event AS waiting
          WHERE dispatched_at IS NULL AND NOT EXISTS (
              SELECT FROM news_event AS aside
              WHERE aside.dispatched_at IS NULL AND aside.retry_at > %(at)s AND aside.seq <= waiting.seq
                    AND aside.aggregate = waiting.aggregate
                    AND aside.aggregate_id = waiting.aggregate_id)
          ORDER BY id LIMIT %(limit)s) AS first
    GROUP BY aggregate, aggregate_id
)
SELECT event.id, aggregate, aggregate_id, seq, type, payload::text, occurred_at
FROM news_event AS event JOIN oldest USING (aggregate, aggregate_id)
WHERE dispatched_at IS NULL AND seq <= last
ORDER BY event.id
"""

_HAND_ON = """
UPDATE news_event SET dispatched_at = %(at)s, told = handed.told::jsonb, told_version = handed.version
FROM unnest(%(ids)s::uuid[], %(told)s::text[], %(versions)s::int[]) AS handed (id, told, version)
WHERE news_event.id = handed.id
"""

# One statement numbers a batch for all its readers: the lock of the caller makes it the only one.
_FEED = """
WITH entry AS (
    SELECT reader_id, event_id, row_number() OVER (PARTITION BY reader_id ORDER BY place) AS nth
    FROM unnest(%(readers)s::uuid[], %(events)s::uuid[]) WITH ORDINALITY AS e (reader_id, event_id, place)
), reached AS (
    INSERT INTO news_feed (reader_id, last)
    SELECT reader_id, count(*) FROM entry GROUP BY reader_id ORDER BY reader_id
    ON CONFLICT (reader_id) DO UPDATE SET last = news_feed.last + excluded.last
    RETURNING reader_id, last
)
INSERT INTO news_feedentry (reader_id, position, event_id)
SELECT reader_id, last - count(*) OVER (PARTITION BY reader_id) + nth, event_id
FROM entry JOIN reached USING (reader_id)
"""


@inside_transaction
def dispatch(*, at: datetime, limit: int = DISPATCH_BATCH) -> int:
    """
    Hand the oldest events to everybody whom they concern; how many, none while another does it.

    What readers are told is kept with the event, so that they are told the same
    however often. Events of one aggregate are handed on in their order.
    """
    if not _alone():
        return 0
    events = waiting(at=at, limit=limit)
    if not events:
        return 0
    told = tell(events)
    _mark(events, told, at)
    entries = _entries(events, told)
    _feed(entries)
    fan_out(entries, at=at)
    post(letters_about(events), at=at)
    return len(events)


def _alone() -> bool:
    """Whether nobody else hands events on: two at once would number a feed in the wrong order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('news.dispatching'))")
        won: bool = cursor.fetchone()[0]
    return won


def waiting(*, at: datetime, limit: int) -> list[Happened]:
    """The oldest events that are to be handed on, and those that must come before one of them."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"at": at, "limit": limit})
        return _in_order(
            [
                Happened(id_, aggregate, aggregate_id, seq, type_, json.loads(payload), occurred_at)
                for id_, aggregate, aggregate_id, seq, type_, payload, occurred_at in cursor.fetchall()
            ]
        )


def _in_order(events: Sequence[Happened]) -> list[Happened]:
    """As they stand, but each aggregate's own in the order of their numbers."""
    own: dict[tuple[str, UUID], list[Happened]] = defaultdict(list)
    for each in sorted(events, key=lambda event: -event.seq):
        own[each.aggregate, each.aggregate_id].append(each)
    return [own[each.aggregate, each.aggregate_id].pop() for each in events]


def _mark(events: Sequence[Happened], told: Mapping[UUID, Telling], at: datetime) -> None:
    data = [json.dumps(told[e.id].data, cls=DjangoJSONEncoder) if e.id in told else None for e in events]
    versions = [version_of(e.type) if e.id in told else None for e in events]
    ids = [each.id for each in events]
    with connection.cursor() as cursor:
        cursor.execute(_HAND_ON, {"at": at, "ids": ids, "told": data, "versions": versions})


def _entries(events: Sequence[Happened], told: Mapping[UUID, Telling]) -> list[tuple[UUID, UUID]]:
    """Each reader with each event that they may hear of."""
    return [(reader, e.id) for e in events if e.id in told for reader in dict.fromkeys(told[e.id].readers)]


def _feed(entries: Sequence[tuple[UUID, UUID]]) -> None:
    if entries:
        readers, ids = zip(*entries, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_FEED, {"readers": list(readers), "events": list(ids)})
