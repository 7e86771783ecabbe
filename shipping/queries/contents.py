"""What stands in a container, what should?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from kit.words import say
from shipping.models import Container, LoadUnit, Package, Shipment, Slot, SlotAssignment
from shipping.stowing import Piece, stowing_order


@dataclass(frozen=True, slots=True)
class NamedPiece:
    """What one SSCC names: a package, or a carton or pallet with all packages in it."""

    sscc: str
    package: Package | None
    unit: LoadUnit | None
    packages: tuple[Package, ...]
    tare_g: int

    @property
    def gross_g(self) -> int:
        """With the cartons and pallets themselves."""
        return self.tare_g + sum(package.gross_g for package in self.packages)

    @property
    def shipment_ids(self) -> set[UUID]:
        """Whose goods are in it."""
        return {package.shipment_id for package in self.packages}

    @property
    def sandbox(self) -> bool:
        """Whether anything in it is of the test world."""
        return any(package.shipment.sandbox for package in self.packages)

    @property
    def as_piece(self) -> Piece:
        """In the words of the rules of stowing."""
        classes = frozenset(package.shipment.segregation_class for package in self.packages)
        return Piece(self.sscc, classes, self.gross_g)


def packages_in(container_ids: Collection[UUID]) -> "QuerySet[Package]":
    """The packages that stand in some containers, on their own or in cartons or on pallets."""
    return Package.objects.filter(
        Q(container__in=container_ids)
        | Q(unit__container__in=container_ids)
        | Q(unit__parent__container__in=container_ids)
    )


def stowed(shipment_ids: Collection[UUID]) -> set[UUID]:
    """Those of some shipments of which at least one package stands in a container. One query."""
    inside = (
        Q(container__isnull=False)
        | Q(unit__container__isnull=False)
        | Q(unit__parent__container__isnull=False)
    )
    found = Package.objects.filter(inside, shipment__in=shipment_ids)
    return set(found.order_by().values_list("shipment_id", flat=True).distinct())


def seal_in_the_way(shipment_id: UUID) -> str:
    """Why nobody takes a shipment out of its container by hand; empty without a seal on it. One query."""
    box = Coalesce("container", "unit__container", "unit__parent__container")
    inside = Package.objects.filter(shipment=shipment_id).order_by().values_list(box)
    sealed = Container.objects.filter(pk__in=inside, sealed_at__isnull=False)
    told = sealed.values_list("number", "seal_no").first()
    if told is None:
        return ""
    return say(
        "Its goods stand in container %(box)s under seal %(seal)s: break the seal first.",
        box=told[0],
        seal=told[1],
    )


def stowing_of(shipment_ids: Collection[UUID]) -> dict[UUID, bool]:
    """
    Of shipments whose container was stuffed, whether anything of each stands in it. Two queries at most.

    Where nobody stuffs on record there is nothing to tell.
    """
    places = SlotAssignment.objects.filter(
        shipment__in=shipment_ids,
        released_at__isnull=True,
        slot__container__stuffed_at__isnull=False,
        slot__container__stripped_at__isnull=True,
    )
    asked = list(places.values_list("shipment_id", flat=True))
    inside = stowed(asked) if asked else set()
    return {pk: pk in inside for pk in asked}


def units_in(container_id: UUID) -> "QuerySet[LoadUnit]":
    """The cartons and pallets that stand in a container, those on pallets too."""
    return LoadUnit.objects.filter(Q(container=container_id) | Q(parent__container=container_id))


def pieces_named(sscc: Collection[str]) -> dict[str, NamedPiece]:
    """The pieces that some SSCCs name; who is not known is not in it. Two queries."""
    units = list(
        LoadUnit.objects.filter(Q(sscc__in=sscc) | Q(parent__sscc__in=sscc)).select_related(
            "parent", "container"
        )
    )
    packages = list(
        Package.objects.filter(Q(sscc__in=sscc) | Q(unit__in=[unit.pk for unit in units]))
        .select_related("shipment", "unit__parent", "container")
        .order_by("sscc")
    )
    named = {each.sscc: NamedPiece(each.sscc, each, None, (each,), 0) for each in packages}
    for unit in units:
        inside = {unit.pk, *(each.pk for each in units if each.parent_id == unit.pk)}
        named[unit.sscc] = NamedPiece(
            unit.sscc,
            None,
            unit,
            tuple(each for each in packages if each.unit_id in inside),
            sum(each.tare_g for each in units if each.pk in inside),
        )
    return {code: piece for code, piece in named.items() if code in sscc}


def due_shipments(slot: Slot) -> "QuerySet[Shipment]":
    """Whose goods are to stand in a slot's container; what only a demonstration loaded never comes there."""
    placed = Shipment.objects.filter(assignments__slot=slot, assignments__released_at__isnull=True)
    return placed.exclude(~Q(status__in=("assigned", "handed_in")), simulated=True)


def due_packages(slot: Slot) -> "QuerySet[Package]":
    """The packages that are to stand in a slot's container."""
    return Package.objects.filter(shipment__in=due_shipments(slot).values("pk"))


def unpacked(slot: Slot) -> list[Shipment]:
    """Whose goods are to stand in a slot's container and have no package yet. One query."""
    return list(due_shipments(slot).filter(packages__isnull=True).order_by("number"))


def due_pieces(slot: Slot) -> list[Piece]:
    """What is to be stowed in a slot's container, in the order in which to stow it. Three queries."""
    outermost = {
        _outermost(package) for package in due_packages(slot).select_related("unit__parent").order_by("sscc")
    }
    return stowing_order(piece.as_piece for piece in pieces_named(outermost).values())


def stowed_pieces(container: Container) -> list[tuple[int, NamedPiece]]:
    """What stands in a container, with its position, the floor first. Four queries."""
    positions = dict(container.packages.values_list("sscc", "stuffing_position"))
    positions.update(container.load_units.values_list("sscc", "stuffing_position"))
    pieces = pieces_named(positions)
    return sorted(((positions[code] or 0, pieces[code]) for code in pieces), key=lambda pair: pair[0])


def expected_gross_g(container: Container) -> int:
    """What a container weighs by the books: itself, its packages, cartons, pallets. Two queries."""
    packages_g = packages_in([container.pk]).aggregate(sum=Sum("gross_g"))["sum"] or 0
    units_g = units_in(container.pk).aggregate(sum=Sum("tare_g"))["sum"] or 0
    return container.container_type.tare_g + int(packages_g) + int(units_g)


def pieces_of(found: dict[str, NamedPiece], sscc: Sequence[str]) -> list[NamedPiece]:
    """The known ones among some SSCCs, in their order."""
    return [found[code] for code in sscc if code in found]


def _outermost(package: Package) -> str:
    unit = package.unit
    if unit is None:
        return package.sscc
    return unit.parent.sscc if unit.parent else unit.sscc
