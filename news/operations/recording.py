"""How does an event get into the outbox?"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from kit.ids import uuid7
from kit.moves import News
from kit.transactions import inside_transaction

# The aggregate's row is locked by the caller's own write, so its events queue up here one
# transaction at a time; the unique constraint is the referee.
_INSERT = """
INSERT INTO news_event (id, aggregate, aggregate_id, seq, type, payload, occurred_at)
SELECT told.id, %(aggregate)s, told.aggregate_id,
       coalesce((SELECT max(seq) FROM news_event AS earlier
                 WHERE earlier.aggregate = %(aggregate)s
                   AND earlier.aggregate_id = told.aggregate_id), 0)
       + row_number() OVER (PARTITION BY told.aggregate_id ORDER BY told.place),
       %(type)s, told.payload::jsonb, %(at)s
FROM unnest(%(ids)s::uuid[], %(aggregate_ids)s::uuid[], %(payloads)s::text[])
     WITH ORDINALITY AS told (id, aggregate_id, payload, place)
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
    ids = [uuid7() for _ in news]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "aggregate": aggregate,
                "type": type,
                "at": at,
                "ids": ids,
                "aggregate_ids": [each.aggregate_id for each in news],
                "payloads": [json.dumps(each.payload, cls=DjangoJSONEncoder) for each in news],
            },
        )
    return ids
