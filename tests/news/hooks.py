"""What do tests of webhooks begin with?"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kit.ids import uuid7
from news.models import Endpoint, Event
from news.operations.delivering import fan_out
from news.operations.recording import record
from news.operations.subscribing import create_endpoint

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)


def an_endpoint(url: str, *, reader: UUID | None = None, at: datetime = AT, **more: Any) -> Endpoint:
    """An endpoint of somebody."""
    with transaction.atomic():
        return create_endpoint(reader_id=reader or uuid7(), url=url, at=at, **more).row


def happen(*endpoints: Endpoint, aggregate_id: UUID | None = None, at: datetime = AT) -> Event:
    """Something of which the owners of some endpoints are told."""
    with transaction.atomic():
        pk = record(
            aggregate="order", aggregate_id=aggregate_id or uuid7(), type="order.placed", payload={}, at=at
        )
        Event.objects.filter(pk=pk).update(told={"number": "KZ-1"}, dispatched_at=at)
        fan_out([(each.reader_id, pk) for each in endpoints], at=at)
    return Event.objects.get(pk=pk)
