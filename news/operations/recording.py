"""How does an event get into the outbox?"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from kit.ids import uuid7
from kit.moves import News, Told
from kit.transactions import inside_transaction

# The aggregate's row is locked by the caller's own write, so its events queue up here one
# transaction at a time; the unique constraint is the referee.
_INSERT = """
INSERT INTO news_event (id, aggregate, aggregate_id, seq, type, payload, occurred_at)
SELECT told.id, told.aggregate, told.aggregate_id,
       coalesce((SELECT max(seq) FROM news_event AS earlier
                 WHERE earlier.aggregate = told.aggregate
                   AND earlier.aggregate_id = told.aggregate_id), 0)
       + row_number() OVER (PARTITION BY told.aggregate, told.aggregate_id ORDER BY told.place),
       told.type, told.payload::jsonb, told.at
FROM unnest(%(ids)s::uuid[], %(aggregates)s::text[], %(aggregate_ids)s::uuid[], %(types)s::text[],
            %(payloads)s::text[], %(ats)s::timestamptz[])
     WITH ORDINALITY AS told (id, aggregate, aggregate_id, type, payload, at, place)
"""


@inside_transaction
def record(
    *, aggregate: str, aggregate_id: UUID, type: str, payload: Mapping[str, object], at: datetime
) -> UUID:
    """Write one event, such as `order.placed`, whose row the caller has made or locked."""
    news = News(aggregate_id, payload)
    return record_many(aggregate=aggregate, type=type, news=[news], at=at)[0]


@inside_transaction
def record_many(*, aggregate: str, type: str, news: Sequence[News], at: datetime) -> list[UUID]:
    """
    Write one event of the same type for each of `news`, in one statement.

    Payloads may hold what Django's JSON encoder knows: dates, UUIDs, decimals.
    """
    return record_all([Told(aggregate, type, each, at) for each in news])


@inside_transaction
def record_all(told: Sequence[Told]) -> list[UUID]:
    """Write some events, of whatever kinds, in the order in which they are told, in one statement."""
    ids = [uuid7() for _ in told]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "ids": ids,
                "aggregates": [each.aggregate for each in told],
                "aggregate_ids": [each.news.aggregate_id for each in told],
                "types": [each.type for each in told],
                "payloads": [json.dumps(each.news.payload, cls=DjangoJSONEncoder) for each in told],
                "ats": [each.at for each in told],
            },
        )
    return ids
