"""Which cartons and pallets does an actor see, what is in them, who may pack there?"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from kit.actors import Actor
from shipping.models import LoadUnit, Package, Shipment
from shipping.queries.contents import NamedPiece
from shipping.queries.sight import shipments_for


def units_for(by: Actor) -> "QuerySet[LoadUnit]":
    """All that are real for staff; for a partner those in which a package is of a shipment that it sees."""
    if by.kind == "system":
        return LoadUnit.objects.all()
    if by.kind == "staff":
        return LoadUnit.objects.filter(NOT_OF_SANDBOX)
    seen = shipments_for(by).filter(pk=OuterRef("shipment"))
    return LoadUnit.objects.filter(_holding(Exists(seen)))


def units_with(**lookup: object) -> Q:
    """The units that hold, themselves or in their cartons, a package of which something is true."""
    return _holding(Q(**lookup))


def units_named(sscc: str) -> Q:
    """The unit of an SSCC, or those in which a package of it is."""
    return Q(sscc=sscc) | units_with(sscc=sscc)


def shown_units(
    seen: "QuerySet[LoadUnit]", *, places: Collection[UUID] | None = None
) -> "QuerySet[LoadUnit]":
    """
    Units with where they stand, `package_count` and `gross_g` of all in them: one query for any number.

    `in_reach` is what `may_pack` says of their goods at some places, None being all.
    """
    elsewhere = ~Q(shipment__first_mile_from__in=places or ()) & ~Q(shipment__origin__in=places or ())
    in_reach = Value(True) if places is None else ExpressionWrapper(~_holding(elsewhere), BooleanField())
    direct, in_cartons = Package.objects.filter(unit=OuterRef("pk")), _in_cartons()
    cartons = LoadUnit.objects.filter(parent=OuterRef("pk"))
    mass = _sum(direct, "gross_g", "unit") + _sum(in_cartons, "gross_g", "unit__parent")
    count = _count(direct, "unit") + _count(in_cartons, "unit__parent")
    return seen.select_related("container", "parent__container").annotate(
        gross_g=F("tare_g") + mass + _sum(cartons, "tare_g", "parent"), package_count=count, in_reach=in_reach
    )


def known_to(by: Actor, pieces: Mapping[str, NamedPiece]) -> dict[str, NamedPiece]:
    """Those pieces of which the actor sees a shipment; all of the live world for staff. One query at most."""
    if by.kind in ("staff", "system"):
        return {code: piece for code, piece in pieces.items() if not piece.sandbox}
    named = {pk for piece in pieces.values() for pk in piece.shipment_ids}
    seen = set(shipments_for(by).filter(pk__in=named).values_list("pk", flat=True))
    return {code: piece for code, piece in pieces.items() if piece.shipment_ids & seen}


def may_pack(shipments: Collection[Shipment], *, places: Collection[UUID] | None) -> bool:
    """Whether all of some goods are handed in, or loaded, at places where one packs."""
    return places is None or all({each.first_mile_from_id, each.origin_id} & {*places} for each in shipments)


def pieces_inside(unit: LoadUnit) -> tuple[list[Package], list[Any]]:
    """The packages and the cartons that stand directly in or on a unit, by SSCC, with masses. Two queries."""
    packages = unit.packages.select_related("shipment").order_by("sscc")
    return list(packages), list(shown_units(unit.units.all()).order_by("sscc"))


def shipments_in(unit: LoadUnit) -> list[Shipment]:
    """Whose goods are in a unit, its cartons too. One query."""
    inside = Package.objects.filter(Q(unit=unit) | Q(unit__parent=unit))
    return list(Shipment.objects.filter(pk__in=inside.values("shipment")).order_by("number"))


def _holding(wanted: "Q | Exists") -> Q:
    # Two questions rather than one with OR: each finds its packages by an index.
    direct = Package.objects.filter(wanted, unit=OuterRef("pk"))
    in_cartons = Package.objects.filter(wanted, unit__parent=OuterRef("pk"))
    return Q(Exists(direct)) | Q(Exists(in_cartons))


# Units with nothing of the test world in them.
NOT_OF_SANDBOX = ~_holding(Q(shipment__sandbox=True))


def _in_cartons() -> "QuerySet[Package]":
    return Package.objects.filter(unit__parent=OuterRef("pk"))


def _sum(rows: "QuerySet[Package] | QuerySet[LoadUnit]", column: str, group: str) -> Coalesce:
    total = rows.order_by().values(group).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total), Value(0))


def _count(rows: "QuerySet[Package]", group: str) -> Coalesce:
    total = rows.order_by().values(group).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), Value(0))
