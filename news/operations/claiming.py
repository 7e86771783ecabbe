"""Which calls does a sender make next?"""

import logging
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import connection

from kit.transactions import inside_transaction
from news.models import Event
from news.policy import FAILING_AFTER, LEASE, MOST_IN_FLIGHT_EACH, MOST_IN_FLIGHT_FAILING
from news.rendering import body_of
from news.sealing import unseal

log = logging.getLogger(__name__)

# How many due rows of an endpoint are looked at for each call that it has room for: some stand behind others.
_LOOKED_AT = 4

# Of somebody who may sign in no more, or of their twin: their keys are refused, and nobody calls them either.
OWNER_IS_OUT = """EXISTS (
    SELECT 1 FROM accounts_user AS owner LEFT JOIN accounts_user AS original ON original.id = owner.twin_of_id
    WHERE owner.id = endpoint.reader_id AND NOT (owner.is_active AND coalesce(original.is_active, true)))"""

# Each endpoint's own due rows, whatever others have waiting: a million rows of a dead one cost nobody else.
# A row behind an earlier one of its aggregate isn't looked at again before that one can have ended; when it
# does, the row is woken (`marking`). The first call of a test or a repeat waits for nothing: not for what
# else is due, not for the rest of one that fails, not for the one call that such a one has in flight.
_CLAIM = f"""
WITH busy AS (
    SELECT endpoint_id AS id, count(*) AS calls FROM news_delivery
    WHERE state = 'waiting' AND leased_until IS NOT NULL AND leased_until > %(at)s GROUP BY endpoint_id
), open AS (
    SELECT endpoint.id,
           CASE WHEN rests_until > %(at)s THEN 0
                WHEN failing_since <= %(at)s - %(failing_after)s THEN 1 ELSE %(each)s END
           - coalesce(busy.calls, 0) AS room,
           CASE WHEN failing_since <= %(at)s - %(failing_after)s OR rests_until > %(at)s
                THEN %(failing_each)s ELSE %(each)s END
           - coalesce(busy.calls, 0) AS asked_room
    FROM news_endpoint AS endpoint
    LEFT JOIN busy ON busy.id = endpoint.id
    WHERE status = 'enabled' AND NOT {OWNER_IS_OUT}
          AND (%(lanes)s = 1 OR (hashtext(endpoint.id::text) & 2147483647) %% %(lanes)s = %(lane)s)
), asked AS MATERIALIZED (
    SELECT due.id, due.endpoint_id, due.due_at,
           row_number() OVER (PARTITION BY due.endpoint_id ORDER BY due.due_at, due.id) AS nth
    FROM open CROSS JOIN LATERAL (
        SELECT id, endpoint_id, due_at FROM news_delivery
        WHERE endpoint_id = open.id AND state = 'waiting' AND due_at <= %(at)s
              AND kind IN ('replay', 'test') AND attempts = 0
        ORDER BY due_at LIMIT greatest(open.asked_room, 0)
        FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE open.asked_room > 0
), looked_at AS MATERIALIZED (
    SELECT due.*, open.room, first.due_at AS first_due
    FROM (
        SELECT id, room - (SELECT count(*) FROM asked WHERE endpoint_id = open.id) AS room FROM open
    ) AS open
    CROSS JOIN LATERAL (
        SELECT id, endpoint_id, aggregate_id, seq, kind, due_at FROM news_delivery
        WHERE endpoint_id = open.id AND state = 'waiting' AND due_at <= %(at)s
              AND (kind = 'event' OR attempts > 0)
        ORDER BY due_at LIMIT %(looked_at)s * greatest(open.room, 0)
        FOR UPDATE SKIP LOCKED
    ) AS due
    LEFT JOIN LATERAL (
        SELECT due_at FROM news_delivery AS earlier
        WHERE due.kind = 'event' AND earlier.kind = 'event' AND earlier.state = 'waiting'
              AND earlier.endpoint_id = due.endpoint_id AND earlier.aggregate_id = due.aggregate_id
              AND earlier.seq < due.seq
        ORDER BY seq LIMIT 1
    ) AS first ON true
    WHERE open.room > 0
), next AS (
    SELECT id, row_number() OVER (PARTITION BY endpoint_id ORDER BY due_at, id) AS nth, room, due_at
    FROM looked_at WHERE first_due IS NULL
), taken AS (
    SELECT id FROM (
        SELECT id, nth, due_at, 0 AS turn FROM asked
        UNION ALL
        SELECT id, nth, due_at, 1 FROM next WHERE nth <= room
    ) AS ready
    ORDER BY nth, turn, due_at LIMIT %(most)s
), behind AS (
    UPDATE news_delivery AS delivery
    SET due_at = CASE WHEN first_due > %(at)s THEN first_due ELSE %(leased)s END
    FROM looked_at WHERE delivery.id = looked_at.id AND first_due IS NOT NULL
)
UPDATE news_delivery AS delivery
SET attempts = attempts + 1, token = token + 1, due_at = %(leased)s, leased_until = %(leased)s
FROM taken, news_endpoint AS endpoint
WHERE delivery.id = taken.id AND endpoint.id = delivery.endpoint_id
RETURNING delivery.id, delivery.token, delivery.endpoint_id, delivery.event_id, delivery.attempts,
          delivery.created_at, endpoint.url, endpoint.secret,
          CASE WHEN endpoint.old_secret_until > %(at)s THEN endpoint.old_secret ELSE '' END
"""  # noqa: S608 no word of it comes from outside


class Work(NamedTuple):
    """
    One call to be made by who has claimed it; `secrets` sign it, `token` is who.

    It can't be made without a secret, if none can be read, or without a body, if that is
    too large: one such call must not keep all others from being made.
    """

    id: UUID
    token: int
    endpoint_id: UUID
    event_id: UUID
    attempts: int
    created_at: datetime
    url: str
    secrets: tuple[str, ...]
    body: bytes


@inside_transaction
def claim(
    *,
    at: datetime,
    most: int,
    lane: int = 0,
    lanes: int = 1,
) -> list[Work]:
    """
    Take calls that are due, `most` of them, counted as attempts before they are made.

    Of each aggregate at each endpoint only the first that isn't done, and of each
    endpoint so many that with those in flight, whoever makes them, it has its share;
    what was asked for by name, a test or a repeat, goes before all else.
    Until its lease ends nobody else takes what was taken.
    """
    values: dict[str, Any] = {
        "at": at,
        "leased": at + LEASE,
        "failing_after": FAILING_AFTER,
        "each": MOST_IN_FLIGHT_EACH,
        "failing_each": MOST_IN_FLIGHT_FAILING,
        "lane": lane,
        "lanes": lanes,
        "looked_at": _LOOKED_AT,
        "most": most,
    }
    take_turns()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        rows = cursor.fetchall()
    events = Event.objects.in_bulk({row[3] for row in rows}) if rows else {}
    bodies = {pk: _body(event) for pk, event in events.items()}
    return [_work(row, bodies[row[3]]) for row in rows]


def take_turns() -> None:
    """
    Let no call be claimed while another sender writes down what came of one.

    Whoever claims would put off what stands behind a call that is just being written
    down as done, and nobody would wake it before the lease ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('news.calls'))")


def _work(row: tuple[Any, ...], body: bytes) -> Work:
    *plain, secret, old_secret = row
    secrets = tuple(text for each in (secret, old_secret) if each and (text := _readable(each)))
    return Work._make([*plain, secrets, body])


def _body(event: Event) -> bytes:
    try:
        return body_of(event)
    except ValueError:
        log.exception("event %s can't be told", event.pk)
        return b""


def _readable(sealed: str) -> str:
    try:
        return unseal(sealed)
    except InvalidToken:
        log.error("a webhook secret was sealed under a key that SECRET_KEY_FALLBACKS doesn't have")  # noqa: TRY400
        return ""
