"""How do partners and staff report what happened?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.moves import IllegalMove
from kit.openapi import operation
from kit.rest import In, TextField
from shipping.errors import (
    DepartureNotFound,
    NotAssigned,
    OnlyShipmentsSimulated,
    ReportAhead,
    ReportMismatch,
    ReportOutOfPlace,
    ShipmentNotFound,
    TrainNotLeft,
)
from shipping.models import TransportEvent
from shipping.operations import reporting
from shipping.operations.reporting import NewReport
from shipping.policy import MAX_EVENTS_PER_POST
from shipping.rest.fields import InstantField

_EXAMPLE = {
    "external_id": "YARD-2026-000123",
    "kind": "transshipped",
    "occurred_at": "2026-12-05T16:40:00+05:00",
    "shipment": "SCS-26-00000123-5",
    "location": "KZ-KHORGOS-GW",
}


class TransportEventIn(In):
    """One report: about one shipment or about one departure."""

    external_id = TextField(max_length=120, help_text="Yours; sent twice, it counts once.")
    kind = serializers.ChoiceField(choices=TransportEvent.Kind.values)
    occurred_at = InstantField(
        required=False, help_text="Left out only by a key that simulates: its reports are dated by the plan."
    )
    shipment = TextField(required=False, max_length=40, help_text="Id or number of the shipment.")
    departure = serializers.UUIDField(required=False, help_text="Id of the departure.")
    location = TextField(required=False, max_length=32, help_text="Where; else the planned place.")
    note = TextField(required=False, max_length=200, allow_blank=True)


class TransportEventBatchIn(In):
    """Several reports, of which all or none are kept."""

    events = serializers.ListField(child=TransportEventIn(), min_length=1, max_length=MAX_EVENTS_PER_POST)


class TransportEventOut(serializers.Serializer[Any]):
    """A report as it is in the books."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    kind = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    shipment = serializers.UUIDField(allow_null=True, source="shipment_id")
    departure = serializers.UUIDField(allow_null=True, source="departure_id")
    simulated = serializers.BooleanField()


class TransportEventsOut(serializers.Serializer[Any]):
    """The reports of one request, in its order."""

    events = TransportEventOut(many=True)


class TransportEventsDoor(Door):
    """Reports from the line."""

    resource = "transport-events"
    writers: ClassVar[Mapping[str, Any]] = {"partner": ANYONE, "staff": {"dispatch"}}

    @operation(
        id="reportTransportEvents",
        summary="Report one event or a batch; the same report sent again changes nothing",
        request=PolymorphicProxySerializer(
            component_name="TransportEvents",
            serializers=[TransportEventIn, TransportEventBatchIn],
            resource_type_field_name=None,
        ),
        response=TransportEventsOut,
        status=201,
        problems=[
            ReportAhead,
            ReportMismatch,
            ReportOutOfPlace,
            NotAssigned,
            OnlyShipmentsSimulated,
            ShipmentNotFound,
            DepartureNotFound,
            TrainNotLeft,
            IllegalMove,
        ],
        request_example=_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        is_batch = isinstance(request.data, Mapping) and "events" in request.data
        given = self.body(TransportEventBatchIn)["events"] if is_batch else [self.body(TransportEventIn)]
        recorded = reporting.report_events(reports=[_report(each) for each in given], at=now(), by=self.actor)
        return self.created(TransportEventsOut({"events": [each.event for each in recorded]}))


def _report(given: Mapping[str, Any]) -> NewReport:
    return NewReport(
        external_id=given["external_id"],
        kind=given["kind"],
        occurred_at=given.get("occurred_at"),
        shipment=given.get("shipment"),
        departure_id=given.get("departure"),
        location=given.get("location"),
        note=given.get("note", ""),
    )
