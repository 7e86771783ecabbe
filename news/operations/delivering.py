"""How does an event come to be due at an endpoint: by itself, as a test, or once more?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from kit.ids import uuid7
from kit.transactions import inside_transaction
from news.errors import EndpointOff
from news.event_types import WEBHOOK_TEST
from news.models import Delivery, Endpoint, Event
from news.operations.recording import record
from news.policy import REPLAYED_AT_ONCE

TEST = WEBHOOK_TEST.type

_CONCERNED = """
SELECT endpoint.id, event.id, event.aggregate_id, event.seq
FROM unnest(%(readers)s::uuid[], %(events)s::uuid[]) WITH ORDINALITY AS entry (reader_id, event_id, place)
JOIN news_endpoint AS endpoint ON endpoint.reader_id = entry.reader_id AND endpoint.status = 'enabled'
JOIN news_event AS event ON event.id = entry.event_id
WHERE endpoint.event_types = '{}' OR event.type = ANY (endpoint.event_types)
ORDER BY entry.place
"""

_FAN_OUT = """
INSERT INTO news_delivery (id, endpoint_id, event_id, aggregate_id, seq, kind, state, attempts, token, error,
                           due_at, created_at)
SELECT due.id, endpoint_id, event_id, aggregate_id, seq, 'event', 'waiting', 0, 0, '', %(at)s, %(at)s
FROM unnest(%(ids)s::uuid[], %(endpoints)s::uuid[], %(events)s::uuid[], %(aggregates)s::uuid[],
            %(seqs)s::bigint[]) AS due (id, endpoint_id, event_id, aggregate_id, seq)
ON CONFLICT DO NOTHING
"""


@inside_transaction
def fan_out(entries: Sequence[tuple[UUID, UUID]], *, at: datetime) -> int:
    """
    Make events due at the endpoints of their readers; `entries` are pairs of a reader and an event.

    Two statements however many. How many calls are due by it.
    """
    if not entries:
        return 0
    readers, events = zip(*entries, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, {"readers": list(readers), "events": list(events)})
        concerned = cursor.fetchall()
        if not concerned:
            return 0
        endpoints, ids, aggregates, seqs = zip(*concerned, strict=True)
        # Ids in the order of the events, in which they are called where both are due.
        made = [uuid7() for _ in concerned]
        cursor.execute(
            _FAN_OUT,
            {
                "at": at,
                "ids": made,
                "endpoints": list(endpoints),
                "events": list(ids),
                "aggregates": list(aggregates),
                "seqs": list(seqs),
            },
        )
        due: int = cursor.rowcount
    return due


@inside_transaction
def send_test(*, endpoint: Endpoint, at: datetime) -> Delivery:
    """
    Call an endpoint with an event `webhook.test`, which nobody else is told of.

    :raises EndpointOff: if it is switched off.
    """
    _check_on(endpoint)
    event_id = record(aggregate=Endpoint.AGGREGATE, aggregate_id=endpoint.pk, type=TEST, payload={}, at=at)
    told: Mapping[str, object] = {"endpoint_id": str(endpoint.pk)}
    # It is for this endpoint alone, so nobody has to hand it on.
    Event.objects.filter(pk=event_id).update(told=told, dispatched_at=at)
    event = Event.objects.get(pk=event_id)
    return _due(endpoint, event, kind=Delivery.Kind.TEST, at=at)


@inside_transaction
def replay(*, delivery: Delivery, at: datetime) -> Delivery:
    """
    Send an event to an endpoint once more, under the same id, whatever else waits there.

    :raises EndpointOff: if the endpoint is switched off.
    """
    _check_on(delivery.endpoint)
    return _due(delivery.endpoint, delivery.event, kind=Delivery.Kind.REPLAY, at=at)


@inside_transaction
def replay_dead(*, endpoint: Endpoint, since: datetime, at: datetime) -> int:
    """
    Send the events once more that an endpoint never took, of calls made due at `since` or later.

    At most `REPLAYED_AT_ONCE`, the oldest first; what is on its way once more already, or
    arrived that way, is left out, so that calling again goes on with the rest. How many.

    :raises EndpointOff: if the endpoint is switched off.
    """
    _check_on(endpoint)
    once_more = Delivery.objects.filter(
        endpoint_id=endpoint.pk, event_id=OuterRef("event_id"), kind=Delivery.Kind.REPLAY
    ).exclude(state=Delivery.State.DEAD)
    dead = (
        Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.DEAD, created_at__gte=since)
        .filter(~Exists(once_more), kind=Delivery.Kind.EVENT)
        .order_by("id")[:REPLAYED_AT_ONCE]
    )
    repeats = [
        Delivery(
            endpoint=endpoint,
            event_id=each.event_id,
            aggregate_id=each.aggregate_id,
            seq=each.seq,
            kind=Delivery.Kind.REPLAY,
            due_at=at,
            created_at=at,
        )
        for each in dead
    ]
    Delivery.objects.bulk_create(repeats)
    return len(repeats)


def _due(endpoint: Endpoint, event: Event, *, kind: str, at: datetime) -> Delivery:
    return Delivery.objects.create(
        endpoint=endpoint,
        event=event,
        aggregate_id=event.aggregate_id,
        seq=event.seq,
        kind=kind,
        due_at=at,
        created_at=at,
    )


def _check_on(endpoint: Endpoint) -> None:
    if endpoint.status != Endpoint.Status.ENABLED:
        raise EndpointOff
