"""How many trains a day does each border crossing take?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from kit.openapi import operation
from shipping.models import Crossing
from shipping.rest.shapes import PlaceOut, reader_language, shown_place


class CrossingOut(serializers.Serializer[Any]):
    """A border crossing."""

    code = serializers.CharField()
    name = serializers.CharField()
    station = PlaceOut(help_text="Where the gauge changes; its clock tells the day.")
    daily_trains = serializers.IntegerField(help_text="Agreed trains a day, each way.")
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    confidence = serializers.CharField(allow_blank=True)


class CrossingListOut(serializers.Serializer[Any]):
    """All crossings."""

    items = CrossingOut(many=True)


class CrossingsDoor(Door):
    """All of them: there are few."""

    readers = EVERYONE
    vary = ("Accept-Language",)

    @operation(
        id="listCrossings",
        summary="The border crossings with their daily limit of trains",
        response=CrossingListOut,
    )
    def get(self, request: Request) -> Response:
        language = reader_language(request.headers)
        rows = Crossing.objects.select_related("station").order_by("code")
        return self.answer(CrossingListOut({"items": [_shown(row, language) for row in rows]}))


def _shown(crossing: Crossing, language: str) -> dict[str, Any]:
    columns = ("code", "name", "daily_trains", "source", "confidence")
    return {
        **{column: getattr(crossing, column) for column in columns},
        "station": shown_place(crossing.station, language),
    }
