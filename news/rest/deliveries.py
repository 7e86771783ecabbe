"""Through which doors does somebody see what was sent to them, and have it sent once more?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from kit.clock import now
from kit.errors import NotFound
from kit.openapi import operation, page_of
from kit.rest import In, found
from news.errors import EndpointOff
from news.models import Delivery
from news.operations.delivering import replay, replay_dead
from news.policy import REPLAYS_BY_CALLER
from news.queries.webhooks import deliveries_of, endpoints_of
from news.rest.endpoints import READERS, WRITERS
from news.rest.shapes import (
    DeliveriesQuery,
    ReplayedWebhooksOut,
    ReplayFailedWebhooksIn,
    WebhookDeliveryDetailOut,
    WebhookDeliveryOut,
)


class _LogDoor(Door):
    """What was sent to my endpoints."""

    resource = "webhooks"
    readers: ClassVar[Mapping[str, frozenset[str]]] = READERS
    writers: ClassVar[Mapping[str, frozenset[str]]] = WRITERS


class DeliveriesDoor(_LogDoor):
    """The log of the last thirty days."""

    @operation(
        id="listWebhookDeliveries",
        summary="What was and will be sent to my webhook endpoints, newest first",
        query=DeliveriesQuery,
        response=page_of(WebhookDeliveryOut),
        problems=[NotFound],
        tags=["webhooks"],
    )
    def get(self, request: Request) -> Response:
        """What was given up has the state `dead`."""
        return self.page(self._asked(self.query), WebhookDeliveryOut, order=("-id",))

    def _asked(self, query: dict[str, Any]) -> "QuerySet[Delivery]":
        rows = deliveries_of(self.actor)
        if "endpoint" in query:
            rows = rows.filter(endpoint=found(endpoints_of(self.actor), pk=query["endpoint"]))
        if "event" in query:
            rows = rows.filter(event_id=query["event"])
            if not rows.exists():
                raise NotFound
        if "state" in query:
            rows = rows.filter(state=query["state"])
        if "type" in query:
            rows = rows.filter(event__type=query["type"])
        if "since" in query:
            rows = rows.filter(created_at__gte=query["since"])
        return rows


class DeliveryDoor(_LogDoor):
    """One of them with its calls."""

    @operation(
        id="showWebhookDelivery",
        summary="One delivery with each call's request and answer",
        response=WebhookDeliveryDetailOut,
        tags=["webhooks"],
    )
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """Requests as they were sent, of answers the first 2 kB."""
        rows = deliveries_of(self.actor).prefetch_related("log")
        return self.answer(WebhookDeliveryDetailOut(found(rows, pk=delivery_id)))


class ReplayDoor(_LogDoor):
    """Once more, please."""

    limits = (REPLAYS_BY_CALLER,)

    @operation(
        id="replayWebhookDelivery",
        summary="Send an event to the same endpoint once more, under the same id",
        response=WebhookDeliveryOut,
        status=202,
        problems=[EndpointOff],
        tags=["webhooks"],
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """At once and out of order, also what was given up; the answer is the new delivery."""
        self.body(In)
        rows = deliveries_of(self.actor).select_related("event", "endpoint")
        repeat = replay(delivery=found(rows, pk=delivery_id), at=now())
        return self.answer(WebhookDeliveryOut(repeat), status=202)


class ReplayFailedDoor(_LogDoor):
    """All that was given up, once more."""

    limits = (REPLAYS_BY_CALLER,)

    @operation(
        id="replayFailedWebhookDeliveries",
        summary="Send once more what an endpoint never took",
        request=ReplayFailedWebhooksIn,
        response=ReplayedWebhooksOut,
        status=202,
        problems=[EndpointOff],
        request_example={"since": "2026-11-29T00:00:00Z"},
        tags=["webhooks"],
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """The oldest first; what has been sent once more already is left out."""
        given = self.body(ReplayFailedWebhooksIn)
        # Locked, so that two who ask at once don't send everything twice.
        rows = endpoints_of(self.actor).select_for_update(of=("self",))
        count = replay_dead(endpoint=found(rows, pk=endpoint_id), since=given["since"], at=now())
        return self.answer(ReplayedWebhooksOut({"replayed": count}), status=202)
