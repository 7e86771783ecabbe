"""How does a call end that waits for an endpoint which is called no more?"""

from datetime import datetime

from django.db import connection

from kit.transactions import inside_transaction
from news.operations.claiming import OWNER_IS_OUT
from news.policy import FORGET_BATCH, GIVE_UP_AFTER

# Endpoint by endpoint, each by its own index of what waits.
_GIVE_UP = f"""
UPDATE news_delivery AS delivery
SET state = 'dead', done_at = %(at)s, error = 'endpoint_off', leased_until = NULL
FROM (
    SELECT old.id FROM news_endpoint AS endpoint
    CROSS JOIN LATERAL (
        SELECT id FROM news_delivery
        WHERE endpoint_id = endpoint.id AND state = 'waiting'
              AND (status = 'deleted' OR created_at < %(before)s)
        LIMIT %(most)s
        FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE status <> 'enabled' OR {OWNER_IS_OUT} LIMIT %(most)s
) AS over
WHERE delivery.id = over.id
"""  # noqa: S608 no word of it comes from outside


@inside_transaction
def give_up_waiting(*, at: datetime) -> int:
    """
    Give up some of what has waited for three days for an endpoint that is off; how many.

    For one that was deleted nothing waits at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_UP, {"at": at, "before": at - GIVE_UP_AFTER, "most": FORGET_BATCH})
        given_up: int = cursor.rowcount
    return given_up
