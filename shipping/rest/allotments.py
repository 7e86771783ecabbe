"""Which places are kept for which seller, and who may keep them?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, STAFF, Door
from accounts.models import Organisation
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found
from shipping.errors import (
    AllotmentContradicts,
    AllotmentNotFound,
    AlreadyAllotted,
    DepartureNotFound,
    HoldRefused,
)
from shipping.models import Allotment, AllottedPlaces, TrainService
from shipping.operations import allotting
from shipping.policy import HOLD_MINUTES, MOST_HOLD_MINUTES
from shipping.queries.sight import NOBODY, in_timetable
from shipping.rest.fields import known

_MOST_PLACES = 500
_MOST_HOURS = 2_160
_EXAMPLE = {
    "organisation_id": "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001",
    "service": "ALA-LYG-KH",
    "places": 3,
    "release_h": 48,
    "valid_from": "2026-12-01",
    "valid_to": "2027-02-28",
}


class AllotmentQuery(PageQuery):
    """Which allotments."""

    service = TextField(required=False, max_length=16, help_text="Code of the service.")
    running = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether it has not been ended."
    )


class AllotmentIn(In):
    """What is kept for whom."""

    organisation_id = serializers.UUIDField(help_text="Of the seller's organisation.")
    service = TextField(max_length=16, help_text="Code of the service.")
    places = WholeField(
        min_value=1, max_value=_MOST_PLACES, help_text="Forty-foot positions on each departure."
    )
    release_h = WholeField(
        min_value=0,
        max_value=_MOST_HOURS,
        help_text="So many hours before the warehouse cut-off, what is not used is given up.",
    )
    valid_from = serializers.DateField(help_text="First day of departure at the origin.")
    valid_to = serializers.DateField(required=False, help_text="Last day; left out, without end.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Days in order."""
        if "valid_to" in attrs and attrs["valid_to"] < attrs["valid_from"]:
            raise serializers.ValidationError({"valid_to": ["must not be before valid_from"]})
        return attrs


class HoldIn(In):
    """What is held of one departure, for how long."""

    organisation_id = serializers.UUIDField(help_text="Of the seller's organisation.")
    places = WholeField(min_value=1, max_value=_MOST_PLACES, help_text="Forty-foot positions.")
    minutes = WholeField(
        required=False,
        default=HOLD_MINUTES,
        min_value=1,
        max_value=MOST_HOLD_MINUTES,
        help_text=f"After these, what is not used is free again; {HOLD_MINUTES} if left out.",
    )


class EndIn(In):
    """Why it ends."""

    reason = TextField(max_length=200)


class KeptOut(serializers.Serializer[Any]):
    """What an allotment keeps of one departure."""

    departure_id = serializers.UUIDField()
    departure = serializers.CharField(help_text="As people call it.")
    places_kept = serializers.IntegerField(help_text="Fewer than agreed, if the train had no more room.")
    places_left = serializers.IntegerField()
    release_at = serializers.DateTimeField(help_text="What is left is given up then.")
    released_at = serializers.DateTimeField(allow_null=True)


class AllotmentOut(serializers.Serializer[Any]):
    """Places kept for a seller on every departure of a service."""

    id = serializers.UUIDField()
    organisation_id = serializers.UUIDField()
    organisation_name = serializers.CharField()
    service = serializers.CharField()
    places = serializers.IntegerField()
    release_h = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    departure_id = serializers.UUIDField(
        allow_null=True, help_text="Of a hold: the one departure on which it keeps places."
    )
    holds_until = serializers.DateTimeField(allow_null=True, help_text="Of a hold: when it lapses.")
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)
    kept = KeptOut(many=True, help_text="On departures to come.")
    allowed_actions = serializers.ListField(child=serializers.CharField())


class AllotmentDoorBase(Door):
    """What all doors of allotments share."""

    resource = "allotments"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF, "seller": ANYONE}
    writers: ClassVar[Mapping[str, set[str]]] = {"staff": {"dispatch"}}

    def rows(self) -> "QuerySet[Allotment]":
        """All for staff, its own for a seller, with what they keep of trains to come: two queries."""
        to_come = AllottedPlaces.objects.filter(departure__departs_at__gte=now())
        rows = Allotment.objects.select_related("organisation", "service").prefetch_related(
            Prefetch(
                "kept",
                queryset=to_come.select_related("departure__service").order_by("departure__departs_at", "id"),
                to_attr="to_come",
            )
        )
        if self.actor.kind == "staff":
            return rows.filter(service__sandbox=False)
        return rows.filter(organisation_id=self.actor.organisation_id or NOBODY)

    def shown(self, allotment: Any) -> dict[str, Any]:
        """An allotment of `rows` for its reader."""
        columns = [
            *("id", "organisation_id", "places", "release_h", "valid_from", "valid_to", "departure_id"),
            *("holds_until", "ended_at", "end_reason"),
        ]
        may_end = (
            allotment.ended_at is None and self.actor.kind == "staff" and self.actor.has_role("dispatch")
        )
        return {
            **{column: getattr(allotment, column) for column in columns},
            "organisation_name": allotment.organisation.name,
            "service": allotment.service.code,
            "kept": [_shown_kept(row) for row in allotment.to_come],
            "allowed_actions": ["end"] if may_end else [],
        }

    def one(self, allotment_id: UUID) -> tuple[Allotment, AllotmentOut]:
        """One that the caller may see, and how it looks."""
        allotment = found(self.rows(), pk=allotment_id)
        return allotment, AllotmentOut(self.shown(allotment))


class AllotmentsDoor(AllotmentDoorBase):
    """All that the caller may see."""

    @operation(
        id="listAllotments",
        summary="Allotments, the newest first; a seller sees its own",
        query=AllotmentQuery,
        response=page_of(AllotmentOut),
    )
    def get(self, request: Request) -> Response:
        rows = self.rows()
        if "service" in self.query:
            rows = rows.filter(service__code=self.query["service"])
        if self.query["running"] is not None:
            rows = rows.filter(ended_at__isnull=self.query["running"])
        return self.page(rows, lambda row: AllotmentOut(self.shown(row)).data, order=["-id"])

    @operation(
        id="createAllotment",
        summary="Keep places for a seller on every departure of a service",
        request=AllotmentIn,
        response=AllotmentOut,
        status=201,
        problems=[AlreadyAllotted, AllotmentContradicts],
        request_example=_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(AllotmentIn)
        known(_sellers(), "organisation_id", pk=given["organisation_id"])
        known(TrainService.objects.filter(sandbox=False), "service", code=given["service"])
        made = allotting.allot(
            organisation_id=given["organisation_id"],
            service_code=given["service"],
            places=given["places"],
            release_h=given["release_h"],
            valid_from=given["valid_from"],
            valid_to=given.get("valid_to"),
            at=now(),
            by=self.actor,
        )
        allotment, shown = self.one(made.pk)
        return self.created(shown, row=allotment, location=f"/api/v1/allotments/{allotment.pk}")


class AllotmentDoor(AllotmentDoorBase):
    """One of them."""

    @operation(
        id="showAllotment",
        summary="One allotment, with what it keeps of departures to come",
        response=AllotmentOut,
        problems=[AllotmentNotFound],
    )
    def get(self, request: Request, allotment_id: UUID) -> Response:
        allotment, shown = self.one(allotment_id)
        return self.answer(shown, row=allotment)


class HoldDoor(AllotmentDoorBase):
    """Places of one departure, for a while."""

    @operation(
        id="holdPlaces",
        summary="Hold places of one departure for a seller who has not booked yet, for a while",
        description="An allotment of this one departure, which lapses by itself; see `/allotments`.",
        request=HoldIn,
        response=AllotmentOut,
        status=201,
        problems=[DepartureNotFound, AllotmentContradicts, HoldRefused],
        request_example={"organisation_id": _EXAMPLE["organisation_id"], "places": 2, "minutes": 30},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(HoldIn)
        if not in_timetable().filter(pk=departure_id).exists():
            raise DepartureNotFound(departure_id=str(departure_id))
        known(_sellers(), "organisation_id", pk=given["organisation_id"])
        made = allotting.hold_places(departure_id=departure_id, at=now(), by=self.actor, **given)
        allotment, shown = self.one(made.pk)
        return self.created(shown, row=allotment, location=f"/api/v1/allotments/{allotment.pk}")


class EndDoor(AllotmentDoorBase):
    """Its end."""

    @operation(
        id="endAllotment",
        summary="End an allotment now; all that it still keeps is free again",
        request=EndIn,
        response=AllotmentOut,
        problems=[AllotmentNotFound],
        request_example={"reason": "The contract has ended."},
    )
    def post(self, request: Request, allotment_id: UUID) -> Response:
        given = self.body(EndIn)
        allotting.end_allotment(allotment_id=allotment_id, reason=given["reason"], at=now(), by=self.actor)
        allotment, shown = self.one(allotment_id)
        return self.answer(shown, row=allotment)


def _sellers() -> "QuerySet[Organisation]":
    """Whom staff keep places for."""
    return Organisation.objects.filter(kind="seller", sandbox=False)


def _shown_kept(row: AllottedPlaces) -> dict[str, Any]:
    columns = ("departure_id", "places_kept", "places_left", "release_at", "released_at")
    return {**{column: getattr(row, column) for column in columns}, "departure": str(row.departure)}
