"""What do dispatchers do when a train does not run as planned?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import STAFF
from kit.clock import now
from kit.errors import FieldProblem, Invalid
from kit.moves import IllegalMove
from kit.openapi import operation
from kit.rest import In, TextField, WholeField, found
from shipping.errors import (
    BorderFull,
    CutOffsContradict,
    CutTooDeep,
    DayTaken,
    DelayRefused,
    DepartureNotFound,
    LegHasLeft,
    LegNotFound,
    NothingToRestore,
    RollsNeeded,
)
from shipping.models import DepartureLeg
from shipping.operations import cancelling, cutting, delaying, extending, restoring, returning
from shipping.queries.consequences import what_if_cancelled, what_if_cut
from shipping.queries.sight import in_timetable
from shipping.rest.departures import DepartureDoorBase, DispatchReasonIn
from shipping.rest.fields import InstantField, PositionField
from shipping.rest.train_shapes import DepartureOut

_MOST_MINUTES = 43_200
_MOST_PLACES = 500
_MOST_GROSS_G = 10_000_000_000


class CancelIn(In):
    """Why, and which train if not the whole departure."""

    position = PositionField(required=False)
    reason = TextField(max_length=200)


class RescheduleIn(In):
    """By how much later, or when it leaves now."""

    minutes = WholeField(
        required=False, min_value=1, max_value=_MOST_MINUTES, help_text="Later than now known."
    )
    departs_at = InstantField(required=False, help_text="Instead: when it leaves now.")
    position = PositionField(required=False)
    reason = TextField(max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two ways to say it."""
        if ("minutes" in attrs) == ("departs_at" in attrs):
            raise serializers.ValidationError({"minutes": ["send either minutes or departs_at"]})
        return attrs


class CutIn(In):
    """What the leg bears from now on."""

    position = PositionField()
    places = WholeField(
        required=False, min_value=0, max_value=_MOST_PLACES, help_text="Forty-foot positions that are left."
    )
    gross_g = WholeField(
        required=False, min_value=0, max_value=_MOST_GROSS_G, help_text="Gross mass that is left."
    )
    reason = TextField(max_length=200)
    confirmed = serializers.BooleanField(
        required=False, default=False, help_text="Roll what must go; without it a 409 lists it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something is cut."""
        if "places" not in attrs and "gross_g" not in attrs:
            raise serializers.ValidationError({"places": ["send places or gross_g"]})
        return attrs


class RestoreIn(In):
    """Why, and which leg if not all of it."""

    position = PositionField(required=False)
    reason = TextField(max_length=200)


class ExtendIn(In):
    """Until when it takes goods, papers, containers."""

    cfs_cutoff_at = InstantField(required=False)
    doc_cutoff_at = InstantField(required=False)
    cy_cutoff_at = InstantField(required=False)
    reason = TextField(max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something is extended."""
        if not attrs.keys() & {"cfs_cutoff_at", "doc_cutoff_at", "cy_cutoff_at"}:
            raise serializers.ValidationError({"cfs_cutoff_at": ["say which cut-off is extended"]})
        return attrs


class ConsequencesQuery(In):
    """What is supposed."""

    position = PositionField(required=False)
    places = WholeField(
        required=False, min_value=0, max_value=_MOST_PLACES, help_text="Cut to, instead of cancelled."
    )
    gross_g = WholeField(
        required=False, min_value=0, max_value=_MOST_GROSS_G, help_text="Cut to, instead of cancelled."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A cut is a leg's."""
        if ("places" in attrs or "gross_g" in attrs) and "position" not in attrs:
            raise serializers.ValidationError({"position": ["say which leg is cut"]})
        return attrs


class ConsequenceOut(serializers.Serializer[Any]):
    """What would become of one shipment."""

    shipment_id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.CharField()
    transferred = serializers.BooleanField(help_text="Its container only changes trains on one leg.")
    to_departure_id = serializers.UUIDField(allow_null=True, help_text="Null: it finds no place.")
    to_train = serializers.CharField(allow_blank=True)
    departs_at = serializers.DateTimeField(allow_null=True)
    arrives_at = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(allow_null=True)
    old_eta_at = serializers.DateTimeField(allow_null=True)
    new_eta_at = serializers.DateTimeField(allow_null=True)
    keeps_promise = serializers.BooleanField(allow_null=True)
    why_not = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(allow_blank=True)


class ConsequencesOut(serializers.Serializer[Any]):
    """What would follow; nothing was changed."""

    departure_id = serializers.UUIDField()
    train = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)
    placed = serializers.IntegerField()
    unplaced = serializers.IntegerField()
    promises_broken = serializers.IntegerField()
    shipments = ConsequenceOut(many=True)


class CancelDoor(DepartureDoorBase):
    """A train that won't run."""

    @operation(
        id="cancelDeparture",
        summary="Cancel a departure, or one of its trains; a job finds other trains for what is on it",
        request=CancelIn,
        response=DepartureOut,
        problems=[IllegalMove, DepartureNotFound, LegNotFound, LegHasLeft],
        request_example={"position": 3, "reason": "The line is closed for repair."},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = {**self.body(CancelIn), "departure_id": departure_id, "at": now(), "by": self.actor}
        if "position" in given:
            cancelling.cancel_leg(**given)
        else:
            cancelling.cancel_departure(**given)
        return self.detail(departure_id)


class RescheduleDoor(DepartureDoorBase):
    """A train that runs later."""

    @operation(
        id="rescheduleDeparture",
        summary="Let a departure, or one of its trains, run later; a job works out what follows",
        request=RescheduleIn,
        response=DepartureOut,
        problems=[DelayRefused, DepartureNotFound, LegNotFound, LegHasLeft],
        request_example={"minutes": 180, "position": 1, "reason": "Snow on the line."},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(RescheduleIn)
        delaying.delay(
            departure_id=departure_id,
            position=given.get("position"),
            minutes=given["minutes"] if "minutes" in given else _minutes_until(departure_id, given),
            reason=given["reason"],
            at=now(),
            by=self.actor,
        )
        return self.detail(departure_id)


class CutDoor(DepartureDoorBase):
    """A train that bears less."""

    @operation(
        id="cutDeparture",
        summary="Cut the places or the gross mass of one leg; unless confirmed, say what would have to go",
        request=CutIn,
        response=DepartureOut,
        problems=[RollsNeeded, CutTooDeep, DepartureNotFound, LegNotFound, LegHasLeft],
        request_example={"position": 1, "places": 40, "reason": "Two platforms broken.", "confirmed": True},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(CutIn)
        cutting.cut(
            departure_id=departure_id,
            position=given["position"],
            places=given.get("places"),
            gross_g=given.get("gross_g"),
            reason=given["reason"],
            confirmed=given["confirmed"],
            at=now(),
            by=self.actor,
        )
        return self.detail(departure_id)


class RestoreDoor(DepartureDoorBase):
    """A train that runs after all."""

    @operation(
        id="restoreDeparture",
        summary="Give a departure, or one of its legs, its times and limits back; it runs again",
        request=RestoreIn,
        response=DepartureOut,
        problems=[
            *(NothingToRestore, IllegalMove, DepartureNotFound, LegNotFound, LegHasLeft),
            *(DayTaken, BorderFull),
        ],
        request_example={"reason": "The line is open again."},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(RestoreIn)
        restoring.restore(
            departure_id=departure_id,
            position=given.get("position"),
            reason=given["reason"],
            at=now(),
            by=self.actor,
        )
        return self.detail(departure_id)


class FollowTimetableDoor(DepartureDoorBase):
    """A train that was changed by hand, and shall be as its service again."""

    @operation(
        id="followTimetable",
        summary="Let the timetable change a departure again that was edited by hand",
        request=DispatchReasonIn,
        response=DepartureOut,
        problems=[NothingToRestore, DepartureNotFound],
        request_example={"reason": "The short formation is over."},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(DispatchReasonIn)
        returning.follow_timetable(departure_id=departure_id, at=now(), by=self.actor, **given)
        return self.detail(departure_id)


class ExtendCutOffsDoor(DepartureDoorBase):
    """A train that stays open longer."""

    @operation(
        id="extendDepartureCutOffs",
        summary="Move cut-offs of a departure to later; one that closed by its cut-off opens again",
        request=ExtendIn,
        response=DepartureOut,
        problems=[CutOffsContradict, IllegalMove, DepartureNotFound],
        request_example={"cfs_cutoff_at": "2026-12-02T18:00:00+05:00", "reason": "Trucks late in the snow."},
    )
    def post(self, request: Request, departure_id: UUID) -> Response:
        given = self.body(ExtendIn)
        extending.extend_cut_offs(
            departure_id=departure_id,
            cfs_at=given.get("cfs_cutoff_at"),
            documents_at=given.get("doc_cutoff_at"),
            terminal_at=given.get("cy_cutoff_at"),
            reason=given["reason"],
            at=now(),
            by=self.actor,
        )
        return self.detail(departure_id)


class ConsequencesDoor(DepartureDoorBase):
    """What if."""

    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF}

    @operation(
        id="showConsequences",
        summary="What would follow if a departure, or a leg, were cancelled or cut; nothing is changed",
        query=ConsequencesQuery,
        response=ConsequencesOut,
        problems=[DepartureNotFound, LegNotFound],
    )
    def get(self, request: Request, departure_id: UUID) -> Response:
        if not in_timetable().filter(pk=departure_id).exists():
            raise DepartureNotFound(departure_id=str(departure_id))
        given = self.query
        if "places" in given or "gross_g" in given:
            foreseen = what_if_cut(
                departure_id=departure_id,
                position=given["position"],
                places=given.get("places"),
                gross_g=given.get("gross_g"),
                at=now(),
            )
        else:
            foreseen = what_if_cancelled(departure_id=departure_id, position=given.get("position"), at=now())
        return self.answer(ConsequencesOut(foreseen))


def _minutes_until(departure_id: UUID, given: Mapping[str, Any]) -> int:
    """How much later than now known the train would leave; never earlier."""
    departure = found(in_timetable(), pk=departure_id)
    expected = departure.departs_at
    if "position" in given:
        leg = DepartureLeg.objects.filter(departure=departure, position=given["position"]).first()
        if leg is None:
            raise LegNotFound(departure_id=str(departure_id), position=given["position"])
        expected = leg.departs_at
    minutes = (given["departs_at"] - expected) // timedelta(minutes=1)
    if not 1 <= minutes <= _MOST_MINUTES:
        said = (
            f"it leaves at {expected.isoformat()} now: name a later time, by {_MOST_MINUTES} minutes at most"
        )
        raise Invalid(said, fields=[FieldProblem("/departs_at", "field.invalid", said)])
    return int(minutes)
