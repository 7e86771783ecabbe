"""Which shipments do staff and partners see, and what may staff do with them?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, STAFF, Door
from accounts.entry import SAFE
from kit.clock import now
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from shipping.errors import ContainerSealed, ShipmentNotFound, ShipmentOnItsWay
from shipping.models import Shipment
from shipping.operations import assigning, holding, rolling
from shipping.queries import showing
from shipping.queries.sight import shipments_for
from shipping.rest.departures import DispatchReasonIn
from shipping.rest.shapes import ShipmentOut, reader_language, shown_shipment


class ShipmentQuery(PageQuery):
    """Which shipments."""

    status = serializers.ChoiceField(required=False, choices=Shipment.Status.values)
    number = TextField(required=False, max_length=24)
    departure = serializers.UUIDField(required=False, help_text="On which departure they stand.")
    needs_attention = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether a person has to look."
    )


class ShipmentDoorBase(Door):
    """What all doors of shipments share."""

    resource = "shipments"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF, "partner": ANYONE}
    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch"}}
    vary = ("Authorization", "X-Organisation", "Accept-Language")

    def rows(self) -> "QuerySet[Shipment]":
        """Those that the caller may see."""
        return showing.shipments(shipments_for(self.actor))

    def before(self) -> None:
        """
        Do nothing to a shipment of the other world, of which only jobs and the admin know.

        :raises ShipmentNotFound: for one of those.
        """
        asked = self.kwargs.get("shipment_id")
        if self.request.method in SAFE or asked is None:
            return
        if not shipments_for(self.actor).filter(pk=asked).exists():
            raise ShipmentNotFound(shipment_id=str(asked))

    def shown(self, shipment: Shipment) -> dict[str, Any]:
        """A shipment for its reader."""
        roles = self.actor.roles if self.actor.kind == "staff" else frozenset()
        return shown_shipment(shipment, language=reader_language(self.request.headers), roles=roles)

    def detail(self, shipment_id: UUID) -> Response:
        """One shipment."""
        shipment = found(self.rows(), pk=shipment_id)
        return self.answer(ShipmentOut(self.shown(shipment)), row=shipment)


class ShipmentsDoor(ShipmentDoorBase):
    """The list."""

    @operation(
        id="listShipments",
        summary="Shipments, the newest first; a partner sees those that touch its places",
        query=ShipmentQuery,
        response=page_of(ShipmentOut),
    )
    def get(self, request: Request) -> Response:
        rows = self.rows()
        given = self.query
        for name in ("status", "number"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "departure" in given:
            rows = rows.filter(
                assignments__released_at__isnull=True, assignments__slot__departure=given["departure"]
            )
        if given["needs_attention"] is not None:
            rows = rows.filter(attention_at__isnull=not given["needs_attention"])
        return self.page(rows, lambda row: ShipmentOut(self.shown(row)).data, order=["-id"])


class ShipmentDoor(ShipmentDoorBase):
    """One shipment."""

    @operation(
        id="showShipment",
        summary="One shipment with its packages and its slot",
        response=ShipmentOut,
        problems=[ShipmentNotFound],
    )
    def get(self, request: Request, shipment_id: UUID) -> Response:
        return self.detail(shipment_id)


class AssignDoor(ShipmentDoorBase):
    """A place now, if there is one."""

    @operation(
        id="assignShipment",
        summary="Try now to find a train for a shipment that waits; it goes on waiting if none has room",
        description=(
            "As the worker does by itself, at once and also for a shipment that was put before a person. Look"
            " at `status` in the answer: assigned, or still waiting with `waiting_reason`."
        ),
        response=ShipmentOut,
        problems=[IllegalMove, LostRace, ShipmentNotFound],
    )
    def post(self, request: Request, shipment_id: UUID) -> Response:
        self.body(In)
        assigning.assign_now(shipment_id=shipment_id, at=now(), by=self.actor)
        return self.detail(shipment_id)


class RollDoor(ShipmentDoorBase):
    """Off this train, on to a later one."""

    @operation(
        id="rollShipment",
        summary="Take a shipment off its train; it waits for another one",
        request=DispatchReasonIn,
        response=ShipmentOut,
        problems=[ShipmentOnItsWay, ContainerSealed, IllegalMove, LostRace, ShipmentNotFound],
        request_example={"reason": "The papers are not complete."},
    )
    def post(self, request: Request, shipment_id: UUID) -> Response:
        given = self.body(DispatchReasonIn)
        rolling.roll_shipment(shipment_id=shipment_id, reason=given["reason"], at=now(), by=self.actor)
        return self.detail(shipment_id)


class HoldDoor(ShipmentDoorBase):
    """Stopping for a while."""

    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch", "customs"}}

    @operation(
        id="holdShipment",
        summary="Hold a shipment that waits or is assigned; it keeps its place",
        request=DispatchReasonIn,
        response=ShipmentOut,
        problems=[IllegalMove, LostRace, ShipmentNotFound],
        request_example={"reason": "The seller asks for a check."},
    )
    def post(self, request: Request, shipment_id: UUID) -> Response:
        given = self.body(DispatchReasonIn)
        holding.hold_shipment(shipment_id=shipment_id, reason=given["reason"], at=now(), by=self.actor)
        return self.detail(shipment_id)


class ReleaseDoor(ShipmentDoorBase):
    """Going on."""

    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch", "customs"}}

    @operation(
        id="releaseShipment",
        summary="Let a held shipment go on",
        request=DispatchReasonIn,
        response=ShipmentOut,
        problems=[IllegalMove, LostRace, ShipmentNotFound],
        request_example={"reason": "The check is done."},
    )
    def post(self, request: Request, shipment_id: UUID) -> Response:
        given = self.body(DispatchReasonIn)
        holding.release_shipment(shipment_id=shipment_id, reason=given["reason"], at=now(), by=self.actor)
        return self.detail(shipment_id)
