"""How do goods get into a container, so that the books say what stands in it?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.moves import move
from kit.transactions import inside_transaction
from kit.words import Told, in_words, say
from shipping.containers import mass_error
from shipping.errors import ContainerRides, ContainerStuffed, WrongBox, WrongPieces
from shipping.identifiers import container_number_error, sscc_error
from shipping.models import Container, Discrepancy, LoadUnit, Package, Shipment, Slot
from shipping.operations.handling import check_open, handled_slot, wrong
from shipping.operations.lightening import lighten
from shipping.operations.locking import locked_container, locked_shipments
from shipping.operations.reconciling import Difference, record, settle_earlier
from shipping.operations.reporting import note_in_hand
from shipping.queries.carriage import box_of, carried_class
from shipping.queries.contents import (
    NamedPiece,
    due_packages,
    expected_gross_g,
    packages_in,
    pieces_named,
    pieces_of,
    unpacked,
)
from shipping.refusals import GROUPS
from shipping.segregation import CargoClass, Group, Temperature, may_ride_in, may_share
from shipping.stowing import stowing_error

# From loading on the goods ride; before, they may be stowed.
_CAN_BE_STOWED = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)
_STAGE = Discrepancy.Stage.STUFFING


@inside_transaction
def stuff(
    *,
    container_id: UUID,
    number: str,
    sscc: Sequence[str],
    weighed_gross_g: int,
    at: datetime,
    by: Actor,
    iso_code: str = "",
    again: bool = False,
) -> Container:
    """
    Record what stands in a container, the floor first, and what the whole weighs.

    What stands in it is in hand, reported or not. What is missing, unknown, or
    weighs otherwise than by the books is listed as discrepancies (rule 21). Over
    the cap of the plate, the rails, the cargo (rule 8) what stands last is
    unloaded, its shipments get another train, and that is listed too; scales that
    contradict the books unload nothing before a person has decided. The slot
    takes no more goods. `again` replaces what was recorded before; `iso_code` is
    the type painted on the box.

    :raises ContainerNotFound, ReportOutOfPlace: if the actor has nothing to do with it.
    :raises Invalid: if the number or the mass can't be right, naming the field.
    :raises WrongBox: if the box is of another type than the slot was sold as.
    :raises WrongPieces: naming each piece that may not go in, or stands above what it must stand below.
    :raises ContainerStuffed, ContainerSealed, ContainerStripped: if it is too late for it.
    :raises ContainerRides: if a container of this number is still on its way.
    """
    slot = handled_slot(container_id, stage="stuff", by=by)
    _check_box(slot, number, iso_code, weighed_gross_g)
    shipments = _lock(slot, sscc)
    container = locked_container(container_id)
    slots = Slot.objects.select_for_update(of=("self",), no_key=True).select_related("container_type")
    slot = slots.get(pk=slot.pk)
    check_open(container, slot)
    if not again:
        _check_not_stuffed(container)
    found = pieces_named(sscc)
    _check_pieces(slot, sscc, found, shipments)
    _stow(container, pieces_of(found, sscc))
    _close(container, slot, number, weighed_gross_g, at=at, by=by)
    inside = {pk for piece in pieces_of(found, sscc) for pk in piece.shipment_ids}
    note_in_hand([shipments[pk] for pk in sorted(inside)], at=at, by=by)
    settle_earlier(container, _STAGE, note="Stuffed again.", at=at, by=by)
    gross_g, error = _weigh(container, weighed_gross_g)
    record(container, _STAGE, [*_differences(slot, container, sscc, found), *error], at=at, by=by)
    lighten(container, shipments, gross_g=gross_g, at=at, by=by)
    container.refresh_from_db()
    return container


def _check_not_stuffed(container: Container) -> None:
    if container.stuffed_at is not None:
        raise ContainerStuffed(
            say("The container was stuffed at %(at)s UTC.", at=f"{container.stuffed_at:%Y-%m-%d %H:%M}"),
            number=container.number,
        )


def _weigh(container: Container, weighed_gross_g: int) -> tuple[int, list[Difference]]:
    """What counts as its mass, and how the scales contradict the books, if they do."""
    expected_g = expected_gross_g(container)
    error = mass_error(declared_g=weighed_gross_g, expected_g=expected_g)
    if error is not None:
        return expected_g, [_mass(container, expected_g, error)]
    # The heavier of scales and books counts, as long as they mean the same box.
    return max(expected_g, weighed_gross_g), []


def _check_box(slot: Slot, number: str, iso_code: str, weighed_gross_g: int) -> None:
    if (error := container_number_error(number, gettext)) is not None:
        raise wrong("number", Told(error))
    sold_as = slot.container_type
    if iso_code and iso_code != sold_as.iso_code:
        message = say(
            "The slot is for a %(wanted)s, this box is a %(box)s: change the slot's box first.",
            wanted=sold_as.iso_code,
            box=iso_code,
        )
        raise WrongBox(message, fields=[FieldProblem("/iso_code", "field.invalid", message)])
    if weighed_gross_g <= sold_as.tare_g:
        raise wrong(
            "weighed_gross_g",
            say("An empty %(box)s weighs %(tare)s g already.", box=sold_as.iso_code, tare=sold_as.tare_g),
        )


def _lock(slot: Slot, sscc: Sequence[str]) -> dict[UUID, Shipment]:
    """Whose goods are named, and who has a place here, all locked in id order."""
    named = {pk for piece in pieces_named(sscc).values() for pk in piece.shipment_ids}
    placed = slot.assignments.filter(released_at__isnull=True).values_list("shipment_id", flat=True)
    locked = locked_shipments({*named, *placed})
    # Only now nobody can leave any more.
    stays = slot.assignments.filter(released_at__isnull=True).values_list("shipment_id", flat=True)
    return {pk: locked[pk] for pk in stays if pk in locked}


def _check_pieces(
    slot: Slot, sscc: Sequence[str], found: dict[str, NamedPiece], shipments: dict[UUID, Shipment]
) -> None:
    faults = [
        FieldProblem(f"/sscc/{index}", "field.invalid", message)
        for index, code in enumerate(sscc)
        if (message := _fault(slot, code, found.get(code), shipments, is_doubled=code in sscc[:index]))
    ]
    if not sscc:
        faults = [FieldProblem("/sscc", "field.required", say("Name what stands in the container."))]
    elif not faults:
        message = stowing_error([piece.as_piece for piece in pieces_of(found, sscc)], gettext)
        faults = [FieldProblem("/sscc", "field.invalid", message)] if message else []
    if faults:
        raise WrongPieces(Told(faults[0].message), fields=faults)


def _fault(
    slot: Slot, code: str, piece: NamedPiece | None, shipments: dict[UUID, Shipment], *, is_doubled: bool
) -> str | None:
    if (error := sscc_error(code, gettext)) is not None:
        return f"{code}: {error}"
    if is_doubled:
        return say("%(code)s is named twice.", code=code)
    if piece is None:
        return None  # unknown to the books: it is set aside, and listed
    stands_on = piece.package.unit if piece.package else piece.unit.parent if piece.unit else None
    if stands_on is not None:
        return say("%(code)s stands in or on %(other)s: name that instead.", code=code, other=stands_on.sscc)
    if not piece.packages:
        return say("%(code)s is empty.", code=code)
    for package in piece.packages:
        shipment = shipments.get(package.shipment_id)
        if shipment is None:
            return say(
                "%(code)s belongs to %(shipment)s, which has no place in this container.",
                code=code,
                shipment=package.shipment.number,
            )
        if (error := _ride_error(slot, shipment, code)) is not None:
            return error
    return None


def _ride_error(slot: Slot, shipment: Shipment, code: str) -> str | None:
    facts = {"code": code, "shipment": shipment.number}
    if shipment.status not in _CAN_BE_STOWED:
        return say(
            "%(code)s belongs to %(shipment)s, which is %(state)s.", **facts, state=in_words(shipment.status)
        )
    cargo = carried_class(temperature=shipment.temperature_class, segregation=shipment.segregation_class)
    laid_out_for = CargoClass(Temperature(slot.temperature_class), Group(slot.segregation_group))
    if not may_share(cargo, laid_out_for):
        return say(
            "%(code)s belongs to %(shipment)s, whose goods do not share a container with %(others)s at this"
            " temperature.",
            **facts,
            others=in_words(GROUPS[Group(slot.segregation_group)]),
        )
    if not may_ride_in(cargo, is_cooled=slot.container_type.is_reefer):
        return say("%(code)s belongs to %(shipment)s, whose goods need a cooled box.", **facts)
    return None


def _stow(container: Container, pieces: Sequence[NamedPiece]) -> None:
    nowhere = {"container": None, "stuffing_position": None}
    container.packages.update(**nowhere)
    container.load_units.update(**nowhere)
    packages, units = [], []
    for position, piece in enumerate(pieces, start=1):
        for row in (piece.package, piece.unit):
            if row is not None:
                row.container, row.stuffing_position = container, position
        packages += [piece.package] if piece.package else []
        units += [piece.unit] if piece.unit else []
    columns = ["container", "stuffing_position"]
    Package.objects.bulk_update(packages, columns, batch_size=500)
    LoadUnit.objects.bulk_update(units, columns, batch_size=500)


def _close(
    container: Container, slot: Slot, number: str, weighed_gross_g: int, *, at: datetime, by: Actor
) -> None:
    """The box has its number, its mass, and room for nothing more."""
    try:
        with transaction.atomic():
            Container.objects.filter(pk=container.pk).update(
                number=number, stuffed_at=at, weighed_gross_g=weighed_gross_g, version=F("version") + 1
            )
    except IntegrityError:
        raise ContainerRides(
            say("Container %(number)s is still on its way.", number=number),
            fields=[FieldProblem("/number", "field.invalid", say("still on its way"))],
        ) from None
    container.refresh_from_db()
    if slot.status == Slot.Status.OPEN:
        move(slot, to=Slot.Status.CLOSED, at=at, by=by, reason="stuffed", closed_at=at)


def _differences(
    slot: Slot, container: Container, sscc: Sequence[str], found: dict[str, NamedPiece]
) -> list[Difference]:
    kinds = Discrepancy.Kind
    differences = [
        Difference(kinds.EXTRA, code, note="Not in the books: set aside, not loaded.")
        for code in sscc
        if code not in found
    ]
    stowed = packages_in([container.pk])
    missing = due_packages(slot).exclude(pk__in=stowed.values("pk")).select_related("shipment")
    differences += [
        Difference(kinds.MISSING, each.sscc, each.shipment_id, each.gross_g, note=f"Of {each.shipment}.")
        for each in missing.order_by("sscc")
    ]
    differences += [
        Difference(kinds.MISSING, "", each.pk, each.gross_g, note=f"{each} has not been packed.")
        for each in unpacked(slot)
    ]
    return differences


def _mass(container: Container, expected_g: int, error: str) -> Difference:
    weighed_g, cap_g = container.weighed_gross_g or 0, box_of(container.container_type).permitted_gross_g
    if weighed_g > cap_g:
        error += f" It bears {cap_g / 1000:,.1f} kg: weigh it again."
    return Difference(Discrepancy.Kind.MASS, "", None, expected_g, weighed_g, error)
