"""How does a call end that waits for an endpoint which is off?"""

from datetime import datetime

from django.db import connection

from kit.transactions import inside_transaction
from news.policy import FORGET_BATCH, GIVE_UP_AFTER

# Endpoint by endpoint, each by its own index of what waits.
_GIVE_UP = """
UPDATE news_delivery SET state = 'dead', done_at = %(at)s, error = 'endpoint_off', leased_until = NULL
WHERE id IN (
    SELECT old.id FROM news_endpoint AS endpoint
    CROSS JOIN LATERAL (
        SELECT id FROM news_delivery
        WHERE endpoint_id = endpoint.id AND state = 'waiting' AND created_at < %(before)s
        LIMIT %(most)s
        FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE status <> 'enabled' LIMIT %(most)s
)
"""


@inside_transaction
def give_up_waiting(*, at: datetime) -> int:
    """Give up some of what has waited for three days for an endpoint that is off; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_UP, {"at": at, "before": at - GIVE_UP_AFTER, "most": FORGET_BATCH})
        given_up: int = cursor.rowcount
    return given_up
