"""Which trains leave when, and what do dispatchers do with them?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.entry import SAFE
from kit.clock import now
from kit.moves import IllegalMove
from kit.openapi import operation, page_of
from kit.paging import PageQuery, keyset_page
from kit.rest import In, TextField, found
from shipping.errors import DepartureNotFound
from shipping.models import Departure
from shipping.operations import closing, reporting
from shipping.progress import Stage
from shipping.queries import showing
from shipping.queries.capacity import Capacity, capacity_of, with_room_for
from shipping.queries.sight import timetable_of
from shipping.rest.fields import ClassField
from shipping.rest.shapes import reader_language
from shipping.rest.train_shapes import DepartureOut, shown_departure


class DepartureQuery(PageQuery):
    """Which departures."""

    service = TextField(required=False, max_length=16, help_text="Code of the service.")
    origin = TextField(required=False, max_length=32, help_text="Code of the location.")
    destination = TextField(required=False, max_length=32, help_text="Code of the location.")
    crossing = TextField(required=False, max_length=16, help_text="Code of the border crossing.")
    direction = serializers.ChoiceField(required=False, choices=("KZ-CN", "CN-KZ"))
    date_from = serializers.DateField(required=False, help_text="First day of departure at the origin.")
    date_to = serializers.DateField(required=False, help_text="Last day of departure at the origin.")
    status = serializers.ChoiceField(required=False, choices=Departure.Status.values)
    free_for = ClassField(
        required=False,
        max_length=64,
        help_text="With room now for goods of a class, such as AMBIENT_DRY:DRY_FOOD.",
    )


class DispatchReasonIn(In):
    """Why something is done."""

    reason = TextField(max_length=200)


_FILTERS = {
    "service": "service__code",
    "origin": "service__origin__code",
    "destination": "service__destination__code",
    "crossing": "service__crossing",
    "direction": "service__direction",
    "date_from": "service_date__gte",
    "date_to": "service_date__lte",
    "status": "status",
}


class DepartureDoorBase(Door):
    """What all doors of departures share."""

    resource = "departures"
    readers = EVERYONE
    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch"}}
    vary = ("Authorization", "Accept-Language")

    def before(self) -> None:
        """
        Do nothing to a train of the other world, of which only jobs and the admin know.

        :raises DepartureNotFound: for one of those.
        """
        asked = self.kwargs.get("departure_id")
        if self.request.method in SAFE or asked is None:
            return
        if not timetable_of(self.actor).filter(pk=asked).exists():
            raise DepartureNotFound(departure_id=str(asked))

    def shown(self, departure: Departure, capacity: Capacity) -> dict[str, Any]:
        """A departure for its reader."""
        for_staff = self.actor.kind == "staff"
        may_act = for_staff and self.actor.has_role("dispatch")
        return shown_departure(
            departure,
            capacity,
            language=reader_language(self.request.headers),
            verbs=showing.departure_verbs(departure, at=now()) if may_act else [],
            for_staff=for_staff,
        )

    def detail(self, departure_id: UUID) -> Response:
        """A departure with its capacity now."""
        departure = found(showing.departures(sandbox=self.actor.sandbox), pk=departure_id)
        capacity = capacity_of([departure], at=now())[departure.pk]
        return self.answer(DepartureOut(self.shown(departure, capacity)), row=departure)


class DeparturesDoor(DepartureDoorBase):
    """The timetable with live capacity."""

    @operation(
        id="listDepartures",
        summary="Departures in order of time, with what is free on each leg",
        query=DepartureQuery,
        response=page_of(DepartureOut),
    )
    def get(self, request: Request) -> Response:
        at = now()
        rows: QuerySet[Departure] = showing.departures(sandbox=self.actor.sandbox).filter(
            **{_FILTERS[name]: value for name, value in self.query.items() if name in _FILTERS}
        )
        if "free_for" in self.query:
            cargo, segregation = self.query["free_for"]
            roomy = with_room_for(cargo, segregation=segregation, at=at)
            rows = rows.filter(pk__in=roomy.values("pk"))
        page = keyset_page(
            request,
            rows,
            order=["departs_at", "id"],
            limit=self.query["limit"],
            cursor=self.query.get("cursor", ""),
        )
        capacity = capacity_of(page.rows, at=at)
        # One shape for all rows: making its hundred fields anew for each takes longer than the rest.
        shape = DepartureOut()
        return self.answer(
            page.as_json(lambda row: shape.to_representation(self.shown(row, capacity[row.pk])))
        )


class DepartureDoor(DepartureDoorBase):
    """One departure."""

    @operation(id="showDeparture", summary="One departure, leg by leg", response=DepartureOut)
    def get(self, request: Request, departure_id: UUID) -> Response:
        return self.detail(departure_id)


class OpenDoor(DepartureDoorBase):
    """Beginning to take shipments."""

    @operation(
        id="openDeparture",
        summary="Let a planned departure take shipments",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        self.body(In)
        closing.open_departure(departure_id=departure_id, at=now(), by=self.actor)
        return self.detail(departure_id)


class CloseDoor(DepartureDoorBase):
    """Taking no more shipments."""

    @operation(
        id="closeDeparture",
        summary="Close a departure before its cut-off",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        self.body(In)
        closing.close_departure(departure_id=departure_id, at=now(), by=self.actor)
        return self.detail(departure_id)


class ReportDoorBase(DepartureDoorBase):
    """A report by a dispatcher, as of now; all that is on board follows."""

    def report(self, departure_id: UUID, kind: Stage) -> Response:
        """Record it."""
        self.body(In)
        reporting.report_departure(departure_id=departure_id, kind=kind, at=now(), by=self.actor)
        return self.detail(departure_id)


class LoadDoor(ReportDoorBase):
    """The train is loaded."""

    @operation(
        id="loadDeparture",
        summary="Report that a departure is loaded, now",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.report(departure_id, Stage.LOADED)


class DepartDoor(ReportDoorBase):
    """The train is on its way."""

    @operation(
        id="departDeparture",
        summary="Report that a departure has departed, now",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.report(departure_id, Stage.DEPARTED)


class AtBorderDoor(ReportDoorBase):
    """The train stands at the border."""

    @operation(
        id="atBorderDeparture",
        summary="Report that a departure is at the border, now",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.report(departure_id, Stage.AT_BORDER)


class TransshipDoor(ReportDoorBase):
    """Its containers stand on the other gauge."""

    @operation(
        id="transshipDeparture",
        summary="Report that a departure has been transshipped, now",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.report(departure_id, Stage.TRANSSHIPPED)


class ArriveDoor(ReportDoorBase):
    """The train is at its destination."""

    @operation(
        id="arriveDeparture",
        summary="Report that a departure has arrived, now",
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound],
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.report(departure_id, Stage.ARRIVED)
