"""How is a container emptied, so that the books say what really came out of it?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import Told, in_words, say
from shipping.containers import mass_error
from shipping.errors import ContainerNotArrived, ContainerNotStuffed, ContainerStripped, WrongPieces
from shipping.identifiers import sscc_error
from shipping.lifecycle import NOT_ARRIVED
from shipping.models import Container, Discrepancy, Shipment, Slot
from shipping.operations.handling import handled_slot
from shipping.operations.locking import locked_container
from shipping.operations.reconciling import Difference, record
from shipping.operations.sealing import note_broken
from shipping.operations.warning import warn
from shipping.queries.contents import NamedPiece, packages_in, pieces_named

_STAGE = Discrepancy.Stage.STRIPPING


@inside_transaction
def strip(
    *, container_id: UUID, sscc: Sequence[str], weighed_gross_g: int, at: datetime, by: Actor
) -> Container:
    """
    Record what was found in a container at its destination; the box is free for another ride.

    `weighed_gross_g` is what it weighed before it was opened. Packages may be
    named on their own or by their cartons and pallets. What is missing, was not
    in the books, or weighs otherwise than when it was stuffed is listed as
    discrepancies (rule 21); a shipment of which something is missing is put
    before a person. The books go on saying in which container each package came.

    :raises ContainerNotFound, ReportOutOfPlace: if the actor has nothing to do with it.
    :raises WrongPieces: naming each code that can't be an SSCC, or comes twice.
    :raises ContainerNotStuffed, ContainerStripped: if there is nothing to find in it.
    :raises ContainerNotArrived: if any of its goods have not arrived by the books, or it holds none and
        its train has not.
    """
    slot = handled_slot(container_id, stage="strip", by=by)
    _check_codes(sscc)
    container = locked_container(container_id)
    _check_state(container, slot)
    found = pieces_named(sscc)
    differences = _differences(container, sscc, found, weighed_gross_g)
    record(container, _STAGE, differences, at=at, by=by)
    missing = {each.shipment_id for each in differences if each.kind == Discrepancy.Kind.MISSING}
    short = f"Something of it was missing when {container.number} was stripped."
    warn([pk for pk in missing if pk is not None], reason=short, at=at)
    note_broken(container, reason="Stripped at the destination.", at=at, by=by)
    Container.objects.filter(pk=container.pk).update(stripped_at=at, sealed_at=None, version=F("version") + 1)
    container.refresh_from_db()
    return container


def _check_codes(sscc: Sequence[str]) -> None:
    faults = []
    for index, code in enumerate(sscc):
        error = sscc_error(code, gettext) or (say("It is named twice.") if code in sscc[:index] else None)
        if error:
            faults.append(FieldProblem(f"/sscc/{index}", "field.invalid", f"{code}: {error}"))
    if faults:
        raise WrongPieces(Told(faults[0].message), fields=faults)


def _check_state(container: Container, slot: Slot) -> None:
    if container.stripped_at is not None:
        raise ContainerStripped(container_id=str(container.pk))
    if container.stuffed_at is None:
        raise ContainerNotStuffed(container_id=str(container.pk))
    inside = packages_in([container.pk]).values("shipment_id")
    if slot.status != Slot.Status.DONE and not inside.exists():
        raise ContainerNotArrived(say("Nothing stands in it, and its train has not arrived."))
    late = Shipment.objects.filter(pk__in=inside, status__in=NOT_ARRIVED).order_by("pk").first()
    if late is not None:
        raise ContainerNotArrived(
            say(
                "%(shipment)s in it is %(state)s; report its arrival first.",
                shipment=late.number,
                state=in_words(late.status),
            ),
            number=late.number,
            status=late.status,
        )


def _differences(
    container: Container, sscc: Sequence[str], found: dict[str, NamedPiece], weighed_gross_g: int
) -> list[Difference]:
    kinds = Discrepancy.Kind
    expected = {each.pk: each for each in packages_in([container.pk]).select_related("shipment")}
    came = {package.pk for piece in found.values() for package in piece.packages}
    missing = sorted((each for pk, each in expected.items() if pk not in came), key=lambda each: each.sscc)
    differences = [
        Difference(kinds.MISSING, each.sscc, each.shipment_id, each.gross_g, note=f"Of {each.shipment}.")
        for each in missing
    ]
    for code in sscc:
        piece = found.get(code)
        if piece is None:
            differences.append(Difference(kinds.EXTRA, code, note="Not in the books."))
            continue
        differences += [
            Difference(
                kinds.EXTRA,
                each.sscc,
                each.shipment_id,
                None,
                each.gross_g,
                f"Of {each.shipment}: not stuffed here.",
            )
            for each in piece.packages
            if each.pk not in expected
        ]
    declared_g = container.weighed_gross_g or 0
    if (error := mass_error(declared_g=weighed_gross_g, expected_g=declared_g)) is not None:
        differences.append(Difference(kinds.MASS, "", None, declared_g, weighed_gross_g, error))
    return differences
