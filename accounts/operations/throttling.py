"""How often may the same thing be tried?"""

import logging
import time
from datetime import datetime, timedelta
from typing import NamedTuple

import redis
from django.conf import settings
from django.db import connection

from accounts.policy import Limit
from kit.http import Throttled

log = logging.getLogger(__name__)

# One round trip, so that parallel requests can't all read the same old count.
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
"""
_COUNT_IN_POSTGRES = """
INSERT INTO accounts_throttlecount AS seen (bucket, count, expires_at) VALUES (%s, 1, %s)
ON CONFLICT (bucket) DO UPDATE
   SET count = CASE WHEN seen.expires_at <= %s THEN 1 ELSE seen.count + 1 END,
       expires_at = CASE WHEN seen.expires_at <= %s THEN excluded.expires_at ELSE seen.expires_at END
RETURNING count, expires_at
"""
# After a failure Redis is left alone for a while, so that requests stay quick without it.
_REST_S = 5.0


class Standing(NamedTuple):
    """What is left of a limit, for the RateLimit headers."""

    limit: int
    remaining: int
    reset_s: int


class _State:
    client: redis.Redis | None = None
    closed_until = 0.0


def count_try(limit: Limit, *, who: str, at: datetime, fall_back: bool) -> Standing | None:
    """
    Count one try of `who` under `limit`.

    Without Redis the count is kept in PostgreSQL when `fall_back` is set (sign-in),
    and not at all otherwise (browsing and buying go on): then None.

    :raises Throttled: when the limit is used up.
    """
    bucket = f"throttle:{limit.name}:{who}"[:200]
    counted = _count_in_redis(bucket, limit)
    if counted is None and fall_back:
        counted = _count_in_postgres(bucket, limit, at)
    if counted is None:
        return None
    count, reset_s = counted
    if count > limit.tries:
        raise Throttled(retry_after=reset_s, limit=limit.tries)
    return Standing(limit.tries, limit.tries - count, reset_s)


def forget_redis() -> None:
    """Connect anew at the next try: the address or the server may be another now."""
    _State.client = None
    _State.closed_until = 0.0


def _count_in_redis(bucket: str, limit: Limit) -> tuple[int, int] | None:
    if time.monotonic() < _State.closed_until:
        return None
    if _State.client is None:
        _State.client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
        )
    try:
        count, wait_ms = _State.client.eval(_COUNT, 1, bucket, str(limit.seconds * 1000))
    except redis.RedisError as error:
        _State.closed_until = time.monotonic() + _REST_S
        log.warning("throttles go on without Redis: %s", error)
        return None
    return int(count), max(1, -(-int(wait_ms) // 1000))


def _count_in_postgres(bucket: str, limit: Limit, at: datetime) -> tuple[int, int]:
    until = at + timedelta(seconds=limit.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_IN_POSTGRES, [bucket, until, at, at])
        count, expires_at = cursor.fetchone()
    return int(count), max(1, int((expires_at - at).total_seconds()))
