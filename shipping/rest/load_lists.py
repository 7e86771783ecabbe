"""In which form does a train's load list leave the house, how do dispatchers draw it?"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, STAFF, Door
from kit.clock import now
from kit.openapi import operation
from kit.renderers import FileRenderer
from kit.rest import In, WholeField, found
from kit.sheets import to_csv, to_xlsx
from shipping.errors import LoadListConfirmed, LoadListNotReady, NoWagons
from shipping.models import DepartureLeg
from shipping.operations import marshalling
from shipping.queries.load_lists import LoadListView, load_list_of, sheet_of, train_legs
from shipping.queries.sight import departures_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TrainIn(In):
    """Which train of a departure."""

    leg = WholeField(
        required=False,
        default=1,
        min_value=1,
        max_value=9,
        help_text="Which leg of the departure: 1 and 3 are trains, 2 is the transshipment.",
    )


class LoadListQuery(TrainIn):
    """Which train, in which form."""

    format = serializers.ChoiceField(
        required=False, choices=("json", "csv", "xlsx"), help_text="Or by the Accept header."
    )


class StandingOut(serializers.Serializer[Any]):
    """One container on its wagon."""

    wagon = serializers.IntegerField(help_text="Order in the train, from the locomotive.")
    position = serializers.IntegerField(help_text="On the wagon, from the front.")
    container_id = serializers.UUIDField()
    name = serializers.CharField(help_text="Its number, or its slot while it has none.")
    container_number = serializers.CharField(source="number", allow_blank=True)
    container_type = serializers.CharField(source="iso_code")
    seal_no = serializers.CharField(allow_blank=True)
    gross_g = serializers.IntegerField()
    wagon_gross_g = serializers.IntegerField(help_text="Of all containers on the wagon.")
    beside = serializers.CharField(allow_blank=True, help_text="The other box of a pair.")
    needs_plug = serializers.BooleanField()
    departure = serializers.CharField(help_text="On which departure it was sold.")
    slot_number = serializers.IntegerField()


class LoadListOut(serializers.Serializer[Any]):
    """A train's load list, with what speaks against it."""

    departure_id = serializers.UUIDField()
    leg = serializers.IntegerField()
    train_number = serializers.CharField()
    status = serializers.CharField(help_text="proposed (not drawn yet), drawn or confirmed.")
    drawn_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    wagons = serializers.IntegerField()
    gross_g = serializers.IntegerField()
    problems = serializers.ListField(child=serializers.CharField())
    changes = serializers.ListField(child=serializers.CharField(), help_text="Since it was drawn.")
    standing = StandingOut(many=True)


class SheetRenderer(FileRenderer):
    """The load list as a file."""

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """The sheet that the view made."""
        header, rows = view.sheet
        content = to_csv(header, rows) if self.format == "csv" else to_xlsx({"load list": (header, rows)})
        return f"load-list-{data['departure_id']}-{data['leg']}.{self.format}", content


class CsvRenderer(SheetRenderer):
    """For any program."""

    media_type = "text/csv"
    format = "csv"


class XlsxRenderer(SheetRenderer):
    """For an office program."""

    media_type = XLSX
    format = "xlsx"


class LoadListDoorBase(Door):
    """What all doors of load lists share."""

    resource = "departures"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF, "partner": ANYONE}
    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch"}}

    def leg(self, departure_id: UUID, position: int) -> DepartureLeg:
        """The train of a leg that the caller may see."""
        departure = found(departures_for(self.actor), pk=departure_id)
        leg = found(train_legs(), departure=departure, position=position)
        if leg.gauge_mm is None:
            raise NoWagons
        return leg

    def shown(self, view: LoadListView) -> Response:
        """The list as JSON."""
        shown = {
            "departure_id": view.leg.departure_id,
            "leg": view.leg.position,
            "train_number": view.leg.train_number,
            "status": view.status,
            "drawn_at": view.row.drawn_at if view.row else None,
            "confirmed_at": view.row.confirmed_at if view.row else None,
            "wagons": view.wagons,
            "gross_g": view.gross_g,
            "problems": list(view.problems),
            "changes": list(view.changes),
            "standing": list(view.standing),
        }
        return self.answer(LoadListOut(shown))


class LoadListDoor(LoadListDoorBase):
    """Which container stands on which wagon."""

    renderer_classes = (JSONRenderer, CsvRenderer, XlsxRenderer)
    vary = ("Authorization", "X-Organisation", "Accept")
    sheet: Any = ((), ())

    @operation(
        id="showLoadList",
        summary="The load list of one train of a departure: JSON, CSV or XLSX",
        query=LoadListQuery,
        response=LoadListOut,
        problems=[NoWagons],
    )
    def get(self, request: Request, departure_id: UUID) -> Response:
        view = load_list_of(self.leg(departure_id, self.query["leg"]), at=now())
        self.sheet = sheet_of(view)
        return self.shown(view)


class LoadListVerbDoor(LoadListDoorBase):
    """Something is done to the list of one train."""

    def act(self, verb: Callable[..., object], departure_id: UUID) -> Response:
        """Do it, and show the list as it is then."""
        leg = self.leg(departure_id, self.body(TrainIn)["leg"])
        verb(departure_leg_id=leg.pk, at=now(), by=self.actor)
        return self.shown(load_list_of(leg, at=now()))


class DrawDoor(LoadListVerbDoor):
    """Each container gets its wagon."""

    @operation(
        id="drawLoadList",
        summary="Give every container that rides a train now its wagon; again until the list is confirmed",
        request=TrainIn,
        response=LoadListOut,
        problems=[NoWagons, LoadListConfirmed],
        request_example={"leg": 1},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.act(marshalling.draw, departure_id)


class ConfirmDoor(LoadListVerbDoor):
    """The list stands."""

    @operation(
        id="confirmLoadList",
        summary="Let a drawn load list stand; refused while it has problems or its train has changed",
        request=TrainIn,
        response=LoadListOut,
        problems=[NoWagons, LoadListConfirmed, LoadListNotReady],
        request_example={"leg": 1},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.act(marshalling.confirm, departure_id)


class ReopenDoor(LoadListVerbDoor):
    """The train has changed."""

    @operation(
        id="reopenLoadList",
        summary="Let a confirmed load list be drawn again",
        request=TrainIn,
        response=LoadListOut,
        problems=[NoWagons, LoadListNotReady],
        request_example={"leg": 1},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        return self.act(marshalling.reopen, departure_id)
