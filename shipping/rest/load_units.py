"""How are packages put together in cartons and on pallets, and told apart again?"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, STAFF, Door
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found
from shipping.errors import ReportOutOfPlace, UnitNotFound, UnitStowed, WrongPieces
from shipping.models import LoadUnit
from shipping.operations import grouping
from shipping.queries.sight import working_places
from shipping.queries.units import (
    pieces_inside,
    shown_units,
    units_for,
    units_named,
    units_with,
)
from shipping.rest.containers import sscc_list

_MOST_TARE_G = 500_000
_SSCC = "395210000000123459"


class LoadUnitQuery(PageQuery):
    """Which cartons and pallets."""

    kind = serializers.ChoiceField(required=False, choices=LoadUnit.Kind.values)
    sscc = TextField(required=False, max_length=18, help_text="Its own, or of a package in it.")
    shipment_number = TextField(required=False, max_length=24, help_text="Of which something is in it.")
    departure = serializers.UUIDField(required=False, help_text="On which departure its goods stand.")
    stowed = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether it stands in a container."
    )


class LoadUnitIn(In):
    """What goes in or on what."""

    kind = serializers.ChoiceField(choices=LoadUnit.Kind.values)
    tare_g = WholeField(min_value=0, max_value=_MOST_TARE_G, help_text="What it weighs empty.")
    sscc = sscc_list("Of packages, or on a pallet of cartons too; all ride in one container.")


class LoadUnitOut(serializers.Serializer[Any]):
    """A carton or a pallet with an SSCC of its own."""

    id = serializers.UUIDField()
    sscc = serializers.CharField()
    kind = serializers.CharField(help_text="carton or pallet.")
    tare_g = serializers.IntegerField()
    gross_g = serializers.IntegerField(help_text="With all that is in it.")
    package_count = serializers.IntegerField(help_text="Those in its cartons too.")
    pallet_sscc = serializers.CharField(allow_blank=True, help_text="Of the pallet on which it stands.")
    container_id = serializers.UUIDField(allow_null=True, help_text="In which it, or its pallet, stands.")
    container_number = serializers.CharField(allow_blank=True)
    packed_at = serializers.DateTimeField()
    allowed_actions = serializers.ListField(child=serializers.CharField())


class UnitPieceOut(serializers.Serializer[Any]):
    """What stands in or on it."""

    sscc = serializers.CharField()
    kind = serializers.CharField(help_text="package or carton.")
    gross_g = serializers.IntegerField()
    shipment_number = serializers.CharField(allow_blank=True, help_text="Of a package.")


class LoadUnitDetailOut(LoadUnitOut):
    """The same with what is in it."""

    pieces = UnitPieceOut(many=True)


class DissolvedOut(serializers.Serializer[Any]):
    """What stands for itself again."""

    sscc = serializers.ListField(child=serializers.CharField())


class LoadUnitDoorBase(Door):
    """What all doors of cartons and pallets share; a key for containers opens them."""

    resource = "containers"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": STAFF, "partner": ANYONE}
    writers: ClassVar[Mapping[str, Any]] = {"staff": {"dispatch"}, "partner": ANYONE}

    @cached_property
    def places(self) -> Collection[UUID] | None:
        """Where the caller may pack; None is anywhere."""
        return working_places(self.actor)

    def rows(self) -> "QuerySet[LoadUnit]":
        """Those that the caller may see."""
        return shown_units(units_for(self.actor), places=self.places)

    def shown(self, unit: Any) -> dict[str, Any]:
        """One of them for its reader."""
        columns = ("id", "sscc", "kind", "tare_g", "gross_g", "package_count", "packed_at")
        container = unit.container or (unit.parent.container if unit.parent else None)
        may_act = self.actor.kind == "partner" or self.actor.has_role("dispatch")
        is_loose = unit.parent is None and container is None
        return {
            **{column: getattr(unit, column) for column in columns},
            "pallet_sscc": unit.parent.sscc if unit.parent else "",
            "container_id": container.pk if container else None,
            "container_number": container.number if container else "",
            "allowed_actions": ["dissolve"] if may_act and is_loose and unit.in_reach else [],
        }

    def detail(self, unit: Any) -> dict[str, Any]:
        """The same with what is in it."""
        packages, cartons = pieces_inside(unit)
        pieces = [
            {
                "sscc": each.sscc,
                "kind": "package",
                "gross_g": each.gross_g,
                "shipment_number": str(each.shipment),
            }
            for each in packages
        ]
        pieces += [
            {"sscc": each.sscc, "kind": each.kind, "gross_g": each.gross_g, "shipment_number": ""}
            for each in cartons
        ]
        return {**self.shown(unit), "pieces": pieces}


class LoadUnitsDoor(LoadUnitDoorBase):
    """The list, and a new one."""

    @operation(
        id="listLoadUnits",
        summary="Cartons and pallets, the newest first; a partner sees those whose goods touch its places",
        query=LoadUnitQuery,
        response=page_of(LoadUnitOut),
    )
    def get(self, request: Request) -> Response:
        rows, given = self.rows(), self.query
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        if "sscc" in given:
            rows = rows.filter(units_named(given["sscc"]))
        if "shipment_number" in given:
            rows = rows.filter(units_with(shipment__number=given["shipment_number"]))
        if "departure" in given:
            rows = rows.filter(
                units_with(
                    shipment__assignments__released_at__isnull=True,
                    shipment__assignments__slot__departure=given["departure"],
                )
            )
        if given["stowed"] is not None:
            loose = {"container__isnull": True, "parent__container__isnull": True}
            rows = rows.exclude(**loose) if given["stowed"] else rows.filter(**loose)
        return self.page(rows, lambda row: LoadUnitOut(self.shown(row)).data, order=["-id"])

    @operation(
        id="createLoadUnit",
        summary="Put packages into a carton, or packages and cartons on a pallet, under a new SSCC",
        description=(
            "What goes in rides in one container, and stands in or on nothing else yet. A partner packs what"
            " is handed in, or loaded, at its own places."
        ),
        request=LoadUnitIn,
        response=LoadUnitDetailOut,
        status=201,
        problems=[WrongPieces, ReportOutOfPlace],
        request_example={"kind": "carton", "tare_g": 400, "sscc": [_SSCC]},
    )
    def post(self, request: Request) -> Response:
        unit = grouping.group(at=now(), by=self.actor, **self.body(LoadUnitIn))
        shown = self.detail(found(self.rows(), pk=unit.pk))
        return self.created(LoadUnitDetailOut(shown), row=unit, location=f"/api/v1/load-units/{unit.pk}")


class LoadUnitDoor(LoadUnitDoorBase):
    """One of them."""

    @operation(
        id="showLoadUnit",
        summary="One carton or pallet with what is in it",
        response=LoadUnitDetailOut,
        problems=[UnitNotFound],
    )
    def get(self, request: Request, unit_id: UUID) -> Response:
        unit = found(self.rows(), pk=unit_id)
        return self.answer(LoadUnitDetailOut(self.detail(unit)), row=unit)


class DissolveDoor(LoadUnitDoorBase):
    """Apart again."""

    @operation(
        id="dissolveLoadUnit",
        summary="Take a carton or pallet apart; what was in it stands for itself again",
        response=DissolvedOut,
        problems=[UnitNotFound, UnitStowed, ReportOutOfPlace],
    )
    def post(self, request: Request, unit_id: UUID) -> Response:
        self.body(In)
        unit = found(units_for(self.actor), pk=unit_id)
        freed = grouping.ungroup(sscc=unit.sscc, at=now(), by=self.actor)
        return self.answer(DissolvedOut({"sscc": freed}))
