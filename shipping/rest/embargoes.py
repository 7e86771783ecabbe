"""How do staff stop a place, see what is stopped, let it go again?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import STAFF, Door
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from shipping.errors import EmbargoContradicts, EmbargoNotFound
from shipping.models import Crossing, Embargo, Location
from shipping.operations import embargoing
from shipping.queries.embargoes import stop_of
from shipping.rest.fields import InstantField, known
from shipping.segregation import carried_classes

_DIRECTIONS = ("KZ-CN", "CN-KZ")
_EXAMPLE = {
    "crossing": "KHORGOS",
    "direction": "KZ-CN",
    "segregation_classes": ["DRY_FOOD"],
    "starts_at": "2026-12-05T00:00:00+05:00",
    "ends_at": "2026-12-12T00:00:00+05:00",
    "reason": "Convention ban: the yard is full.",
}


class EmbargoQuery(PageQuery):
    """Which embargoes."""

    standing = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether it holds now, or will."
    )


class EmbargoIn(In):
    """What is stopped, from when, until when."""

    location = TextField(required=False, max_length=32, help_text="Code of the station.")
    crossing = TextField(required=False, max_length=16, help_text="Instead: code of the crossing.")
    direction = serializers.ChoiceField(
        required=False, choices=_DIRECTIONS, help_text="Only trains that way; left out, both ways."
    )
    segregation_classes = serializers.ListField(
        child=serializers.ChoiceField(choices=carried_classes()),
        required=False,
        default=list,
        max_length=len(carried_classes()),
        help_text="Only these goods; left out, all.",
    )
    starts_at = InstantField()
    ends_at = InstantField(required=False, help_text="Left out: until it is lifted.")
    reason = TextField(max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One place, an end after the beginning."""
        if ("location" in attrs) == ("crossing" in attrs):
            raise serializers.ValidationError({"location": ["send either location or crossing"]})
        if "ends_at" in attrs and attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": ["must be after starts_at"]})
        return attrs


class LiftIn(In):
    """Why it ends."""

    reason = TextField(max_length=200)


class EmbargoOut(serializers.Serializer[Any]):
    """A railway's stop on one station or one crossing."""

    id = serializers.UUIDField()
    location = serializers.CharField(allow_null=True, help_text="Code of the station, if it is one.")
    crossing = serializers.CharField(allow_null=True, help_text="Code of the crossing, if it is one.")
    direction = serializers.CharField(allow_blank=True, help_text="Empty: both ways.")
    segregation_classes = serializers.ListField(
        child=serializers.CharField(), help_text="Which goods; none is all."
    )
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null: until it is lifted.")
    reason = serializers.CharField(help_text="Read by staff, and by those whose goods it stops.")
    sentence = serializers.CharField(help_text="The same as a dispatcher is told.")
    state = serializers.CharField(help_text="to_come, holds, over or lifted.")
    lifted_at = serializers.DateTimeField(allow_null=True)
    lift_reason = serializers.CharField(allow_blank=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class EmbargoDoorBase(Door):
    """What all doors of embargoes share."""

    resource = "embargoes"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF}
    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch"}}

    def rows(self) -> "QuerySet[Embargo]":
        """Embargoes with their places."""
        return Embargo.objects.select_related("location", "crossing__station")

    def shown(self, embargo: Embargo) -> dict[str, Any]:
        """An embargo for its reader."""
        columns = [
            *("id", "direction", "segregation_classes", "starts_at", "ends_at", "reason"),
            *("lifted_at", "lift_reason"),
        ]
        may_lift = embargo.lifted_at is None and self.actor.has_role("dispatch")
        return {
            **{column: getattr(embargo, column) for column in columns},
            "location": embargo.location.code if embargo.location else None,
            "crossing": embargo.crossing.code if embargo.crossing else None,
            "sentence": stop_of(embargo).sentence,
            "state": _state(embargo, now()),
            "allowed_actions": ["lift"] if may_lift else [],
        }


class EmbargoesDoor(EmbargoDoorBase):
    """All of them."""

    @operation(
        id="listEmbargoes",
        summary="Embargoes, those that begin last first",
        query=EmbargoQuery,
        response=page_of(EmbargoOut),
    )
    def get(self, request: Request) -> Response:
        rows = self.rows()
        if self.query["standing"] is not None:
            standing = Q(lifted_at__isnull=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now()))
            rows = rows.filter(standing if self.query["standing"] else ~standing)
        return self.page(rows, lambda row: EmbargoOut(self.shown(row)).data, order=["-starts_at", "-id"])

    @operation(
        id="declareEmbargo",
        summary="Stop a station or a crossing; a job rolls what stands on trains that would meet it",
        request=EmbargoIn,
        response=EmbargoOut,
        status=201,
        problems=[EmbargoContradicts],
        request_example=_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(EmbargoIn)
        if "location" in given:
            known(Location.objects.all(), "location", code=given["location"])
        else:
            known(Crossing.objects.all(), "crossing", code=given["crossing"])
        embargo = embargoing.declare_embargo(
            location_code=given.get("location", ""),
            crossing_code=given.get("crossing", ""),
            direction=given.get("direction", ""),
            segregation_classes=given["segregation_classes"],
            starts_at=given["starts_at"],
            ends_at=given.get("ends_at"),
            reason=given["reason"],
            at=now(),
            by=self.actor,
        )
        location = f"/api/v1/embargoes/{embargo.pk}"
        return self.created(EmbargoOut(self.shown(embargo)), row=embargo, location=location)


class EmbargoDoor(EmbargoDoorBase):
    """One of them."""

    @operation(id="showEmbargo", summary="One embargo", response=EmbargoOut, problems=[EmbargoNotFound])
    def get(self, request: Request, embargo_id: UUID) -> Response:
        embargo = found(self.rows(), pk=embargo_id)
        return self.answer(EmbargoOut(self.shown(embargo)), row=embargo)


class LiftDoor(EmbargoDoorBase):
    """Its end."""

    @operation(
        id="liftEmbargo",
        summary="End an embargo now; what it rolled stays where it is",
        request=LiftIn,
        response=EmbargoOut,
        problems=[EmbargoNotFound],
        request_example={"reason": "The yard is clear again."},
    )
    def post(self, request: Request, embargo_id: UUID) -> Response:
        given = self.body(LiftIn)
        embargoing.lift_embargo(embargo_id=embargo_id, reason=given["reason"], at=now(), by=self.actor)
        embargo = found(self.rows(), pk=embargo_id)
        return self.answer(EmbargoOut(self.shown(embargo)), row=embargo)


def _state(embargo: Embargo, at: datetime) -> str:
    if embargo.lifted_at:
        return "lifted"
    if embargo.ends_at and embargo.ends_at <= at:
        return "over"
    return "holds" if embargo.starts_at <= at else "to_come"
