"""How do dispatchers choose another train for a shipment?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import STAFF
from kit.clock import now
from kit.http import Stale
from kit.openapi import operation
from kit.rest import In, TextField, check_match, found
from shipping.errors import MovedMeanwhile, PlaceRefused, ShipmentNotFound
from shipping.operations import moving
from shipping.operations.locking import locked_shipment
from shipping.queries.moving import trains_for
from shipping.queries.sight import shipments_for, timetable_of
from shipping.rest.fields import known
from shipping.rest.shapes import ShipmentOut
from shipping.rest.shipments import ShipmentDoorBase

# No row has it, so that whoever read an older version is refused by the operation, which says why.
_NO_VERSION = -1


class MoveIn(In):
    """Onto which train, why."""

    departure_id = serializers.UUIDField(help_text="Of the departure that it goes with.")
    reason = TextField(max_length=200)


class TrainChoiceOut(serializers.Serializer[Any]):
    """One train for a shipment: when it would arrive, or in a sentence why it can't go."""

    departure_id = serializers.UUIDField()
    train = serializers.CharField(source="name", help_text="As people call it.")
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    timezone = serializers.CharField(help_text="Of the origin.")
    destination_timezone = serializers.CharField()
    is_possible = serializers.BooleanField()
    keeps_promise = serializers.BooleanField(allow_null=True, help_text="Null: nothing was promised.")
    opens = serializers.BooleanField(help_text="A new container would be opened for it.")
    code = serializers.CharField(allow_blank=True, help_text="Why not, stable; empty if it can go.")
    sentence = serializers.CharField(allow_blank=True, help_text="Why not, for a dispatcher.")


class TrainChoicesOut(serializers.Serializer[Any]):
    """The trains of the next weeks."""

    trains = TrainChoiceOut(many=True)


class TrainsDoor(ShipmentDoorBase):
    """What could be chosen."""

    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF}

    @operation(
        id="listTrainsForShipment",
        summary="Onto which trains a shipment could be moved, and why not onto the others",
        response=TrainChoicesOut,
        problems=[ShipmentNotFound],
    )
    def get(self, request: Request, shipment_id: UUID) -> Response:
        shipment = found(shipments_for(self.actor), pk=shipment_id)
        choices = trains_for(shipment_id=shipment.pk, at=now())
        return self.answer(TrainChoicesOut({"trains": choices}))


class MoveDoor(ShipmentDoorBase):
    """Onto the train of their choice."""

    @operation(
        id="moveShipment",
        summary="Move a shipment onto a train of your choice; it keeps its place if that is refused",
        description=(
            "With If-Match, a shipment that changed since is left alone: 412 says who changed it. Without it,"
            " one that another person moved this very moment is: 409 says the same."
        ),
        request=MoveIn,
        response=ShipmentOut,
        problems=[PlaceRefused, MovedMeanwhile, Stale, ShipmentNotFound],
        request_example={
            "departure_id": "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001",
            "reason": "The seller asked for the earlier train.",
        },
    )
    def post(self, request: Request, shipment_id: UUID) -> Response:
        given = self.body(MoveIn)
        known(timetable_of(self.actor), "departure_id", pk=given["departure_id"])
        try:
            moving.move_shipment(
                shipment_id=shipment_id,
                departure_id=given["departure_id"],
                expected_version=self._expected(shipment_id),
                reason=given["reason"],
                at=now(),
                by=self.actor,
            )
        except MovedMeanwhile as changed:
            if "If-Match" not in self.request.headers:
                raise
            # What RFC 9110 answers to If-Match, with all that is known of the change.
            facts: dict[str, Any] = changed.facts
            raise Stale(changed.detail, **facts) from changed
        return self.detail(shipment_id)

    def _expected(self, shipment_id: UUID) -> int | None:
        """The version that the caller read; None if they did not say."""
        if_match = self.request.headers.get("If-Match")
        if if_match is None:
            return None
        shipment = locked_shipment(shipment_id)
        try:
            check_match(if_match, shipment)
        except Stale:
            return _NO_VERSION
        return shipment.version
