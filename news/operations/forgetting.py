"""What of the calls is forgotten, and which are never made?"""

from datetime import datetime

from django.db import connection

from kit.transactions import inside_transaction
from news.models import Attempt, Delivery
from news.policy import FORGET_BATCH, GIVE_UP_AFTER, LOG_KEPT

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


@inside_transaction
def forget_log(*, at: datetime) -> int:
    """Delete some calls, and what was due, of a month ago and before; how many rows."""
    old = Attempt.objects.filter(at__lt=at - LOG_KEPT).order_by("at").values("pk")[:FORGET_BATCH]
    attempts, _ = Attempt.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    done = Delivery.objects.filter(done_at__lt=at - LOG_KEPT).exclude(state=Delivery.State.WAITING)
    done = done.filter(log__isnull=True).order_by("done_at")
    deliveries, _ = Delivery.objects.filter(
        pk__in=list(done.values_list("pk", flat=True)[:FORGET_BATCH])
    ).delete()
    return attempts + deliveries
