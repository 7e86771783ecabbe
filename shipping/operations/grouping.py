"""How do packages travel together in cartons and on pallets?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.ids import next_serial
from kit.transactions import inside_transaction
from kit.words import Told, say
from shipping.errors import ReportOutOfPlace, UnitNotFound, UnitStowed, WrongPieces
from shipping.identifiers import build_sscc
from shipping.models import LoadUnit, Package, SlotAssignment
from shipping.operations.locking import locked_shipments
from shipping.policy import SSCC_PREFIX
from shipping.queries.contents import NamedPiece, pieces_named, pieces_of
from shipping.queries.sight import working_places
from shipping.queries.units import known_to, may_pack, shipments_in, units_for
from shipping.stowing import grouping_error


@inside_transaction
def group(*, kind: str, sscc: Sequence[str], tare_g: int, at: datetime, by: Actor) -> LoadUnit:
    """
    Put packages into a carton, or packages and cartons on a pallet, under a new SSCC.

    All must ride in one container, and none may stand in or on anything yet.
    `tare_g` is what the empty carton or pallet weighs. Staff pack anywhere, a
    partner what is handed in, or loaded, at its own places.

    :raises WrongPieces: naming each piece that can't go there, or isn't the actor's to see.
    :raises ReportOutOfPlace: if a partner doesn't work where the goods are packed.
    """
    # Nobody stuffs, moves or rolls them meanwhile.
    locked_shipments({pk for piece in pieces_named(sscc).values() for pk in piece.shipment_ids})
    list(Package.objects.select_for_update(no_key=True).filter(sscc__in=sscc).order_by("id"))
    list(LoadUnit.objects.select_for_update(no_key=True).filter(sscc__in=sscc).order_by("id"))
    found = known_to(by, pieces_named(sscc))
    pieces = pieces_of(found, sscc)
    _check_place(pieces, by)
    _check(kind, sscc, found)
    unit = LoadUnit.objects.create(
        sscc=build_sscc(prefix=SSCC_PREFIX, serial=next_serial("shipping_package_serial")),
        kind=kind,
        tare_g=tare_g,
        packed_at=at,
        created_at=at,
    )
    Package.objects.filter(pk__in=[each.package.pk for each in pieces if each.package]).update(unit=unit)
    LoadUnit.objects.filter(pk__in=[each.unit.pk for each in pieces if each.unit]).update(parent=unit)
    return unit


@inside_transaction
def ungroup(*, sscc: str, at: datetime, by: Actor) -> list[str]:
    """
    Take a carton or pallet apart; the SSCCs of what was in it, which stands for itself again.

    :raises UnitNotFound: if there is none, or it isn't the actor's to see.
    :raises ReportOutOfPlace: if a partner doesn't work where its goods are packed.
    :raises UnitStowed: if it stands on a pallet or in a container.
    """
    unit = units_for(by).filter(sscc=sscc).first()
    if unit is None:
        raise UnitNotFound(sscc=sscc)
    shipments = shipments_in(unit)
    if not may_pack(shipments, places=working_places(by)):
        raise ReportOutOfPlace(sscc=sscc)
    locked_shipments({each.pk for each in shipments})
    unit = LoadUnit.objects.select_for_update(no_key=True).filter(pk=unit.pk).first()
    if unit is None:
        raise UnitNotFound(sscc=sscc)
    if unit.parent_id is not None or unit.container_id is not None:
        raise UnitStowed(sscc=sscc)
    freed = [
        *unit.packages.order_by("sscc").values_list("sscc", flat=True),
        *unit.units.order_by("sscc").values_list("sscc", flat=True),
    ]
    unit.packages.update(unit=None)
    unit.units.update(parent=None)
    unit.delete()
    return freed


def _check_place(pieces: Sequence[NamedPiece], by: Actor) -> None:
    shipments = {package.shipment_id: package.shipment for piece in pieces for package in piece.packages}
    if not may_pack(shipments.values(), places=working_places(by)):
        raise ReportOutOfPlace


def _check(kind: str, sscc: Sequence[str], found: dict[str, NamedPiece]) -> None:
    faults = [
        FieldProblem(f"/sscc/{index}", "field.invalid", message)
        for index, code in enumerate(sscc)
        if (message := _fault(kind, code, found.get(code), is_doubled=code in sscc[:index]))
    ]
    packages = [package for piece in pieces_of(found, sscc) for package in piece.packages]
    message = grouping_error((package.shipment.segregation_class for package in packages), gettext)
    if not sscc:
        message = say("Name what goes in.")
    if not faults and message is None:
        message = _apart(packages)
    if not faults and message is not None:
        faults = [FieldProblem("/sscc", "field.invalid", message)]
    if faults:
        raise WrongPieces(Told(faults[0].message), fields=faults)


def _fault(kind: str, code: str, piece: NamedPiece | None, *, is_doubled: bool) -> str | None:
    if piece is None:
        return say("%(code)s is no package, carton or pallet of ours.", code=code)
    if is_doubled:
        return say("%(code)s is named twice.", code=code)
    if not piece.packages:
        return say("%(code)s is empty.", code=code)
    if piece.unit is not None and (kind == LoadUnit.Kind.CARTON or piece.unit.kind == LoadUnit.Kind.PALLET):
        return say(
            "%(code)s is a %(kind)s: only cartons and packages go on pallets, packages into cartons.",
            code=code,
            kind=piece.unit.get_kind_display().lower(),
        )
    stands_on = piece.package.unit if piece.package else piece.unit.parent if piece.unit else None
    if stands_on is not None:
        return say("%(code)s stands in or on %(other)s already.", code=code, other=stands_on.sscc)
    container = piece.package.container if piece.package else piece.unit.container if piece.unit else None
    if container is not None:
        return say("%(code)s stands in container %(box)s already.", code=code, box=container)
    return None


def _apart(packages: Sequence[Package]) -> str | None:
    """Why they don't travel together: not all have a place in one and the same container."""
    shipments = {package.shipment_id: package.shipment for package in packages}
    taken = SlotAssignment.objects.filter(shipment__in=shipments, released_at__isnull=True)
    slots = dict(taken.values_list("shipment_id", "slot_id"))
    placeless = [each.number for pk, each in shipments.items() if pk not in slots]
    if placeless:
        return say("%(shipment)s has no place on a train yet.", shipment=placeless[0])
    if len(set(slots.values())) > 1:
        return say(
            "They ride in different containers: %(shipments)s",
            shipments=", ".join(each.number for each in shipments.values()),
        )
    return None
