"""Through which doors does somebody say where to call them?"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.moves import IllegalMove
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found
from news.errors import (
    BadEndpointUrl,
    EndpointOff,
    OldSecretSigns,
    SwitchedOffByStaff,
    TooManyEndpoints,
    UnknownEventType,
)
from news.models import Endpoint
from news.operations import subscribing
from news.operations.delivering import send_test
from news.policy import TESTS_BY_CALLER
from news.queries.webhooks import endpoints_of, reader_of
from news.rest.shapes import (
    NewWebhookEndpointOut,
    RotateWebhookSecretIn,
    WebhookDeliveryOut,
    WebhookEndpointIn,
    WebhookEndpointOut,
)

# Of a seller's people all may look; whoever owns the business says where its news goes.
READERS: Mapping[str, frozenset[str]] = dict.fromkeys(("buyer", "seller", "partner"), ANYONE)
WRITERS: Mapping[str, frozenset[str]] = {**READERS, "seller": frozenset({"owner"})}
_EXAMPLE = {"url": "https://erp.example.com/steel-camel", "event_types": ["order.placed", "order.paid"]}


class EndpointsDoor(Door):
    """My webhook endpoints."""

    resource = "webhooks"
    readers: ClassVar[Mapping[str, frozenset[str]]] = READERS
    writers: ClassVar[Mapping[str, frozenset[str]]] = WRITERS
    answers_secret = True

    @operation(
        id="listWebhookEndpoints",
        summary="My webhook endpoints, newest first",
        query=PageQuery,
        response=page_of(WebhookEndpointOut),
        tags=["webhooks"],
    )
    def get(self, request: Request) -> Response:
        """Without their secrets."""
        return self.page(endpoints_of(self.actor), WebhookEndpointOut, order=("-id",))

    @operation(
        id="createWebhookEndpoint",
        summary="Have events sent to an address; the secret is shown this once",
        request=WebhookEndpointIn,
        response=NewWebhookEndpointOut,
        status=201,
        problems=[BadEndpointUrl, UnknownEventType, TooManyEndpoints],
        request_example=_EXAMPLE,
        tags=["webhooks"],
    )
    def post(self, request: Request) -> Response:
        """Events that happen from now on are sent there."""
        given = self.body(WebhookEndpointIn)
        reader, kind = reader_of(self.actor), self.actor.kind
        made = subscribing.create_endpoint(**given, reader_id=reader, at=now(), kind=kind)
        shown = NewWebhookEndpointOut(made.row, context={"secret": made.secret})
        return self.created(shown, row=made.row, location=f"/api/v1/webhook-endpoints/{made.row.pk}")


class _OneEndpointDoor(Door):
    """One of my endpoints."""

    resource = "webhooks"
    readers: ClassVar[Mapping[str, frozenset[str]]] = READERS
    writers: ClassVar[Mapping[str, frozenset[str]]] = WRITERS

    def locked(self, endpoint_id: UUID) -> Endpoint:
        """The endpoint, if it is the caller's."""
        return found(endpoints_of(self.actor).select_for_update(of=("self",)), pk=endpoint_id)

    def shown(self, endpoint: Endpoint) -> Response:
        """The endpoint without its secret."""
        return self.answer(WebhookEndpointOut(endpoint), row=endpoint)


class EndpointDoor(_OneEndpointDoor):
    """Looking at an endpoint, changing it, taking it away."""

    @operation(
        id="showWebhookEndpoint",
        summary="One webhook endpoint",
        response=WebhookEndpointOut,
        tags=["webhooks"],
    )
    def get(self, request: Request, endpoint_id: UUID) -> Response:
        """Without its secret."""
        return self.shown(found(endpoints_of(self.actor), pk=endpoint_id))

    @operation(
        id="changeWebhookEndpoint",
        summary="Change a webhook endpoint's address, types or description",
        request=WebhookEndpointIn,
        response=WebhookEndpointOut,
        problems=[BadEndpointUrl, UnknownEventType],
        request_example={"event_types": []},
        tags=["webhooks"],
    )
    def patch(self, request: Request, endpoint_id: UUID) -> Response:
        """What is due already goes to the new address, too."""
        given = self.body(WebhookEndpointIn, partial=True)
        endpoint = self.matched(self.locked(endpoint_id))
        changed = subscribing.change_endpoint(endpoint=endpoint, changes=given, kind=self.actor.kind)
        return self.shown(changed)

    @operation(
        id="deleteWebhookEndpoint",
        summary="Take a webhook endpoint away",
        status=204,
        tags=["webhooks"],
    )
    def delete(self, request: Request, endpoint_id: UUID) -> Response:
        """Nothing is sent there any more, not even what is due."""
        endpoint = self.matched(self.locked(endpoint_id))
        subscribing.delete_endpoint(endpoint=endpoint, at=now(), by=self.actor)
        return self.answer(status=204)


class TestEndpointDoor(_OneEndpointDoor):
    """Trying an endpoint."""

    limits = (TESTS_BY_CALLER,)

    @operation(
        id="testWebhookEndpoint",
        summary="Send an event `webhook.test` to an endpoint",
        response=WebhookDeliveryOut,
        status=202,
        problems=[EndpointOff],
        tags=["webhooks"],
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """What came of it is found under the delivery's id."""
        self.body(In)
        delivery = send_test(endpoint=self.locked(endpoint_id), at=now())
        return self.answer(WebhookDeliveryOut(delivery), status=202)


class RotateSecretDoor(_OneEndpointDoor):
    """A new secret for an endpoint."""

    answers_secret = True

    @operation(
        id="rotateWebhookSecret",
        summary="Give an endpoint a new secret; for 24 hours the old one signs, too",
        request=RotateWebhookSecretIn,
        response=NewWebhookEndpointOut,
        problems=[OldSecretSigns],
        request_example={"end_old": False},
        tags=["webhooks"],
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Show the new secret once. Two sign at most: a third within a day has to say `end_old`."""
        given = self.body(RotateWebhookSecretIn)
        endpoint = self.locked(endpoint_id)
        made = subscribing.rotate_secret(endpoint=endpoint, at=now(), end_old=given["end_old"])
        return self.answer(NewWebhookEndpointOut(made.row, context={"secret": made.secret}), row=made.row)


class EnableEndpointDoor(_OneEndpointDoor):
    """Switching an endpoint on."""

    @operation(
        id="enableWebhookEndpoint",
        summary="Switch an endpoint on again; what waits for it is sent",
        response=WebhookEndpointOut,
        problems=[IllegalMove, SwitchedOffByStaff],
        tags=["webhooks"],
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Also one that was switched off because it failed; one that staff have switched off stays so."""
        self.body(In)
        endpoint = self.locked(endpoint_id)
        return self.shown(subscribing.enable_endpoint(endpoint=endpoint, at=now(), by=self.actor))


class DisableEndpointDoor(_OneEndpointDoor):
    """Switching an endpoint off."""

    @operation(
        id="disableWebhookEndpoint",
        summary="Switch an endpoint off; what waits for it does so for three days",
        response=WebhookEndpointOut,
        problems=[IllegalMove],
        tags=["webhooks"],
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """What happens meanwhile is not sent later."""
        self.body(In)
        endpoint = self.locked(endpoint_id)
        return self.shown(subscribing.disable_endpoint(endpoint=endpoint, at=now(), by=self.actor))
