"""What do those who work at a container tell us, and read of it?"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, STAFF, Door
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found
from shipping.errors import (
    ContainerDiffers,
    ContainerNotArrived,
    ContainerNotFound,
    ContainerNotSealed,
    ContainerNotStuffed,
    ContainerRides,
    ContainerSealed,
    ContainerStripped,
    ContainerStuffed,
    DiscrepancyNotFound,
    DiscrepancySettled,
    OutcomeNeeded,
    ReportOutOfPlace,
    WrongBox,
    WrongPieces,
)
from shipping.models import Container, Discrepancy
from shipping.operations import clearing, reboxing, sealing, stripping, stuffing
from shipping.policy import MAX_PIECES
from shipping.queries.containers import container_verbs, containers_for, shown_containers
from shipping.queries.contents import due_pieces, stowed_pieces
from shipping.queries.differences import outcomes_of
from shipping.queries.sight import working_places
from shipping.rest.departures import DispatchReasonIn
from shipping.rest.shapes import PlaceOut, reader_language, shown_place

_HANDLING = [ContainerNotFound, ReportOutOfPlace, ContainerStripped]
_SSCC = "395210000000123459"


class ContainerQuery(PageQuery):
    """Which containers."""

    number = TextField(required=False, max_length=11, help_text="By ISO 6346.")
    departure = serializers.UUIDField(required=False, help_text="On which departure they are sold.")


def sscc_list(help_text: str) -> serializers.ListField:
    """Some SSCCs."""
    return serializers.ListField(
        child=TextField(max_length=18), min_length=0, max_length=MAX_PIECES, help_text=help_text
    )


class GrossIn(In):
    """What the scales say."""

    weighed_gross_g = WholeField(min_value=1, max_value=50_000_000, help_text="The whole box, in grams.")


class StuffIn(GrossIn):
    """What stands in a container."""

    number = TextField(max_length=11, help_text="By ISO 6346, with its check digit.")
    iso_code = TextField(
        required=False,
        max_length=4,
        help_text="The size-type painted on the box; the slot's must be the same.",
    )
    sscc = sscc_list("Packages, cartons, pallets in the order of stowing; the first stands on the floor.")
    again = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Replace what was recorded before; else stuffing twice is refused.",
    )


class StripIn(GrossIn):
    """What was found in a container."""

    sscc = sscc_list("All that was found: packages on their own, or the cartons and pallets they came in.")


class SealIn(In):
    """Which seal."""

    seal_no = TextField(max_length=32, help_text="4 to 32 capitals, digits or hyphens.")


class BoxIn(In):
    """Into which other box the slot's goods go, and why."""

    iso_code = TextField(max_length=4, help_text="The size-type of a container, such as 22G1.")
    reason = TextField(max_length=200)


class SettleIn(In):
    """How a difference was cleared up."""

    reason = TextField(max_length=200)
    outcome = serializers.ChoiceField(
        required=False,
        choices=Discrepancy.Outcome.values,
        help_text="One of the difference's `outcomes`; left out where it has none.",
    )


class PieceOut(serializers.Serializer[Any]):
    """One thing with an SSCC of its own."""

    sscc = serializers.CharField()
    gross_g = serializers.IntegerField()
    position = serializers.IntegerField(help_text="In the order of stowing; 1 stands on the floor.")


class DifferenceOut(serializers.Serializer[Any]):
    """What was found to differ from the books, and isn't settled."""

    id = serializers.UUIDField()
    stage = serializers.CharField(help_text="stuffing or stripping.")
    kind = serializers.CharField(help_text="missing, extra, mass or overweight.")
    sscc = serializers.CharField(allow_blank=True)
    shipment_number = serializers.CharField(allow_blank=True)
    expected_g = serializers.IntegerField(allow_null=True)
    found_g = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    found_at = serializers.DateTimeField()
    outcomes = serializers.ListField(
        child=serializers.CharField(),
        help_text=(
            "What may become of the goods, of which one is said when it is settled: `rolls`, the whole"
            " shipment follows with another train; `rides`, the rest of it rides without; `unloads`, the"
            " scales are right, and what stands last is unloaded. Empty: a reason is enough."
        ),
    )


class ContainerOut(serializers.Serializer[Any]):
    """A box for one ride."""

    id = serializers.UUIDField()
    container_number = serializers.CharField(allow_blank=True, help_text="Empty until it is stuffed.")
    container_type = serializers.CharField()
    departure_id = serializers.UUIDField()
    service = serializers.CharField()
    slot_number = serializers.IntegerField()
    origin = PlaceOut()
    destination = PlaceOut()
    seal_no = serializers.CharField(allow_blank=True)
    stuffed_at = serializers.DateTimeField(allow_null=True)
    sealed_at = serializers.DateTimeField(allow_null=True)
    stripped_at = serializers.DateTimeField(allow_null=True)
    weighed_gross_g = serializers.IntegerField(allow_null=True)
    differences = DifferenceOut(many=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class ContainerDetailOut(ContainerOut):
    """The same with what stands in it; before it is stuffed, with what is to be stowed."""

    pieces = PieceOut(many=True)


class ContainerDoorBase(Door):
    """What all doors of containers share."""

    resource = "containers"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF, "partner": ANYONE}
    writers: ClassVar[Mapping[str, Any]] = {"staff": {"dispatch"}, "partner": ANYONE}
    vary = ("Authorization", "X-Organisation", "Accept-Language")

    def shown(self, container: Any) -> dict[str, Any]:
        """A container for its reader."""
        slot, language = container.slot, reader_language(self.request.headers)
        differing = container.open_discrepancies
        outcomes = outcomes_of(differing)
        may_act = self.actor.kind == "partner" or self.actor.has_role("dispatch")
        columns = ("id", "seal_no", "stuffed_at", "sealed_at", "stripped_at", "weighed_gross_g")
        return {
            **{column: getattr(container, column) for column in columns},
            "container_number": container.number,
            "container_type": container.container_type.iso_code,
            "departure_id": slot.departure_id,
            "service": slot.departure.service.code,
            "slot_number": slot.number,
            "origin": shown_place(slot.origin, language),
            "destination": shown_place(slot.destination, language),
            "differences": [_shown_difference(each, outcomes[each.pk]) for each in differing],
            "allowed_actions": self._verbs(container) if may_act else [],
        }

    @cached_property
    def places(self) -> Collection[UUID] | None:
        """Where the caller works; None is anywhere."""
        return working_places(self.actor)

    def _verbs(self, container: Any) -> list[str]:
        return container_verbs(container, differs=bool(container.open_discrepancies), places=self.places)

    def detail(self, container_id: UUID) -> Response:
        """One container with its pieces."""
        container: Any = found(shown_containers(containers_for(self.actor)), pk=container_id)
        shown = {**self.shown(container), "pieces": _pieces(container)}
        return self.answer(ContainerDetailOut(shown), row=container)


class ContainersDoor(ContainerDoorBase):
    """The list."""

    @operation(
        id="listContainers",
        summary="Containers, the newest first; a partner sees those that touch its places",
        query=ContainerQuery,
        response=page_of(ContainerOut),
    )
    def get(self, request: Request) -> Response:
        rows = shown_containers(containers_for(self.actor)).filter(slot__isnull=False)
        if "number" in self.query:
            rows = rows.filter(number=self.query["number"])
        if "departure" in self.query:
            rows = rows.filter(slot__departure=self.query["departure"])
        return self.page(rows, lambda row: ContainerOut(self.shown(row)).data, order=["-id"])


class ContainerDoor(ContainerDoorBase):
    """One container."""

    @operation(
        id="showContainer",
        summary="One container with what stands in it, or is to be stowed, in order",
        response=ContainerDetailOut,
        problems=[ContainerNotFound],
    )
    def get(self, request: Request, container_id: UUID) -> Response:
        return self.detail(container_id)


class StuffDoor(ContainerDoorBase):
    """Goods go in."""

    @operation(
        id="stuffContainer",
        summary="Record what stands in a container and what it weighs",
        description=(
            "What stands in the container is handed in, whether or not that was reported. What is missing,"
            " unknown to the books, or weighs otherwise is listed in `differences`, until it is settled or"
            " the container stuffed again. What is over the cap is unloaded from the last position on, and"
            " its shipments get another train; where the scales contradict the books, once that is settled."
        ),
        request=StuffIn,
        response=ContainerDetailOut,
        problems=[*_HANDLING, WrongBox, WrongPieces, ContainerStuffed, ContainerSealed, ContainerRides],
        request_example={"number": "CSQU3054383", "weighed_gross_g": 18_420_000, "sscc": [_SSCC]},
    )
    def post(self, request: Request, container_id: UUID) -> Response:
        given = self.body(StuffIn)
        stuffing.stuff(container_id=container_id, at=now(), by=self.actor, **given)
        return self.detail(container_id)


class ChangeBoxDoor(ContainerDoorBase):
    """Another box for the same goods."""

    @operation(
        id="changeContainerBox",
        summary="Give a slot a container of another type while nothing is stuffed",
        description=(
            "What is sold must go into the new box, in its climate, and every train of its way must bear it."
        ),
        request=BoxIn,
        response=ContainerDetailOut,
        problems=[*_HANDLING, WrongBox, ContainerStuffed, ContainerSealed],
        request_example={"iso_code": "22G1", "reason": "A small lot."},
    )
    def post(self, request: Request, container_id: UUID) -> Response:
        given = self.body(BoxIn)
        container: Any = found(
            containers_for(self.actor).filter(slot__isnull=False).select_related("slot"), pk=container_id
        )
        reboxing.change_box(slot_id=container.slot.pk, at=now(), by=self.actor, **given)
        return self.detail(container_id)


class SealDoor(ContainerDoorBase):
    """The doors are closed."""

    @operation(
        id="sealContainer",
        summary="Put a seal on a stuffed container of which every difference is settled",
        request=SealIn,
        response=ContainerDetailOut,
        problems=[*_HANDLING, ContainerNotStuffed, ContainerSealed, ContainerDiffers],
        request_example={"seal_no": "KTZ-004711"},
    )
    def post(self, request: Request, container_id: UUID) -> Response:
        sealing.seal(container_id=container_id, at=now(), by=self.actor, **self.body(SealIn))
        return self.detail(container_id)


class BreakSealDoor(ContainerDoorBase):
    """The doors are opened on the way."""

    @operation(
        id="breakContainerSeal",
        summary="Record that the seal of a container was broken, such as by customs",
        request=DispatchReasonIn,
        response=ContainerDetailOut,
        problems=[*_HANDLING, ContainerNotStuffed, ContainerNotSealed],
        request_example={"reason": "Looked into by customs."},
    )
    def post(self, request: Request, container_id: UUID) -> Response:
        given = self.body(DispatchReasonIn)
        sealing.break_seal(container_id=container_id, at=now(), by=self.actor, **given)
        return self.detail(container_id)


class SettleDoor(ContainerDoorBase):
    """A difference is cleared up; by staff, not by the terminal whose count it was."""

    writers: ClassVar[Mapping[str, Any]] = {"staff": {"dispatch"}}

    @operation(
        id="settleContainerDifference",
        summary="Settle what differed from the books when a container was stuffed or stripped, with a reason",
        description=(
            "Where `outcomes` names what may become of the goods, one of them is said, too; it holds for all"
            " that is missing of a shipment."
        ),
        request=SettleIn,
        response=ContainerDetailOut,
        problems=[ContainerNotFound, DiscrepancyNotFound, DiscrepancySettled, OutcomeNeeded],
        request_example={"reason": "Left with its owner, not on this train.", "outcome": "rolls"},
    )
    def post(self, request: Request, container_id: UUID, difference_id: UUID) -> Response:
        container = found(containers_for(self.actor), pk=container_id)
        if not container.discrepancies.filter(pk=difference_id).exists():
            raise DiscrepancyNotFound(discrepancy_id=str(difference_id))
        given = self.body(SettleIn)
        clearing.settle_discrepancy(
            discrepancy_id=difference_id,
            note=given["reason"],
            outcome=given.get("outcome", ""),
            at=now(),
            by=self.actor,
        )
        return self.detail(container_id)


class StripDoor(ContainerDoorBase):
    """Goods come out."""

    @operation(
        id="stripContainer",
        summary="Record what was found in a container at its destination",
        request=StripIn,
        response=ContainerDetailOut,
        problems=[*_HANDLING, WrongPieces, ContainerNotStuffed, ContainerNotArrived],
        request_example={"weighed_gross_g": 18_420_000, "sscc": [_SSCC]},
    )
    def post(self, request: Request, container_id: UUID) -> Response:
        stripping.strip(container_id=container_id, at=now(), by=self.actor, **self.body(StripIn))
        return self.detail(container_id)


def _pieces(container: Container) -> list[dict[str, Any]]:
    if container.stuffed_at is not None:
        return [
            {"sscc": piece.sscc, "gross_g": piece.gross_g, "position": position}
            for position, piece in stowed_pieces(container)
        ]
    return [
        {"sscc": piece.sscc, "gross_g": piece.gross_g, "position": position}
        for position, piece in enumerate(due_pieces(container.slot), start=1)
    ]


def _shown_difference(row: Any, outcomes: Sequence[str]) -> dict[str, Any]:
    columns = ("id", "stage", "kind", "sscc", "expected_g", "found_g", "note", "found_at")
    return {
        **{column: getattr(row, column) for column in columns},
        "shipment_number": row.shipment.number if row.shipment else "",
        "outcomes": list(outcomes),
    }
