"""How does an event look to those outside who are told of it?"""

import json
from collections.abc import Mapping

from news.event_types import FIRST_VERSION
from news.models import Event
from news.policy import LARGEST_BODY_B
from news.snapshots import instant


def envelope(event: Event) -> dict[str, object]:
    """
    An event that has been handed on, as each of its readers is told of it (JSON).

    `id` is the same however often it is told, `seq` counts without gaps within
    `aggregate_id`. Instants are RFC 3339 in UTC, to the millisecond.
    """
    told: Mapping[str, object] = event.told or {}
    return {
        "id": str(event.pk),
        "type": event.type,
        "version": event.told_version or FIRST_VERSION,
        "timestamp": instant(event.occurred_at),
        "aggregate": event.aggregate,
        "aggregate_id": str(event.aggregate_id),
        "seq": event.seq,
        "data": told,
    }


def body_of(event: Event) -> bytes:
    """
    The same as compact JSON in UTF-8: the same bytes each time, for they are signed.

    :raises ValueError: if it is larger than readers were promised; tellers tell of bounded things.
    """
    body = json.dumps(envelope(event), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    written = body.encode()
    if len(written) > LARGEST_BODY_B:
        raise ValueError(f"{event.type} {event.pk} takes {len(written)} bytes to tell")
    return written
