"""What becomes of a call when it has been made?"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from news.operations.claiming import Work, take_turns
from news.operations.switching_off import switch_off
from news.policy import LONGEST_REST, LONGEST_RETRY_AFTER, OFF_AFTER, REST_SHARE
from news.retrying import next_try

_GONE = 410
_SLOW_DOWN = (429, 503)

# Only the sender that has the lease says what came of it; the call itself stays on record in any case.
_MARK = """
WITH made AS (
    SELECT * FROM unnest(%(ids)s::uuid[], %(tokens)s::int[], %(states)s::text[], %(dues)s::timestamptz[],
                         %(statuses)s::int[], %(errors)s::text[], %(ats)s::timestamptz[], %(took)s::int[],
                         %(sent_headers)s::text[], %(bodies)s::text[], %(headers)s::text[],
                         %(answers)s::text[])
         AS made (id, token, state, due_at, status, error, at, took, sent_headers, body, headers, answer)
), logged AS (
    INSERT INTO news_attempt (delivery_id, at, duration_ms, request_headers, request_body, answer_status,
                              answer_headers, answer_body, error)
    SELECT id, at, took, sent_headers::jsonb, body, status, headers::jsonb, answer, error FROM made
)
UPDATE news_delivery AS delivery
SET state = made.state, due_at = made.due_at, leased_until = NULL, answer_status = made.status,
    error = made.error, done_at = CASE WHEN made.state = 'waiting' THEN NULL ELSE %(at)s END
FROM made
WHERE delivery.id = made.id AND delivery.token = made.token AND delivery.state = 'waiting'
RETURNING delivery.id, delivery.endpoint_id, delivery.aggregate_id, delivery.kind, delivery.state
"""

# Whoever stood behind one that is done goes next.
_WAKE = """
UPDATE news_delivery AS delivery SET due_at = %(at)s
FROM (
    SELECT DISTINCT endpoint_id, aggregate_id
    FROM unnest(%(endpoints)s::uuid[], %(aggregates)s::uuid[]) AS d (endpoint_id, aggregate_id)
) AS done
CROSS JOIN LATERAL (
    SELECT id FROM news_delivery AS next
    WHERE next.endpoint_id = done.endpoint_id AND next.aggregate_id = done.aggregate_id
          AND state = 'waiting' AND kind = 'event'
    ORDER BY seq LIMIT 1
) AS next
WHERE delivery.id = next.id AND delivery.due_at > %(at)s AND delivery.leased_until IS NULL
      AND delivery.attempts = 0
"""

_WELL = """
UPDATE news_endpoint SET failing_since = NULL, rests_until = NULL
WHERE id = ANY (%(ids)s) AND failing_since IS NOT NULL
"""

# The longer it has failed, the longer it rests between two calls, so that a dead one costs next to nothing.
_ILL = """
UPDATE news_endpoint AS endpoint
SET failing_since = coalesce(failing_since, %(at)s),
    rests_until = greatest(failing.asked_until,
                           %(at)s + least((%(at)s - coalesce(failing_since, %(at)s)) / %(share)s,
                                          %(longest)s))
FROM unnest(%(ids)s::uuid[], %(asked)s::timestamptz[]) AS failing (id, asked_until)
WHERE endpoint.id = failing.id AND status = 'enabled'
RETURNING endpoint.id, failing_since
"""


class Result(NamedTuple):
    """What came of one call: `status` None and a word in `error` where there was no answer."""

    work: Work
    at: datetime
    duration_ms: int
    request_headers: dict[str, str]
    status: int | None = None
    headers: dict[str, str] | None = None
    answer: str = ""
    error: str = ""
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


class _Verdict(NamedTuple):
    """What a delivery becomes, and when it is looked at again."""

    state: str
    due_at: datetime


@inside_transaction
def mark(results: Sequence[Result], *, at: datetime) -> int:
    """
    Write down what came of some calls, at once; how many were still this sender's to tell of.

    What failed is tried again or given up, what stood behind what is done goes
    next, endpoints that do nothing but fail rest, and are switched off in the end.
    """
    if not results:
        return 0
    take_turns()
    marked = _write(results, [_verdict(each, at) for each in results], at)
    done = [(endpoint, aggregate) for _, endpoint, aggregate, kind, state in marked if state != "waiting"]
    if done:
        endpoints, aggregates = zip(*done, strict=True)
        _run(_WAKE, at=at, endpoints=list(endpoints), aggregates=list(aggregates))
    _judge(results, at)
    return len(marked)


def _verdict(result: Result, at: datetime) -> _Verdict:
    if result.is_success:
        return _Verdict("delivered", at)
    asked = result.retry_after if result.status in _SLOW_DOWN else None
    again = next_try(
        attempts=result.work.attempts, created_at=result.work.created_at, at=at, retry_after=asked
    )
    return _Verdict("dead", at) if again is None else _Verdict("waiting", again)


def _write(
    results: Sequence[Result], verdicts: Sequence[_Verdict], at: datetime
) -> list[tuple[UUID, UUID, UUID, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "at": at,
                "ids": [each.work.id for each in results],
                "tokens": [each.work.token for each in results],
                "states": [each.state for each in verdicts],
                "dues": [each.due_at for each in verdicts],
                "statuses": [each.status for each in results],
                "errors": [each.error for each in results],
                "ats": [each.at for each in results],
                "took": [each.duration_ms for each in results],
                "sent_headers": [json.dumps(each.request_headers) for each in results],
                "bodies": [each.work.body.decode() for each in results],
                "headers": [json.dumps(each.headers or {}) for each in results],
                "answers": [each.answer for each in results],
            },
        )
        marked: list[tuple[UUID, UUID, UUID, str, str]] = cursor.fetchall()
    return marked


def _judge(results: Sequence[Result], at: datetime) -> None:
    """How the endpoints of some calls do."""
    well = {each.work.endpoint_id for each in results if each.is_success}
    if well:
        _run(_WELL, ids=sorted(well))
    ill: dict[UUID, datetime | None] = {}
    for each in results:
        if each.work.endpoint_id not in well:
            before = ill.get(each.work.endpoint_id)
            ill[each.work.endpoint_id] = max(filter(None, (before, _asked_until(each, at))), default=None)
    if not ill:
        return
    gone = {each.work.endpoint_id for each in results if each.status == _GONE}
    if gone:
        switch_off(gone, reason="gone", at=at)
    # In one order, as others may do the same at this moment.
    ids = sorted(ill)
    failing = _run(
        _ILL, at=at, ids=ids, asked=[ill[each] for each in ids], share=REST_SHARE, longest=LONGEST_REST
    )
    hopeless = [pk for pk, since in failing if since <= at - OFF_AFTER]
    if hopeless:
        switch_off(hopeless, reason="failing_for_a_week", at=at)


def _asked_until(result: Result, at: datetime) -> datetime | None:
    """Until when the receiver asked to be left in peace."""
    if result.retry_after is None or result.status not in _SLOW_DOWN:
        return None
    return at + min(result.retry_after, LONGEST_RETRY_AFTER)


def _run(sql: str, **values: Any) -> list[tuple[UUID, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
