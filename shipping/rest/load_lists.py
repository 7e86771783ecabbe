"""In which form does a train's load list leave the house?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.openapi import operation
from kit.rest import In, WholeField, found
from kit.sheets import to_csv, to_xlsx
from shipping.errors import NoWagons
from shipping.queries.load_lists import load_list_of, sheet_of, train_legs
from shipping.queries.sight import departures_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LoadListQuery(In):
    """Which train, in which form."""

    leg = WholeField(
        required=False,
        default=1,
        min_value=1,
        max_value=9,
        help_text="Which leg of the departure: 1 and 3 are trains, 2 is the transshipment.",
    )
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


class SheetRenderer(BaseRenderer):
    """The load list as a file; a refusal is JSON all the same."""

    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of the file, or of the problem document."""
        context = renderer_context or {}
        if context["response"].status_code >= 400:
            problem: bytes = JSONRenderer().render(data, accepted_media_type, renderer_context)
            return problem
        view: LoadListDoor = context["view"]
        name = f"load-list-{data['departure_id']}-{data['leg']}.{self.format}"
        context["response"]["Content-Disposition"] = f'attachment; filename="{name}"'
        header, rows = view.sheet
        return to_csv(header, rows) if self.format == "csv" else to_xlsx({"load list": (header, rows)})


class CsvRenderer(SheetRenderer):
    """For any program."""

    media_type = "text/csv"
    format = "csv"


class XlsxRenderer(SheetRenderer):
    """For an office program."""

    media_type = XLSX
    format = "xlsx"


class LoadListDoor(Door):
    """Which container stands on which wagon."""

    resource = "departures"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": ANYONE, "partner": ANYONE}
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
        departure = found(departures_for(self.actor), pk=departure_id)
        leg = found(train_legs(), departure=departure, position=self.query["leg"])
        if leg.gauge_mm is None:
            raise NoWagons
        view = load_list_of(leg, at=now())
        self.sheet = sheet_of(view)
        shown = {
            "departure_id": departure.pk,
            "leg": leg.position,
            "train_number": leg.train_number,
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
